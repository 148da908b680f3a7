"""Which facts a command asks: the options that choose them, and the graph that these open."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from aikg.cli.completing import ENDPOINT, SOURCES, STORE, directories, source_names
from aikg.cli.paths import path_of
from aikg.errors import UsageError

if TYPE_CHECKING:
    from datetime import date

    from aikg.collection import Collection
    from aikg.knowledge_graph import KnowledgeGraph

AnyFunction = TypeVar("AnyFunction", bound=Callable[..., Any])


def _keep(place: str) -> Callable[[click.Context, click.Parameter, Any], Any]:
    def kept(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
        ctx.meta[place] = value
        return value

    return kept


store_option = click.option(
    "--store",
    metavar="DIR",
    expose_value=False,
    callback=_keep(STORE),
    shell_complete=directories,
    help="The directory of imported editions; AIKG_STORE otherwise, or your own.",
)

_source_option = click.option(
    "--source",
    multiple=True,
    metavar="NAME",
    expose_value=False,
    callback=_keep(SOURCES),
    shell_complete=source_names,
    help="Only curated facts and those of this report or edition; may be repeated.",
)

endpoint_option = click.option(
    "--endpoint",
    metavar="URL",
    expose_value=False,
    callback=_keep(ENDPOINT),
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


def collection_option(function: AnyFunction) -> AnyFunction:
    """Which facts a command about the collection itself asks: --data and --store."""
    return _data_option(store_option(function))


as_of_option = click.option(
    "--as-of",
    metavar="DATE",
    help="Only what was released, launched and scored by this day, such as 2024-12-31.",
)


def opened(
    data: Sequence[str], as_of: str | None = None, endpoint: str | None = None, *, cache: bool | None = True
) -> KnowledgeGraph:
    """The shipped graph, the files of these directories and the imported editions, of a day where one is
    given; as --store and --source say. Or the graph that --endpoint or AIKG_ENDPOINT names, by itself; never
    one where `endpoint` is empty. `cache` is as in `load`.
    """
    from aikg.knowledge_graph import load

    endpoint = _meta(ENDPOINT) if endpoint is None else endpoint
    until = None if as_of is None else day(as_of)
    if _elsewhere(endpoint):
        return load(data, as_of=until, store=_meta(STORE), sources=_sources(), endpoint=endpoint)
    paths = [str(path_of(directory)) for directory in data]
    return load(paths, cache=cache, as_of=until, store=_store(), sources=_sources(), endpoint="")


def _elsewhere(endpoint: str | None) -> bool:
    """Whether an endpoint is asked: that of --endpoint, or else of the environment."""
    return bool((os.environ.get("AIKG_ENDPOINT", "") if endpoint is None else endpoint).strip())


def checked(data: Sequence[str], as_of: str | None = None) -> None:
    """Raises what `opened` would for a day, a directory or a collection that cannot be, without opening."""
    from aikg import resources

    if _elsewhere(_meta(ENDPOINT)):
        opened(data, as_of)  # nothing is asked yet
        return
    if as_of is not None:
        day(as_of)
    files = resources.shipped() + resources.added(path_of(directory) for directory in data)
    store = _store()
    files += resources.collected(resources.collection_directory() if store is None else store or None)
    resources.restricted(files, _sources())


def collection() -> Collection:
    """The collection of the call, whether it is there or not. Raises StoreError where none can be."""
    from aikg.collection import Collection, directory

    chosen = _meta(STORE)
    return Collection(directory(None if chosen is None else path_of(chosen)))


def of_files(command: str) -> None:
    """For a command about files alone. Raises UsageError where an endpoint is given to it."""
    if _meta(ENDPOINT):
        raise UsageError(f"aikg {command} is about files; it asks no endpoint.")


def _store() -> str | None:
    """The directory of --store, which must be a collection; None for the user's own."""
    chosen = _meta(STORE)
    if not chosen:
        return None if chosen is None else ""
    from aikg.collection import require

    return str(require(path_of(chosen)))


def _sources() -> tuple[str, ...]:
    return _meta(SOURCES) or ()


def _meta(place: str) -> Any:
    context = click.get_current_context(silent=True)
    return None if context is None else context.meta.get(place)


def day(text: str) -> date:
    """The day of --as-of. Raises BadParameter."""
    from aikg import binding

    return binding.day(text, "--as-of")
