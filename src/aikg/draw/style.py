"""The one table of colours, shapes, dashes and words for every picture.

Nothing is told by colour alone: lab categories differ in shape, openness in how much of the disc is
filled (full is freest), lineage kinds in dash pattern. Hues are Okabe and Ito's, darkened for the
light page and lightened for the dark one until they stand out 3:1 from every surface (tests check
it with the formula of WCAG 2).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Shape = Literal["dot", "square", "diamond", "hexagon", "triangle", "star", "pill", "panel"]
Mark = Literal["full", "three-quarters", "half", "core", "empty", "dashed", "point", "broad-core", "bar"]


@dataclass(frozen=True)
class Theme:
    """The surfaces and the ink of one page, as CSS colours."""

    page: str
    panel: str
    disc: str
    line: str
    text: str
    faint: str
    accent: str

    @property
    def surfaces(self) -> tuple[str, str, str]:
        """What nodes and words can stand on."""
        return self.page, self.panel, self.disc


@dataclass(frozen=True)
class Look:
    """How a node looks. `size` is the radius in units of the layout; `mark` is how it is filled."""

    word: str
    light: str
    dark: str
    shape: Shape
    size: float = 5.0
    mark: Mark = "full"


@dataclass(frozen=True)
class Stroke:
    """How an edge looks; `back` is its word seen from the other end.

    `dashes` are lengths of ink and gap, () for a solid line; `shown`: a page starts with it.
    """

    word: str
    back: str
    light: str
    dark: str
    dashes: tuple[int, ...] = ()
    width: float = 1.0
    arrow: bool = True
    shown: bool = True


LIGHT: Final = Theme(
    page="#ffffff", panel="#f6f7f9", disc="#ffffff", line="#d5d9e0", text="#1b1f27",
    faint="#56606e", accent="#0063a3",
)  # fmt: skip
DARK: Final = Theme(
    page="#11141a", panel="#191d25", disc="#222834", line="#343c4a", text="#eceff4",
    faint="#a3adbb", accent="#6cc0f5",
)  # fmt: skip

_BLUE: Final = ("#0072b2", "#56b4e9")
_ORANGE: Final = ("#b36200", "#f0a830")
_PURPLE: Final = ("#a8457f", "#e08fbd")
_GREEN: Final = ("#00825e", "#2fc79a")
_VERMILLION: Final = ("#c94f00", "#ff8a4c")
_SLATE: Final = ("#5c6675", "#98a3b3")
_GREY: Final = ("#7a8290", "#8791a1")

CATEGORIES: Final[dict[str, Look]] = {
    "big-tech": Look("big tech", *_BLUE, "square", 11),
    "start-up": Look("start-up", *_ORANGE, "diamond", 12),
    "other": Look("other", *_PURPLE, "hexagon", 11),
    "": Look("category unknown", *_SLATE, "dot", 10),
}
"""The lab's category gives the lab its look."""

OPENNESS: Final[dict[str, Look]] = {
    "open-weights-unrestricted": Look("open weights", *_GREEN, "dot"),
    "open": Look("open, terms not stated", *_GREEN, "dot", 5, "broad-core"),
    "open-weights-restricted": Look("open, restricted use", *_GREEN, "dot", 5, "three-quarters"),
    "open-weights-non-commercial": Look("open, non-commercial", *_GREEN, "dot", 5, "half"),
    "closed": Look("closed, access not stated", *_SLATE, "dot", 5, "bar"),
    "api-access": Look("closed, API", *_SLATE, "dot", 5, "core"),
    "hosted-access": Look("closed, hosted", *_SLATE, "dot", 5, "empty"),
    "unreleased": Look("unreleased", *_SLATE, "dot", 5, "dashed"),
    "": Look("openness unknown", *_GREY, "dot", 5, "point"),
}
"""The model's openness gives the model its look; freest first."""

KINDS: Final[dict[str, Look]] = {
    "lab": Look("lab", *_SLATE, "square", 11),
    "family": Look("model family", *_SLATE, "triangle", 4.5),
    "model": Look("model", *_GREEN, "dot"),
    "product": Look("product", *_VERMILLION, "star", 6.5),
    "category": Look("category", *_SLATE, "pill", 9),
    "country": Look("country", *_SLATE, "panel", 9),
}
"""Labs and models take their look from category and openness; a country is a panel."""

MODALITIES: Final[dict[str, Look]] = {
    "text": Look("text", *_SLATE, "square"),
    "image": Look("image", *_BLUE, "hexagon"),
    "video": Look("video", *_PURPLE, "triangle"),
    "audio": Look("audio", *_ORANGE, "diamond"),
    "speech": Look("speech", *_ORANGE, "diamond", 5, "half"),
    "music": Look("music", *_ORANGE, "diamond", 5, "core"),
    "3d": Look("3D", *_VERMILLION, "star"),
    "": Look("not known", *_GREY, "dot", 5, "point"),
}
"""Kinds of content that a model makes."""

LAYOUTS: Final[dict[str, str]] = {
    "ecosystem": "Ecosystem", "timeline": "Timeline", "lineage": "Family tree",
}  # fmt: skip
"""Layout -> what a person calls it."""

LINEAGE: Final[dict[str, Stroke]] = {
    "fine-tuned-from": Stroke("fine-tuned from", "fine-tuned into", *_BLUE, (), 1.4),
    "distilled-from": Stroke("distilled from", "distilled into", *_VERMILLION, (7, 4), 1.4),
    "merged-from": Stroke("merged from", "merged into", *_PURPLE, (2, 3), 1.6),
    "quantized-from": Stroke("quantized from", "quantized as", *_GREEN, (10, 3, 2, 3), 1.4),
    "adapter-of": Stroke("adapter of", "adapters", *_ORANGE, (5, 2, 1, 2, 1, 2), 1.4),
    "based-on": Stroke("based on", "basis of", *_SLATE, (12, 5), 1.4),
    "succeeds": Stroke("succeeds", "succeeded by", *_GREY, (1, 3), 1.2),
}
"""How one model comes from another; the arrow points to what was there before."""

TIES: Final[dict[str, Stroke]] = {
    "developed-by": Stroke("developed by", "developed", LIGHT.line, DARK.line, (), 0.8, False, False),
    "member-of": Stroke("in family", "members", LIGHT.line, DARK.line, (3, 2), 0.8, False, False),
    "operated-by": Stroke("operated by", "operates", LIGHT.line, DARK.line, (4, 4), 0.8, False, False),
    "runs-on": Stroke("runs on", "runs", *_VERMILLION, (2, 2), 1.0, True, False),
    "part-of": Stroke("part of", "owns", *_PURPLE, (8, 3), 1.2),
    "in-category": Stroke("in category", "labs", LIGHT.line, DARK.line, (6, 6), 1.0, False, False),
}
"""The other edges: kept faint, or off until asked for, so that the picture stays readable."""


def look_of(kind: str, category: str, openness: str) -> Look:
    """The look of a node; values that no table knows look like unknown ones."""
    if kind == "lab":
        return CATEGORIES.get(category, CATEGORIES[""])
    if kind == "model":
        return OPENNESS.get(openness, OPENNESS[""])
    look = KINDS.get(kind, KINDS["family"])
    if kind == "category" and category in CATEGORIES:
        named = CATEGORIES[category]
        return replace(look, light=named.light, dark=named.dark)
    return look


def stroke_of(kind: str) -> Stroke:
    """The look of an edge; kinds that no table knows look like `based-on`."""
    return LINEAGE.get(kind) or TIES.get(kind) or LINEAGE["based-on"]


def tables() -> dict[str, Any]:
    """Everything above as plain values, for a page's script."""
    named: dict[str, Mapping[str, Look | Stroke]] = {
        "kinds": KINDS, "categories": CATEGORIES, "openness": OPENNESS, "modalities": MODALITIES,
        "lineage": LINEAGE, "ties": TIES,
    }  # fmt: skip
    plain: dict[str, Any] = {
        name: {key: asdict(row) for key, row in table.items()} for name, table in named.items()
    }
    return plain | {"light": asdict(LIGHT), "dark": asdict(DARK)}


def sheet() -> str:
    """Both themes as CSS custom properties: as the system says, or as `data-theme` does; print is light."""

    def variables(theme: Theme, scheme: str) -> str:
        named = "".join(f"--{name}:{colour};" for name, colour in asdict(theme).items())
        return f"{{color-scheme:{scheme};{named}}}"

    light, dark = variables(LIGHT, "light"), variables(DARK, "dark")
    return (
        f":root{light}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root:not([data-theme=light]){dark}}}\n"
        f"@media screen{{:root[data-theme=dark]{dark}}}"
    )


# -- charts: what tells groups apart

Symbol = Literal[
    "circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-left", "triangle-right"
]


@dataclass(frozen=True)
class Series:
    """How a group looks in a chart: colour, symbol and dashes each tell it apart alone."""

    light: str
    dark: str
    symbol: Symbol
    dashes: tuple[int, ...] = ()


SERIES: Final = (
    Series(*_BLUE, "circle"),
    Series(*_VERMILLION, "square", (7, 3)),
    Series(*_GREEN, "triangle-up", (2, 2)),
    Series(*_PURPLE, "diamond", (9, 3, 2, 3)),
    Series(*_ORANGE, "cross", (4, 4)),
    Series(*_SLATE, "triangle-down", (1, 3)),
)
"""Groups without a look of their own take these, in order."""

GROUPS: Final[dict[str, Series]] = {
    "US": SERIES[0],
    "CN": SERIES[1],
    "open": Series(*_GREEN, "circle"),
    "closed": Series(*_SLATE, "square", (7, 3)),
    "big-tech": Series(*_BLUE, "square"),
    "start-up": Series(*_ORANGE, "diamond", (7, 3)),
    "other": Series(*_PURPLE, "triangle-up", (2, 2)),
}
"""Groups that look the same in every chart: countries by code, openness and categories by local name."""

OTHERS: Final = Series(*_GREY, "circle", (1, 2))
"""Groups past those that can be told apart, drawn faintly behind the others."""


def series_of(keys: Sequence[str]) -> dict[str, Series]:
    """The look of each group of one chart, the most important first: no two alike but `OTHERS`."""
    found = {key: GROUPS[key] for key in keys if key in GROUPS}
    colours = {look.light for look in found.values()}
    free = iter([look for look in SERIES if look.light not in colours])
    return {key: found[key] if key in found else next(free, OTHERS) for key in keys}
