"""The projection: labs, categories, families, models and products as a networkx graph.

Keys are short identifiers (`model/deepseek-r1`, `category/big-tech`). Edges run from the later to the earlier
and from the part to the whole. Attributes are plain values, or lists of text or of rows of text: `facts` are
(name, text), `scores` are `SCORE`, `links` are (title, URL, what the source vouches for).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from aikg import names
from aikg.names import short
from aikg.solutions import Value, lexical
from aikg.wording import dated, readable

if TYPE_CHECKING:
    from collections.abc import Iterable

    import networkx

    from aikg.knowledge_graph import KnowledgeGraph

EDGE_KINDS: Final[dict[str, str]] = {
    "category": "in-category",
    "developedBy": "developed-by",
    "family": "member-of",
    "operatedBy": "operated-by",
    "runsOn": "runs-on",
    "basedOn": "based-on",
    "fineTunedFrom": "fine-tuned-from",
    "distilledFrom": "distilled-from",
    "mergedFrom": "merged-from",
    "quantizedFrom": "quantized-from",
    "adapterOf": "adapter-of",
    "succeeds": "succeeds",
    "parentOrganization": "part-of",
}
"""Local name of the property -> kind of the edge."""

SCORE: Final = ("benchmark version", "score", "effort", "as of", "reporter", "source", "url")
"""What each row of a model's `scores` holds, in order; the best comes first within a version."""

LINEAGE_KINDS: Final = frozenset(
    kind for name, kind in EDGE_KINDS.items() if name.endswith(("From", "On", "Of")) and kind != "runs-on"
) | {"succeeds"}


@dataclass(frozen=True)
class Selection:
    """What of the graph to show; names as people type them, None for all. All that is given must hold."""

    lab: str | None = None
    model: str | None = None
    country: str | None = None
    category: str | None = None


def project(graph: KnowledgeGraph, selection: Selection | None = None) -> networkx.MultiDiGraph:
    """The whole ecosystem, or the part that is selected, with what its lineage touches.

    Raises UnknownName or AmbiguousName for a selection that names nothing.
    """
    import networkx as nx

    whole: Any = nx.MultiDiGraph()
    whole.graph["version"] = _version()
    whole.graph["licence"] = "Facts: CC BY 4.0, aikg contributors and the sources named with each"
    whole.graph["countries"] = {str(code): str(name) for code, name in graph.run("countries").rows}
    labels = _grouped(graph.run("network-labels").rows)
    for row in graph.run("network-nodes"):
        key = short(str(row["node"]))
        if key not in whole:
            whole.add_node(key, **_attributes(row, [str(n[0]) for n in labels[str(row["node"])]]))
    for category, label in graph.run("categories").rows:
        key = _key(category)
        whole.add_node(key, **_blank("category", str(label)) | {"category": key.rpartition("/")[2]})
    for start, name, end, source in graph.run("network-edges").rows:
        a, b = short(str(start)), _key(end)
        if a in whole and b in whole:
            kind = EDGE_KINDS[str(name)]
            whole.add_edge(a, b, key=f"{kind} {short(str(source))}", kind=kind, source=short(str(source)))
    _add_evidence(graph, whole)
    if selection is None:
        return whole
    if selection.model is not None:
        whole.graph["focus"] = names.resolve(graph, selection.model, "model").short
    return whole.subgraph(_chosen(graph, whole, selection)).copy()


def _key(iri: Value) -> str:
    key = short(str(iri))
    return key.replace("concept/", "category/") if key.startswith("concept/") else key


def _blank(kind: str, label: str) -> dict[str, Any]:
    return {
        "kind": kind, "label": label, "labels": [label], "lab": "", "country": "", "category": "",
        "openness": "", "released": "", "precision": "", "born": "", "makes": [], "takes": [], "facts": [],
        "scores": [], "links": [],
    }  # fmt: skip


def _attributes(row: dict[str, Value], labels: list[str]) -> dict[str, Any]:
    facts = []
    if row["released"] is not None:
        facts.append(
            ["launched" if row["kind"] == "product" else "released", dated(row["released"], row["precision"])]
        )
    return _blank(str(row["kind"]), str(row["label"])) | {
        "labels": labels,
        "lab": short(str(row["lab"])) if row["lab"] else "",
        "country": lexical(row["country"]),
        "category": short(str(row["category"])).rpartition("/")[2] if row["category"] else "",
        "openness": short(str(row["openness"])).rpartition("/")[2] if row["openness"] else "",
        "released": lexical(row["released"]),
        "precision": lexical(row["precision"]),
        "facts": facts,
    }


def _add_evidence(graph: KnowledgeGraph, whole: Any) -> None:
    """Further facts, scores and sources of what is in the projection."""
    for node, name, value, precision, _ in graph.run("network-details").rows:
        if (key := short(str(node))) in whole:
            shown = lexical(value) if isinstance(value, str) else readable(value, large=True)
            text = dated(value, precision) if isinstance(value, date) else shown
            whole.nodes[key]["facts"].append([str(name), text])
    for node, born in graph.run("network-births").rows:
        if (key := short(str(node))) in whole:
            whole.nodes[key]["born"] = str(born)
    for node, direction, modality, _ in graph.run("network-modalities").rows:
        if (key := short(str(node))) in whole:
            whole.nodes[key][str(direction)].append(short(str(modality)).rpartition("/")[2])
    for row in graph.run("network-scores"):
        if (key := short(str(row["model"]))) in whole:
            digits = row["decimals"]
            score = readable(row["score"], decimals=digits if isinstance(digits, int) else None)
            cells = (row["effort"], dated(row["asOf"], row["precision"]), row["reporter"], row["source"])
            whole.nodes[key]["scores"].append(
                [str(row["versionLabel"]), score, *map(lexical, (*cells, row["url"]))]
            )
    for node, title, url, group in graph.run("network-sources").rows:
        if (key := short(str(node))) in whole:
            whole.nodes[key]["links"].append([str(title), lexical(url), lexical(group)])


def _grouped(rows: Iterable[tuple[Value, ...]]) -> dict[str, list[tuple[Value, ...]]]:
    groups: dict[str, list[tuple[Value, ...]]] = defaultdict(list)
    for first, *rest in rows:
        groups[str(first)].append(tuple(rest))
    return groups


def _chosen(graph: KnowledgeGraph, whole: Any, selection: Selection) -> set[str]:
    chosen = set(whole.nodes)
    if selection.country is not None:
        notation = names.resolve(graph, selection.country, "country").iri.rpartition("/")[2]
        chosen &= {n for n, d in whole.nodes(data=True) if d["country"] == notation}
    if selection.category is not None:
        category = names.resolve(graph, selection.category, "category").iri.rpartition("/")[2]
        chosen &= {n for n, d in whole.nodes(data=True) if d["category"] == category}
    if selection.lab is not None:
        lab = names.resolve(graph, selection.lab, "lab").short
        own = {n for n, d in whole.nodes(data=True) if d["lab"] == lab}
        chosen &= own | {b for n in own for b in _by_lineage(whole, n)}
    if selection.model is not None:
        chosen &= _relatives(whole, whole.graph["focus"])
    around = {whole.nodes[n]["lab"] for n in chosen} | {
        b
        for n in chosen
        for _, b, d in whole.out_edges(n, data=True)
        if d["kind"] in ("in-category", "member-of")
    }
    return (chosen | around) & set(whole.nodes)


def _by_lineage(whole: Any, node: str) -> set[str]:
    out = {b for _, b, d in whole.out_edges(node, data=True) if d["kind"] in LINEAGE_KINDS | {"runs-on"}}
    return out | {
        a for a, _, d in whole.in_edges(node, data=True) if d["kind"] in LINEAGE_KINDS | {"runs-on"}
    }


def _relatives(whole: Any, model: str) -> set[str]:
    """The model, all its ancestors and all its descendants; ends on cycles."""
    found = {model}
    for edges, end in ((whole.out_edges, 1), (whole.in_edges, 0)):
        front = [model]
        seen = {model}
        while front:
            node = front.pop()
            for edge in edges(node, data=True):
                if edge[2]["kind"] in LINEAGE_KINDS and edge[end] not in seen:
                    seen.add(edge[end])
                    front.append(edge[end])
        found |= seen
    return found


def _version() -> str:
    from aikg import __version__

    return __version__
