"""What can go wrong, in one message each: what, where, what to do next.

One table, `STATUS`, says which exit code the command line and which HTTP status the server give.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Sequence


class AikgError(Exception):
    """The base of every error that a user can meet. `str()` of it is the whole message."""


class UsageError(AikgError):
    """The words of the call are off: an option, a format, a combination."""


class DataError(AikgError):
    """A data file that cannot be used. Names the path, and the line where there is one."""

    def __init__(
        self, reason: str, path: str | os.PathLike[str] | None = None, line: int | None = None
    ) -> None:
        self.reason, self.path, self.line = reason, path, line
        where = f"{path}:{line}" if path and line else str(path or "")
        super().__init__(f"{where}: {reason}" if where else reason)


class StoreError(AikgError):
    """A store or a directory that is missing, damaged or of another version."""


class QueryHeaderError(AikgError):
    """The `#+` header of a saved query is wrong. Names the file."""


class QuerySyntaxError(AikgError):
    """SPARQL that cannot be parsed; `line` and `column` count from 1 and may be None."""

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        self.line, self.column = line, column
        super().__init__(message)


class QueryRefused(AikgError):
    """SPARQL that is not run here: too long, too deep, an update, SERVICE or LOAD.

    `line` and `column` count from 1; None where no single place is at fault.
    """

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        self.line, self.column = line, column
        super().__init__(message)


class QueryLimit(AikgError):
    """A query that was stopped at its limit of time, memory or rows."""


class TimeLimit(QueryLimit):
    """A query that was stopped at its limit of time."""


class AnswerLimit(QueryLimit):
    """An answer that is larger than what may be sent. Asking again does not help; asking for less does."""


class Overloaded(AikgError):
    """More is asked at once than can be answered; a little later it can."""

    def __init__(self) -> None:
        super().__init__("Too many questions at once. Ask again in a few seconds.")


class UnknownName(AikgError):
    """No such thing. Near names are looked for when they are asked for: whoever catches this needs none."""

    def __init__(
        self,
        kind: str,
        name: str,
        suggestions: Sequence[str] | Callable[[], Sequence[str]] = (),
        hint: str = "",
    ) -> None:
        super().__init__(kind, name)
        self.kind, self.name, self.hint = kind, name, hint
        self._suggestions = suggestions

    @property
    def suggestions(self) -> tuple[str, ...]:
        """Near names, best first, maybe none."""
        if callable(self._suggestions):
            self._suggestions = self._suggestions()
        return tuple(self._suggestions)

    def __str__(self) -> str:
        """The whole message."""
        message = f"No {self.kind} is called “{shown(self.name)}”."
        if self.suggestions:
            message += f" Did you mean {_either([shown(s) for s in self.suggestions])}?"
        return f"{message} {self.hint}" if self.hint else message


class AmbiguousName(AikgError):
    """Several things answer to the name. `candidates` are (label, short identifier)."""

    def __init__(self, kind: str, name: str, candidates: Sequence[tuple[str, str]]) -> None:
        self.kind, self.name, self.candidates = kind, name, tuple(candidates)
        lines = "".join(f"\n  {shown(label)}  ({short})" for label, short in candidates)
        super().__init__(f"“{shown(name)}” is the name of several things; ask for one of them:{lines}")


class BadParameter(AikgError):
    """A parameter that a saved query does not have, lacks, or cannot read. `near` are names that it has."""

    def __init__(self, message: str, near: Sequence[str] = ()) -> None:
        self.near = tuple(near)
        super().__init__(message)


class MissingParameter(BadParameter):
    """A parameter that a saved query must have. `name` is its name, `description` what it is."""

    def __init__(self, query: str, name: str, description: str) -> None:
        self.name = name
        super().__init__(f"Query {query} needs {name} ({description}).")


class MissingExtra(AikgError):
    """A library that only some users need is not installed."""

    def __init__(self, purpose: str, extra: str) -> None:
        super().__init__(f"{purpose} needs more: pip install 'aikg[{extra}]'")


class OutputError(AikgError):
    """The answer could not be written where it was to go."""


class RemoteError(AikgError):
    """An endpoint that cannot be asked, or whose answer cannot be used. Never holds a password.

    `status` is what HTTP said, None where it said nothing.
    """

    def __init__(self, message: str, status: int | None = None) -> None:
        self.status = status
        super().__init__(message)


class RemoteTimeout(RemoteError):
    """An endpoint that did not answer in time."""


class RemoteAnswerLimit(RemoteError):
    """An answer of an endpoint that is larger than what is read, or may be sent on."""


STATUS: Final[tuple[tuple[type[AikgError], int, int], ...]] = (
    (UnknownName, 2, 404),
    (AmbiguousName, 2, 300),
    (DataError, 3, 500),
    (StoreError, 3, 500),
    (QueryHeaderError, 3, 500),
    (AnswerLimit, 2, 413),
    (QueryLimit, 2, 503),
    (Overloaded, 2, 503),
    (OutputError, 3, 500),
    (RemoteTimeout, 3, 504),
    (RemoteAnswerLimit, 3, 413),
    (RemoteError, 3, 502),
    (MissingExtra, 2, 501),
    (AikgError, 2, 400),
)
"""Error class, exit code, HTTP status; the first class that fits counts."""


def exit_code(error: AikgError) -> int:
    """0 answered, 1 found problems or nothing, 2 usage or unknown name, 3 broken data or store."""
    return next(code for kind, code, _ in STATUS if isinstance(error, kind))


def http_status(error: AikgError) -> int:
    """What a server answers with."""
    return next(status for kind, _, status in STATUS if isinstance(error, kind))


def shown(name: str, width: int = 60) -> str:
    """A user's or a file's text, fit for a one-line message: printable, and not endless."""
    text = "".join(c if c.isprintable() else "�" for c in name)
    return text if len(text) <= width else text[: width - 1] + "…"


def _either(names: Sequence[str]) -> str:
    if len(names) == 1:
        return names[0]
    return ", ".join(names[:-1]) + " or " + names[-1]
