"""What every command has in common: which graph, which format, and where the answer goes."""

from __future__ import annotations

import contextlib
import functools
import os
import stat
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import click

from aikg.cli.completing import directories, file_names, names_of, source_names
from aikg.errors import AikgError, OutputError, UsageError

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from aikg.collection import Collection
    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.solutions import Section, Solutions

Function = Callable[..., Any]
AnyFunction = TypeVar("AnyFunction", bound=Function)

FORMATS = ("table", "json", "jsonl", "csv", "tsv", "md")

unfinished: set[Path] = set()
"""Files that are being written beside their place; whoever ends the process suddenly removes them."""

_STORE, _SOURCES, _ENDPOINT = "aikg.store", "aikg.sources", "aikg.endpoint"
"""Where the context of a call keeps --store, --source and --endpoint, which every question takes."""


def _keep(place: str) -> Callable[[click.Context, click.Parameter, Any], Any]:
    def kept(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
        ctx.meta[place] = value
        return value

    return kept


store_option = click.option(
    "--store",
    metavar="DIR",
    expose_value=False,
    callback=_keep(_STORE),
    shell_complete=directories,
    help="The directory of imported editions; AIKG_STORE otherwise, or your own.",
)

_source_option = click.option(
    "--source",
    multiple=True,
    metavar="NAME",
    expose_value=False,
    callback=_keep(_SOURCES),
    shell_complete=source_names,
    help="Only curated facts and those of this report or edition; may be repeated.",
)

endpoint_option = click.option(
    "--endpoint",
    metavar="URL",
    expose_value=False,
    callback=_keep(_ENDPOINT),
    help="Ask the graph at this SPARQL endpoint; AIKG_ENDPOINT otherwise.",
)

_data_option = click.option(
    "--data",
    multiple=True,
    metavar="DIR",
    shell_complete=directories,
    help="Add the Turtle files of your own directory to the shipped graph; may be repeated.",
)


def data_option(function: AnyFunction) -> AnyFunction:
    """Which facts are asked: --data, given to the command, and what `opened` heeds: --store, --source,
    --endpoint.
    """
    return _data_option(store_option(endpoint_option(_source_option(function))))


as_of_option = click.option(
    "--as-of",
    metavar="DATE",
    help="Only what was released, launched and scored by this day, such as 2024-12-31.",
)

output_option = click.option(
    "--output", "-o", metavar="FILE", shell_complete=file_names, help="Write to a file instead."
)

_format_option = click.option(
    "--format",
    "-f",
    "form",
    type=click.Choice(FORMATS),
    help="Default: a table on a terminal, else tab-separated.",
)

_safe_option = click.option(
    "--spreadsheet-safe",
    is_flag=True,
    help="In CSV, put an apostrophe before text that a spreadsheet would calculate.",
)


@dataclass(frozen=True)
class Listing:
    """What --format, --output, --spreadsheet-safe, --data and --as-of ask for."""

    form: str | None
    output: str | None
    spreadsheet_safe: bool
    data: tuple[str, ...]
    as_of: str | None = None

    @property
    def to_terminal(self) -> bool:
        """Whether a person reads the answer where it is written."""
        return self.output in (None, "-") and sys.stdout.isatty()

    @property
    def format(self) -> str:
        """The format asked for, else a table on a terminal and tab-separated text elsewhere."""
        return self.form or ("table" if self.to_terminal else "tsv")

    @property
    def for_people(self) -> bool:
        """Whether rows may be merged and grouped: a table or Markdown, not a format for machines."""
        return self.format in ("table", "md")

    def opened(self) -> KnowledgeGraph:
        """The graph that the command asks: of the day of --as-of, where one is given."""
        return opened(self.data, self.as_of)

    def whole(self) -> KnowledgeGraph:
        """The graph of all days, for a command whose query takes the day as a parameter."""
        if self.as_of is not None:
            _day(self.as_of)
        return opened(self.data)

    def show(self, answer: Solutions | Sequence[Section], *, empty: str = "Nothing was found.") -> None:
        """Render the answer and write it; says `empty` and exits 1 when there is nothing in it."""
        rows = self.put(answer)
        if not rows:
            remark(empty)
            raise click.exceptions.Exit(1)

    def put(self, answer: Solutions | Sequence[Section]) -> int:
        """Render the answer and write it; the number of its rows."""
        from aikg import render
        from aikg.solutions import Section, Solutions

        if self.spreadsheet_safe and self.format != "csv":
            raise UsageError("--spreadsheet-safe goes with --format csv.")
        sections = [Section("", answer)] if isinstance(answer, Solutions) else list(answer)
        remarks: Sequence[str] = ()
        rows = sum(len(section.solutions.rows) for section in sections)
        if self.for_people:
            from aikg.render.facts import arranged

            sections = arranged(sections)
        if self.format == "table":
            from aikg.render import table

            laid_out = table.layout(sections, columns() if self.to_terminal else None)
            text, remarks = laid_out.text, laid_out.remarks
        elif self.format == "csv":
            from aikg.render import csv

            text = csv.render(sections, harmless=self.spreadsheet_safe)
        else:
            text = render.text(sections, self.format)
        write(text, self.output)
        for said in remarks:
            remark(said)
        return rows


def listing(function: Function) -> Function:
    """The options of every listing, given to the command as one `Listing`, its first argument."""
    return as_of_option(timeless(function))


def timeless(function: Function) -> Function:
    """The options of a listing that has no days: no --as-of."""
    return _listed(function, data_option)


def collected(function: Function) -> Function:
    """The options of a command about the collection itself: neither --as-of nor --source."""
    return _listed(function, lambda command: _data_option(store_option(command)))


def _listed(function: Function, facts: Callable[[Any], Any]) -> Function:
    @functools.wraps(function)
    def command(
        *,
        form: str | None,
        output: str | None,
        spreadsheet_safe: bool,
        data: tuple[str, ...],
        as_of: str | None = None,
        **others: Any,
    ) -> None:
        function(Listing(form, output, spreadsheet_safe, data, as_of), **others)

    for decorate in (facts, _safe_option, output_option, _format_option):
        command = decorate(command)
    return command


def named(kind: str, *, nargs: int = -1) -> Callable[[Function], Function]:
    """An argument NAME of several words, completed from the names of this kind."""
    return click.argument(
        "name", nargs=nargs, required=True, shell_complete=names_of(kind), metavar=kind.upper()
    )


def opened(
    data: Sequence[str], as_of: str | None = None, endpoint: str | None = None, *, cache: bool | None = True
) -> KnowledgeGraph:
    """The shipped graph, the files of these directories and the imported editions, of a day where one is
    given; as --store and --source say. Or the graph that --endpoint or AIKG_ENDPOINT names, by itself; never
    one where `endpoint` is empty. `cache` is as in `load`.
    """
    from aikg.knowledge_graph import load

    endpoint = _meta(_ENDPOINT) if endpoint is None else endpoint
    if _elsewhere(endpoint):
        day = None if as_of is None else _day(as_of)
        return load(data, as_of=day, store=_meta(_STORE), sources=_sources(), endpoint=endpoint)
    day = None if as_of is None else _day(as_of)
    paths = [str(path_of(directory)) for directory in data]
    return load(paths, cache=cache, as_of=day, store=_store(), sources=_sources(), endpoint="")


def _elsewhere(endpoint: str | None) -> bool:
    """Whether an endpoint is asked: that of --endpoint, or else of the environment."""
    return bool((os.environ.get("AIKG_ENDPOINT", "") if endpoint is None else endpoint).strip())


def checked(data: Sequence[str], as_of: str | None = None) -> None:
    """Raises what `opened` would for a day, a directory or a collection that cannot be, without opening."""
    from aikg import resources

    if _elsewhere(_meta(_ENDPOINT)):
        opened(data, as_of)  # nothing is asked yet
        return
    if as_of is not None:
        _day(as_of)
    files = resources.shipped() + resources.added(path_of(directory) for directory in data)
    store = _store()
    files += resources.collected(resources.collection_directory() if store is None else store or None)
    resources.restricted(files, _sources())


def collection() -> Collection:
    """The collection of the call, whether it is there or not. Raises StoreError where none can be."""
    from aikg.collection import Collection, directory

    chosen = _meta(_STORE)
    return Collection(directory(None if chosen is None else path_of(chosen)))


def of_files(command: str) -> None:
    """For a command about files alone. Raises UsageError where an endpoint is given to it."""
    if _meta(_ENDPOINT):
        raise UsageError(f"aikg {command} is about files; it asks no endpoint.")


def _store() -> str | None:
    """The directory of --store, which must be a collection; None for the user's own."""
    chosen = _meta(_STORE)
    if not chosen:
        return None if chosen is None else ""
    from aikg.collection import require

    return str(require(path_of(chosen)))


def _sources() -> tuple[str, ...]:
    return _meta(_SOURCES) or ()


def _meta(place: str) -> Any:
    context = click.get_current_context(silent=True)
    return None if context is None else context.meta.get(place)


def _day(text: str) -> date:
    from aikg import binding

    return binding.day(text, "--as-of")


def path_of(text: str) -> Path:
    """A file name of the command line as a path, whatever the locale says."""
    from pathlib import Path

    return Path(os.fsdecode(text.encode("utf-8", "surrogateescape")))


def write(text: str | bytes, output: str | None) -> None:
    """To standard output, or to a file that is there whole or not at all."""
    if output is None or output == "-":
        if sys.stdout.isatty():
            sys.stdout.write(_for_terminal(text.decode() if isinstance(text, bytes) else text))
        elif isinstance(text, bytes):
            sys.stdout.buffer.write(text)
        else:
            sys.stdout.write(text)
        sys.stdout.flush()
        return
    write_parts([text if isinstance(text, bytes) else text.encode("utf-8", "replace")], output)


def write_parts(parts: Iterable[bytes], output: str | None) -> None:
    """As `write`, for UTF-8 in parts: what is too large to be held as one."""
    if output is None or output == "-":
        for part in parts:
            write(part, None)
        return
    if not output.strip():
        raise OutputError("--output needs the name of a file")
    try:
        _to_file(parts, path_of(output))
    except OSError as error:
        raise OutputError(f"{output} could not be written: {error.strerror}") from None


def _to_file(parts: Iterable[bytes], path: Path) -> None:
    """Written beside and renamed; a device or a pipe is written to, for a rename would replace it."""
    path = path.resolve() if path.is_symlink() else path
    if path.is_dir():
        raise OutputError(f"{path} is a directory; give a file name")
    old = path.stat() if path.exists() else None
    if old is not None and not stat.S_ISREG(old.st_mode):
        with path.open("wb") as device:
            device.writelines(parts)
        return
    beside = path.with_name(f".aikg-{os.getpid()}.part")
    unfinished.add(beside)
    try:
        with beside.open("wb") as file:
            file.writelines(parts)
            file.flush()
            os.fsync(file.fileno())
        if old is not None:
            beside.chmod(stat.S_IMODE(old.st_mode))
        beside.replace(path)
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)
        unfinished.discard(beside)


def _for_terminal(text: str) -> str:
    """Whatever the format: no control character but line ends, tabs and our own bold."""
    from aikg.wording import printable

    bold = "\x1b[1m", "\x1b[0m"
    lines = []
    for line in text.split("\n"):
        mine = line.startswith(bold[0]) and line.endswith(bold[1])
        inner = line[len(bold[0]) : -len(bold[1])] if mine else line
        clean = "\t".join(printable(part) for part in inner.split("\t"))
        lines.append(f"{bold[0]}{clean}{bold[1]}" if mine else clean)
    return "\n".join(lines)


def remark(text: str) -> None:
    """A word to the user, on standard error; on a terminal broken at blanks to its width."""
    from aikg.wording import printable

    lines = [printable(line) for line in text.split("\n")]
    if sys.stderr.isatty():
        import textwrap

        lines = [
            part
            for line in lines
            for part in textwrap.wrap(line, columns(), break_long_words=False, break_on_hyphens=False) or [""]
        ]
    print("\n".join(lines), file=sys.stderr)


def columns() -> int:
    """Width of the terminal; COLUMNS counts first."""
    import shutil

    return max(shutil.get_terminal_size((80, 24)).columns, 40)


def pairs(values: Sequence[str]) -> dict[str, str]:
    """`-p name=value` as a dictionary; the value may hold further equals signs."""
    found: dict[str, str] = {}
    for value in values:
        name, equals, rest = value.partition("=")
        name = name.strip().replace("-", "_")
        if not equals or not name:
            raise AikgError(f"-p takes name=value, such as -p lab=DeepSeek; got “{value[:60]}”.")
        if name in found:
            raise AikgError(f"-p {name}=... is given twice.")
        found[name] = rest
    return found
