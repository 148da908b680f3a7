"""Content negotiation: which of the media types that can be given a client likes best (RFC 9110, 12.5.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException

from aikg.errors import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from aikg.answer_formats import AnswerFormat


def preferred(accept: str | None, offered: Iterable[str]) -> str | None:
    """The one of `offered` with the highest quality; of equal ones the first. None: it accepts none.

    No `Accept` at all, or an empty one, accepts everything.
    """
    ranges = _ranges(accept or "*/*")
    best, quality = None, 0.0
    for media_type in offered:
        found = _quality(media_type, ranges)
        if found > quality:
            best, quality = media_type, found
    return best


def chosen(formats: Mapping[str, AnswerFormat], forms: Sequence[str], accept: str | None) -> tuple[str, str]:
    """The name of the format to answer in, and the media type to call it.

    The first known of `forms`, the values of `format=` (names or media types), or else what `Accept` likes
    best: some clients state both, and in `format` what nobody knows. Raises HTTPException 406.
    """
    for form in forms:
        for name, known in formats.items():
            if form in (name, known.media_type, *known.others):
                return name, known.media_type
    anything = not forms or (accept or "*/*").strip() != "*/*"
    if anything and (found := _format_of(accept, formats)):
        return found
    wanted = f"format={shown(forms[0])}" if forms else f"Accept: {shown(accept or '')}"
    offered = ", ".join(f"{name} ({f.media_type})" for name, f in formats.items())
    raise HTTPException(406, f"This answer cannot be given as {wanted}; it can as {offered}.")


def _format_of(accept: str | None, formats: Mapping[str, AnswerFormat]) -> tuple[str, str] | None:
    """The name of the format that is liked best, and the media type by which it was asked for."""
    names = {form.media_type: name for name, form in formats.items()}
    for name, form in formats.items():
        for other in form.others:
            names.setdefault(other, name)
    chosen = preferred(accept, names)
    return None if chosen is None else (names[chosen], chosen)


def _ranges(accept: str) -> Sequence[tuple[str, float]]:
    found = []
    for part in accept.split(","):
        media_range, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                try:
                    quality = min(1.0, max(0.0, float(value)))
                except ValueError:
                    quality = 0.0
        if media_range:
            found.append((media_range, quality))
    return found


def _quality(media_type: str, ranges: Sequence[tuple[str, float]]) -> float:
    """The quality that the most specific fitting range states."""
    for fitting in (media_type, media_type.partition("/")[0] + "/*", "*/*"):
        stated = [quality for media_range, quality in ranges if media_range == fitting]
        if stated:
            return max(stated)
    return 0.0
