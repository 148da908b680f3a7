"""Completion: names out of the graph while somebody types, in the words of each shell."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.shell_completion import CompletionItem, ShellComplete

STORE, SOURCES, ENDPOINT = "aikg.store", "aikg.sources", "aikg.endpoint"
"""Where the context of a call keeps --store, --source and --endpoint, which every question takes."""

_MOST = 50
_PATIENCE = "2"
"""Seconds that an endpoint has to answer."""


def names_of(kind: str) -> Callable[[click.Context, click.Parameter, str], list[str]]:
    """A completer for names of a kind: labels and short names that begin with what is typed.

    An argument of several words (`aikg lab Moonshot AI`) goes on after the words that stand there already.
    """

    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
        before = ctx.params.get(param.name or "") if param.nargs == -1 else None
        done = "".join(f"{word} " for word in before or ())
        found = _names(kind, done + incomplete, ctx)
        return [name[len(done) :] for name in found]

    return complete


def named(kind: str, *, nargs: int = -1) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """An argument NAME of several words, completed from the names of this kind."""
    return click.argument(
        "name", nargs=nargs, required=True, shell_complete=names_of(kind), metavar=kind.upper()
    )


def each_name_of(*kinds: str) -> Callable[[click.Context, click.Parameter, str], list[str]]:
    """A completer for an argument of several names, each of one of these kinds and in quotes if need be."""

    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
        return list(dict.fromkeys(name for kind in kinds for name in _names(kind, incomplete, ctx)))[:_MOST]

    return complete


def _names(kind: str, typed: str, ctx: click.Context) -> list[str]:
    """Names of a kind that begin with what is typed; of spellings that mean the same, one."""
    from aikg import names
    from aikg.knowledge_graph import load

    data = ctx.params.get("data") or ()
    store, sources, endpoint = (ctx.meta.get(place) for place in (STORE, SOURCES, ENDPOINT))
    os.environ["AIKG_ENDPOINT_TIMEOUT"] = _PATIENCE  # nobody waits longer for a name while typing
    graph = load(data, cache=True, store=store, sources=sources or (), endpoint=endpoint)
    rows = graph.run("starting-with", prefix=names.normalise(typed)).rows
    wanted = names.CLASSES[kind]
    if kind == "model":
        wanted = (*wanted, *names.CLASSES["family"])
    if kind == "version":
        wanted = (*wanted, *names.CLASSES["benchmark"])
    found = [str(name) for name, cls in rows if not wanted or names.SCHEMES.get(str(cls), str(cls)) in wanted]
    best: dict[str, str] = {}
    for name in found:
        if name.casefold().startswith(typed.casefold()) and name.isprintable():
            key = names.normalise(name)
            best[key] = max(best.get(key, ""), name, key=lambda n: (n != n.lower(), len(n)))
    return list(best.values())[:_MOST]


def source_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """The reports and editions that facts can be restricted to."""
    from aikg import resources

    place = ctx.meta.get(STORE) or resources.collection_directory()
    files = resources.shipped() + resources.collected(place)
    names = {file.graph.rpartition("/")[2] for file in files if "/id/source/" in file.graph}
    return sorted(name for name in names if name.startswith(incomplete))


def importer_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """The sources that can be imported."""
    from aikg.importers import IMPORTERS

    return [name for name in (*IMPORTERS, "rdf") if name.startswith(incomplete)]


def edition_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """The imported editions."""
    from aikg import resources

    place = ctx.meta.get(STORE) or resources.collection_directory()
    return [name for name in resources.editions(place) if name.startswith(incomplete)] if place else []


def query_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """The saved queries whose name begins with what is typed."""
    from aikg import catalogue

    return [name for name in catalogue.files() if name.startswith(incomplete)]


def query_groups(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """The groups of saved queries."""
    from aikg import catalogue

    groups = {query.group for query in catalogue.all_queries()}
    return sorted(name for name in groups if name.startswith(incomplete))


def query_parameters(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """`name=` for each parameter of the query that is being run, then the names that may be its value."""
    from aikg import catalogue

    query = ctx.params.get("name") or next(iter(ctx.args), None)  # click stops reading at the open `-p`
    if not query:
        return []
    parameters = catalogue.get(query).parameters
    name, equals, value = incomplete.partition("=")
    if not equals:
        return [f"{p.name}=" for p in parameters if p.name.startswith(name)]
    kinds = [p.kind for p in parameters if p.name == name and p.kind is not None]
    return [f"{name}={found}" for kind in kinds for found in _names(kind, value, ctx)]


def file_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """The shell's own completion of file names."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="file")]


def directories(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem[str]]:
    """The shell's own completion of directories."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(incomplete, type="dir")]


def shells() -> dict[str, type[ShellComplete]]:
    """Click's completion for each shell, made to keep names with blanks and commas in one piece."""
    from click.shell_completion import BashComplete, FishComplete, ZshComplete

    class Bash(BashComplete):
        source_template = BashComplete.source_template.replace(
            "read type value", "read -r type value"
        ).replace("COMPREPLY+=($value)", 'COMPREPLY+=("$value")')

        @staticmethod
        def _check_version() -> None:
            """The script works on every bash that is in use; none is started to ask."""

        def format_completion(self, item: CompletionItem[Any]) -> str:
            value = str(item.value)
            # Within quotes bash puts the quotes itself; elsewhere every special character needs a backslash.
            word = re.search(r"(?:^|[\s=])([\"'])[^\"']*$", os.environ.get("COMP_WORDS", ""))
            if word is None and item.type == "plain":
                value = re.sub(r"([\s\\\"'`$&|;<>()\[\]{}*?!#~])", r"\\\1", value)
            return f"{item.type},{value}"

    class Fish(FishComplete):
        source_template = FishComplete.source_template.replace('split ","', 'split -m 1 ","')

    return {"bash": Bash, "zsh": ZshComplete, "fish": Fish}


def prepare() -> None:
    """Tell click of the classes above; called only where a shell asks for completion."""
    from click.shell_completion import add_completion_class

    for name, cls in shells().items():
        add_completion_class(cls, name)
