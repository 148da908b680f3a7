"""Faults: what goes wrong, as a code, a message, a place and the nearest names that would have done."""

from __future__ import annotations

from typing import Any, Final

from aikg import errors
from aikg.agent.wording import clean, in_tools
from aikg.errors import AikgError, shown

CODES: Final[tuple[tuple[type[AikgError], str], ...]] = (
    (errors.UnknownName, "unknown_name"),
    (errors.AmbiguousName, "ambiguous_name"),
    (errors.BadParameter, "bad_parameter"),
    (errors.UsageError, "bad_parameter"),
    (errors.QuerySyntaxError, "syntax_error"),
    (errors.QueryRefused, "query_refused"),
    (errors.QueryLimit, "query_limit"),
    (errors.MissingExtra, "missing_extra"),
    (errors.DataError, "data_error"),
    (errors.StoreError, "data_error"),
    (errors.QueryHeaderError, "data_error"),
    (errors.OutputError, "internal_error"),
    (errors.RemoteTimeout, "query_limit"),
    (errors.RemoteAnswerLimit, "query_limit"),
    (errors.RemoteError, "endpoint_failed"),
    (AikgError, "failed"),
)
"""Error class and code; the first class that fits counts."""

INTERNAL: Final = "internal_error"
_KEPT_BACK: Final = {
    "data_error": "The data of this server cannot be read; its standard error says what is wrong.",
    INTERNAL: "The server failed over this call; its standard error says where.",
}
"""What stands in place of messages that name files of the server's machine."""


def kept_back(error: BaseException) -> bool:
    """Whether the message is for the one who runs the server, and not for its clients."""
    return code_of(error) in _KEPT_BACK


def code_of(error: BaseException) -> str:
    """The code of an error; that of a bug for what is none of ours."""
    return next((code for kind, code in CODES if isinstance(error, kind)), INTERNAL)


def fault(error: BaseException) -> dict[str, Any]:
    """The error as an object: code, message; line and column, nearest and candidates where there are any."""
    code = code_of(error)
    found: dict[str, Any] = {"code": code, "message": _KEPT_BACK.get(code) or in_tools(str(error))}
    if isinstance(error, errors.QuerySyntaxError | errors.QueryRefused) and error.line is not None:
        found |= {"line": error.line, "column": error.column}
    if isinstance(error, errors.UnknownName) and error.suggestions:
        found["nearest"] = [clean(shown(name, 200)) for name in error.suggestions]
    if isinstance(error, errors.AmbiguousName):
        found["candidates"] = [
            {"label": clean(shown(label, 200)), "id": clean(short)} for label, short in error.candidates
        ]
    return found
