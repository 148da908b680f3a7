"""Otherwise: the newest record of a gap by another date, on another metric or against another model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from aikg import names
from aikg.contenders import Contenders
from aikg.dating import DATES
from aikg.lag import days_between
from aikg.matching import Match, best_then, matches, reach
from aikg.sides import compared

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from aikg.contenders import Entry
    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.names import Entity

METRICS: Final = (
    "benchmark/aa-intelligence-index",
    "benchmark/aa-intelligence-index-v2",
    "Epoch Capabilities Index",
)
"""General measures of language models: a gap on one is counted on the others too, for comparison."""

_SHORT: Final = {"released": "release", "announced": "announcement", "weights": "release of the weights"}


@dataclass(frozen=True)
class Otherwise:
    """The lag of the newest record when it is counted in another way: other date, metric or model."""

    how: str
    """In words: “by announcement dates”, “on Epoch Capabilities Index (December 2025)”."""
    version: Entity
    dated_by: str
    match: Match | None
    """None where there is nothing to compare; `words` says why."""
    words: str
    until: datetime.date | None = None
    """The day to which “and counting” is counted; None where nothing is."""

    @property
    def status(self) -> str:
        """“counted” with a figure, “counting” without a match yet, “none” without anything to compare."""
        if self.match is None:
            return "none"
        return "counted" if self.match.counting is None else "counting"


def against_the_best(
    version: Entity, kind: str, found: Sequence[Match], theirs: tuple[Entry, ...], other: Entity
) -> list[Otherwise]:
    """The newest record against the other group's best of its day, where an older model matched it first."""
    if not found or found[-1].reach is None:
        return []
    last = found[-1]
    best = reach(best_then(theirs, last.record), last.record.entry.merit)
    if best is None or last.reach is None or best.when.first <= last.reach.when.last:
        return []
    match = Match(last.record, best, days_between(best.when, last.record.entry.when), None, last.covered)
    return [_counted(f"against the best of {other.label} then", version, kind, match)]


def by_other_dates(
    field: Contenders,
    sides: tuple[Contenders, Contenders],
    by: str,
    kind: str,
    groups: tuple[Entity, Entity],
    until: datetime.date | None,
) -> list[Otherwise]:
    """The newest record by each other kind of date, counted to the day of the whole answer."""
    found = []
    for other in DATES:
        if other == kind:
            continue
        two = compared(sides, by, other)
        lacking = [group.label for group, part in zip(groups, two, strict=True) if not part]
        how = f"by {_SHORT[other]}"
        if lacking:
            words = f"no scored model of {' and '.join(lacking)} has such a date"
            found.append(Otherwise(how, field.version, other, None, words))
        else:
            match = matches(*two, until)[-1]
            found.append(_counted(how, field.version, other, match, until))
    return found


def on_other_metrics(
    graph: KnowledgeGraph,
    field: Contenders,
    by: str,
    groups: tuple[Entity, Entity],
    kind: str,
    found: Sequence[Match],
) -> list[Otherwise]:
    """On each other metric the same model, where it is a record there, and the newest record."""
    metrics = dict.fromkeys(
        names.resolve(graph, name, "version", field.as_of)
        for name in METRICS
        if names.candidates(graph, name)  # a graph of somebody's own need not have it
    )
    if field.version.iri not in [metric.iri for metric in metrics]:
        return []
    counted = []
    for metric in metrics:
        if metric.iri == field.version.iri:
            continue
        there = Contenders(graph, metric.iri, field.as_of, field.released_by)
        how = f"on {metric.label}"
        if not len(there) and field.as_of is not None:
            words = f"no score was published by {field.as_of}; --released-by takes today's"
            counted.append(Otherwise(how, metric, kind, None, words))
            continue
        sides = there.members(by, groups[0].iri), there.members(by, groups[1].iri)
        two = compared(sides, by, kind)
        lacking = [group.label for group, part in zip(groups, two, strict=True) if not part]
        if lacking:
            words = f"no model of {' and '.join(lacking)} is scored and dated"
            counted.append(Otherwise(how, metric, kind, None, words))
            continue
        until = there.bound or there.newest(kind)
        all_there = matches(*two, until)
        same = {found[-1].record.entry.model} if found else set()
        chosen = [m for m in all_there[:-1] if m.record.entry.model in same]
        counted.extend(_counted(how, metric, kind, m, until) for m in (*chosen, all_there[-1]))
    return counted


def _counted(
    how: str, version: Entity, kind: str, match: Match, until: datetime.date | None = None
) -> Otherwise:
    """A match with the day to which it is counted, which is never before the record itself."""
    if match.counting is None:
        return Otherwise(how, version, kind, match, match.words)
    own = match.record.entry.when.first
    return Otherwise(how, version, kind, match, match.words, max(until or own, own))
