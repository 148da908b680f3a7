"""Garbage: work that makes millions of rows and no cycles, for which Python's collector need not look."""

from __future__ import annotations

import contextlib
import gc
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Without collection of cycles, which looks at all that is alive again and again; a decorator too."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            if not gc.get_freeze_count():  # what was made counts as old now, so that it is not all looked at
                gc.freeze()
                gc.unfreeze()
            gc.enable()
