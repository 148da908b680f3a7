"""The ranking: a bar for each model, filled where its weights are open, with the interval where one is known.

Ratings and indices without a natural zero are dots on a line instead, for the length of a bar would say
something false.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aikg.draw import style
from aikg.draw.charts import evidence, rows
from aikg.draw.charts.frame import Figure, Look, figure_of, layer_of, places, px, steps, symbol
from aikg.draw.charts.frame import figure as framed
from aikg.draw.charts.labels import plain
from aikg.ranking import Ranking, ranking
from aikg.solutions import Iri, Section

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date as Day
    from typing import Any

    from aikg.draw.charts.evidence import Version
    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.solutions import Value

OPEN = {"open": "open-weights-unrestricted", "closed": "hosted-access"}
"""Open and closed as the style table draws them: full and empty."""


def figure(
    graph: KnowledgeGraph,
    look: Look,
    *,
    benchmark: str | None = None,
    top: int = 25,
    country: str | None = None,
    openness: str | None = None,
    reasoning: bool | None = None,
    as_of: Day | str | None = None,
    released_by: Day | str | None = None,
) -> Figure | None:
    """The first `top` rows of a ranking with these filters; None where there is none."""
    found = ranking(
        graph, benchmark, country=country, openness=openness, reasoning=reasoning, as_of=as_of,
        released_by=released_by,
    )  # fmt: skip
    if not found.solutions.rows:
        return None
    about = evidence.version(graph, found.version)
    bounds = {
        str(row["node"]): (float(str(row["low"])), float(str(row["high"])))
        for row in graph.run("score-intervals", version=Iri(found.version.iri))
    }
    access = {
        str(row["model"]): str(row["openness"] or "")
        for row in graph.run("dated-scores", version=Iri(found.version.iri))
    }
    return draw(found, about, bounds, access, look, top, as_of or released_by)


def draw(
    found: Ranking,
    about: Version,
    bounds: Mapping[str, tuple[float, float]],
    access: Mapping[str, str],
    look: Look,
    top: int = 25,
    as_of: Day | str | None = None,
) -> Figure:
    """The picture; `bounds` are the intervals by score, `access` is open or closed by model."""
    every = found.solutions.dicts()
    shown = every[:top]
    lines = [rows.Line(*_words(row, look)) for row in shown]
    place = rows.rows(look, lines)
    bars = about.minimum == 0 and not about.lower_is_better and not about.arena
    held = [bounds[str(row["node"])] for row in shown if str(row["node"]) in bounds]
    values = [float(str(row["score"])) for row in shown] + [n for pair in held for n in pair]
    newest = max((str(row["asOf"]) for row in every if row["asOf"]), default=None)
    remarks = (
        "The scale does not begin at 0." if not bars else "",
        evidence.INTERVALS[bool(held)],
    )
    return framed(
        look,
        [_panel(shown, place, look, bars, values, bounds, access, about)],
        left=place.left,
        title=f"Ranking: {plain(about.label, 120)}",
        subtitle=f"{about.heading}. "
        f"{f'As of {as_of}' if as_of else f'Scores of {newest}' if newest else 'No dates'} · "
        + (f"the first {len(shown)} of " if len(shown) < len(every) else "")
        + evidence.count(len(every), "row"),
        caption=evidence.foot(about.of(row["source"] for row in shown), *remarks),
        description="Best first. " + "; ".join(f"{line.name}: {line.words}" for line in lines) + ".",
        tables=[Section("Ranking", found.solutions, "ranking")],
        legend=_legend(shown, access),
    )


def _words(row: Mapping[str, Value], look: Look) -> tuple[str, str]:
    how = f" ({row['effort']})" if row["effort"] else ""
    score = figure_of(float(str(row["score"])), row["decimals"] if isinstance(row["decimals"], int) else None)
    return (
        f"{row['rank']}. {plain(row['modelLabel'], 80)}{how}",
        f"{score} · {plain(row['labLabel'], 60)}, {row['country']}",
    )


def look_of(access: str) -> tuple[style.Look, bool]:
    """How open and closed weights look, and whether the mark is filled."""
    return style.OPENNESS[OPEN.get(access, "")], access == "open"


def _legend(
    shown: Sequence[Mapping[str, Value]], access: Mapping[str, str]
) -> list[tuple[str, style.Look, bool]]:
    there = {access.get(str(row["model"]), "") for row in shown}
    words = {"open": "open weights", "closed": "closed weights", "": "openness not stated"}
    return [(word, *look_of(key)) for key, word in words.items() if key in there]


def _panel(
    shown: Sequence[Mapping[str, Value]], place: rows.Rows, look: Look, bars: bool, values: Sequence[float],
    bounds: Mapping[str, tuple[float, float]], access: Mapping[str, str], about: Version,
) -> Any:  # fmt: skip
    import altair as alt

    low, high, step = steps(0.0 if bars else min(values), max(values), 4 if look.narrow else 6)
    ticks = [round(low + i * step, 10) for i in range(round((high - low) / step) + 1)]
    if not bars:
        low, high = low - step * 0.15, high + step * 0.15
    digits = f".{places(step)}f"
    axis = alt.Axis(
        format=digits, title=None, grid=True, domain=False, ticks=False, orient="top", values=ticks
    )
    scale = alt.Scale(domain=[low, high], nice=False, zero=False, reverse=about.lower_is_better)
    x = alt.X("v:Q", scale=scale, axis=axis)
    y = px("y")
    layers = []
    for key in dict.fromkeys(access.get(str(row["model"]), "") for row in shown):
        mark, filled = look_of(key)
        data = []
        for number, row in enumerate(shown):
            if access.get(str(row["model"]), "") == key:
                name, words = _words(row, look)
                data.append(
                    {
                        "v": float(str(row["score"])),
                        "zero": low,
                        "y": place.y(number),
                        "say": plain(f"{name}: {words}", 200),
                    }
                )
        if bars:
            colour = look.colour(mark)
            thick = 10 if look.narrow else 13
            layers.append(
                layer_of(data)
                .mark_bar(
                    orient="horizontal", height=thick, fill=colour if filled else look.theme.page,
                    stroke=colour, strokeWidth=1.4,
                )
                .encode(x=x, x2="zero:Q", y=y, description="say:N")
            )  # fmt: skip
        else:
            layers.append(
                layer_of([{"zero": low, "full": high, "y": row["y"]} for row in data])
                .mark_rule(color=look.theme.line, strokeDash=[1, 3], aria=False)
                .encode(x=alt.X("zero:Q", scale=scale, axis=axis), x2="full:Q", y=y)
            )  # fmt: skip
            layers.append(
                layer_of(data).mark_point(**symbol(look, mark, filled=filled, size=70))
                .encode(x=x, y=y, description="say:N")
            )  # fmt: skip
    spans = [
        {"v": bounds[str(row["node"])][0], "to": bounds[str(row["node"])][1], "y": place.y(number)}
        for number, row in enumerate(shown) if str(row["node"]) in bounds
    ]  # fmt: skip
    if spans:
        layers.append(layer_of(spans).mark_rule(color=look.theme.text, strokeWidth=1.6, aria=False)
                      .encode(x=x, x2="to:Q", y=y))  # fmt: skip
    return alt.layer(*layers, *place.words()).properties(width=place.plot, height=place.height)


__all__ = ["draw", "figure", "look_of"]
