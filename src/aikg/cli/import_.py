"""`aikg import`: today's data beside the curated facts."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from aikg.cli.completing import file_names, importer_names
from aikg.cli.facts import collection, opened
from aikg.cli.output import Listing, collected
from aikg.cli.paths import path_of
from aikg.cli.writing import remark
from aikg.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from aikg.cli.progress import Progress
    from aikg.collection import Collection
    from aikg.importers.records import Dated
    from aikg.importing.download import Validators
    from aikg.importing.inputs import Input
    from aikg.importing.proposal import Proposal
    from aikg.importing.runner import Outcome, Wanted
    from aikg.solutions import Solutions


@click.command("import")
@click.argument("origin", metavar="SOURCE", shell_complete=importer_names, required=False)
@click.argument("inputs", nargs=-1, metavar="[FILE|URL]...", shell_complete=file_names)
@click.option("--fetch", is_flag=True, help="Get it from the source's own address.")
@click.option("--dry-run", is_flag=True, help="Show what would be added, and write nothing.")
@click.option("--as", "identifier", metavar="ID", help="What to call the edition; else SOURCE and its date.")
@click.option("--issued", metavar="DATE", help="Date of the edition, where the file does not tell it.")
@click.option("--replace", is_flag=True, help="Take older editions of the source out in the same instant.")
@click.option(
    "--max-bad",
    type=click.FloatRange(0, 100),
    default=20,
    show_default=True,
    metavar="PERCENT",
    help="Stop where more of the rows are bad.",
)
@click.option(
    "--max-size",
    type=click.IntRange(1, 100_000),
    metavar="MB",
    help="Refuse an input that is larger, packed or unpacked: 512, but for what goes into a volume.",
)
@click.option(
    "--volume/--no-volume",
    default=None,
    help="Keep it as a volume, which takes millions of models: from 64 MB on, where a source allows it.",
)
@collected
def import_(
    out: Listing,
    origin: str | None,
    inputs: tuple[str, ...],
    fetch: bool,
    dry_run: bool,
    identifier: str | None,
    issued: str | None,
    replace: bool,
    max_bad: float,
    max_size: int | None,
    volume: bool | None,
) -> None:
    """Import an edition of a SOURCE from files, addresses, or --fetch; without SOURCE, list the sources.

    An edition is a named graph of its own: `aikg sources` lists them, `aikg remove` takes one out, and until
    then every question answers over curated and imported facts together.

    Example: aikg import lmarena leaderboard_2025-06-09.csv --dry-run
    """
    from aikg import importers
    from aikg.cli.progress import Progress
    from aikg.importing import rdf, runner
    from aikg.importing.inputs import MOST_BYTES

    if origin is None:
        out.show(_sources())
        return
    wanted = runner.Wanted(
        origin.lower(), identifier, _issued(issued), bad_share=max_bad / 100, replace=replace
    )
    if wanted.source != "rdf":
        importers.importer(wanted.source)
    place = collection()
    most = None if max_size is None else max_size * 1024 * 1024
    if not fetch and (paths := _large(wanted, inputs, volume)):
        _import_large(out, wanted, paths, place, most, dry_run=dry_run)
        return
    make = rdf.propose if wanted.source == "rdf" else runner.propose
    with Progress() as progress:
        fetched = _Inputs(wanted, place, progress, most or MOST_BYTES)
        found = fetched.gathered(inputs, fetch)
        if found is None:
            remark("The server has nothing newer than what was imported.")
            return
        wanted = fetched.wanted
        if dry_run:
            proposal = make(wanted, found, collection=place, data=out.data, tell=progress)
        else:
            with place.writing():
                proposal = make(wanted, found, collection=place, data=out.data, tell=progress)
                runner.refuse_bad(proposal, wanted.bad_share)
                outcome = runner.keep(proposal, place, replace=replace)
                fetched.keep(outcome.edition)
    _done(out, wanted, proposal, None if dry_run else outcome)


def _large(wanted: Wanted, words: tuple[str, ...], volume: bool | None) -> list[Path]:
    """The files, where they go into a volume; else none."""
    from aikg.importing import large
    from aikg.importing.download import is_address

    paths = [path_of(word) for word in words if not is_address(word)]
    together = len(paths) == len(words) and all(path.exists() for path in paths)
    return paths if together and large.fits(wanted.source, paths, volume) else []


def _import_large(
    out: Listing, wanted: Wanted, paths: list[Path], place: Collection, most: int | None, *, dry_run: bool
) -> None:
    from aikg.cli.progress import Progress
    from aikg.importing import runner
    from aikg.importing.large import Large

    proposal: Proposal | None
    outcome: Outcome | None = None
    with Progress() as progress:

        def large() -> Large:
            return Large(wanted, paths, collection=place, data=out.data, most=most, tell=progress)

        if dry_run:
            proposal = large().proposed()
        else:
            with place.writing():
                proposal, outcome = runner.keep_volume(large(), place, wanted)
    if proposal is None:
        remark(f"Nothing changed: {outcome.edition if outcome else wanted.source} is there already.")
        return
    _done(out, wanted, proposal, outcome)


def _done(out: Listing, wanted: Wanted, proposal: Proposal, outcome: Outcome | None) -> None:
    """Tell what became of an import; None: nothing was written."""
    from aikg.cli.progress import Progress
    from aikg.importing import summary

    for said in proposal.remarks:
        remark(said)
    if outcome is None:
        _show(out, proposal)
        if proposal.bad_share > wanted.bad_share or not proposal.rows:
            remark(f"An import would stop: {proposal.bad_share:.0%} of the rows are bad.")
        return
    if out.form or out.output:
        out.put(summary.sections(proposal))
    _tell(proposal, outcome)
    with Progress() as progress:
        progress("preparing the store", 0, None)
        opened(out.data, endpoint="").close()


def _tell(proposal: Proposal, outcome: Outcome) -> None:
    from aikg.importing import summary

    words = {"new": "Imported", "rewritten": "Written anew:", "unchanged": "Nothing changed:"}
    gone = f" In place of {', '.join(outcome.replaced)}." if outcome.replaced else ""
    remark(f"{words[outcome.state]} {outcome.edition}: {summary.line(proposal)}{gone}")
    for bad in proposal.bad[:5]:
        where = f"{bad.file}:{bad.line}" if bad.line else bad.file
        remark(f"  {where}: {bad.reason}: {bad.text[:80]}" if bad.text else f"  {where}: {bad.reason}")
    if len(proposal.bad) > 5:
        remark(f"  and {len(proposal.bad) - 5:,} more; --dry-run --format csv lists all.")
    new = any(met.kind in ("lab", "model") for met in proposal.unmatched)
    remark("Next: aikg match" if new and outcome.state != "unchanged" else "Next: aikg sources")


def _show(out: Listing, proposal: Proposal) -> None:
    from aikg.importing import summary

    shown = out.for_people and out.output is None
    out.put(summary.sections(proposal, summary.SHOWN if shown else None))
    if shown:
        remark("Nothing was written. --format csv -o FILE gives all rows.")


def _issued(text: str | None) -> Dated | None:
    if text is None:
        return None
    from aikg.importers.editions import issued_in

    found = issued_in(text)
    if found is None:
        raise UsageError(f"--issued takes a day, a month or a year, such as 2026-07-10; got “{text[:40]}”.")
    return found


def _sources() -> Solutions:
    from aikg import importers
    from aikg.solutions import Value, of

    rows: list[tuple[Value, ...]] = [
        (name, source.header.title, " ".join(source.endings), "yes" if source.fetch else None, source.key)
        for name, source in importers.IMPORTERS.items()
    ]
    rows.append(("rdf", "RDF in terms of the ontology", ".ttl .nt .nq .trig .jsonld .rdf", None, None))
    return of(["source", "what", "files", "fetch", "key"], rows)


class _Inputs:
    """Where the inputs of an import come from."""

    def __init__(self, wanted: Wanted, place: Collection, progress: Progress, most: int) -> None:
        self.wanted = wanted
        self._place = place
        self._progress = progress
        self._most = most
        self._validators: list[str] = []

    def gathered(self, words: tuple[str, ...], fetch: bool) -> list[Input] | None:
        """All inputs; None where a server says that nothing changed since the last import."""
        from aikg.importing import inputs
        from aikg.importing.download import is_address

        if fetch and words:
            raise UsageError("--fetch takes the source's own address; leave the files out.")
        found: list[Input] = []
        addresses = self._own() if fetch else [word for word in words if is_address(word)]
        unchanged = 0
        for word in addresses:
            got = self._downloaded(word, fetch)
            unchanged += got is None
            found += got or []
        if addresses and unchanged == len(addresses) == len(words or addresses):
            return None
        if unchanged:  # one of several changed: all are needed
            found = [each for word in addresses for each in self._downloaded(word, fetch, anew=True) or []]
        for word in words:
            if word not in addresses:
                found += inputs.read(path_of(word), most=self._most)
        if not found and not words:
            found = self._offline()
        if not found:
            raise UsageError("Name the files or addresses to import, or use --fetch.")
        return found

    def _offline(self) -> list[Input]:
        """What an installed package holds of the source; nothing where there is none."""
        import io
        from importlib import resources

        from aikg.importers import IMPORTERS
        from aikg.importing.inputs import unpacked

        importer = IMPORTERS.get(self.wanted.source)
        if importer is None or importer.offline is None:
            return []
        package, name = importer.offline
        try:
            data = resources.files(package).joinpath(name).read_bytes()
        except (ImportError, OSError):
            return []
        return unpacked(io.BytesIO(data), f"{package}/{name}", most=self._most)

    def keep(self, edition: str) -> None:
        """Keep what the servers said, for the next time."""
        if self._validators:
            self._place.keep_fetched(edition, "".join(self._validators))

    def _own(self) -> list[str]:
        from aikg.importers import importer

        address = None if self.wanted.source == "rdf" else importer(self.wanted.source).fetch
        if address is None:
            raise UsageError(f"{self.wanted.source} has no address to fetch from; give a file.")
        return [address]

    def _downloaded(self, url: str, own: bool, *, anew: bool = False) -> list[Input] | None:
        import io

        from aikg.importing.download import download, key_from
        from aikg.importing.inputs import unpacked

        key = None
        if own:
            from aikg.importers import importer

            variable = importer(self.wanted.source).key
            if variable:
                key = ("x-api-key", key_from(variable, os.environ.get(variable)))
        known = None if anew else next((v for v in self._kept() if v.url == url), None)
        name = url.partition("?")[0].rstrip("/").rpartition("/")[2] or url

        def tell(done: int, whole: int | None) -> None:
            self._progress(f"fetching {name}", done, whole)

        tell(0, None)
        got = download(url, key=key, known=known, most=self._most, tell=tell)
        if got.data is None:
            return None
        self._validators.append(got.validators.text())
        if own:
            self._date_today()
        return unpacked(io.BytesIO(got.data), url.partition("?")[0], most=self._most)

    def _date_today(self) -> None:
        """What a source gives now is its edition of today."""
        from dataclasses import replace
        from datetime import date

        from aikg.importers.records import Dated

        self.wanted = replace(self.wanted, fetched=Dated(date.today()))

    def _kept(self) -> Iterable[Validators]:
        from aikg import resources
        from aikg.importing.download import Validators

        kept = []
        for edition in self._place.editions():
            if resources.series_of(edition) == resources.series_of(
                self.wanted.identifier or self.wanted.source
            ):
                try:
                    lines = self._place.fetched(edition).read_text(encoding="utf-8").splitlines()
                except OSError:
                    continue
                kept += [found for line in lines if (found := Validators.of(line))]
        return kept
