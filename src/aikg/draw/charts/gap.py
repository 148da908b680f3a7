"""The gap: how many days behind each record of one group was, and which model of the other had come first."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

from aikg.dating import DATES
from aikg.draw import style
from aikg.draw.charts import evidence, rows
from aikg.draw.charts.frame import (
    SMALL,
    Figure,
    Look,
    Plane,
    beside,
    figure_of,
    layer_of,
    moment,
    named,
    plane,
    px,
    strokes,
    symbol,
)
from aikg.draw.charts.frame import figure as framed
from aikg.draw.charts.labels import Box, Label, cut, plain
from aikg.errors import UsageError
from aikg.gap import Gap, gap
from aikg.wording import dated

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date as Day
    from typing import Any

    from aikg.draw.charts.evidence import Version
    from aikg.draw.style import Series, Symbol
    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.matching import Match


def figure(
    graph: KnowledgeGraph,
    look: Look,
    *,
    names: Sequence[str] = ("CN", "US"),
    benchmark: str | None = None,
    date: str = "released",
    as_of: Day | str | None = None,
) -> Figure | None:
    """The gap of the first of `names` behind the second; None where one of them has no record."""
    if len(names) != 2:
        raise UsageError("A gap needs two groups, such as CN US.")
    found = gap(graph, names[0], names[1], benchmark=benchmark, date=date, as_of=as_of)
    return draw(found, evidence.version(graph, found.version), look, as_of) if found.matches else None


def lacking(graph: KnowledgeGraph, *, names: Sequence[str] = ("CN", "US"), **options: Any) -> list[str]:
    """Why there is nothing to draw with these options, as `gap` says it."""
    return [words for words in gap(graph, names[0], names[1], **options).remarks if _LACKS in words]


_LACKS = " has no model with a score "
COUNTING = "not yet matched, counting"
UNCOVERED = "earlier models not scored"


def draw(found: Gap, about: Version, look: Look, as_of: Day | str | None = None) -> Figure:
    """The picture of a gap with at least one record: days over time above, the models below."""
    one, other = plain(found.one.label, 60), plain(found.other.label, 60)
    series = style.series_of([_key(found.by, found.one.iri), _key(found.by, found.other.iri)])
    mine, theirs = series.values()
    ordered = [rows.Line(*_words(match, about)) for match in found.matches]
    below = rows.rows(look, ordered, least=38)
    days = [day for m in found.matches for day in _days(m)] + ([found.until] if found.until else [])
    spans = [(m, _span(m)) for m in found.matches]
    field = plane(look, below.plot, 190, days, [0.0, *(n for _, s in spans for n in s)])
    shown = _over_time(spans, field, look, mine, below)
    models = _models(found, below, field, look, mine, theirs)
    remarks = [plain(r, 600) for r in found.remarks[1:]]
    if any(m.record.entry.when.first < m.record.entry.when.last or low < high for m, (low, high) in spans):
        remarks.insert(0, "A pale bar spans what a date known to the month, quarter or year leaves open.")
    return framed(
        look,
        [shown, models],
        left=below.left,
        title=f"How far behind: {one} against {other}, {plain(about.label, 120)}",
        subtitle=f"Each record of {one}, and the days since the first model of {other} at or above it; "
        f"by {DATES[found.dated_by]}. {evidence.until_words(as_of, found.until)} · "
        f"{evidence.count(len(found.matches), 'record')}",
        caption=evidence.foot(about.of(_reporters(found)), *remarks),
        description=_description(found, about, one, other),
        tables=found.sections(),
        legend=[
            (f"record of {one}", mine, True),
            *((word, mark, False) for word, mark in _open(found.matches, mine).items()),
            (f"first model of {other} at or above it", theirs, False),
        ],
    )


def _kind(match: Match) -> str:
    """What leaves the lag of a record open; empty where it is counted from a match."""
    return COUNTING if match.reach is None else "" if match.covered else UNCOVERED


def _open(matches: Sequence[Match], mine: Series) -> dict[str, Series]:
    """The symbols of what is no lag yet, or perhaps none: in the colour of the records."""
    kinds = {_kind(match) for match in matches}
    shapes: dict[str, Symbol] = {COUNTING: "triangle-right", UNCOVERED: "triangle-left"}
    return {kind: replace(mine, symbol=shape) for kind, shape in shapes.items() if kind in kinds}


def _reporters(found: Gap) -> list[str]:
    """Who reports the scores that are drawn or spoken of."""
    shown = [m.record.entry for m in found.matches]
    shown += [e for m in found.matches if m.reach for e in m.reach.entries]
    shown += [*found.standing.one, *found.standing.other] if found.standing else []
    return [e.source for e in shown]


def _stretches(spans: Sequence[tuple[Match, tuple[float, float]]]) -> list[list[Match]]:
    """Records one after the other whose lags are counted: a line joins these, and goes through no other."""
    ordered = sorted((m for m, _ in spans), key=lambda m: m.record.entry.when.first)
    parts = itertools.groupby(ordered, key=lambda m: not _kind(m))
    return [list(part) for counted, part in parts if counted]


def _key(by: str, iri: str) -> str:
    return iri if by == "lab" else iri.rpartition("/")[2]


def _days(match: Match) -> list[Day]:
    found = [match.record.entry.when.first, match.record.entry.when.last]
    return found + ([match.reach.when.first, match.reach.when.last] if match.reach else [])


def _span(match: Match) -> tuple[float, float]:
    """The days behind, fewest and most; negative is ahead."""
    if match.behind is not None:
        return float(match.behind.fewest), float(match.behind.most)
    assert match.counting is not None
    return -float(match.counting.most), -float(match.counting.fewest)


def _words(match: Match, about: Version) -> tuple[str, str]:
    """The record, and how it stands to which model."""
    e = match.record.entry
    name = f"{plain(e.label, 80)} {figure_of(e.score, e.decimals)}"
    if match.reach is None:
        return name, match.words
    others = match.reach.entries
    first = f"{plain(others[0].label, 80)} {figure_of(others[0].score, about.decimals)}"
    more = f" or {len(others) - 1} more" if len(others) > 1 else ""
    return name, f"{match.words}{' of' if match.words.endswith('ahead') else ''} {first}{more}"


def _over_time(
    spans: Sequence[tuple[Match, tuple[float, float]]],
    field: Plane,
    look: Look,
    mine: Series,
    below: rows.Rows,
) -> Any:
    """Days behind against the date of the record."""
    import altair as alt

    lowest, highest = min(s[0] for _, s in spans), max(s[1] for _, s in spans)
    zero = layer_of([{"t": moment(field.first), "t2": moment(field.last), "v": 0}])
    layers = [
        zero.mark_rule(color=look.theme.faint, strokeWidth=1.2, aria=False)
        .encode(x=field.across(), x2="t2:T", y=field.up())
    ]  # fmt: skip
    ranged: list[dict[str, Any]] = []
    points: dict[str, list[dict[str, Any]]] = {}
    rows_of: dict[int, dict[str, Any]] = {}
    texts, solid = [], []
    for match, (fewest, most) in spans:
        e = match.record.entry
        middle = (fewest + most) / 2
        row = {
            "t": moment(e.when.first),
            "v": middle,
            "x": field.x(e.when.first),
            "say": plain(f"{e.label}: {match.words}", 200),
        }
        points.setdefault(_kind(match), []).append(row)
        rows_of[id(match)] = row
        if fewest < most or e.when.first < e.when.last:
            ranged.append({"t": row["t"], "t2": moment(e.when.last), "v": fewest, "v2": most})
        x, y = field.x(e.when.first), field.y(middle)
        texts.append(Label(cut(e.label, 150, SMALL), x, y))
        solid.append(Box(x - 5, y - 5, x + 5, y + 5))
    if ranged:
        layers.append(
            layer_of(ranged).mark_rule(color=look.colour(mine), strokeWidth=5, opacity=0.4, aria=False)
            .encode(x=field.across(), y=field.up(), y2="v2:Q")
        )  # fmt: skip
    paths = [[rows_of[id(m)] for m in part] for part in _stretches(spans)]
    for path in paths:
        layers.append(
            layer_of([{"t": row["t"], "v": row["v"]} for row in path])
            .mark_line(color=look.colour(mine), strokeWidth=1, opacity=0.5, aria=False)
            .encode(x=field.across(), y=field.up())
        )  # fmt: skip
    marks = {"": mine, **_open([m for m, _ in spans], mine)}
    for kind, found in points.items():
        layers.append(
            layer_of(found).mark_point(**symbol(look, marks[kind], filled=not kind))
            .encode(x=field.across(), y=field.up(), description="say:N")
        )  # fmt: skip
    rule = Box(0, field.y(0) - 1.5, field.width, field.y(0) + 1.5)
    thin = [rule]
    for path in paths:
        thin += strokes([(row["x"], field.y(row["v"])) for row in path])
    names, _ = named(look, field, texts, [look.theme.text] * len(texts), solid=solid, lines=thin)
    room = field.width + 8
    sides: list[dict[str, Any]] = [
        {"x": room, "y": field.y(0) + shift, "text": word, "colour": look.theme.faint}
        for word, shift, there in (
            ("days behind ↑", -9, highest > 0), ("days ahead ↓", 9, lowest < 0)
        ) if there
    ]  # fmt: skip
    if look.narrow:
        sides = [
            {**row, "x": field.width, "y": 6 if "↑" in row["text"] else field.height - 6} for row in sides
        ]
    return alt.layer(
        *layers, *names, *beside(look, sides, align="right" if look.narrow else "left")
    ).properties(width=field.width, height=field.height)


def _models(found: Gap, below: rows.Rows, field: Plane, look: Look, mine: Series, theirs: Series) -> Any:
    """A row for each record: from the other group's first model to it, or on to today."""
    import altair as alt

    bars, spans, counting, firsts = [], [], [], []
    records: dict[str, list[dict[str, Any]]] = {}
    for number, match in enumerate(found.matches):
        y, e = below.y(number), match.record.entry
        when = moment(e.when.first)
        records.setdefault(_kind(match), []).append(
            {"t": when, "y": y, "say": plain(f"{e.label} · {dated(e.when.first, e.precision)}", 200)}
        )
        if e.when.last > e.when.first:
            spans.append({"t": when, "t2": moment(e.when.last), "y": y})
        if match.reach is None:
            counting.append({"t": when, "t2": moment(max(found.until or e.when.first, e.when.first)), "y": y})
            continue
        first = moment(match.reach.when.first)
        bars.append({"t": min(first, when), "t2": max(first, when), "y": y, "late": when > first})
        if match.reach.when.last > match.reach.when.first:
            spans.append({"t": first, "t2": moment(match.reach.when.last), "y": y})
        said = plain(f"{match.reach.named} · {match.reach.dated}", 200)
        firsts.append({"t": first, "y": y, "say": said})
    x, y = field.across(), px("y")
    layers = []
    for rows_, dashes, wide in ((bars, [], 2.5), (counting, [2, 3], 2.5)):
        if rows_:
            layers.append(
                layer_of(rows_).mark_rule(color=look.colour(mine), strokeWidth=wide, opacity=0.55,
                                          strokeDash=dashes, aria=False)
                .encode(x=x, x2="t2:T", y=y)
            )  # fmt: skip
    if spans:
        layers.append(
            layer_of(spans).mark_rule(color=look.theme.faint, strokeWidth=8, opacity=0.35, aria=False)
            .encode(x=x, x2="t2:T", y=y)
        )  # fmt: skip
    marks = {"": mine, **_open(found.matches, mine)}
    told = [(records[kind], marks[kind], not kind) for kind in records]
    for points, series, filled in ((firsts, theirs, False), *told):
        if points:
            layers.append(
                layer_of(points).mark_point(**symbol(look, series, filled=filled))
                .encode(x=x, y=y, description="say:N")
            )  # fmt: skip
    return alt.layer(*layers, *below.words()).properties(width=below.plot, height=below.height)


def _description(found: Gap, about: Version, one: str, other: str) -> str:
    parts = [": ".join(_words(match, about)) for match in found.matches]
    return f"Records of {one} against {other}, oldest first. " + "; ".join(parts) + "."


__all__ = ["draw", "figure", "lacking"]
