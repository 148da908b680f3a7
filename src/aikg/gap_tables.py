"""Gap tables: records and their matches, the standing, and what is counted otherwise, as rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aikg.solutions import Column, Iri, Solutions, Value
from aikg.wording import readable

if TYPE_CHECKING:
    import datetime
    from collections.abc import Iterable, Sequence

    from aikg.matching import Match, Standing
    from aikg.names import Entity
    from aikg.otherwise import Otherwise


def matched(found: Iterable[Match], dated_by: str, version: Entity, one: Entity, other: Entity) -> Solutions:
    """One row for each record of the first group, in the order of `found`."""
    columns = _columns(one.label, other.label)
    return Solutions(columns, tuple(_row(match, dated_by, version) for match in found))


def standing(now: Standing | None, one: Entity, other: Entity, until: datetime.date | None) -> Solutions:
    """One row for each best model of both groups, none where `now` is None."""
    columns = (
        Column("group", "the group"),
        Column("modelLabel", "its best model"),
        Column("labLabel", "the model's lab"),
        Column("score", "in the unit of the version"),
        Column("decimals", "digits with which the source prints scores", hidden=True),
        Column("points", "points above the other group's best; negative is below"),
        Column("days", "days since the group rose above the other's best of now; empty for the other"),
        Column("since", "with which model"),
        Column("daysFewest", "the fewest days that it can be", hidden=True),
        Column("daysMost", "the most days that it can be", hidden=True),
        Column("date", "date of the best model, or the earliest day that it can be", hidden=True),
        Column("precision", "how exactly that date is known", hidden=True),
        Column("until", "the day of this standing", hidden=True),
        Column("asOf", "date of the score", hidden=True),
        Column("source", "who reports the score", hidden=True),
        Column("model", "IRI of the model", hidden=True),
        Column("node", "IRI of the score", hidden=True),
    )
    if now is None:
        return Solutions(columns, ())
    rows: list[tuple[Value, ...]] = []
    for group, best, points in ((one, now.one, now.points), (other, now.other, -now.points)):
        lead, since = (now.lead, now.since) if points > 0 else (None, None)
        rows.extend(
            (
                group.label,
                e.label,
                e.lab,
                e.score,
                e.decimals,
                points,
                str(lead) if lead else None,
                since.named if since else None,
                lead.fewest if lead else None,
                lead.most if lead else None,
                e.when.first,
                e.precision,
                until,
                e.as_of,
                e.source,
                Iri(e.model),
                Iri(e.node),
            )
            for e in best
        )
    return Solutions(columns, tuple(rows))


def otherwise(
    counted: Sequence[Otherwise], one: Entity, other: Entity, until: datetime.date | None
) -> Solutions:
    """One row for each other way of counting; `until` is the day of the whole answer."""
    columns = (
        Column("how", "how it is counted"),
        *_columns(one.label, other.label, few=True),
    )
    empty = (None,) * (len(columns) - 3)
    elsewhere = any(way.until not in (None, until) for way in counted)
    noted = any(way.match is None for way in counted)
    more = (
        Column("status", "counted, counting (no match yet) or none (nothing to compare)", hidden=True),
        Column("until", "day to which “and counting” is counted", not elsewhere, heading="counted to"),
        Column("note", "why there is no figure", hidden=not noted),
    )
    rows: list[tuple[Value, ...]] = []
    for way in counted:
        cells: list[Value] = [*empty, way.dated_by, Iri(way.version.iri)]
        if way.match is not None:
            cells = list(_row(way.match, way.dated_by, way.version))
        note = way.words if way.match is None else None
        rows.append((way.how, *cells, way.status, way.until, note))
    return Solutions((*columns, *more), tuple(rows))


def _columns(one: str, other: str, *, few: bool = False) -> tuple[Column, ...]:
    """The columns of a match; with `few` a table for people shows models and lag only."""
    return (
        Column("date", "date of the record, or the earliest day that it can be", hidden=few),
        Column("precision", "how exactly that date is known: day, month, quarter or year", hidden=few),
        Column("modelLabel", f"record of {one}"),
        Column("score", "its best, in the unit of the version", hidden=few),
        Column("decimals", "digits with which the source prints scores", hidden=True),
        Column("lag", "days by which the record was behind or ahead, in words"),
        Column("match", f"first model of {other} at or above it; several where any can be first"),
        Column("matched", "date of the match, as exactly as it is known", hidden=few),
        Column("matchScore", "their best; a number where it is one", hidden=few),
        Column("labLabel", "lab of the record", hidden=few),
        Column("behindFewest", "fewest days behind; negative is ahead; empty without a match", hidden=True),
        Column("behindMost", "most days behind; negative is ahead; empty without a match", hidden=True),
        Column("countingFewest", "without a match: fewest days ahead so far", hidden=True),
        Column("countingMost", "without a match: most days ahead so far", hidden=True),
        Column("covered", f"whether an older model of {other} is scored", hidden=True),
        Column("matchedEarliest", "earliest day of the match", hidden=True),
        Column("matchedLatest", "latest day of the match", hidden=True),
        Column("asOf", "date of the record's score", hidden=True),
        Column("source", "who reports the record's score", hidden=True),
        Column("matchSource", "who reports the scores of the match", hidden=True),
        Column("model", "IRI of the record's model", hidden=True),
        Column("node", "IRI of its score", hidden=True),
        Column("matchModel", "IRIs of the matching models, parted by blanks", hidden=True),
        Column("matchNode", "IRIs of their scores, parted by blanks", hidden=True),
        Column("datedBy", "which date counts: released, announced or weights", hidden=True),
        Column("version", "IRI of the benchmark version", hidden=True),
    )


def _row(match: Match, dated_by: str, version: Entity) -> tuple[Value, ...]:
    entry, reached = match.record.entry, match.reach
    behind, counting = match.behind, match.counting
    first = reached.entries if reached else ()
    scores = list(dict.fromkeys(e.score for e in first))
    return (
        entry.when.first,
        entry.precision,
        entry.label,
        entry.score,
        entry.decimals,
        match.words,
        reached.named if reached else None,
        reached.dated if reached else None,
        scores[0] if len(scores) == 1 else _listed(readable(e.score, decimals=e.decimals) for e in first),
        entry.lab,
        behind.fewest if behind else None,
        behind.most if behind else None,
        counting.fewest if counting else None,
        counting.most if counting else None,
        match.covered,
        reached.when.first if reached else None,
        reached.when.last if reached else None,
        entry.as_of,
        entry.source,
        _listed(e.source for e in first),
        Iri(entry.model),
        Iri(entry.node),
        " ".join(e.model for e in first) or None,
        " ".join(e.node for e in first) or None,
        dated_by,
        Iri(version.iri),
    )


def _listed(texts: Iterable[str]) -> str | None:
    return "; ".join(dict.fromkeys(texts)) or None
