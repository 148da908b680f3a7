"""Sides: the entries of two groups on one benchmark version, with all that a gap shows of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aikg.matching import best_of, best_then, leading, matches

if TYPE_CHECKING:
    from aikg.contenders import Contenders, Entry


def compared(
    sides: tuple[Contenders, Contenders], by: str, kind: str
) -> tuple[tuple[Entry, ...], tuple[Entry, ...]]:
    """The entries of both sides; those that a gap shows with all that is shown of them."""
    one, other = (side.entries(kind, of_openness=by == "openness") for side in sides)
    last = max((e.when.last for e in (*one, *other)), default=None)
    found = matches(one, other, last) if one and other else ()
    ours = sides[0].detailed([*(m.record.entry for m in found), *best_of(one)])
    leaders = leading(one, other), leading(other, one)
    first = [e for m in found if m.reach for e in m.reach.entries]
    then = best_then(other, found[-1].record) if found else ()
    theirs = sides[1].detailed([*first, *then, *best_of(other), *leaders[1]])
    ours |= sides[0].detailed(leaders[0])
    return tuple(ours.get(e.model, e) for e in one), tuple(theirs.get(e.model, e) for e in other)
