"""Labels: how the labs and models of an edition are labelled, so that no two are labelled alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aikg.known import Known


class Labels:
    """The labels that are taken, by labs and models that are known and by those of the edition."""

    def __init__(self, known: Known) -> None:
        self._things = {
            label: thing
            for thing, label in known.labels.items()
            if known.kinds.get(thing) in ("Model", "Lab")
        }

    def unique(self, label: str, thing: str, more: str) -> str:
        """A label that no other lab or model has: of two alike the later says more."""
        for candidate in (label, more, f"{label} [{thing.rpartition('/')[2].lstrip('_')}]"):
            if candidate and self._things.setdefault(candidate, thing) == thing:
                return candidate
        return label
