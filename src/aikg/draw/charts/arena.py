"""The arenas: ratings of the newest reading of each on one scale, or the readings of one arena over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aikg import names
from aikg.draw import style
from aikg.draw.charts import evidence, groups, rows
from aikg.draw.charts.frame import (
    SMALL,
    Figure,
    Look,
    date_or_none,
    figure_of,
    layer_of,
    moment,
    named,
    places,
    plane,
    px,
    steps,
    strokes,
    symbol,
    tails,
)
from aikg.draw.charts.frame import figure as framed
from aikg.draw.charts.labels import Box, Label, cut, plain, width
from aikg.errors import UsageError
from aikg.solutions import Iri, Section, Solutions
from aikg.wording import dated

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date as Day
    from typing import Any

    from aikg.draw.charts.evidence import Version
    from aikg.draw.style import Series
    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.solutions import Value

    Row = Mapping[str, Value]

MOST = 12
"""Models shown of one arena, the best first."""


def figure(
    graph: KnowledgeGraph,
    look: Look,
    *,
    benchmark: str | None = None,
    as_of: Day | str | None = None,
) -> Figure | None:
    """The newest readings of the arenas of images, video and sound; or one arena, over time where it was read
    more than once. None where there is no reading.

    Raises UnknownName, or UsageError for a benchmark that is no arena.
    """
    day = evidence.day_of(as_of)
    readings = graph.run("arena-readings", **({"as_of": day} if day else {}))
    if benchmark is None:
        media = [row for row in readings if row["makes"] != "text"]
        readings = _only(readings, media or readings.dicts())
    else:
        version = names.resolve(graph, benchmark, "version")
        about = evidence.version(graph, version)
        if not about.arena:
            raise UsageError(f"{version.label} is no arena; `aikg chart ranking` draws it.")
        history = graph.run("arena-history", version=Iri(version.iri))
        history = _only(history, [r for r in history if day is None or str(r["asOf"]) <= day.isoformat()])
        if len(set(history.column("asOf"))) > 1:
            return over_time(
                history, about, groups.called(graph, "country", _countries(history)), look, as_of
            )
        readings = _only(readings, [row for row in readings if row["version"] == version.iri])
    if not readings.rows:
        return None
    versions = {str(row["version"]): str(row["versionLabel"]) for row in readings}
    sources = [
        source
        for iri in versions
        for source in evidence.version(graph, names.resolve(graph, iri, "version")).of(
            [row["source"] for row in readings if row["version"] == iri][:MOST]
        )
    ]
    return draw(readings, groups.called(graph, "country", _countries(readings)), sources, look, as_of)


def _only(found: Solutions, kept: Sequence[Row]) -> Solutions:
    return Solutions(found.columns, tuple(tuple(row[name] for name in found.names) for row in kept))


def _countries(found: Solutions) -> list[str]:
    """Countries in the order in which they first appear: of the best rating first."""
    best = sorted(found, key=lambda row: -float(str(row["score"])))
    return list(dict.fromkeys(str(row["country"]) for row in best))


def _score(row: Row) -> str:
    decimals = row["decimals"]
    return figure_of(float(str(row["score"])), decimals if isinstance(decimals, int) else None)


def draw(
    readings: Solutions,
    words: Mapping[str, str],
    sources: Sequence[str],
    look: Look,
    as_of: Day | str | None = None,
) -> Figure:
    """The picture of readings: arena by arena, the best first, all on one scale."""
    series = style.series_of(list(words))
    arenas: dict[str, list[Row]] = {}
    for row in readings:
        arenas.setdefault(str(row["version"]), []).append(row)
    lines: list[rows.Line] = []
    drawn: list[Row | None] = []
    for several in arenas.values():
        label, lead = _heading(several, words)
        for part in [label, lead] if look.narrow and lead else [f"{label} — {lead}" if lead else label]:
            lines.append(rows.Line(heading=part))
            drawn.append(None)
        for one in several[:MOST]:
            lines.append(
                rows.Line(f"{plain(one['modelLabel'], 80)}", f"{_score(one)} · {plain(one['labLabel'], 60)}")
            )
            drawn.append(one)
    place = rows.rows(look, lines)
    days = sorted({dated(row["asOf"], row["precision"]) for row in readings})
    title = "Media arenas" if len(arenas) > 1 else plain(next(iter(readings))["versionLabel"], 120)
    hidden = sum(max(len(several) - MOST, 0) for several in arenas.values())
    intervals = any(row["low"] is not None for row in readings)
    return framed(
        look,
        [_panel(drawn, place, look, series, words)],
        left=place.left,
        title=f"{title}: ratings of the newest reading",
        subtitle="Rating points, higher is better; only ratings of one arena can be compared. Read "
        f"{', '.join(days)}{f', as of {as_of}' if as_of else ''} · "
        f"{evidence.count(len(readings), 'rating')}",
        caption=evidence.foot(
            sources,
            evidence.INTERVALS[intervals],
            f"{hidden} further ratings are in the table." if hidden else "",
        ),
        description=" ".join(
            f"{', '.join(part for part in _heading(several, words) if part)}: "
            + "; ".join(f"{row['modelLabel']} {_score(row)}" for row in several[:MOST]) + "."
            for several in arenas.values()
        ),
        tables=[Section("Ratings", readings, "ratings")],
        legend=[(words[key], series[key], True) for key in words],
    )  # fmt: skip


def _heading(several: Sequence[Row], words: Mapping[str, str]) -> tuple[str, str]:
    """The arena, and by how much its first country leads the next."""
    label = plain(several[0]["versionLabel"], 100)
    first = several[0]
    other = next((row for row in several if row["country"] != first["country"]), None)
    if other is None:
        return label, ""
    points = float(str(first["score"])) - float(str(other["score"]))
    decimals = first["decimals"]
    ahead = figure_of(points, decimals if isinstance(decimals, int) else None)
    return label, f"{words[str(first['country'])]} {ahead} ahead of {words[str(other['country'])]}"


def _panel(
    drawn: Sequence[Row | None],
    place: rows.Rows,
    look: Look,
    series: Mapping[str, Series],
    words: Mapping[str, str],
) -> Any:
    import altair as alt

    values = [
        float(str(row[name]))
        for row in drawn
        if row
        for name in ("score", "low", "high")
        if row[name] is not None
    ]
    low, high, step = steps(min(values), max(values), 4 if look.narrow else 6)
    low, high = low - step * 0.2, high + step * 0.2
    axis = alt.Axis(
        format=f".{places(step)}f",
        title=None,
        grid=False,
        domain=False,
        ticks=False,
        orient="bottom",
        tickCount=5,
    )
    scale = alt.Scale(domain=[low, high], nice=False, zero=False)
    x = alt.X("v:Q", scale=scale, axis=axis)
    y = px("y")
    layers, guides, spans = [], [], []
    for number, row in enumerate(drawn):
        if row is not None:
            guides.append({"v": low, "to": high, "y": place.y(number)})
            if row["low"] is not None and row["high"] is not None:
                spans.append(
                    {"v": float(str(row["low"])), "to": float(str(row["high"])), "y": place.y(number)}
                )
    layers.append(layer_of(guides).mark_rule(color=look.theme.line, strokeDash=[1, 3], aria=False)
                  .encode(x=x, x2="to:Q", y=y))  # fmt: skip
    if spans:
        layers.append(layer_of(spans).mark_rule(color=look.theme.text, strokeWidth=1.6, aria=False)
                      .encode(x=x, x2="to:Q", y=y))  # fmt: skip
    for key in words:
        data = [
            {"v": float(str(row["score"])), "y": place.y(number),
             "say": plain(f"{row['modelLabel']} ({row['labLabel']}) · {words[key]} · {_score(row)}", 200)}
            for number, row in enumerate(drawn) if row is not None and str(row["country"]) == key
        ]  # fmt: skip
        if data:
            layers.append(layer_of(data).mark_point(**symbol(look, series[key], size=74))
                          .encode(x=x, y=y, description="say:N"))  # fmt: skip
    return alt.layer(*layers, *place.words()).properties(width=place.plot, height=place.height)


def over_time(
    history: Solutions, about: Version, words: Mapping[str, str], look: Look, as_of: Day | str | None = None
) -> Figure:
    """The best rating of each country at each reading of one arena."""
    import altair as alt

    series = style.series_of(list(words))
    best: dict[str, dict[Day, Row]] = {key: {} for key in words}
    for row in history:
        day = date_or_none(row["asOf"])
        if day is not None:
            best[str(row["country"])].setdefault(day, row)  # best first on each day
    shown = {
        key: dict(sorted(days.items()))
        for key, days in best.items()
        if days and series[key] is not style.OTHERS
    }
    ends = {
        key: f"{cut(words[key], 130, SMALL + 1, bold=True)} {_score(list(days.values())[-1])}"
        for key, days in shown.items()
    }
    right = 14 + max(width(text, SMALL + 1, bold=True) for text in ends.values())
    left = 44
    every = [(day, row) for days in shown.values() for day, row in days.items()]
    field = plane(look, look.inner - left - right, 340 if look.narrow else 420, [d for d, _ in every],
                  [float(str(row["score"])) for _, row in every], reverse=about.lower_is_better)  # fmt: skip
    layers, texts, colours, solid, thin = [], [], [], [], []
    for place, (key, days) in enumerate(shown.items()):
        data = [
            {"t": moment(day), "v": float(str(row["score"])),
             "say": plain(f"{row['modelLabel']} · {words[key]} · {_score(row)} on {day}", 200)}
            for day, row in days.items()
        ]  # fmt: skip
        line = layer_of(data).encode(x=field.across(), y=field.up())
        layers.append(line.mark_line(color=look.colour(series[key]), strokeWidth=2,
                                     strokeDash=list(series[key].dashes), aria=False))  # fmt: skip
        layers.append(line.mark_point(**symbol(look, series[key], size=40)).encode(description="say:N"))
        spots = [(field.x(day), field.y(float(str(row["score"])))) for day, row in days.items()]
        solid += [Box(x - 4, y - 4, x + 4, y + 4) for x, y in spots]
        thin += strokes(spots)
        before = None
        for (x, y), reading in zip(spots, days.values(), strict=True):
            if reading["model"] != before:  # a name where another model takes the place
                texts.append(
                    Label(cut(str(reading["modelLabel"]), field.width * 0.3, SMALL), x, y, below=place > 0)
                )
                colours.append(look.colour(series[key]))
            before = reading["model"]
    last_ones = {key: float(str(list(days.values())[-1]["score"])) for key, days in shown.items()}
    names_, boxes = tails(
        look, field, [(ends[key], field.y(last_ones[key]), look.colour(series[key])) for key in shown]
    )
    bounds = Box(0, 0, field.width + right, field.height)
    labels, fitted = named(look, field, texts, colours, solid=[*solid, *boxes], lines=thin, bounds=bounds)
    readings = len({day for day, _ in every})
    last = max(day for day, _ in every)
    panel = alt.layer(*layers, *labels, *names_).properties(width=field.width, height=field.height)
    return framed(
        look,
        [panel],
        left=left,
        title=f"Best rating of each country: {plain(about.label, 120)}",
        subtitle=f"{about.heading}; at each reading. {evidence.until_words(as_of, last)} · "
        f"{evidence.count(readings, 'reading')}, {evidence.count(len(history), 'rating')}",
        caption=evidence.foot(
            [words for _, words in about.sources],
            "A name stands where another model takes the place. Ratings drift with the pool of models: "
            "compare those of one date.",
            f"{fitted} of {len(texts)} changes are named; the table has all." if fitted < len(texts) else "",
        ),
        description="Best rating at each reading. "
        + "; ".join(
            f"{words[key]}: from {_score(next(iter(days.values())))} on {next(iter(days))} to "
            f"{_score(list(days.values())[-1])} ({list(days.values())[-1]['modelLabel']}) on {list(days)[-1]}"
            for key, days in shown.items()
        )
        + ".",
        tables=[Section("Ratings", history, "ratings")],
    )


__all__ = ["draw", "figure", "over_time"]
