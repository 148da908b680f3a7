"""Recognition: which known model a name of a source means, and how that name was read."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from aikg.importers.spelling import readings
from aikg.vocabulary import AIKG

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from aikg.importers.spelling import Reading, Stamp
    from aikg.known import Known

_RELEASED: Final = ox.NamedNode(AIKG + "released")
_REASONING: Final = ox.NamedNode(AIKG + "reasoning")


def recognised(
    known: Known, lab: str | None, names: Sequence[str], hosted: Iterable[str] = ()
) -> tuple[str | None, Reading | None]:
    """The known model that one of the names means, as literally as can be; and how that name was read."""
    hosted = tuple(hosted)
    found = known.model(lab, [name for name in names if name not in hosted], hosted)
    if found is not None:
        return found, None
    each = [reading for name in names for reading in readings(name)]
    for reading in sorted(each, key=lambda reading: (not reading.sure, reading.stamp is not None)):
        owner = lab
        if reading.owner is not None:
            owner = known.lab([reading.owner])
            if owner is None:
                continue
        found = known.model(owner, [reading.name])
        if found is None or not _fits(known, found, reading.stamp):
            continue
        if reading.sure or _reasons(known, found):
            return found, reading
    return None, None


def _fits(known: Known, model: str, stamp: Stamp | None) -> bool:
    """Whether the date in the name, if there is one, can be that of the model's release."""
    if stamp is None:
        return True
    value = known.facts.get((model, _RELEASED))
    if value is None:
        return False
    precision = value.precision.value.rpartition("/")[2] if value.precision is not None else "day"
    try:
        return stamp.fits(date.fromisoformat(value.term.value), precision)
    except ValueError:
        return False


def _reasons(known: Known, model: str) -> bool:
    value = known.facts.get((model, _REASONING))
    return value is not None and value.term.value == "true"
