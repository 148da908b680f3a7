"""Content negotiation: which of the media types that there are a client wants most (RFC 9110, 12.5.1)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_QUALITY = re.compile(r"(0(\.\d{0,3})?|1(\.0{0,3})?)")


def best(accept: str | None, offered: Sequence[str]) -> str | None:
    """The media type that the header `Accept` prefers, of equals the first; None where it takes none.

    Without the header everything is welcome. A part that is not well formed is passed over.
    """
    ranges = list(_ranges(accept)) if accept and accept.strip() else [("*/*", 1.0)]
    wanted = [(_quality(media, ranges), -number, media) for number, media in enumerate(offered)]
    quality, _, media = max(wanted, default=(0.0, 0, ""))
    return media if quality > 0 else None


def _ranges(accept: str) -> list[tuple[str, float]]:
    found = []
    for part in accept.split(","):
        media, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if "/" not in media and media != "*":
            continue
        stated = next((p[2:].strip() for p in parameters if p.startswith("q=")), "1")
        if _QUALITY.fullmatch(stated):
            found.append(("*/*" if media == "*" else media, float(stated)))
    return found


def _quality(media: str, ranges: Sequence[tuple[str, float]]) -> float:
    """What the most specific range that fits says."""
    fits = {media: 2, f"{media.partition('/')[0]}/*": 1, "*/*": 0}
    specific = [(fits[given], quality) for given, quality in ranges if given in fits]
    return max(specific)[1] if specific else 0.0
