"""The parts about rankings: of language models on the measure, and of all kinds of models in the arenas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aikg import names
from aikg.report.structure import Exhibit, Part, Picture, Sentence, sources_of
from aikg.report.telling import TOP, code
from aikg.solutions import Iri, Solutions
from aikg.wording import readable

if TYPE_CHECKING:
    from aikg.report.telling import Telling


def language(told: Telling) -> Part:
    """The best models of all, with and without reasoning."""
    exhibits = (
        *told.ranked("With reasoning", ["--reasoning"], reasoning="true"),
        *told.ranked("Without reasoning", ["--no-reasoning"], reasoning="false"),
    )
    whole = told.ranked("All", [])
    if not exhibits:
        exhibits = whole
    sentences = []
    for exhibit in (*whole, *exhibits[: 2 if exhibits != whole else 0]):
        rows = exhibit.solutions.dicts()
        kind = "" if exhibit.title == "All" else f" {exhibit.title.lower()}"
        leaders = [row for row in rows if row["rank"] == 1]
        told_as = " and ".join(f"{row['modelLabel']} ({row['labLabel']})" for row in leaders)
        sentences.append(
            Sentence(
                f"On {told.version.label}{kind} {told_as} {'leads' if len(leaders) == 1 else 'lead'} with "
                f"{told.figure(leaders[0])}.",
                sources_of(Solutions(exhibit.solutions.columns, exhibit.solutions.rows[: len(leaders)])),
                exhibit.command,
            )
        )
    if not sentences:
        command = told.ask("rank", told.version.short)
        sentences = [Sentence(f"No score on {told.version.label} had been published.", (), command)]
    return Part("Rankings", tuple(sentences), exhibits)


def arenas(told: Telling) -> Part | None:
    """Each arena: who is rated highest, and how far apart the two countries are."""
    gaps = told.run("arena-gaps", country=Iri(told.country.iri), other_country=Iri(told.against.iri))
    command = told.query("arena-gaps", country=code(told.country), other_country=code(told.against))
    sentences, exhibits = [], []
    for row in gaps:
        version = names.resolve(told.graph, str(row["version"]), "version")
        answer = told.run("rank", version=Iri(version.iri))
        top = Solutions(answer.columns, answer.rows[:TOP])
        points = row["difference"]
        leader = told.country if points is not None and points > 0 else told.against  # type: ignore[operator]
        apart = readable(abs(points), decimals=0)  # type: ignore[arg-type]
        how = f"{leader.label} leads by {apart} points" if points else "the two are level"
        sentences.append(
            Sentence(
                f"{version.label}: {row['bestModel']} ({told.figure(row, 'best')}) of {told.country.label}, "
                f"{row['otherModel']} ({told.figure(row, 'otherBest')}) of {told.against.label}; {how}.",
                sources_of(top),
                command,
            )
        )
        picture = Picture("arena", {"benchmark": version.iri})
        exhibits.append(Exhibit(version.label, top, told.ask("rank", version.short), picture))
    return Part("Arenas", tuple(sentences), tuple(exhibits)) if sentences else None
