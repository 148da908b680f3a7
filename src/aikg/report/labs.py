"""The parts about labs: how they rise, how they compete, which there are, and what their models make."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from aikg.report.structure import Exhibit, Part, Picture, Sentence, sources_of
from aikg.report.telling import code, listed, only
from aikg.solutions import Iri, Solutions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aikg.report.telling import Telling

_LABS: Final = 3
"""Of how many leading labs the progress is told."""


def progress(told: Telling) -> Part | None:
    """How the leading labs of the country rose, and how often they release."""
    from aikg.frontier import frontier

    best = told.run("best-by-lab", version=Iri(told.version.iri), country=Iri(told.country.iri))
    leading = best.dicts()[:_LABS]
    if not leading:
        return None
    records = frontier(told.graph, told.version.iri, by="lab", as_of=told.graph.as_of).solutions()
    command = told.ask("frontier", "--by", "lab", *told.benchmark())
    sentences, exhibits = [], []
    for row in leading:
        lab = str(row["labLabel"])
        own = _without(only(records, "group", (lab,)), "group", "labLabel")
        rows = own.dicts()
        if len(rows) > 1:
            first, last = rows[0], rows[-1]
            sentences.append(
                Sentence(
                    f"{lab} rose from {told.figure(first)} ({first['modelLabel']}, {first['date']}) to "
                    f"{told.figure(last)} ({last['modelLabel']}, {last['date']}).",
                    sources_of(own),
                    command,
                )
            )
        sentences.extend(_cadence(told, lab))
        if rows:
            exhibits.append(Exhibit(f"Records of {lab}", own, command))
    picture = Picture("cadence", {"labs": tuple(str(row["labLabel"]) for row in leading)})
    if exhibits:
        exhibits[0] = Exhibit(exhibits[0].title, exhibits[0].solutions, exhibits[0].command, picture)
    return Part(f"Progress of the leading labs of {told.country.label}", tuple(sentences), tuple(exhibits))


def _cadence(told: Telling, lab: str) -> Iterator[Sentence]:
    for row in told.run("cadence-between", lab=lab):
        if row["average"] is not None:
            yield Sentence(
                f"{lab} released models on {row['releases']} days from {row['first']} to {row['last']}, "
                f"{row['average']} days apart on average.",
                tuple(str(title) for title in told.run("release-sources", lab=lab).column("title")),
                told.query("cadence-between", lab=lab),
            )


def competition(told: Telling) -> Part | None:
    """The labs of the other country among themselves."""
    own = told.run("best-by-lab", version=Iri(told.version.iri), country=Iri(told.against.iri))
    rows = own.dicts()
    if not rows:
        return None
    command = told.query("best-by-lab", version=told.version.short, country=code(told.against))
    order = ", then ".join(
        f"{row['labLabel']} with {row['modelLabel']} ({told.figure(row)})" for row in rows[:5]
    )
    sentences = [Sentence(f"First is {order}.", sources_of(Solutions(own.columns, own.rows[:5])), command)]
    title = f"The best model of each lab of {told.against.label}"
    return Part(f"Competition in {told.against.label}", tuple(sentences), (Exhibit(title, own, command),))


def players(told: Telling) -> Part | None:
    """The labs of the country by category."""
    answer = told.run("players", country=Iri(told.country.iri))
    if not answer.rows:
        return None
    command = told.query("players", country=code(told.country))
    counts: dict[str, list[str]] = {}
    for row in answer:
        counts.setdefault(str(row["category"]), []).append(str(row["labLabel"]))
    sentences = tuple(
        Sentence(
            f"{category[:1].upper()}{category[1:]}, {len(set(labs))}: {', '.join(dict.fromkeys(labs))}.",
            sources_of(only(answer, "category", (category,))),
            command,
        )
        for category, labs in counts.items()
    )
    if told.graph.as_of is not None:
        dateless = "Labs are not dated here: one that came later stands in the list, without models."
        sentences = (*sentences, Sentence(dateless, (), command))
    title = f"Labs of {told.country.label} by category"
    return Part(f"The players of {told.country.label}", sentences, (Exhibit(title, answer, command),))


def kinds(told: Telling) -> Part:
    """What kinds of content the models of both countries make."""
    answer = told.run("kinds", country=Iri(told.country.iri), other_country=Iri(told.against.iri))
    values = {"country": code(told.country), "other_country": code(told.against)}
    command = told.query("kinds", **values)
    there = [str(row["kind"]) for row in answer if row["models"]]
    absent = [str(row["kind"]) for row in answer if not row["models"]]
    sentence = f"Models of {told.country.label} known here make {listed(there) or 'nothing'}"
    if absent:
        sentence += f", and none makes {listed(absent, 'or')}"
    counted = (
        "Counts are of models known here, each with sources of its own (aikg why MODEL names them); they say "
        "little about what is in the world."
    )
    title = f"Models by kind of content: {told.country.label}, and as others {told.against.label}"
    return Part(
        "Kinds of content",
        (Sentence(f"{sentence}.", (), command), Sentence(counted)),
        (Exhibit(title, answer, command),),
    )


def _without(answer: Solutions, *hidden: str) -> Solutions:
    """The answer with these columns hidden, because they say the same in every row."""
    columns = tuple(replace(c, hidden=c.hidden or c.name in hidden) for c in answer.columns)
    return Solutions(columns, answer.rows)
