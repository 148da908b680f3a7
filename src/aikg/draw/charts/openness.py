"""Openness: the best open and the best closed model over time with what lies between, or the share of open
models among what each country releases.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import TYPE_CHECKING

from aikg.dating import DATES
from aikg.draw import style
from aikg.draw.charts import evidence, frontier, groups
from aikg.draw.charts.frame import (
    SMALL,
    Figure,
    Look,
    Plane,
    beside,
    date_or_none,
    layer_of,
    moment,
    px,
    strokes,
    symbol,
    tails,
)
from aikg.draw.charts.frame import figure as framed
from aikg.draw.charts.labels import Box, Label, cut, place, width
from aikg.errors import BadParameter, UsageError
from aikg.frontier import Frontier, Record
from aikg.frontier import frontier as traced
from aikg.gap import gap
from aikg.solutions import Column, Section, Solutions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date as Day
    from typing import Any

    from aikg.draw.charts.evidence import Version
    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.solutions import Value

FEWEST = 5
"""Models of a country in a year below which their share is not drawn."""


def figure(
    graph: KnowledgeGraph,
    look: Look,
    *,
    benchmark: str | None = None,
    by: str = "score",
    date: str | None = None,
    as_of: Day | str | None = None,
) -> Figure | None:
    """`by` score: the best open and closed model over time; country: the share of open models by year.

    None where there is nothing to draw.
    """
    if by == "country":
        stray = [name for name, value in (("benchmark", benchmark), ("date", date)) if value is not None]
        if stray:
            raise UsageError(
                f"Shares by country count releases, and take no {' and no '.join(stray)}; "
                "openness by score takes them."
            )
        return _by_country(graph, look, as_of)
    if by != "score":
        raise BadParameter(f"by is score or country; got “{by}”.")
    date = date or "released"
    found = traced(graph, benchmark=benchmark, by="openness", date=date, as_of=as_of)
    if not found.records:
        return None
    said = gap(graph, "open", "closed", benchmark=benchmark, date=date, as_of=as_of).remarks
    now = [line for line in said if line.startswith(("On ", "By ")) and " best of " in line]
    about = evidence.version(graph, found.version)
    words = groups.called(graph, "openness", sorted({r.group for r in found.records}))
    return draw(found, about, words, look, now, as_of)


def draw(
    found: Frontier, about: Version, words: Mapping[str, str], look: Look, now: Sequence[str] = (),
    as_of: Day | str | None = None,
) -> Figure:  # fmt: skip
    """Both frontiers, the area between them pale; `now` is said below the picture."""
    import altair as alt

    lines = frontier.by_group(found.records)
    series = style.series_of(list(lines))
    right = frontier.margin(look, lines, words, series, about)
    field = frontier.plane_of(found, about, look, look.inner - 40 - right)
    layers = []
    between = _between(lines, found.until)
    if between:
        rows = [{"t": moment(day), "v": low, "v2": high} for day, low, high in between]
        layers.append(
            layer_of(rows)
            .mark_area(interpolate="step-after", color=look.theme.faint, opacity=0.13, aria=False)
            .encode(x=field.across(), y=field.up(), y2="v2:Q")
        )  # fmt: skip
    layers += [
        line
        for key in reversed(lines)
        for line in frontier.steps(found, lines[key], field, look, series[key])
    ]
    layers += frontier.points(lines, words, field, look, series, about)
    names, boxes = frontier.ends(lines, words, field, look, series, about)
    solid, thin = frontier.obstacles(lines, field, found.until)
    bounds = Box(0, 0, field.width + right, field.height)
    texts, shown, wanted = frontier.labels(lines, field, look, series, about, [*solid, *boxes], thin, bounds)
    panel = alt.layer(*layers, *texts, *names).properties(width=field.width, height=field.height)
    return framed(
        look,
        [panel],
        left=40,
        title=f"Open against closed weights: {about.label}",
        subtitle=f"Best score so far ({about.scale}), by {DATES[found.dated_by]}; an open model counts from "
        f"its weights on. {evidence.until_words(as_of, found.until)} · "
        f"{evidence.count(len(found.records), 'record')}",
        caption=evidence.foot(
            about.of(r.entry.source for r in found.records),
            *now,
            f"{shown} of {wanted} records are named; the table has all." if shown < wanted else "",
            frontier.partial_words(found.records),
        ),
        description=frontier.description(lines, words, about),
        tables=[Section("Records", found.solutions(), "records")],
    )


def _between(lines: Mapping[str, Sequence[Record]], until: Day | None) -> list[tuple[Day, float, float]]:
    """From each day on which either best changes: both bests. Empty unless there are two groups."""
    if len(lines) != 2:
        return []
    one, other = lines.values()
    days = sorted({r.entry.when.first for r in (*one, *other)} | ({until} if until else set()))
    found = []
    for day in days:
        bests = [[r for r in records if r.entry.when.first <= day] for records in (one, other)]
        if all(bests):
            found.append((day, float(bests[0][-1].entry.score), float(bests[1][-1].entry.score)))
    return found


# -- the share of open models


def _by_country(graph: KnowledgeGraph, look: Look, as_of: Day | str | None) -> Figure | None:
    day = evidence.day_of(as_of)
    given = {"as_of": day} if day else {}
    releases = graph.run("lab-releases", **given)
    shares = shares_of(releases.dicts())
    if not shares.rows:
        return None
    words = groups.called(graph, "country", sorted({str(c) for c in shares.column("country")}))
    days = [d for row in releases if (d := date_or_none(row["released"])) is not None]
    drawn = _lines(shares)
    labs = {str(row["lab"]) for row in releases if str(row["country"]) in drawn}
    rows = [row for row in graph.run("release-sources", **given).dicts() if str(row["lab"]) in labs]
    sources = [evidence.source_words(row) for row in _largest(rows)]
    return draw_shares(shares, words, look, sources, max(days), as_of)


def _largest(rows: Sequence[dict[str, Value]]) -> list[dict[str, Value]]:
    """Sources of all labs together, that of most models first."""
    total: dict[str, int] = defaultdict(int)
    first: dict[str, dict[str, Value]] = {}
    for row in rows:
        models = row["models"]
        total[str(row["source"])] += models if isinstance(models, int) else 0
        first.setdefault(str(row["source"]), row)
    return [first[key] for key in sorted(total, key=lambda key: (-total[key], key))]


def shares_of(releases: Sequence[Mapping[str, Value]]) -> Solutions:
    """Open and closed models of each country by year, and the percentage of open ones."""
    seen: dict[tuple[str, int], dict[str, set[str]]] = {}
    for row in releases:
        day = date_or_none(row["released"])
        if day is not None and row["openness"] in ("open", "closed"):
            kinds = seen.setdefault((str(row["country"]), day.year), {"open": set(), "closed": set()})
            kinds[str(row["openness"])].add(str(row["model"]))
    columns = (
        Column("country", "ISO 3166-1 code of the lab's head office"),
        Column("year", "year of release"),
        Column("open", "models with open weights"),
        Column("closed", "models without"),
        Column("share", "percent of them that are open"),
    )
    rows = []
    for (country, year), kinds in sorted(seen.items()):
        opened, closed = len(kinds["open"]), len(kinds["closed"])
        rows.append((country, str(year), opened, closed, math.floor(100 * opened / (opened + closed) + 0.5)))
    return Solutions(columns, tuple(rows))


def _lines(shares: Solutions) -> dict[str, dict[int, tuple[int, int]]]:
    """Share and number of models by year, of the countries that are drawn: that with most models first."""
    lines: dict[str, dict[int, tuple[int, int]]] = {}
    for country, year, opened, closed, share in shares.rows:
        count = int(str(opened)) + int(str(closed))
        if count >= FEWEST:
            lines.setdefault(str(country), {})[int(str(year))] = (int(str(share)), count)
    lines = {country: years for country, years in lines.items() if len(years) > 1}
    order = sorted(lines, key=lambda c: (-sum(n for _, n in lines[c].values()), c))[:5]
    return {country: lines[country] for country in order}


def draw_shares(
    shares: Solutions, words: Mapping[str, str], look: Look, sources: Sequence[str], until: Day,
    as_of: Day | str | None = None,
) -> Figure:  # fmt: skip
    """A line for each of the countries with most models; the number of models stands at each point."""
    import altair as alt

    lines = _lines(shares)
    order = list(lines)
    series = style.series_of(order)
    years = sorted({year for c in order for year in lines[c]}) or [until.year]
    ends = {c: f"{cut(words[c], 120, SMALL + 1, bold=True)} {lines[c][max(lines[c])][0]} %" for c in order}
    right = 14 + max((width(text, SMALL + 1, bold=True) for text in ends.values()), default=80)
    left, height = 40, 320 if look.narrow else 380
    room = look.inner - left - right
    field = Plane(room, height, until, until, 0, 105, 25)
    at = {year: 16 + (room - 32) * i / max(len(years) - 1, 1) for i, year in enumerate(years)}
    layers: list[Any] = []
    scale = alt.Scale(domain=[0, 105], nice=False, zero=False)
    axis = alt.Axis(values=[0, 25, 50, 75, 100], title=None, domain=False, ticks=False, format=".0f")
    y = alt.Y("v:Q", scale=scale, axis=axis)
    counts, colours, solid, thin = [], [], [], list[Box]()
    for country in order:
        data = [
            {"x": at[year], "v": share, "size": 24 + 4 * min(count, 60),
             "say": f"{words[country]} {year}: {share} % of {count} models"}
            for year, (share, count) in sorted(lines[country].items())
        ]  # fmt: skip
        base = layer_of(data).encode(x=px("x"), y=y)
        look_ = series[country]
        layers.append(
            base.mark_line(color=look.colour(look_), strokeWidth=2, strokeDash=list(look_.dashes), aria=False)
        )
        layers.append(base.mark_point(**symbol(look, look_)).encode(
            size=alt.Size("size:Q", scale=None, legend=None), description="say:N"))  # fmt: skip
        thin += strokes([(at[year], field.y(share)) for year, (share, _) in sorted(lines[country].items())])
        for year, (share, count) in sorted(lines[country].items()):
            reach = 2 + (24 + 4 * min(count, 60)) ** 0.5 / 2
            spot = at[year], field.y(share)
            solid.append(Box(spot[0] - reach, spot[1] - reach, spot[0] + reach, spot[1] + reach))
            counts.append(Label(str(count), *spot))
            colours.append(look.colour(look_))
    names, boxes = tails(look, field, [
        (ends[c], field.y(lines[c][max(lines[c])][0]), look.colour(series[c])) for c in order
    ])  # fmt: skip
    spots = place(counts, field.box, size=SMALL - 1, solid=[*solid, *boxes], lines=thin)
    for side in ("left", "center", "right"):
        texts = [
            {"x": p.x, "y": p.y, "text": counts[p.number].text, "colour": colours[p.number]}
            for p in spots if p.leader is None and p.align == side
        ]  # fmt: skip
        layers += beside(look, texts, align=side, size=SMALL - 1)
    below = [
        {"x": at[year], "y": height + 14, "text": str(year), "colour": look.theme.faint} for year in years
    ]
    layers += beside(look, below, align="center")
    panel = alt.layer(*layers, *names).properties(width=room, height=height)
    total = sum(int(str(row[2])) + int(str(row[3])) for row in shares.rows)
    return framed(
        look,
        [panel],
        left=left,
        title="Share of models with open weights",
        subtitle="Percent of the models that labs of a country released in a year, with their number; the "
        f"{evidence.count(len(order), 'country', 'countries')} with most. "
        f"{evidence.until_words(as_of, until)} · {evidence.count(total, 'model')}",
        caption=evidence.foot(
            sources,
            "Only models of this graph whose openness is stated; what a source collects decides what counts.",
            f"Years with fewer than {FEWEST} models are left out, and countries with one year. "
            "The last year may not be complete.",
            query="release-sources",
        ),
        description="Percent of models with open weights by year. "
        + "; ".join(
            f"{words[c]}: "
            + ", ".join(f"{y_} {share} of {count}" for y_, (share, count) in sorted(lines[c].items()))
            for c in order
        )
        + ".",
        tables=[Section("Open and closed models by year", shares, "shares")],
    )


__all__ = ["draw", "draw_shares", "figure", "shares_of"]
