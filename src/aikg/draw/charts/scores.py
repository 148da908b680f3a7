"""The scores: every score of a version against the date of its model, with the frontier of all on top."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from aikg import names
from aikg.contenders import Entry
from aikg.dating import DATES
from aikg.draw import style
from aikg.draw.charts import evidence, groups
from aikg.draw.charts.frame import (
    SMALL,
    Figure,
    Look,
    date_or_none,
    figure_of,
    layer_of,
    moment,
    named,
    plane,
    symbol,
)
from aikg.draw.charts.frame import figure as framed
from aikg.draw.charts.frontier import NOUNS, obstacles
from aikg.draw.charts.labels import Box, Label, cut, plain
from aikg.errors import BadParameter
from aikg.frontier import records
from aikg.lag import interval
from aikg.solutions import Column, Iri, Section, Solutions
from aikg.wording import dated

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date as Day

    from aikg.draw.charts.evidence import Version
    from aikg.frontier import Record
    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.lag import Interval
    from aikg.solutions import Value

    Row = Mapping[str, Value]


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
    if by not in LABELS:
        raise BadParameter(f"by is one of {', '.join(LABELS)}; got “{by}”.")
    if date not in DATES:
        raise BadParameter(f"date is one of {', '.join(DATES)}; got “{date}”.")
    day = evidence.day_of(as_of)
    query = graph.saved("dated-scores")
    default = next(p.default for p in query.parameters if p.name == "version")
    version = names.resolve(graph, benchmark or str(default), "version", as_of)
    rows = graph.run("dated-scores", version=Iri(version.iri), **({"as_of": day} if day else {})).dicts()
    of_openness = by == "openness"
    dots: dict[tuple[str, str], tuple[str, Entry]] = {}
    every: dict[str, Entry] = {}
    undated = set()
    for row in rows:
        entry = entry_of(row, date, of_openness=of_openness)
        if entry is None:
            undated.add(str(row["model"]))
        elif day is None or entry.when.first <= day:
            group = str(row[LABELS[by]] or "")
            dots.setdefault((str(row["node"]), group), (group, entry))
            every.setdefault(str(row["node"]), entry)
    if not dots:
        return None
    words = groups.called(graph, by, sorted({group for group, _ in dots.values()}))
    words = {group: word if group else "not stated" for group, word in words.items()}
    until = day or max(entry.when.first for entry in every.values())
    about = evidence.version(graph, version)
    led = records(best_of_each(every.values()))
    return draw(list(dots.values()), led, about, words, look, by, date, until, len(undated), as_of)


LABELS = {"country": "country", "openness": "openness", "category": "category", "lab": "labLabel"}
"""What scores can be coloured by: the column that holds the group."""


def entry_of(row: Row, kind: str, *, of_openness: bool = False) -> Entry | None:
    """A score with the date of its model that counts; None where the model lacks it.

    released: the release. announced: the announcement, else the release. weights: the release of the weights,
    else the release of an open model. With `of_openness` an open model counts from its weights on.
    """
    released, weights = _stated(row, "released"), _stated(row, "weightsReleased", "weightsPrecision")
    is_open = row["openness"] == "open"
    choices = {
        "released": released,
        "announced": _stated(row, "announced") or released,
        "weights": weights or (released if is_open else None),
    }
    found = choices[kind]
    if of_openness and is_open and found and weights:
        found = max(found, weights, key=lambda d: d[0].first)
    if found is None:
        return None
    decimals, reasoning = row["decimals"], row["reasoning"]
    return Entry(
        str(row["model"]),
        str(row["modelLabel"]),
        str(row["labLabel"]),
        found[0],
        found[1],
        Decimal(str(row["merit"])),
        Decimal(str(row["score"])),
        decimals if isinstance(decimals, int) else None,
        reasoning if isinstance(reasoning, bool) else None,
        None if row["effort"] is None else str(row["effort"]),
        str(row["source"] or ""),
    )


def _stated(row: Row, name: str, precision: str = "") -> tuple[Interval, str] | None:
    day = date_or_none(row[name])
    if day is None:
        return None
    word = str(row[precision or f"{name}Precision"] or "day")
    return interval(day, word), word


def best_of_each(found: Iterable[Entry]) -> list[Entry]:
    """The best score of each model."""
    best: dict[str, Entry] = {}
    for entry in found:
        known = best.get(entry.model)
        if known is None or entry.merit > known.merit:
            best[entry.model] = entry
    return list(best.values())


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
    texts_, fitted = named(look, field, texts, [look.theme.text] * len(texts), solid=solid, lines=thin)
    panel = alt.layer(*layers, *texts_).properties(width=field.width, height=field.height)
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
            about.of(e.source for _, e in dots),
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
