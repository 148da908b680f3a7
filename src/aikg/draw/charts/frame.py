"""What every chart has: head and foot in the picture, axes in whole steps, series, direct labels.

Charts are Altair charts over rows with our own field names; texts of the data are values, never expressions,
field names or formats. Positions of texts are computed here, so that nothing depends on a browser.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from aikg.draw import style
from aikg.draw.charts.labels import FONT, WORST, Box, Label, place, plain, width, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

    import altair as alt

    from aikg.draw.style import Series, Theme
    from aikg.solutions import Section, Value

PADDING: Final = 14
SMALL: Final = 11.0
"""Size of labels and axes, in pixels; the caption is one smaller."""

_CAPTION: Final = 4800
"""Longest line of the caption, in characters: all sources stand in one."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Look:
    """How large, and on light or dark ground."""

    width: int = 840
    """Of the whole picture, in pixels."""
    dark: bool = False

    @property
    def theme(self) -> Theme:
        """Surfaces and ink."""
        return style.DARK if self.dark else style.LIGHT

    @property
    def narrow(self) -> bool:
        """Whether there is room for little."""
        return self.width < 600

    @property
    def inner(self) -> int:
        """Width without the padding."""
        return self.width - 2 * PADDING

    def colour(self, series: Series | style.Look) -> str:
        """The colour of a series or of a look on this ground."""
        return series.dark if self.dark else series.light


@dataclass(frozen=True)
class Figure:
    """A chart with its words and the rows behind it."""

    chart: alt.VConcatChart
    title: str
    subtitle: str
    caption: tuple[str, ...]
    """Remarks, sources, licence, and the command that draws it: they stand in the picture too."""
    description: str
    """What is to be seen, for those who do not see it."""
    tables: tuple[Section, ...]
    """The rows that are drawn."""
    look: Look = field(default_factory=Look)


def figure(
    look: Look,
    panels: Sequence[Any],
    *,
    left: float,
    title: str,
    subtitle: str,
    caption: Sequence[str],
    description: str,
    tables: Sequence[Section],
    legend: Sequence[tuple[str, Series | style.Look, bool]] = (),
) -> Figure:
    """Panels one below the other, whose plots begin `left` pixels from the edge, with head and foot.

    A legend entry is its word, its look, and whether its symbol is filled.
    """
    import altair as alt

    theme, room = look.theme, look.inner
    head = [(line, 17 if not look.narrow else 15, True, theme.text)
            for line in wrapped(title, room, 17 if not look.narrow else 15, bold=True, most=3)]  # fmt: skip
    head += [(line, 12, False, theme.faint) for line in wrapped(subtitle, room, 12)]
    foot = [(line, 10, False, theme.faint) for text in caption
            for line in wrapped(text, room, 10, most=150, longest=_CAPTION)]  # fmt: skip
    parts = [_words(look, head, left, rule=False)]
    if legend:
        parts.append(_legend(look, legend, left))
    parts += [*panels, _words(look, foot, left, rule=True)]
    chart = (
        alt.vconcat(*parts, spacing=12)
        .configure(background=theme.page, font=FONT, padding=PADDING)
        .configure_view(stroke=None)
        .configure_axis(
            domainColor=theme.line,
            tickColor=theme.line,
            gridColor=theme.line,
            gridOpacity=0.7,
            labelColor=theme.faint,
            labelFontSize=SMALL,
            labelFont=FONT,
            labelLimit=0,
        )
    )
    return Figure(
        chart, plain(title), plain(subtitle, 600), tuple(plain(text, _CAPTION) for text in caption),
        plain(description, 1200), tuple(tables), look,
    )  # fmt: skip


def _words(look: Look, lines: Sequence[tuple[str, float, bool, str]], left: float, *, rule: bool) -> Any:
    """Lines of text from the picture's left edge; with `rule` below a line over the whole width."""
    import altair as alt

    y = 8.0 if rule else 0.0
    kinds: dict[tuple[float, bool, str], list[Row]] = {}
    for text, size, bold, colour in lines:
        kinds.setdefault((size, bold, colour), []).append({"x": -left, "y": y, "text": text})
        y += size * 1.35
    layers = [
        alt.Chart(alt.InlineData(values=found))
        .mark_text(align="left", baseline="top", fontSize=size, fontWeight="bold" if bold else "normal",
                   color=colour, aria=False)
        .encode(x=px("x"), y=px("y"), text="text:N")
        for (size, bold, colour), found in kinds.items()
    ]  # fmt: skip
    # a line as wide as the picture holds its width, whatever the texts are
    edge = [{"x": -left, "x2": look.inner - left, "y": 0.0}]
    layers.append(
        alt.Chart(alt.InlineData(values=edge))
        .mark_rule(color=look.theme.line, opacity=1.0 if rule else 0.0, aria=False)
        .encode(x=px("x"), x2="x2:Q", y=px("y"))
    )
    return alt.layer(*layers).properties(width=look.inner - left, height=max(y, 1))


def _legend(look: Look, entries: Sequence[tuple[str, Series | style.Look, bool]], left: float) -> Any:
    """Symbols with their words, in as many lines as they need."""
    import altair as alt

    x, y, placed = -left + 6, 7.0, []
    for word, series, filled in entries:
        wide = width(word, SMALL) + 26
        if x + wide > look.inner - left and x > 0:
            x, y = -left + 6, y + 17
        placed.append((word, series, filled, x, y))
        x += wide
    layers = []
    for word, series, filled, at, high in placed:
        spot = alt.Chart(
            alt.InlineData(values=[{"x": at, "y": high, "to": at + 10, "text": plain(word, 60)}])
        )
        where = spot.encode(x=px("x"), y=px("y"))
        layers.append(where.mark_point(**symbol(look, series, filled=filled)))
        layers.append(
            spot.mark_text(align="left", baseline="middle", fontSize=SMALL, color=look.theme.text, aria=False)
            .encode(x=px("to"), y=px("y"), text="text:N")
        )  # fmt: skip
    return alt.layer(*layers).properties(width=look.inner - left, height=y + 7)


def symbol(look: Look, series: Series | style.Look, *, filled: bool = True, size: int = 58) -> Row:
    """The properties of a point mark of this series: hollow ones show the page through."""
    colour = look.colour(series)
    if isinstance(series, style.Look) and series.mark == "point":
        filled, size = True, size // 3
    shape = series.symbol if isinstance(series, style.Series) else "circle"
    return {
        "shape": shape, "size": size, "opacity": 1.0, "fill": colour if filled else look.theme.page,
        "stroke": colour, "strokeWidth": 1.6,
    }  # fmt: skip


def px(name: str) -> Any:
    """A channel of positions in pixels from the plot's left or top: down where the name begins with y."""
    import altair as alt

    channel = alt.Y if name.startswith("y") else alt.X
    return channel(f"{name}:Q", scale=None, axis=None)


# -- planes: a plot with dates across and values up


def moment(day: date) -> int:
    """A day as milliseconds since 1970, midnight in UTC: what Vega calls a date."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)


def figure_of(value: Decimal | float, decimals: int | None) -> str:
    """A score with the digits of its source."""
    from aikg.solutions import lexical

    return f"{value:.{decimals}f}" if decimals is not None else lexical(value)


@dataclass(frozen=True)
class Plane:
    """A plot of `width` by `height` pixels, dates from `first` to `last`, values from `low` to `high`."""

    width: float
    height: float
    first: date
    last: date
    low: float
    high: float
    step: float
    """Between two values that the axis names."""
    reverse: bool = False
    """Whether lower is better, and so higher in the picture."""

    def x(self, day: date) -> float:
        """Pixels from the left."""
        return (day - self.first).days / max((self.last - self.first).days, 1) * self.width

    def y(self, value: Decimal | float) -> float:
        """Pixels from the top."""
        share = (float(value) - self.low) / (self.high - self.low)
        return (share if self.reverse else 1 - share) * self.height

    def moment_at(self, x: float) -> float:
        """The date, in milliseconds, at so many pixels from the left."""
        return moment(self.first) + x / self.width * (moment(self.last) - moment(self.first))

    def value_at(self, y: float) -> float:
        """The value at so many pixels from the top."""
        share = y / self.height
        return self.low + (share if self.reverse else 1 - share) * (self.high - self.low)

    def across(self, name: str = "t", *, labels: bool = True) -> Any:
        """The channel of dates, with an axis in whole years, quarters or months."""
        import altair as alt

        axis = alt.Axis(
            values=[moment(day) for day in self.ticks], title=None, grid=False, labels=labels, labelBound=8,
            labelExpr="utcmonth(datum.value) == 0 ? utcFormat(datum.value, '%Y') "
            ": utcFormat(datum.value, '%b')",
            labelFontWeight=alt.condition(
                "utcmonth(datum.value) == 0", alt.value("bold"), alt.value("normal")
            ),
        )  # fmt: skip
        scale = alt.Scale(type="utc", domain=[moment(self.first), moment(self.last)], nice=False, padding=0)
        return alt.X(f"{name}:T", scale=scale, axis=axis)

    def up(self, name: str = "v") -> Any:
        """The channel of values."""
        import altair as alt

        scale = alt.Scale(domain=[self.low, self.high], nice=False, zero=False, reverse=self.reverse)
        axis = alt.Axis(
            values=self.values,
            format=f".{places(self.step)}f",
            title=None,
            grid=True,
            domain=False,
            ticks=False,
        )
        return alt.Y(f"{name}:Q", scale=scale, axis=axis)

    @property
    def ticks(self) -> list[date]:
        """Firsts of months that the axis names: no closer than their names allow."""
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        room = max(self.width / 46, 2)
        step = next((s for s in (1, 2, 3, 6, 12, 24, 60) if months / s <= room), 120)
        every = range(self.first.year * 12, self.last.year * 12 + 12)
        days = [date(n // 12, n % 12 + 1, 1) for n in every if n % step == 0]
        return [day for day in days if self.first <= day <= self.last]

    @property
    def values(self) -> list[float]:
        """The values that the axis names."""
        count = round((self.high - self.low) / self.step)
        first = math.ceil(self.low / self.step - 1e-9)
        return [round((first + i) * self.step, 10) for i in range(count + 1)
                if (first + i) * self.step <= self.high + 1e-9]  # fmt: skip

    @property
    def box(self) -> Box:
        """The whole plot."""
        return Box(0, 0, self.width, self.height)


def places(step: float) -> int:
    """Digits after the point that steps of this size need."""
    return max(0, -math.floor(math.log10(step) + 1e-9))


def steps(low: float, high: float, about: int = 5) -> tuple[float, float, float]:
    """The whole steps that hold two values: lowest, highest and the step, 1, 2 or 5 times a power of ten."""
    span = high - low if high - low > 1e-9 else max(abs(high), 1.0)
    raw = span / about
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * n for n in (1, 2, 5, 10) if power * n >= raw * 0.999)
    return math.floor(low / step) * step, math.ceil(high / step) * step, step


def plane(
    look: Look, room: float, height: float, days: Iterable[date], values: Iterable[float], *,
    reverse: bool = False, zero: bool = False, before: float = 0.05, after: float = 0.02,
) -> Plane:  # fmt: skip
    """A plane that holds these days and values; `before` and `after` are the free parts left and right."""
    found, numbers = sorted(days), sorted(values)
    first, last = found[0], found[-1]
    span = max((last - first).days, 60)
    low, high, step = steps(
        min(numbers[0], 0.0) if zero else numbers[0], numbers[-1], 4 if look.narrow else 6
    )
    if high == low:
        low, high = low - step, high + step
    if not zero:
        low, high = low - (high - low) * 0.03, high + (high - low) * 0.03
    start = _moved(first, -round(span * before) - 1)
    end = _moved(last, round(span * after) + 1)
    return Plane(room, height, start, end, low, high, step, reverse)


def _moved(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.min if days < 0 else date.max


# -- layers


def layer_of(rows: Sequence[Row]) -> Any:
    """A chart over rows."""
    import altair as alt

    return alt.Chart(alt.InlineData(values=list(rows)))


def named(
    look: Look, field: Plane, labels: Sequence[Label], colours: Sequence[str], *, solid: Iterable[Box] = (),
    lines: Iterable[Box] = (), bounds: Box | None = None, size: float = SMALL,
    worst: float = WORST, in_order: bool = False,
) -> tuple[list[Any], int]:  # fmt: skip
    """Layers with the labels that fit, most important first, in the colour of each; and how many fit."""
    placed = place(
        labels, bounds or field.box, size=size, solid=solid, lines=lines, worst=worst, in_order=in_order
    )
    layers: list[Any] = []
    leaders = [
        {
            "t": field.moment_at(p.leader[0]), "v": field.value_at(p.leader[1]),
            "t2": field.moment_at(p.leader[2]), "v2": field.value_at(p.leader[3]),
        }
        for p in placed if p.leader is not None
    ]  # fmt: skip
    if leaders:
        layers.append(
            layer_of(leaders).mark_rule(color=look.theme.faint, strokeWidth=0.7, opacity=0.7, aria=False)
            .encode(x=field.across(), y=field.up(), x2="t2:T", y2="v2:Q")
        )  # fmt: skip
    groups: dict[tuple[str, str], list[Row]] = {}
    for p in placed:
        groups.setdefault((p.align, colours[p.number]), []).append(
            {"t": field.moment_at(p.x), "v": field.value_at(p.y), "text": labels[p.number].text}
        )
    for (align, colour), rows in groups.items():
        layers.append(
            layer_of(rows).mark_text(align=align, baseline="middle", fontSize=size, color=colour, aria=False)
            .encode(x=field.across(), y=field.up(), text="text:N")
        )  # fmt: skip
    return layers, len(placed)


def strokes(points: Sequence[tuple[float, float]]) -> list[Box]:
    """Small boxes along a line through points, for labels to keep off."""
    found = []
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        count = max(int(math.dist((x0, y0), (x1, y1)) / 8), 1)
        for i in range(count + 1):
            x, y = x0 + (x1 - x0) * i / count, y0 + (y1 - y0) * i / count
            found.append(Box(x - 2, y - 2, x + 2, y + 2))
    return found


def beside(
    look: Look, rows: Sequence[Row], *, align: str, size: float = SMALL, bold: bool = False
) -> list[Any]:
    """Layers of texts at pixels `x` and `y` of a plot, each in its `colour`."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(str(row["colour"]), []).append(row)
    return [
        layer_of(found)
        .mark_text(align=align, baseline="middle", fontSize=size, color=colour, aria=False,
                   fontWeight="bold" if bold else "normal")
        .encode(x=px("x"), y=px("y"), text="text:N")
        for colour, found in groups.items()
    ]  # fmt: skip


def apart(heights: Sequence[float], least: float, low: float, high: float) -> list[float]:
    """Heights moved as little as needed until they are `least` pixels apart, between `low` and `high`."""
    order = sorted(range(len(heights)), key=lambda i: (heights[i], i))
    moved = [0.0] * len(heights)
    at = low - least
    for i in order:
        at = max(heights[i], at + least)
        moved[i] = at
    at = high + least
    for i in reversed(order):
        at = min(moved[i], at - least)
        moved[i] = at
    return moved


def tails(look: Look, field: Plane, ends: Sequence[tuple[str, float, str]]) -> tuple[list[Any], list[Box]]:
    """Layers of names where lines end, right of the plot, from (text, height, colour); and their boxes."""
    size = SMALL + 1
    heights = apart([y for _, y, _ in ends], 15, 6, field.height - 6)
    found = [
        {"x": field.width + 8, "y": y, "text": text, "colour": colour}
        for (text, _, colour), y in zip(ends, heights, strict=True)
    ]
    boxes = [Box(field.width, y - 8, look.width, y + 8) for y in heights]
    return beside(look, found, align="left", size=size, bold=True), boxes


def date_or_none(value: Value) -> date | None:
    """A cell that is a date, else None."""
    return value if isinstance(value, date) else None


def either(words: Mapping[str, str], key: str) -> str:
    """The word for a key, or the key."""
    return plain(words.get(key, key), 60) or "not stated"
