"""The parts about the lead: of one country over the other, and of closed models over open ones."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from aikg.report.structure import Exhibit, Part, Picture, Sentence, sources_of
from aikg.report.telling import code, only

if TYPE_CHECKING:
    from aikg.gap import Gap
    from aikg.report.telling import Telling


def frontier(told: Telling) -> Part:
    """Who led, and how far the one country is behind the other."""
    from aikg.frontier import frontier

    day = told.graph.as_of
    one, other = code(told.country), code(told.against)
    traced = frontier(told.graph, told.version.iri, by="country", as_of=day).solutions()
    both = only(traced, "group", (one, other))
    sentences, exhibits = _gap(told, one, other)
    if both.rows:
        command = told.ask("frontier", "--by", "country", *told.benchmark())
        picture = Picture("frontier", {"names": (one, other), "benchmark": told.version.iri})
        exhibits = (*exhibits, Exhibit("Records of both countries", both, command, picture))
    return Part("The frontier", sentences, exhibits)


def open_weights(told: Telling) -> Part:
    """The best that anyone can download against the best of all others."""
    sentences, exhibits = _gap(told, "open", "closed")
    ranked = told.ranked("The best open models", ["--open"], openness="open")
    return Part("Open weights", sentences, (*exhibits, *ranked))


def _gap(told: Telling, one: str, other: str) -> tuple[tuple[Sentence, ...], tuple[Exhibit, ...]]:
    from aikg.gap import gap

    found: Gap = gap(told.graph, one, other, told.version.iri, as_of=told.graph.as_of)
    command = told.ask("gap", one, other, *told.benchmark())
    sections = [section for section in found.sections() if section.solutions.rows]
    sources = tuple(dict.fromkeys(title for section in sections for title in sources_of(section.solutions)))
    sentences = tuple(Sentence(words, sources, command) for words in found.remarks)
    picture = Picture("gap", {"names": (one, other), "benchmark": told.version.iri})
    exhibits = [Exhibit(section.title, section.solutions, command) for section in sections]
    if found.matches:
        exhibits[0] = replace(exhibits[0], picture=picture)
    return sentences, tuple(exhibits)
