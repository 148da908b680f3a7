"""The summary: a proposal as rows, for a person and for a program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from aikg.names import short
from aikg.solutions import Section, Value, lexical, of, value_of
from aikg.turtle import compact

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aikg.importing.proposal import Met, Proposal

SHOWN: Final = 15
"""Rows of a section that a person is shown."""


def counts(proposal: Proposal) -> list[tuple[str, int]]:
    """What there is how many of, in words."""

    def number(met: Sequence[Met], kind: str) -> int:
        return len({each.thing for each in met if each.kind == kind})

    more = proposal.streamed
    return [
        ("rows", proposal.rows),
        ("labs known", number(proposal.matched, "lab")),
        ("labs new", number(proposal.unmatched, "lab") + more["labs new"]),
        ("models known", number(proposal.matched, "model")),
        ("models new", number(proposal.unmatched, "model") + more["models new"]),
        ("scores", proposal.scores),
        ("lineage edges", proposal.edges),
        ("conflicts", len(proposal.conflicts)),
        ("bad rows", proposal.bad_rows),
        ("left out on purpose", proposal.skipped.total()),
    ]


def line(proposal: Proposal) -> str:
    """The counts in one sentence."""
    return ", ".join(f"{number:,} {what}" for what, number in counts(proposal) if number) + "."


def sections(proposal: Proposal, most: int | None = None) -> list[Section]:
    """The counts, what matched nothing, what conflicts, what is bad; `most` rows of each, None for all."""
    labels = {met.thing: met.name for met in (*proposal.unmatched, *proposal.matched)}
    unmatched = [(m.kind, m.name, m.lab, m.file, m.line, short(m.thing)) for m in proposal.unmatched]
    conflicts = [
        (
            labels.get(each.subject, short(each.subject)),
            compact(each.property).partition(":")[2],
            shown(each.stated),
            shown(each.used),
            "curated" if each.curated else "newer edition",
            short(each.subject),
        )
        for each in proposal.conflicts
    ]
    bad = [(each.file, each.line or None, each.reason, each.text) for each in proposal.bad]
    skipped = [(number, reason) for reason, number in proposal.skipped.most_common()]
    parts: list[tuple[str, list[str], Sequence[tuple[Value, ...]]]] = [
        (proposal.edition.identifier, ["what", "number"], counts(proposal)),
        ("Names that matched nothing", ["kind", "name", "lab", "file", "line", "thing"], unmatched),
        ("Conflicts", ["of", "property", "stated", "used", "by", "thing"], conflicts),
        ("Bad rows", ["file", "line", "reason", "text"], bad),
        ("Left out on purpose", ["rows", "reason"], skipped),
    ]
    found = []
    for title, names, rows in parts:
        if rows:
            cut = rows[:most]
            more = f" ({len(cut)} of {len(rows):,})" if len(cut) < len(rows) else ""
            found.append(Section(title + more, of(names, cut)))
    return found


def shown(term: object) -> str:
    """A term as a person reads it; None stands for no value."""
    if term is None:
        return "none"
    value = value_of(term)  # type: ignore[arg-type]
    text = lexical(value)
    return short(text).rpartition("/")[2] if text.startswith("http") else text
