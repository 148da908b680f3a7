"""The process that makes a volume: N-Quads in, an Oxigraph directory out.

It is run as a file, with two arguments: the directory, and a file that names, a line each, the things to
leave out after all, which is there once standard input has ended. It tells its stages on standard output.
"""

from __future__ import annotations

import os
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pyoxigraph as ox

BLOCK = 8 * 1024 * 1024
"""Bytes that are loaded at a time: all at once takes several times the memory."""
THREADS = 3
"""Blocks that are loaded at once: a part of the work on each is done by one processor alone."""


def main(place: str, dropped: str) -> None:
    """Load, drop, compact."""
    store = ox.Store(place)
    room = threading.Semaphore(THREADS + 1)

    def load(block: bytes) -> None:
        try:
            store.bulk_load(input=block, format=ox.RdfFormat.N_QUADS, lenient=True)
        finally:
            room.release()

    with ThreadPoolExecutor(THREADS) as threads:
        loading = []
        while block := sys.stdin.buffer.read(BLOCK):
            room.acquire()
            loading.append(threads.submit(load, block + sys.stdin.buffer.readline()))
            loading = [each for each in loading if not each.done() or each.result()]
        for each in loading:
            each.result()
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
