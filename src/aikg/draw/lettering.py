"""Words in a picture of SVG: how wide they are, made to fit, and without harm."""

from __future__ import annotations

import math
from html import escape
from typing import Final

from aikg.draw import layout
from aikg.wording import printable

FONTS: Final = "'DejaVu Sans','Noto Sans',Arial,'Noto Sans CJK SC',sans-serif"
_REGULAR: Final = (
    "318 401 460 838 636 950 780 275 390 390 500 838 318 361 318 337 636 636 636 636 636 636 636 636 636 "
    "636 337 337 838 838 838 531 1000 684 686 698 770 632 575 775 752 295 295 656 557 863 748 787 603 "
    "787 695 635 611 732 684 989 685 611 685 390 337 390 838 500 500 613 635 550 635 615 352 635 634 278 "
    "278 579 278 974 634 612 635 635 411 521 392 634 592 818 592 592 525 636 337 636 838 "
)
_BOLD: Final = (
    "348 456 521 838 696 1002 872 306 457 457 523 838 380 415 380 365 696 696 696 696 696 696 696 696 "
    "696 696 400 400 838 838 838 580 1000 774 762 734 830 683 683 821 837 372 372 775 637 995 837 850 "
    "733 850 770 720 682 812 774 1103 771 724 725 457 365 457 838 500 500 675 716 593 716 678 435 716 "
    "712 343 343 665 343 1042 712 687 716 716 493 595 478 712 652 924 645 652 582 712 365 712 838 "
)
_ADVANCES: Final = {
    bold: {chr(32 + i): int(n) / 1000 for i, n in enumerate(text.split())}
    for bold, text in ((False, _REGULAR), (True, _BOLD))
}
"""Widths of the printable ASCII characters in DejaVu Sans, the widest of the fonts, as parts of its size."""

_CUT: Final = 60
"""Longest name, in characters."""


def safe(text: object, cut: int = _CUT) -> str:
    """A text that nobody sees harm in, cut to the width of so many Latin letters."""
    plain = printable(" ".join(str(text)[: 4 * cut].split()))
    plain = "".join(c for c in plain if not "\ud800" <= c <= "\udfff" and c not in "\ufffe\uffff")
    if layout.letters(plain) > cut:
        while layout.letters(plain) > cut - 1:
            plain = plain[:-1]
        plain += "…"
    return escape(plain)


def wide(text: str, size: float, *, bold: bool = False) -> float:
    """How wide a line of text is at most, in pixels; in other fonts than the first it is narrower."""
    known = _ADVANCES[bold]
    return size * sum(known.get(c) or (1.05 if layout.letters(c) > 1 else 0.9) for c in text)


def fitted(
    text: object, room: float, size: float, *, bold: bool = False, least: float = 0
) -> tuple[str, float]:
    """The text and its size so that it fits into so many pixels: smaller, down to `least`, then cut with …"""
    plain = printable(" ".join(str(text)[:400].split()))
    needed = wide(plain, size, bold=bold)
    if needed > room:
        size = max(min(least or size, size), size * room / needed)
        size = math.floor(size * 10) / 10
    if wide(plain, size, bold=bold) > room:
        while plain and wide(plain + "…", size, bold=bold) > room:
            plain = plain[:-1]
        plain = plain.rstrip() + "…"
    return plain, size


def words(
    text: object, x: float, y: float, size: float, colour: str, *, weight: int = 400, anchor: str = "start",
    halo: str = "", cut: int = _CUT,
) -> str:  # fmt: skip
    """A text element; `halo` is the colour of a rim that keeps it apart from what lies behind."""
    around = f' stroke="{halo}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"' if halo else ""
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" font-weight="{weight}" fill="{colour}" '
        f'text-anchor="{anchor}"{around}>{safe(text, cut)}</text>'
    )
