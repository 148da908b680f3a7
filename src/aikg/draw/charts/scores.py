"""The scores: every score of a version against the date of its model, with the frontier of all on top."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aikg.draw import style
from aikg.draw.charts import evidence, groups
from aikg.draw.charts.frame import SMALL, Figure, Look, figure_of, layer_of, moment, named, plane, symbol
from aikg.draw.charts.frame import figure as framed
from aikg.draw.charts.frontier import NOUNS, obstacles
from aikg.draw.charts.labels import Box, Label, cut, plain
from aikg.frontier import DATES, GROUPINGS, Entry, Row, day_of, entries, newest, records, scored, without_date
from aikg.solutions import Column, Iri, Section, Solutions
from aikg.wording import dated

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date as Day

    from aikg.draw.charts.evidence import Version
    from aikg.frontier import Record
    from aikg.knowledge_graph import KnowledgeGraph


def figure(
    graph: KnowledgeGraph,
    look: Look,
    *,
    benchmark: str | None = None,
    by: str = "country",
    date: str = "released",
    as_of: Day | str | None = None,
) -> Figure | None:
    """Every score of the version, coloured by country, openness, category or lab; None where none is dated.

    A model with several configurations has a point for each.
    """
    day = day_of(as_of)
    version, found = scored(graph, benchmark, day)
    label = GROUPINGS[by][0][1]
    parts: dict[str, dict[str, Row]] = {}
    for row in found:
        parts.setdefault(str(row["node"]), {}).setdefault(str(row[label] or ""), row)
    dots = []
    for several in parts.values():
        for group, row in several.items():
            dots += [(group, entry) for entry in entries([row], date, day, of_openness=by == "openness")]
    if not dots:
        return None
    led = records(entries(found, date, day))
    words = groups.called(graph, by, sorted({group for group, _ in dots}))
    words = {group: word if group else "not stated" for group, word in words.items()}
    about = evidence.version(graph, version)
    until = day or newest(found, date)
    return draw(dots, led, about, words, look, by, date, until, len(without_date(found, date)), as_of)


def draw(
    dots: Sequence[tuple[str, Entry]],
    led: Sequence[Record],
    about: Version,
    words: Mapping[str, str],
    look: Look,
    by: str,
    dated_by: str,
    until: Day | None,
    undated: int = 0,
    as_of: Day | str | None = None,
) -> Figure:
    """The picture; `dots` are pairs of group and score, `led` the records of all groups together."""
    import altair as alt

    best: dict[str, float] = {}
    for group, entry in dots:
        best[group] = max(best.get(group, float("-inf")), float(entry.merit))
    order = sorted(best, key=lambda group: (not group, -best[group], group))
    series = style.series_of(order)
    if "" in series:
        series[""] = style.OTHERS
    days = [day for _, e in dots for day in (e.when.first, e.when.last)] + ([until] if until else [])
    left = 40
    field = plane(look, look.inner - left - 12, 380 if look.narrow else 460, days,
                  [float(e.score) for _, e in dots], reverse=about.lower_is_better)  # fmt: skip
    rows = [{"t": moment(r.entry.when.first), "v": float(r.entry.score)} for r in led]
    rows.append(
        {"t": moment(max(until or led[-1].entry.when.first, led[-1].entry.when.first)), "v": rows[-1]["v"]}
    )
    layers = [
        layer_of(rows).mark_line(interpolate="step-after", color=look.theme.text, strokeWidth=1.6, aria=False)
        .encode(x=field.across(), y=field.up())
    ]  # fmt: skip
    for group in reversed(order):
        others = series[group] is style.OTHERS
        data = [
            {"t": moment(e.when.first), "v": float(e.score), "say": _say(e, words[group], about)}
            for g, e in dots if g == group
        ]  # fmt: skip
        mark = symbol(look, series[group], filled=not others, size=26 if others else 38)
        layers.append(
            layer_of(data).mark_point(**{**mark, "strokeWidth": 1, "opacity": 0.6 if others else 0.9})
            .encode(x=field.across(), y=field.up(), description="say:N")
        )  # fmt: skip
    solid, thin = obstacles({"": list(led)}, field, until)
    dotted = [(field.x(e.when.first), field.y(e.score)) for _, e in dots]
    thin += [Box(x - 3, y - 3, x + 3, y + 3) for x, y in dotted]
    texts = [
        Label(
            cut(r.entry.label, field.width * 0.35, SMALL), field.x(r.entry.when.first), field.y(r.entry.score)
        )
        for r in sorted(led, key=lambda r: (r.stood is not None, -float(r.entry.merit)))
    ]
    names, fitted = named(look, field, texts, [look.theme.text] * len(texts), solid=solid, lines=thin)
    panel = alt.layer(*layers, *names).properties(width=field.width, height=field.height)
    faint = [words[g] for g in order if series[g] is style.OTHERS and g]
    listed = [(words[group], series[group], True) for group in order if series[group] is not style.OTHERS]
    if any(series[group] is style.OTHERS for group in order):
        listed.append(("others", style.OTHERS, False))
    return framed(
        look,
        [panel],
        left=left,
        title=f"All scores by {NOUNS[by]}: {plain(about.label, 120)}",
        subtitle=f"{about.heading}; by {DATES[dated_by]}; the line is the best so far. "
        f"{evidence.until_words(as_of, until)} · {evidence.count(len({e.model for _, e in dots}), 'model')}, "
        f"{evidence.count(len(dots), 'score')}",
        caption=evidence.foot(
            about.sources,
            f"{fitted} of {len(texts)} records are named; the table has all." if fitted < len(texts) else "",
            f"Others: {plain(', '.join(faint), 300)}." if faint else "",
            evidence.left_out(undated),
        ),
        description=f"{evidence.count(len(dots), 'score')} over time. The best so far: "
        + "; ".join(_say(r.entry, "", about) for r in led)
        + ".",
        tables=[Section("Scores", _solutions(dots, words), "scores")],
        legend=listed,
    )


def _say(e: Entry, group: str, about: Version) -> str:
    digits = about.decimals if e.decimals is None else e.decimals
    parts = (
        f"{e.label} ({e.lab})",
        group,
        figure_of(e.score, digits),
        dated(e.when.first, e.precision),
        e.effort,
    )
    return plain(" · ".join(part for part in parts if part), 300)


def _solutions(dots: Sequence[tuple[str, Entry]], words: Mapping[str, str]) -> Solutions:
    columns = (
        Column("group", "the group"),
        Column("date", "the date that counts, or the earliest day that it can be"),
        Column("precision", "how exactly that date is known"),
        Column("modelLabel", "the model"),
        Column("labLabel", "its lab"),
        Column("score", "in the unit of the version"),
        Column("decimals", "digits with which the source prints scores", hidden=True),
        Column("effort", "effort level or thinking budget"),
        Column("source", "who reports", hidden=True),
        Column("model", "its IRI", hidden=True),
    )
    ordered = sorted(dots, key=lambda d: (-d[1].merit, d[1].label, d[0]))
    return Solutions(
        columns,
        tuple(
            (
                words[group],
                e.when.first,
                e.precision,
                e.label,
                e.lab,
                e.score,
                e.decimals,
                e.effort,
                e.source,
                Iri(e.model),
            )
            for group, e in ordered
        ),
    )


__all__ = ["draw", "figure"]
