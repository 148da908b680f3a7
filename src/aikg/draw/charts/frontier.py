"""The frontier: the best score so far of each group as steps, with the models that set the records named."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aikg.dating import DATES
from aikg.draw import style
from aikg.draw.charts import evidence, groups
from aikg.draw.charts.frame import (
    SMALL,
    Figure,
    Look,
    Plane,
    figure_of,
    layer_of,
    moment,
    named,
    plane,
    symbol,
    tails,
)
from aikg.draw.charts.frame import figure as framed
from aikg.draw.charts.labels import Box, Label, cut, plain, width
from aikg.errors import UsageError
from aikg.frontier import Frontier, Record, frontier
from aikg.solutions import Section
from aikg.wording import dated

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date as Day
    from typing import Any

    from aikg.draw.charts.evidence import Version
    from aikg.draw.style import Series
    from aikg.knowledge_graph import KnowledgeGraph

NOUNS = {"country": "country", "openness": "openness", "category": "kind of lab", "lab": "lab"}


def figure(
    graph: KnowledgeGraph,
    look: Look,
    *,
    names: Sequence[str] = (),
    benchmark: str | None = None,
    by: str | None = None,
    date: str = "released",
    as_of: Day | str | None = None,
) -> Figure | None:
    """Frontiers of the groups `names`, or of all groups `by` (None: country; "all": ungrouped).

    None where there is no record.
    """
    wanted: tuple[str, ...] = ()
    if names:
        if by == "all":
            raise UsageError(
                f"by all is one line for all models, and takes no groups; "
                f"leave out {' '.join(names)}, or by all."
            )
        by, wanted = groups.chosen(graph, names, by)
    by = by or "country"
    found = frontier(graph, benchmark=benchmark, by=None if by == "all" else by, date=date, as_of=as_of)
    if wanted:
        found = replace(found, records=tuple(r for r in found.records if r.group in wanted))
    if not found.records:
        return None
    about = evidence.version(graph, found.version)
    words = groups.called(graph, by, sorted({r.group for r in found.records}))
    return draw(found, about, words, look, as_of, _without(graph, by, wanted, found))


def lacking(
    graph: KnowledgeGraph,
    *,
    names: Sequence[str] = (),
    benchmark: str | None = None,
    by: str | None = None,
    date: str = "released",
    as_of: Day | str | None = None,
) -> list[str]:
    """Why there is nothing to draw with these options: the groups that have no record."""
    if not names:
        return []
    by, wanted = groups.chosen(graph, names, by)
    return _without(graph, by, wanted, frontier(graph, benchmark=benchmark, by=by, date=date, as_of=as_of))


def _without(graph: KnowledgeGraph, by: str, wanted: Sequence[str], found: Frontier) -> list[str]:
    there = {record.group for record in found.records}
    words = groups.called(graph, by, wanted)
    return [
        f"{words[group]} has no model with a score and such a date here."
        for group in wanted
        if group not in there
    ]


def draw(
    found: Frontier, about: Version, words: Mapping[str, str], look: Look, as_of: Day | str | None = None,
    without: Sequence[str] = (),
) -> Figure:  # fmt: skip
    """The picture of a frontier with at least one record; `words` names its groups, `without` says which
    have none.
    """
    lines = by_group(found.records)
    series = style.series_of(list(lines))
    right = margin(look, lines, words, series, about)
    left = 40
    field = plane_of(found, about, look, look.inner - left - right)
    layers = [
        layer for group in reversed(lines) for layer in steps(found, lines[group], field, look, series[group])
    ]
    layers += points(lines, words, field, look, series, about)
    names, boxes = ends(lines, words, field, look, series, about)
    solid, thin = obstacles(lines, field, found.until)
    bounds = Box(0, 0, field.width + right, field.height)
    texts, shown, wanted = labels(lines, field, look, series, about, [*solid, *boxes], thin, bounds)
    layers += texts + names
    faint = [group for group in lines if series[group] is style.OTHERS]
    title = "Frontier" if found.by is None else f"Frontier by {NOUNS[found.by]}"
    remarks = (
        f"{shown} of {wanted} records are named; the table has all." if shown < wanted else "",
        f"Grey, without names: {plain(', '.join(words[g] for g in faint), 300)}." if faint else "",
        evidence.left_out(len(found.undated)),
        *without,
        partial_words(found.records),
    )  # fmt: skip
    return framed(
        look,
        [_layered(layers, field)],
        left=left,
        title=f"{title}: {plain(about.label, 120)}",
        subtitle=f"Best score so far ({about.scale}), by {DATES[found.dated_by]}. "
        f"{evidence.until_words(as_of, found.until)} · {evidence.count(len(found.records), 'record')}",
        caption=evidence.foot(about.of(r.entry.source for r in found.records), *remarks),
        description=description(lines, words, about),
        tables=[Section("Records", found.solutions(), "records")],
    )


def _layered(layers: Sequence[Any], field: Plane) -> Any:
    import altair as alt

    return alt.layer(*layers).properties(width=field.width, height=field.height)


def by_group(records: Sequence[Record]) -> dict[str, list[Record]]:
    """The records of each group, oldest first; the group with the best score first."""
    found: dict[str, list[Record]] = {}
    for record in records:
        found.setdefault(record.group, []).append(record)
    return dict(sorted(found.items(), key=lambda item: (-item[1][-1].entry.merit, item[0])))


def plane_of(found: Frontier, about: Version, look: Look, room: float, extra: Sequence[float] = ()) -> Plane:
    """A plane that holds all records and the last day."""
    days = [day for r in found.records for day in (r.entry.when.first, r.entry.when.last)]
    days += [found.until] if found.until else []
    values = [float(r.entry.score) for r in found.records] + list(extra)
    return plane(look, room, 360 if look.narrow else 440, days, values, reverse=about.lower_is_better)


def steps(found: Frontier, records: Sequence[Record], field: Plane, look: Look, series: Series) -> list[Any]:
    """The step line of a group, and the spans of partial dates."""
    others = series is style.OTHERS
    rows = [{"t": moment(r.entry.when.first), "v": float(r.entry.score)} for r in records]
    if found.until is not None:
        rows.append({"t": moment(max(found.until, records[-1].entry.when.first)), "v": rows[-1]["v"]})
    layers = [
        layer_of(rows)
        .mark_line(
            interpolate="step-after", color=look.colour(series), strokeWidth=1 if others else 2,
            strokeDash=list(series.dashes), opacity=0.55 if others else 1.0, aria=False,
        )
        .encode(x=field.across(), y=field.up())
    ]  # fmt: skip
    spans = [
        {"t": moment(r.entry.when.first), "t2": moment(r.entry.when.last), "v": float(r.entry.score)}
        for r in records if r.entry.when.first < r.entry.when.last
    ]  # fmt: skip
    if spans:
        layers.append(
            layer_of(spans).mark_rule(color=look.colour(series), strokeWidth=6, opacity=0.3, aria=False)
            .encode(x=field.across(), x2="t2:T", y=field.up())
        )  # fmt: skip
    return layers


def points(
    lines: Mapping[str, Sequence[Record]], words: Mapping[str, str], field: Plane, look: Look,
    series: Mapping[str, Series], about: Version,
) -> list[Any]:  # fmt: skip
    """A symbol for each record, that says in full what it is."""
    layers = []
    for group in reversed(list(lines)):
        others = series[group] is style.OTHERS
        rows = [
            {"t": moment(r.entry.when.first), "v": float(r.entry.score), "say": say(r, words[group], about)}
            for r in lines[group]
        ]
        mark = symbol(look, series[group], size=14 if others else 58)
        layers.append(
            layer_of(rows).mark_point(**mark).encode(x=field.across(), y=field.up(), description="say:N")
        )
    return layers


def say(record: Record, group: str, about: Version) -> str:
    """A record in one line."""
    e = record.entry
    how = [f"{e.effort} effort"] if e.effort else []
    parts = [f"{e.label} ({e.lab})", group, figure_of(e.score, _digits(record, about)),
             dated(e.when.first, e.precision), *how]  # fmt: skip
    return plain(" · ".join(part for part in parts if part), 300)


def _digits(record: Record, about: Version) -> int | None:
    return about.decimals if record.entry.decimals is None else record.entry.decimals


def obstacles(
    lines: Mapping[str, Sequence[Record]], field: Plane, until: Day | None
) -> tuple[list[Box], list[Box]]:
    """The boxes of the symbols, and those of the step lines."""
    solid, thin = [], []
    for records in lines.values():
        for number, record in enumerate(records):
            x, y = field.x(record.entry.when.first), field.y(record.entry.score)
            solid.append(Box(x - 5, y - 5, x + 5, y + 5))
            later = records[number + 1] if number + 1 < len(records) else None
            end = later.entry.when.first if later else max(until or field.last, record.entry.when.first)
            thin.append(Box(x, y - 1.5, field.x(end), y + 1.5))
            if later:
                high, low = sorted((y, field.y(later.entry.score)))
                thin.append(Box(field.x(end) - 1.5, high, field.x(end) + 1.5, low))
    return solid, thin


def labels(
    lines: Mapping[str, Sequence[Record]], field: Plane, look: Look, series: Mapping[str, Series],
    about: Version, solid: Sequence[Box], thin: Sequence[Box], bounds: Box,
) -> tuple[list[Any], int, int]:  # fmt: skip
    """Layers with the models' names, how many fit, and how many records there are to name.

    The newest record of each group comes first, then those that gained most. Scores stand beside the names
    where all fit.
    """
    wanted = []
    for place, (group, records) in enumerate(lines.items()):
        if series[group] is style.OTHERS:
            continue
        for number, record in enumerate(records):
            gain = float(record.entry.merit - records[number - 1].entry.merit) if number else float("inf")
            wanted.append(((number < len(records) - 1, -gain, place, number), place, group, record))
    wanted.sort(key=lambda w: w[0])
    room = field.width * (0.42 if look.narrow else 0.3)
    colours = [look.colour(series[group]) for _, _, group, _ in wanted]
    best: tuple[list[Any], int] = ([], -1)
    for scores in (True, False) if len(wanted) <= 12 else (False,):
        texts = []
        for _, place, _, record in wanted:
            e = record.entry
            text = cut(e.label, room, SMALL)
            if scores:
                text += f" {figure_of(e.score, _digits(record, about))}"
            texts.append(Label(text, field.x(e.when.first), field.y(e.score), below=place > 0))
        got = named(look, field, texts, colours, solid=solid, lines=thin, bounds=bounds)
        if got[1] > best[1]:
            best = got
    return best[0], best[1], len(wanted)


def _ends(
    lines: Mapping[str, Sequence[Record]], words: Mapping[str, str], series: Mapping[str, Series],
    about: Version, look: Look,
) -> dict[str, str]:  # fmt: skip
    most = 100 if look.narrow else 150
    return {
        group: cut(words[group], most, SMALL + 1, bold=True)
        + ("" if look.narrow else f" {figure_of(records[-1].entry.score, _digits(records[-1], about))}")
        for group, records in lines.items()
        if series[group] is not style.OTHERS
    }


def margin(
    look: Look, lines: Mapping[str, Sequence[Record]], words: Mapping[str, str], series: Mapping[str, Series],
    about: Version,
) -> float:  # fmt: skip
    """The room that the names of the groups need at the right."""
    texts = _ends(lines, words, series, about, look).values()
    return 14 + max(width(text, SMALL + 1, bold=True) for text in texts)


def ends(
    lines: Mapping[str, Sequence[Record]], words: Mapping[str, str], field: Plane, look: Look,
    series: Mapping[str, Series], about: Version,
) -> tuple[list[Any], list[Box]]:  # fmt: skip
    """Layers of the groups' names with their best, where their lines end, and the boxes of these."""
    texts = _ends(lines, words, series, about, look)
    return tails(
        look, field,
        [(text, field.y(lines[group][-1].entry.score), look.colour(series[group]))
         for group, text in texts.items()],
    )  # fmt: skip


def partial_words(records: Sequence[Record]) -> str:
    """What the pale bars are, where there are any."""
    if any(r.entry.when.first < r.entry.when.last for r in records):
        return "A pale bar spans the days that a date known to the month, quarter or year can be."
    return ""


def description(lines: Mapping[str, Sequence[Record]], words: Mapping[str, str], about: Version) -> str:
    """What the picture shows, in words."""

    def told(record: Record) -> str:
        e = record.entry
        return f"{e.label} ({figure_of(e.score, _digits(record, about))}, {dated(e.when.first, e.precision)})"

    parts = [
        f"{words[group]}: {evidence.count(len(records), 'record')}, "
        + (f"from {told(records[0])} to " if len(records) > 1 else "")
        + told(records[-1])
        for group, records in lines.items()
    ]
    return "Steps of the best score so far. " + "; ".join(parts) + "."


__all__ = ["draw", "figure", "lacking"]
