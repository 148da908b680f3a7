"""The cadence: what each lab released, on one axis of time, open weights filled and closed ones hollow."""

from __future__ import annotations

import itertools
import statistics
from collections import Counter
from typing import TYPE_CHECKING

from aikg import names as known
from aikg.draw.charts import evidence
from aikg.draw.charts.frame import (
    SMALL,
    Figure,
    Look,
    Plane,
    beside,
    date_or_none,
    layer_of,
    moment,
    named,
    plane,
    symbol,
)
from aikg.draw.charts.frame import figure as framed
from aikg.draw.charts.labels import Box, Label, cut, plain, width
from aikg.draw.charts.ranking import look_of
from aikg.lag import interval
from aikg.solutions import Iri, Section, Solutions
from aikg.wording import dated

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date as Day
    from typing import Any

    from aikg.draw import style
    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.solutions import Value

    Row = Mapping[str, Value]

MOST = 12
"""Labs shown where none is named: those with most releases."""


def figure(
    graph: KnowledgeGraph,
    look: Look,
    *,
    labs: Sequence[str] = (),
    as_of: Day | str | None = None,
) -> Figure | None:
    """The releases of these labs, or of those with most; None where there is none."""
    day = evidence.day_of(as_of)
    given: dict[str, object] = {"as_of": day} if day else {}
    wanted = list(dict.fromkeys(Iri(known.resolve(graph, lab, "lab").iri) for lab in labs))
    if wanted:
        parts = [graph.run("lab-releases", lab=lab, **given) for lab in wanted]
        sources = [row for lab in wanted for row in graph.run("release-sources", lab=lab, **given)]
        found = Solutions(parts[0].columns, tuple(row for part in parts for row in part.rows))
    else:
        found = graph.run("lab-releases", **given)
        counts: dict[str, int] = {}
        for lab in found.column("lab"):
            counts[str(lab)] = counts.get(str(lab), 0) + 1
        largest = sorted(counts, key=lambda lab: (-counts[lab], lab))[:MOST]
        place = found.names.index("lab")
        rows = [row for lab in largest for row in found.rows if row[place] == lab]
        found = Solutions(found.columns, tuple(rows))
        sources = [row for row in graph.run("release-sources", **given) if str(row["lab"]) in largest]
    if not found.rows:
        return None
    return draw(found, sources, look, as_of)


def draw(found: Solutions, sources: Sequence[Row], look: Look, as_of: Day | str | None = None) -> Figure:
    """A lane for each lab, in the order of the rows; up to four lanes have room for models' names."""
    import altair as alt

    lanes: dict[str, list[Row]] = {}
    for row in found:
        lanes.setdefault(str(row["lab"]), []).append(row)
    roomy = len(lanes) <= 4
    each = (190 if len(lanes) <= 2 else 150) if roomy else 58
    days = [d for row in found if (d := date_or_none(row["released"])) is not None]
    left = 8
    base = plane(look, look.inner - left - 8, 100, days, [0.0, 1.0], before=0.015, after=0.015)
    height = each * len(lanes)
    field = Plane(base.width, height, base.first, base.last, 0, height, height, reverse=True)
    layers: list[Any] = []
    shown = wanted = 0
    heads: list[dict[str, Any]] = []
    tails: list[dict[str, Any]] = []
    scale = alt.Scale(domain=[0, height], reverse=True, nice=False, zero=False)
    y = alt.Y("v:Q", scale=scale, axis=None)
    dots: dict[str, list[dict[str, Any]]] = {"open": [], "closed": [], "": []}
    spans, grounds = [], []
    for number, rows in enumerate(lanes.values()):
        top = number * each
        middle = top + each * (0.62 if roomy else 0.8)
        grounds.append({"t": moment(field.first), "t2": moment(field.last), "v": middle})
        name = cut(str(rows[0]["labLabel"]), look.inner * 0.4, SMALL + 1, bold=True)
        after = width(name, SMALL + 1, bold=True) + 10
        heads.append({"x": -left, "y": top + 9, "text": name, "colour": look.theme.text})
        tails.append({"x": after - left, "y": top + 9, "text": cut(rhythm(rows), look.inner - after, SMALL),
                      "colour": look.theme.faint})  # fmt: skip
        solid, texts = [Box(-left, top, field.width, top + 17)], []
        stack: dict[Day, int] = {}
        highest = max(Counter(str(row["released"]) for row in rows).values())
        step = min(7 if roomy else 6, (middle - top - 24) / max(highest - 1, 1))
        for release in sorted(rows, key=_importance):  # the best known of a day on top
            day = date_or_none(release["released"])
            if day is None:
                continue
            high = stack.get(day, 0)
            stack[day] = high + 1
            at = middle - high * step
            dots[str(release["openness"] or "") if release["openness"] in dots else ""].append(
                {"t": moment(day), "v": at,
                 "say": plain(f"{release['modelLabel']} ({release['labLabel']}) · "
                              f"{dated(day, release['precision'])} · "
                              f"{release['level'] or 'openness not stated'}", 300)}
            )  # fmt: skip
            last = interval(day, str(release["precision"] or "day")).last
            if last > day:
                spans.append({"t": moment(day), "t2": moment(min(last, field.last)), "v": at})
            x = field.x(day)
            solid.append(Box(x - 4, at - 4, x + 4, at + 4))
            scores = release["scores"]
            rank = -scores if isinstance(scores, int) else 0
            name = plain(release["modelLabel"])
            texts.append((rank, len(name), -high, name, x, at))
        if roomy:
            texts.sort()
            labels = [
                Label(
                    cut(name, field.width * 0.3, SMALL - 1),
                    x,
                    at,
                    below=i % 2 == 1 and low == 0,
                    upright=True,
                )
                for i, (_, _, low, name, x, at) in enumerate(texts)
            ]
            bounds = Box(0, top + 17, field.width, top + each - 2)
            line = [Box(0, middle - 1, field.width, middle + 1)]
            got, fitted = named(look, field, labels, [look.theme.text] * len(labels), solid=solid, lines=line,
                                bounds=bounds, size=SMALL - 1, worst=120, in_order=True)  # fmt: skip
            layers += got
            shown, wanted = shown + fitted, wanted + len(labels)
    x = base.across()
    under: list[Any] = [
        layer_of(grounds).mark_rule(color=look.theme.line, aria=False).encode(x=x, x2="t2:T", y=y)
    ]
    if spans:
        under.append(layer_of(spans).mark_rule(color=look.theme.faint, strokeWidth=5, opacity=0.3, aria=False)
                     .encode(x=x, x2="t2:T", y=y))  # fmt: skip
    legend: list[tuple[str, style.Look, bool]] = []
    for key, word in (("", "openness not stated"), ("closed", "closed weights"), ("open", "open weights")):
        if dots[key]:
            mark, filled = look_of(key)
            drawn = symbol(look, mark, filled=filled, size=40 if roomy else 26)
            under.append(layer_of(dots[key]).mark_point(**{**drawn, "strokeWidth": 1.3})
                         .encode(x=x, y=y, description="say:N"))  # fmt: skip
            legend.insert(0, (word, mark, filled))
    # labels share the lanes' plane, whose values are heights in pixels
    panel = alt.layer(
        *under,
        *layers,
        *beside(look, heads, align="left", size=SMALL + 1, bold=True),
        *beside(look, tails, align="left"),
    ).properties(width=field.width, height=height)
    labs = [plain(rows[0]["labLabel"], 60) for rows in lanes.values()]
    models = len({str(row["model"]) for row in found})
    return framed(
        look,
        [panel],
        left=left,
        title=f"Releases of {' and '.join(labs)}" if len(labs) <= 2 else f"Releases of {len(labs)} labs",
        subtitle=f"Each mark is a model on the first day on which people outside could use it. "
        f"{evidence.until_words(as_of, max(days))} · {evidence.count(models, 'model')}",
        caption=evidence.foot(
            _by_size(sources),
            "Days are those from one release day to the next; those not known to the day are left out.",
            "A pale bar spans what a date known to the month, quarter or year leaves open." if spans else "",
            f"{shown} of {wanted} releases are named, those with most scores first; the table has all."
            if shown < wanted else "",
            query="release-sources",
        ),
        description=" ".join(f"{plain(rows[0]['labLabel'], 60)}: {rhythm(rows)}." for rows in lanes.values()),
        tables=[Section("Releases", found, "releases")],
        legend=legend,
    )  # fmt: skip


def rhythm(rows: Sequence[Row]) -> str:
    """How many models on how many days, and the median number of days from one such day to the next."""
    exact = sorted(
        {d for row in rows if row["precision"] == "day" and (d := date_or_none(row["released"])) is not None}
    )
    days = len({str(row["released"]) for row in rows})
    words = f"{evidence.count(len(rows), 'model')} on {evidence.count(days, 'day')}"
    between = [(b - a).days for a, b in itertools.pairwise(exact)]
    return f"{words}, median {statistics.median(between):g} days apart" if between else words


def _importance(row: Row) -> tuple[int, int, str]:
    """More scores, and of as many the shorter name: a plain name is the model, a longer one a variant."""
    scores = row["scores"]
    return scores if isinstance(scores, int) else 0, -len(str(row["modelLabel"])), str(row["model"])


def _by_size(sources: Sequence[Row]) -> list[str]:
    total: dict[str, int] = {}
    for row in sources:
        models = row["models"]
        phrase = evidence.source_words(row)
        total[phrase] = total.get(phrase, 0) + (models if isinstance(models, int) else 0)
    return sorted(total, key=lambda phrase: (-total[phrase], phrase))


__all__ = ["draw", "figure", "rhythm"]
