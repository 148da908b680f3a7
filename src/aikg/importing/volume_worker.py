"""The process that makes a volume: N-Quads in, an Oxigraph directory out.

It is run as a file, with two arguments: the directory, and a file that names, a line each, the things to
leave out after all, which is there once standard input has ended. It tells its stages on standard output.
"""

from __future__ import annotations

import os
import sys

import pyoxigraph as ox

BLOCK = 64 * 1024 * 1024
"""Bytes that are loaded at a time: all at once takes four times the memory, and no less time."""


def main(place: str, dropped: str) -> None:
    """Load, drop, compact."""
    store = ox.Store(place)
    while block := sys.stdin.buffer.read(BLOCK):
        block += sys.stdin.buffer.readline()
        store.bulk_load(input=block, format=ox.RdfFormat.N_QUADS, lenient=True)
    if not os.path.exists(dropped):
        sys.exit("what was to come ended too early")
    print("loaded", flush=True)
    with open(dropped, encoding="utf-8") as things:
        for thing in things:
            for quad in list(store.quads_for_pattern(ox.NamedNode(thing.rstrip("\n")), None, None, None)):
                store.remove(quad)
    store.optimize()
    store.flush()
    print("compacted", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
