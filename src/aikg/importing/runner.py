"""The runner: one import, from inputs to a proposal, and from a proposal to a file of the collection."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from aikg import importers, loading, resources, turtle
from aikg.collection import Collection, checked_identifier
from aikg.errors import DataError, UsageError
from aikg.importers.editions import edition_of
from aikg.importing.edition import Edition
from aikg.importing.proposer import Proposer
from aikg.vocabulary import ID

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from aikg.importers.records import Dated
    from aikg.importing.inputs import Input
    from aikg.importing.large import Large
    from aikg.importing.proposal import Proposal
    from aikg.known import Known
    from aikg.resources import DataFile

BAD_SHARE: Final = 0.2
"""Share of bad rows above which an import stops, unless another is given."""


@dataclass(frozen=True)
class Wanted:
    """What the user asked for, beside the inputs."""

    source: str
    identifier: str | None = None
    issued: Dated | None = None
    fetched: Dated | None = None
    """When it was fetched, which is its date where neither the user nor the source tells one."""
    bad_share: float = BAD_SHARE
    replace: bool = False


@dataclass(frozen=True)
class Outcome:
    """What became of an import."""

    edition: str
    state: str
    """`new`, `rewritten` or `unchanged`."""
    replaced: tuple[str, ...] = ()


def propose(
    wanted: Wanted,
    inputs: Sequence[Input],
    *,
    collection: Collection | None,
    data: Sequence[str] = (),
    tell: Callable[[str, int, int | None], None] = lambda what, done, whole: None,
) -> Proposal:
    """What importing these inputs would add to the shipped graph, the directories `data` and the collection.

    `tell` hears of the progress: what is done, how much of it, and of how much (None: not known).
    Raises DataError where an input cannot be read as the source's, or too much of it is bad.
    """
    named = [importers.issued_of(wanted.source, each.data, name=each.name) for each in inputs]
    issued = wanted.issued or _latest(named) or wanted.fetched
    if issued is None:
        raise UsageError("The input does not tell which day the edition is of; say it: --issued 2026-07-10")
    header = importers.header_of(wanted.source, issued)
    identifier = checked_identifier(wanted.identifier or f"{wanted.source}-{edition_of(issued)}".lower())
    known = loading.known(before(identifier, collection, data))
    identifier = unshipped(identifier, known)
    license = None if header.license is None else f"{ID}license/{header.license}"
    edition = Edition(identifier, header, issued, digest(inputs), date.today(), license)
    proposer = Proposer(known, edition)
    for each in inputs:
        lines = each.data.count(b"\n") + 1
        told = 0
        for row in importers.records(
            wanted.source, each.data, name=each.name, issued=issued, latest=date.today()
        ):
            proposer.take(each.name, row)
            if row.line >= told + 100:
                told = row.line
                tell(f"reading {each.name}", told, max(lines, told))
    tell("matching names", 0, None)
    proposal = proposer.made()
    proposal.remarks += [each.remark for each in inputs if each.remark]
    return proposal


def refuse_bad(proposal: Proposal, most: float) -> None:
    """Raises DataError where nothing was understood, or more than the share `most` of the rows is bad."""
    first = proposal.bad[0] if proposal.bad else None
    where = (first.file, first.line) if first else (None, None)
    if not proposal.rows:
        said = f"; the first: {first.reason}" if first else ""
        raise DataError(f"no row of it could be understood{said}", *where)
    if first and proposal.bad_share > most:
        raise DataError(
            f"{proposal.bad_rows} of {proposal.rows + proposal.bad_rows} rows are bad, more than the "
            f"{most:.0%} that --max-bad allows; the first: {first.reason}",
            *where,
        )


def before(identifier: str, collection: Collection | None, data: Sequence[str]) -> list[DataFile]:
    """The files whose facts count before those of an edition: curated ones, and newer editions."""
    files = resources.shipped() + resources.added(data)
    if collection is None:
        return files
    newer = resources.in_order([*collection.editions(), identifier])
    newer = newer[: newer.index(identifier)]
    names = {str(collection.path(name)) for name in newer}
    return files + [file for file in collection.files() if not file.edition or file.name in names]


def keep(proposal: Proposal, collection: Collection, *, replace: bool) -> Outcome:
    """Write the edition; under `collection.writing()`. The same content again changes nothing.

    With `replace` the older editions of the same source go, in the same instant. Raises UsageError for
    another content of an edition that is there.
    """
    identifier = proposal.edition.identifier
    path = collection.path(identifier)
    text = turtle.canonical(proposal.triples)
    older = [name for name in collection.editions() if replace and older_than(name, identifier)]
    if path.exists():
        was = turtle.text_of(path)
        same_input = proposal.edition.checksum in was
        if not (same_input or replace):
            raise UsageError(
                f"{identifier} is there already, from another input; --replace puts this one in its place, "
                "--as keeps both"
            )
        if _undated(was) == _undated(text):
            if not older:
                return Outcome(identifier, "unchanged")
            text = was
        elif older:
            raise UsageError(f"{identifier} is there already, with other content; `aikg remove` it first")
        collection.put(identifier, text, instead_of=older)
        return Outcome(identifier, "rewritten", tuple(older))
    collection.put(identifier, text, instead_of=older)
    return Outcome(identifier, "new", tuple(older))


def keep_volume(large: Large, collection: Collection, wanted: Wanted) -> tuple[Proposal | None, Outcome]:
    """Read what is large into a volume and keep it; under `collection.writing()`. No proposal where the same
    input is there already.

    Raises UsageError where the edition, or another volume that stays, is there.
    """
    identifier, path = large.identifier, collection.path(large.identifier)
    older = [name for name in collection.editions() if wanted.replace and older_than(name, identifier)]
    if path.exists():
        if large.checksum in turtle.text_of(path):
            return None, Outcome(identifier, "unchanged")
        raise UsageError(
            f"{identifier} is there already, from another input; `aikg remove` it first, or --as keeps both"
        )
    others = [name for name in collection.editions() if collection.volume(name).is_dir()]
    if left := [name for name in others if name not in older]:
        raise UsageError(
            f"A collection holds one edition of this size, and {left[0]} is there: `aikg remove` it, or "
            "--replace it by a newer one of the same source, or give --store another directory"
        )
    with large.built(collection.volumes) as (proposal, volume):
        refuse_bad(proposal, wanted.bad_share)
        text = turtle.canonical(proposal.triples)
        collection.put(identifier, text, instead_of=older, volume=volume)
    return proposal, Outcome(identifier, "new", tuple(older))


def older_than(name: str, identifier: str) -> bool:
    """Whether `name` is an edition of the same source as `identifier`, and of an earlier date."""
    same = resources.series_of(name) == resources.series_of(identifier)
    return same and name != identifier and resources.in_order([name, identifier])[0] == identifier


def unshipped(identifier: str, known: Known) -> str:
    """The identifier, or another where a source of the curated graph is called so: an edition of which aikg
    ships a part is a graph of its own all the same.
    """
    return f"imported-{identifier}" if f"{ID}source/{identifier}" in known.kinds else identifier


def digest(inputs: Iterable[Input]) -> str:
    """The checksum of the inputs, whatever their names and order."""
    parts = sorted(hashlib.sha256(each.data).hexdigest() for each in inputs)
    return parts[0] if len(parts) == 1 else hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _undated(text: str) -> str:
    return "\n".join(line for line in text.split("\n") if "aikg:imported " not in line)


def _latest(found: Iterable[Dated | None]) -> Dated | None:
    return max((each for each in found if each), key=lambda each: (each.day, each.precision), default=None)
