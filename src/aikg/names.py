"""Names: from what people type to the one thing that they mean."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from aikg.errors import AmbiguousName, UnknownName
from aikg.solutions import Iri
from aikg.vocabulary import AIKG, ID, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from aikg.knowledge_graph import KnowledgeGraph

MAX_LENGTH: Final = 200
"""Longer text is no name, and is not looked up."""

_POINT: Final = re.compile(r"(?<=[0-9])\.(?=[0-9])")

_NO_PART: Final = re.compile(r"[^a-z0-9+.]+|(?<![0-9])\.|\.(?![0-9])")


@lru_cache(maxsize=1 << 16)
def normalise(name: str) -> str:
    """The key under which a name is stored and found; empty where nothing of it is a letter or digit.

    Case, width, accents' encoding, blanks and punctuation do not matter; a point between two digits does,
    because “V2.5” and “V25” are different models, and so does a plus.
    normalise(normalise(x)) == normalise(x).
    """
    if name.isascii():  # nearly all; the same by a shorter way
        return _NO_PART.sub("", name.lower())
    text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    points = {match.start() for match in _POINT.finditer(text)}
    return "".join(c for i, c in enumerate(text) if c.isalnum() or c == "+" or i in points)


@dataclass(frozen=True)
class Entity:
    """A thing that has a name: its IRI, the local name of its class, its English label."""

    iri: str
    kind: str
    label: str

    @property
    def short(self) -> str:
        """The identifier that people type: `model/deepseek-r1`."""
        return short(self.iri)


def short(iri: str) -> str:
    """An entity's IRI without the common base; any other IRI as it is."""
    for base in (ID, "https://w3id.org/aikg/"):
        if iri.startswith(base):
            return iri[len(base) :]
    return iri


CLASSES: Final[dict[str, tuple[str, ...]]] = {
    "lab": ("Lab",),
    "model": ("Model",),
    "family": ("ModelFamily",),
    "product": ("Product",),
    "benchmark": ("Benchmark", "Arena"),
    "version": ("BenchmarkVersion",),
    "source": ("Source",),
    "claim": ("Claim", "Comparison"),
    "country": ("country",),
    "category": ("lab-categories",),
    "openness": ("openness-levels",),
    "modality": ("modalities",),
    "thing": (),
}
"""For each kind of name that a user may give: the classes (or SKOS schemes) that answer to it."""

SCHEMES: Final = {"countries": "country"}
"""SKOS schemes that are a kind of their own."""


def candidates(graph: KnowledgeGraph, name: str) -> list[Entity]:
    """Everything that the name denotes, whatever its kind; an IRI or a short identifier too."""
    text = name.strip()
    if not text or len(text) > MAX_LENGTH:
        return []
    iri = as_iri(text)
    if iri is not None:
        found = _entities(graph.run("entity", thing=Iri(iri)).rows)
        if found:
            return found
    key = normalise(text)
    return _entities(graph.run("name", key=key).rows) if key else []


def resolve(graph: KnowledgeGraph, name: str, kind: str, as_of: date | str | None = None) -> Entity:
    """The one thing of this kind that the name denotes.

    Raises UnknownName with near names, or AmbiguousName with the candidates. Where a family and one model
    of it share the name, each kind finds its own; a benchmark's name means its newest version with scores, by
    the day `as_of` where one is given.
    """
    named = candidates(graph, name)
    fitting = of_kind(named, kind) or _through(graph, named, kind, as_of) or _by_identifier(graph, name, kind)
    if len(fitting) > 1:  # a curated thing before those of the same name that an edition brought along
        fitting = [entity for entity in fitting if "/_" not in entity.iri] or fitting
    if len(fitting) == 1:
        return fitting[0]
    if not fitting:
        then = f"What came after {graph.as_of} is left out. " if graph.as_of else ""
        raise UnknownName(kind, name, lambda: near(graph, name, kind), then + _HINTS.get(kind, ""))
    raise AmbiguousName(kind, name, [(e.label, e.short) for e in fitting])


def _through(
    graph: KnowledgeGraph, named: Sequence[Entity], kind: str, as_of: date | str | None
) -> list[Entity]:
    """What a name of another kind stands for: a family its models, a benchmark its newest version."""
    if kind == "model":
        found = [graph.run("members", thing=Iri(e.iri)).rows for e in of_kind(named, "family")]
        return [Entity(str(iri), "Model", str(label)) for rows in found for iri, label in rows]
    if kind == "version":
        given = {} if as_of is None else {"as_of": as_of}
        found = [
            graph.run("newest-version", thing=Iri(e.iri), **given).rows for e in of_kind(named, "benchmark")
        ]
        return [Entity(str(r[0][0]), "BenchmarkVersion", str(r[0][1])) for r in found if r]
    return []


def _by_identifier(graph: KnowledgeGraph, name: str, kind: str) -> list[Entity]:
    """The thing whose identifier ends in what was typed: `state-of-ai-china-q2-2025` for a source."""
    base = {"version": "benchmark"}.get(kind, kind)
    text = name.strip()
    if kind == "thing" or not re.fullmatch(r"[\w.\-]+", text, re.ASCII):
        return []
    return of_kind(candidates(graph, f"{base}/{text}"), kind)


def of_kind(entities: Iterable[Entity], kind: str) -> list[Entity]:
    """Those of the wanted kind; where several classes fit, only those of the first class that does."""
    entities = list(entities)
    wanted = CLASSES[kind]
    if not wanted:
        return entities
    for cls in wanted:
        fitting = [e for e in entities if e.kind == cls]
        if fitting:
            return fitting
    return []


def near(graph: KnowledgeGraph, name: str, kind: str, most: int = 3) -> list[str]:
    """Labels of things of the kind whose name is like this one, nearest first."""
    import difflib

    key = normalise(name[:MAX_LENGTH])
    labels: dict[str, str] = {}
    for entity_key, label, cls in graph.run("names").rows:
        if not CLASSES[kind] or SCHEMES.get(str(cls), str(cls)) in CLASSES[kind]:
            labels.setdefault(str(entity_key), str(label))
    close = difflib.get_close_matches(key, labels, n=10, cutoff=0.6)
    inside = sorted((k for k in labels if len(key) > 1 and key in k), key=lambda k: (len(k), k))
    return list(dict.fromkeys(labels[k] for k in [*close, *inside]))[:most]


def as_iri(text: str) -> str | None:
    """The IRI that text writes whole, with a prefix, or as a short identifier; None for other text."""
    if text.startswith(("http://", "https://")):
        return text if re.fullmatch(r"https?://[^\s<>\"{}|\\^`\x00-\x20]+", text) else None
    prefix, colon, local = text.partition(":")
    if colon and prefix in PREFIXES and re.fullmatch(r"[\w.\-]+", local):
        return PREFIXES[prefix] + local
    if re.fullmatch(r"[a-z]+/[\w.\-]+", text):
        base = "https://w3id.org/aikg/" if text.startswith(("country/", "concept/")) else ID
        return base + text
    return None


def _entities(rows: Sequence[tuple[object, ...]]) -> list[Entity]:
    found: dict[str, Entity] = {}
    for iri, cls, label in rows:
        kind = str(cls).removeprefix(AIKG).removeprefix(PREFIXES["concept"])
        found.setdefault(str(iri), Entity(str(iri), SCHEMES.get(kind, kind), str(label)))
    return list(found.values())


_HINTS: Final = {
    "lab": "`aikg labs` lists them.",
    "model": "`aikg find TEXT` searches all names.",
    "family": "`aikg find TEXT` searches all names.",
    "product": "`aikg find TEXT` searches all names.",
    "benchmark": "`aikg query run benchmarks` lists them.",
    "version": "`aikg query run benchmarks` lists them.",
    "source": "`aikg query run sources` lists them.",
    "claim": "`aikg claims` lists them.",
    "country": "Countries are given by name or ISO code, such as CN.",
    "category": "Categories are big-tech, start-up and other.",
    "openness": "`aikg query run concepts` lists the levels; open and closed take in the narrower ones.",
    "modality": "Modalities are text, image, video, audio, speech, music and 3d.",
    "thing": "`aikg find TEXT` searches all names.",
}
