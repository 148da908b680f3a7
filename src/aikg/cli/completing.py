"""Completion: names out of the graph while somebody types."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click

_MOST = 50


def names_of(kind: str) -> Callable[[click.Context, click.Parameter, str], list[str]]:
    """A completer for names of a kind: labels and short names that begin with what is typed."""

    def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
        from aikg import names
        from aikg.errors import AikgError
        from aikg.knowledge_graph import load

        try:
            rows = load().run("starting-with", prefix=names.normalise(incomplete)).rows
        except (AikgError, OSError):
            return []  # a completion that fails must not disturb what is being typed
        wanted = names.CLASSES[kind]
        if kind == "model":
            wanted = (*wanted, *names.CLASSES["family"])
        if kind == "version":
            wanted = (*wanted, *names.CLASSES["benchmark"])
        found = [str(name) for name, cls in rows if not wanted or names.SCHEMES.get(str(cls), str(cls)) in wanted]
        fitting = [name for name in found if name.casefold().startswith(incomplete.casefold())]
        return list(dict.fromkeys(fitting))[:_MOST]

    return complete


def query_names(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """The saved queries whose name begins with what is typed."""
    from aikg import catalogue

    return [name for name in catalogue.files() if name.startswith(incomplete)]


def query_parameters(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
    """`name=` for each parameter of the query that is being run."""
    from aikg import catalogue
    from aikg.errors import AikgError

    try:
        parameters = catalogue.get(ctx.params["name"]).parameters
    except (AikgError, KeyError):
        return []
    return [f"{p.name}=" for p in parameters if p.name.startswith(incomplete)]
