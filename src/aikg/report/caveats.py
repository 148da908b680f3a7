"""The parts about what to be careful of: what is not known, and what reports claim beyond the data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aikg.report.structure import Exhibit, Part, Sentence, sources_of
from aikg.report.telling import code, listed
from aikg.solutions import Column, Iri, Solutions

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aikg.claims import Claims
    from aikg.report.telling import Telling
    from aikg.solutions import Value


def unknown(told: Telling) -> Part:
    """What the graph does not say, or says to be not disclosed."""
    sentences, exhibits = [], []
    command = told.query("intervals")
    for row in told.run("intervals"):
        if row["version"] == told.version.iri:
            sentences.append(
                Sentence(
                    f"Of {row['scores']} scores on {told.version.label}, {row['withInterval']} come with an "
                    f"interval and {row['byDeveloper']} are the developer's own; sources that report them: "
                    f"{row['sources']}.",
                    sources_of(told.run("rank", version=Iri(told.version.iri))),
                    command,
                )
            )
    unclassified = told.run("ranked-unclassified")
    if unclassified.rows:
        sentences.append(
            Sentence(
                f"Ranked, and in no category: {listed([str(v) for v in unclassified.column('labLabel')])}.",
                (),
                told.query("ranked-unclassified"),
            )
        )
    for country in (told.country, told.against):
        values = {"country": code(country), "version": told.version.short}
        answer = told.run("undisclosed", country=Iri(country.iri), version=Iri(told.version.iri))
        asked = told.query("undisclosed", **values)
        if answer.rows:
            exhibits.append(Exhibit(f"Not disclosed: {country.label}", answer, asked))
        else:
            sentences.append(
                Sentence(f"No scored model of {country.label} states what it does not disclose.", (), asked)
            )
    return Part("What is not known", tuple(sentences), tuple(exhibits))


def checked(told: Telling) -> Part | None:
    """What reports of the day claim, where the data do not simply support it."""
    from aikg.claims import SUPPORTED, claims, reports

    sentences, exhibits = [], []
    for row in reports(told.graph):
        judged = claims(told.graph, str(row["source"]))
        if not any(claim.readings for claim in judged.claims):
            continue
        short = judged.report.short
        counts = ", ".join(f"{n} {verdict}" for verdict, n in judged.counts.items() if n)
        sentences.append(
            Sentence(
                f"{judged.report.label} makes {len(judged.claims)} claims that are kept here: {counts}.",
                (judged.report.label,),
                told.ask("claims", short),
            )
        )
        today = judged if told.graph.as_of is None else claims(told.graph.at(None), str(row["source"]))
        now = {claim.number: claim.verdict for claim in today.claims}
        rest = [claim for claim in judged.claims if {claim.verdict, now[claim.number]} != {SUPPORTED}]
        if rest:
            differing = judged.only([claim.number for claim in rest])
            exhibits.append(
                Exhibit(
                    "Claims that the data do not simply support, and why",
                    _why(differing, now if told.graph.as_of else {}),
                    told.ask("claims", short, "--readings"),
                )
            )
    return Part("Claims checked", tuple(sentences), tuple(exhibits)) if sentences else None


def _why(judged: Claims, now: Mapping[int, str]) -> Solutions:
    """The claims with what each reading finds, in one cell; `now` are the verdicts of all days, if others."""
    claims, readings = judged.solutions(), judged.readings()
    found: dict[Value, list[str]] = {}
    for row in readings:
        told = f"{row['reading']}: {row['verdict']} ({str(row['found']).rstrip('.')})"
        found.setdefault(row["number"], []).append(told)
    kept = [claims.names.index(name) for name in ("number", "gist", "verdict", "note")]
    later = Column("withLaterData", "the verdict with what is known now", hidden=not now)
    found_ = readings.columns[readings.names.index("found")]
    columns = (*(claims.columns[i] for i in kept[:-1]), later, claims.columns[kept[-1]], found_)
    rows = [
        (
            *(row[i] for i in kept[:-1]),
            now.get(int(str(row[0]))),
            row[kept[-1]],
            "; ".join(found.get(row[0], ())) or "no reading decides it",
        )
        for row in claims.rows
    ]
    return Solutions(columns, tuple(rows))
