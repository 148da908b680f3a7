"""Volumes: editions of millions of models, each an Oxigraph directory of its own that is never changed.

The facts of a volume stand in a named graph and nowhere else, what is derived from them in the default graph.
A store with a volume in it is the volume, linked and not copied, and beside it all other facts; its questions
are asked of the default graph and the volume's graph together. The two have no fact in common: of what both
would speak, the volume does not.
"""

from __future__ import annotations

import contextlib
import os
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyoxigraph as ox


def graph_of(edition: str) -> str:
    """The named graph of the volume of an edition: a part of that source, and described as the source is."""
    return f"{edition}#volume"


def linked(volume: str, place: str) -> None:
    """Fill the directory `place` with the volume: its tables, which no engine ever changes, as links.

    Where the file system has no links, or another one is meant, the tables are copied.
    """
    for entry in os.scandir(volume):
        target = os.path.join(place, entry.name)
        if entry.name == "LOCK" or entry.name.startswith("LOG"):
            continue
        if entry.name.endswith(".sst"):
            with contextlib.suppress(OSError):
                os.link(entry.path, target)
                continue
        shutil.copy2(entry.path, target)


class Volume:
    """The volume that a store began as, while other facts are joined to it."""

    def __init__(self, store: ox.Store, graph: str) -> None:
        """`graph` is the IRI of the edition."""
        import pyoxigraph as ox

        self._store = store
        self._held = ox.NamedNode(graph_of(graph))
        self.graph = ox.NamedNode(graph)
        """The named graph of what is taken out of it."""

    def taken(self, things: Iterable[str]) -> Iterator[ox.Triple]:
        """What the volume says of these things; from then on the volume does not say it any more.

        So a thing that is told of elsewhere too stands in one place, and what differs can be settled.
        """
        import pyoxigraph as ox

        for thing in things:
            node = ox.NamedNode(thing)
            said = list(self._store.quads_for_pattern(node, None, None, self._held))
            if not said:
                continue
            for quad in (*said, *self._store.quads_for_pattern(node, None, None, ox.DefaultGraph())):
                self._store.remove(quad)
            for quad in said:
                yield quad.triple
