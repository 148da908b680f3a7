"""Linked data: each IRI leads to its document (303), and a document comes in the format that is asked for.

`/id/lab/deepseek` is the lab, which nobody can send; `/lab/deepseek` is the document about it, whose format
`Accept` decides, and `/lab/deepseek.ttl` the same in one format. A concept and a country have their IRIs
beside `id/`, so that these answer 303 too. The IRIs of the ontology have a fragment, and their document is
`/ontology`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from aikg import names
from aikg.errors import UnknownName
from aikg.server.documents import asked_of, shown
from aikg.server.negotiation import preferred
from aikg.server.pages import links
from aikg.server.pages.page import FORMATS
from aikg.server.representations import Representation, Representations
from aikg.solutions import Iri
from aikg.vocabulary import ID, ONTOLOGY_GRAPH

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.server.pages.page import Page
    from aikg.server.site import Site

MEDIA: Final = {"html": "text/html", **{suffix: media for suffix, (_, media) in FORMATS.items()}}
"""Suffix -> media type; of equal wishes the first is given."""

SYNONYMS: Final = {"application/xhtml+xml": "text/html", "application/turtle": "text/turtle"}
"""What some clients ask for instead."""

VOID: Final = "/.well-known/void"
DUMPS: Final = {"nq": ("nquads", "application/n-quads"), "ttl": ("turtle", "text/turtle")}
"""Suffix -> format of an export and its media type."""


@dataclass(frozen=True)
class Wanted:
    """A document in a format."""

    iri: str
    path: str
    """Without suffix."""
    suffix: str
    negotiated: bool


def routes(site: Site) -> list[Route]:
    """Things, their documents, the ontology, the description of the graph, and the dumps."""
    kept = Representations(site)

    async def document(request: Request, wanted: Wanted) -> Response:
        asked, base = asked_of(request, site), _base(request)
        headers = _links(wanted)
        return await kept.answer(
            request,
            lambda graph: _made(graph, base, wanted, asked),
            format=wanted.suffix,
            headers=headers,
        )

    async def thing(request: Request) -> Response:
        """An IRI below `/id/`, or a concept, a country: to its document."""
        base, kind, name = _named(request)
        snapshot = site.graph
        iri, suffix = await site.run(_split, snapshot, f"{base}{kind}/", name)
        path = links.document(iri)
        if suffix and kind in links.VALUES:
            return await document(request, Wanted(iri, path, suffix, False))
        chosen = suffix or _chosen(request)
        plain = chosen == "html" and kind not in links.VALUES
        place = path if plain else f"{path}.{chosen}"
        return Response(status_code=303, headers={"Location": place, "Vary": "Accept"})

    async def about(request: Request) -> Response:
        """A document about a thing."""
        _, kind, name = _named(request)
        iri, suffix = await site.run(_split, site.graph, f"{ID}{kind}/", name)
        wanted = Wanted(iri, links.document(iri), suffix or _chosen(request), not suffix)
        return await document(request, wanted)

    async def ontology(request: Request) -> Response:
        suffix = request.path_params.get("suffix", "")
        if suffix and suffix not in MEDIA:
            raise HTTPException(404, f"There is no ontology.{suffix}; there are: {', '.join(MEDIA)}.")
        wanted = Wanted(ONTOLOGY_GRAPH, "/ontology", suffix or _chosen(request), not suffix)
        return await document(request, wanted)

    async def shape(_: Request) -> Response:
        return Response(status_code=303, headers={"Location": "/ontology", "Vary": "Accept"})

    async def void(request: Request) -> Response:
        suffix = request.path_params.get("suffix", "")
        if suffix and suffix not in MEDIA:
            raise HTTPException(404, f"There is no void.{suffix}; there are: {', '.join(MEDIA)}.")
        base = _base(request)
        wanted = Wanted(f"{base}{VOID}#data", VOID, suffix or _chosen(request, "ttl"), not suffix)
        return await kept.answer(
            request, lambda graph: _dataset(graph, base, wanted.suffix, asked_of(request, site)),
            format=wanted.suffix, headers={"Vary": "Accept"},
        )  # fmt: skip

    async def dump(request: Request) -> Response:
        suffix = request.path_params["suffix"]
        if suffix not in DUMPS:
            raise HTTPException(404, f"There is no dump.{suffix}; there are: {', '.join(DUMPS)}.")
        format, media = DUMPS[suffix]
        return await kept.answer(request, lambda graph: _dump(graph, format, media), format=suffix)

    return [
        Route("/id/{kind}/{name}", thing),
        *(Route(f"/{kind}/{{name}}", thing, name=kind) for kind in links.VALUES),
        *(Route(f"/{kind}/{{name}}", about, name=kind) for kind in links.KINDS),
        Route("/shape/{name}", shape),
        Route("/ontology", ontology),
        Route("/ontology.{suffix}", ontology),
        Route(VOID, void),
        Route(f"{VOID}.{{suffix}}", void),
        Route("/dump.{suffix}", dump),
    ]


def _base(request: Request) -> str:
    """How the server is reached, without a slash at the end."""
    return str(request.base_url).rstrip("/")


def _named(request: Request) -> tuple[str, str, str]:
    """Beginning of the IRI, kind and name of what the path names."""
    kind = request.path_params.get("kind") or request.url.path.strip("/").partition("/")[0]
    return (links.BASE if kind in links.VALUES else ID), kind, request.path_params["name"]


def _split(graph: KnowledgeGraph, start: str, name: str) -> tuple[str, str]:
    """The IRI of the thing, and the suffix where the name ends in one; a name may hold points itself.

    Raises UnknownName with near names.
    """
    stem, _, suffix = name.rpartition(".")
    tried = [(name, "")] + ([(stem, suffix)] if suffix in MEDIA else [])
    for local, ending in tried:
        if links.LOCAL.fullmatch(local) and _known(graph, start + local):
            return start + local, ending
    kind = start.rstrip("/").rpartition("/")[2]
    word, sort = tried[-1][0], kind if kind in names.CLASSES else "thing"
    raise UnknownName(kind, word, lambda: names.near(graph, word, sort))


def _known(graph: KnowledgeGraph, iri: str) -> bool:
    """Whether something is stated of it; what was found once need not be looked for again."""
    if not links.local(iri):
        return False
    found = _there.setdefault(graph, set())
    if iri in found:
        return True
    if not any(graph.run(query, thing=Iri(iri)).rows for query in ("entity", "statements")):
        return False
    if len(found) < _REMEMBERED:
        found.add(iri)
    return True


_REMEMBERED: Final = 100_000
_there: WeakKeyDictionary[KnowledgeGraph, set[str]] = WeakKeyDictionary()


def _chosen(request: Request, first: str = "html") -> str:
    """The suffix of the format that the client prefers. Raises 406 with those that there are."""
    accept = request.headers.get("accept", "")
    for other, meant in SYNONYMS.items():
        accept = accept.replace(other, meant)
    order = sorted(MEDIA, key=lambda suffix: suffix != first)
    media = preferred(accept, [MEDIA[suffix] for suffix in order])
    if media is None:
        raise HTTPException(
            406, f"There is no such format. There are: {', '.join(f'{m} (.{s})' for s, m in MEDIA.items())}."
        )
    return next(suffix for suffix in order if MEDIA[suffix] == media)


def _links(wanted: Wanted) -> dict[str, str]:
    others = [
        f'<{wanted.path}.{suffix}>; rel="alternate"; type="{media}"'
        for suffix, media in MEDIA.items()
        if suffix != wanted.suffix
    ]
    found = {
        "Link": ", ".join(
            [
                *others,
                f'<{VOID}>; rel="describedby"',
                f'<{wanted.iri}>; rel="http://xmlns.com/foaf/0.1/primaryTopic"',
            ]
        )
    }
    if wanted.negotiated:
        found |= {"Vary": "Accept", "Content-Location": f"{wanted.path}.{wanted.suffix}"}
    return found


def _made(graph: KnowledgeGraph, base: str, wanted: Wanted, asked: object) -> Representation:
    from aikg import triples

    if wanted.suffix == "html":
        return shown(_page(graph, wanted, asked))
    if wanted.suffix == "json":
        return Representation(_json(graph, wanted.iri), MEDIA["json"])
    found = triples.ontology(graph) if wanted.iri == ONTOLOGY_GRAPH else triples.describe(graph, wanted.iri)
    stated = triples.about(found, wanted.iri, base + wanted.path)
    return Representation(triples.written(stated, wanted.suffix), MEDIA[wanted.suffix])


def _page(graph: KnowledgeGraph, wanted: Wanted, asked: object) -> Page:
    from aikg.server.pages import claims, things, vocabulary

    if wanted.iri == ONTOLOGY_GRAPH:
        return vocabulary.ontology(graph, asked)  # type: ignore[arg-type]
    make: Callable[..., Page] = claims.claim if wanted.iri.startswith(f"{ID}claim/") else things.thing
    return make(graph, wanted.iri, asked)


def _json(graph: KnowledgeGraph, iri: str) -> bytes:
    """The statements with their sources, and what is scored and disputed: what `aikg why` gives."""
    from aikg import render
    from aikg.server.pages.things import about

    if iri == ONTOLOGY_GRAPH:
        return render.text(graph.run("ontology-terms"), "json").encode()
    return render.text(about(graph, iri).evidence.sections(), "json").encode()


def _dataset(graph: KnowledgeGraph, base: str, suffix: str, asked: object) -> Representation:
    from aikg import render, triples
    from aikg.server.pages.dataset import dataset

    if suffix == "html":
        return shown(dataset(graph, asked))  # type: ignore[arg-type]
    if suffix == "json":
        return Representation(render.text(graph.run("totals"), "json").encode(), MEDIA["json"])
    return Representation(triples.written(triples.dataset(graph, base), suffix), MEDIA[suffix])


def _dump(graph: KnowledgeGraph, format: str, media: str) -> Representation:
    from aikg.export import export

    return Representation(export(graph, format), media)
