"""Links: from an IRI to the page of the thing, from a label to its IRI, outward only to http and https."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlencode, urlsplit
from weakref import WeakKeyDictionary

from aikg.vocabulary import AIKG, ID, ONTOLOGY_GRAPH

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aikg.knowledge_graph import KnowledgeGraph

BASE: Final = "https://w3id.org/aikg/"
"""What all IRIs of aikg begin with; the rest of them is a path of this server."""

KINDS: Final = (
    "benchmark", "claim", "dissent", "family", "lab", "license", "model", "product", "reading",
    "score", "source",
)  # fmt: skip
"""The first part of the identifiers of things below `id/`."""

VALUES: Final = ("concept", "country")
"""Things whose IRI stands beside `id/`: their documents end in `.html`, since the IRI itself is not one."""

LOCAL: Final = re.compile(r"[\w.\-]+", re.ASCII)
"""What an identifier consists of."""

_LONGEST: Final = 2000
_WILD: Final = re.compile(r"[\s\\\x00-\x20\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def outward(url: object) -> str:
    """A URL that a reader may follow, or empty: http or https, with a host, and nothing hidden in it."""
    text = str(url or "")
    if len(text) > _LONGEST or _WILD.search(text):
        return ""
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    return text if parts.scheme in ("http", "https") and parts.hostname else ""


def local(iri: object) -> str:
    """The page of what an IRI denotes, as a path of this server; empty for an IRI that is not aikg's."""
    text = str(iri or "")
    if text.startswith(AIKG):
        return f"/ontology#{quote(text[len(AIKG) :])}"
    if text.startswith(ID):
        kind, _, name = text[len(ID) :].partition("/")
        return f"/{kind}/{name}" if kind in KINDS and LOCAL.fullmatch(name) else ""
    if text == ONTOLOGY_GRAPH:
        return "/ontology"
    kind, _, name = text.removeprefix(BASE).partition("/")
    if text.startswith(BASE) and kind in VALUES and LOCAL.fullmatch(name):
        return f"/{kind}/{name}.html"
    return ""


def document(iri: str) -> str:
    """The document about a thing as a path without suffix: all its formats stand at it."""
    return local(iri).removesuffix(".html").partition("#")[0]


def asked(path: str, **values: object) -> str:
    """A path with the values that are there as its query string."""
    given = {name: str(value) for name, value in values.items() if value not in (None, "")}
    return f"{path}?{urlencode(given)}" if given else path


class Labels:
    """What each label denotes, for the cells of answers that hold labels and no IRIs."""

    def __init__(self, graph: KnowledgeGraph) -> None:
        self._denoted: dict[str, dict[str, str | None]] = {}
        self._things: dict[str, list[tuple[str, str]]] = {}
        for label, cls, code, iri in graph.run("labels").rows:
            self._things.setdefault(str(cls), []).append((str(iri), str(label)))
            for text in (label, code):
                if text is not None:
                    denoted = self._denoted.setdefault(str(cls), {})
                    denoted[str(text)] = None if str(text) in denoted else str(iri)

    def iri(self, cls: str, label: object) -> str | None:
        """The one thing of this class that bears the label; None where there is none, or more than one."""
        return self._denoted.get(cls, {}).get(str(label))

    def of_class(self, cls: str) -> list[tuple[str, str]]:
        """IRI and label of each thing of a class or scheme, by label."""
        return self._things.get(cls, [])

    def classes(self) -> Mapping[str, list[tuple[str, str]]]:
        """IRI and label of everything, by class or scheme."""
        return self._things


_labels: WeakKeyDictionary[KnowledgeGraph, Labels] = WeakKeyDictionary()


def labels(graph: KnowledgeGraph) -> Labels:
    """The labels of a graph, read once."""
    found = _labels.get(graph)
    if found is None:
        found = _labels[graph] = Labels(graph)
    return found
