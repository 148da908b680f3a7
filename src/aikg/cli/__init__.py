"""The command line: one module a command, found through one table, imported when it is called."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Final

import click

from aikg import __version__
from aikg.errors import AikgError, exit_code

COMMANDS: Final[dict[str, tuple[str, str]]] = {
    "lab": ("aikg.cli.lookups:lab", "All about a lab."),
    "model": ("aikg.cli.lookups:model", "All about a model, or the releases of a family."),
    "product": ("aikg.cli.lookups:product", "All about a product."),
    "benchmark": ("aikg.cli.lookups:benchmark", "The versions of a benchmark."),
    "labs": ("aikg.cli.listings:labs", "List labs, with filters that combine."),
    "models": ("aikg.cli.listings:models", "List models, with filters that combine."),
    "find": ("aikg.cli.listings:find", "Find things by a part of any name, in any language."),
    "rank": ("aikg.cli.rank:rank", "Rank models on one benchmark version."),
    "lineage": ("aikg.cli.lineage:lineage", "Ancestors and descendants of a model, as a tree."),
    "query": ("aikg.cli.query:query", "List, show and run the saved queries."),
    "sparql": ("aikg.cli.sparql:sparql", "Ask any question in SPARQL."),
    "graph": ("aikg.cli.graph:graph", "Draw the ecosystem as one HTML file."),
    "export": ("aikg.cli.export:export", "Write the graph out for other tools."),
    "check": ("aikg.cli.check:check", "Check the data against shapes and check queries."),
    "fmt": ("aikg.cli.fmt:fmt", "Write Turtle files in canonical form."),
    "info": ("aikg.cli.info:info", "Counts, versions, sources and licences."),
    "completion": ("aikg.cli.completion:completion", "Print the shell's completion script."),
}
"""Command -> where it stands, and its line in the help. Read without importing any of them."""


class Commands(click.Group):
    """The commands of the table; each module is imported only when its command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the table's order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now; None where there is no such command."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with near commands for one that does not exist."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            from aikg.errors import UnknownName

            near = get_close_matches(args[0], COMMANDS, n=2)
            raise UnknownName("command", args[0], near, "`aikg --help` lists them.")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table's own lines, so that help imports nothing."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, package_name="aikg", message="aikg %(version)s")
def cli() -> None:
    """Ask a knowledge graph of AI labs, models and products: who makes what, who leads, what was built on what,
    and who says so.

    Try: aikg lab DeepSeek · aikg rank · aikg lineage R1-0528 · aikg query list
    """


def main() -> None:
    """Run a command; every error is one message and an exit code, never a traceback.

    0 answered, 1 found problems or nothing, 2 usage or unknown name, 3 broken data or store, 130 interrupted.
    """
    _utf8()
    try:
        code = cli.main(standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except click.exceptions.Exit as done:
        code = done.exit_code
    except (KeyboardInterrupt, click.Abort):
        print("aikg: interrupted", file=sys.stderr)
        code = 130
    except BrokenPipeError:
        code = _closed_pipe()
    except AikgError as error:
        print(f"aikg: {error}", file=sys.stderr)
        code = exit_code(error)
    except OSError as error:
        print(f"aikg: {error.filename or 'output'}: {error.strerror}", file=sys.stderr)
        code = 3
    sys.exit(code if isinstance(code, int) else 0)


def _closed_pipe() -> int:
    """Whoever read the answer has enough; the flush at exit must not complain about that."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _utf8() -> None:
    """Chinese names are printed whatever the locale says."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None and (stream.encoding or "").lower().replace("-", "") != "utf8":
            reconfigure(encoding="utf-8", errors="backslashreplace")
