"""The command line: one module a command, found through one table, imported when it is called."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING, Final

import click

from aikg import __version__
from aikg.errors import AikgError, exit_code

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

COMMANDS: Final[dict[str, tuple[str, str]]] = {
    "lab": ("aikg.cli.lookups:lab", "All about a lab."),
    "model": ("aikg.cli.lookups:model", "All about a model, or the releases of a family."),
    "product": ("aikg.cli.lookups:product", "All about a product."),
    "benchmark": ("aikg.cli.lookups:benchmark", "The versions of a benchmark."),
    "labs": ("aikg.cli.listings:labs", "List labs, with filters that combine."),
    "models": ("aikg.cli.listings:models", "List models, with filters that combine."),
    "find": ("aikg.cli.listings:find", "Find things by a part of any name, in any language."),
    "rank": ("aikg.cli.rank:rank", "Rank models on one benchmark version."),
    "compare": ("aikg.cli.compare:compare", "Models, or labs, side by side: facts and scores."),
    "frontier": ("aikg.cli.frontier:frontier", "Who led when: the records of a benchmark version."),
    "gap": ("aikg.cli.gap:gap", "How far one group of models is behind another, record by record."),
    "lineage": ("aikg.cli.lineage:lineage", "Ancestors and descendants of a model, as a tree."),
    "why": ("aikg.cli.why:why", "Who says so: every statement about a thing, with its source."),
    "claims": ("aikg.cli.claims:claims", "What a report claims, and whether the data support it."),
    "conflicts": ("aikg.cli.conflicts:conflicts", "Where sources differ, and which value is used."),
    "report": ("aikg.cli.report:report", "The state of one country's AI against another's, for any day."),
    "query": ("aikg.cli.query:query", "List, show and run the saved queries."),
    "sparql": ("aikg.cli.sparql:sparql", "Ask any question in SPARQL."),
    "mcp": ("aikg.cli.mcp:mcp", "Serve the graph to agents: tools over the Model Context Protocol."),
    "graph": ("aikg.cli.graph:graph", "Draw the ecosystem as one HTML file."),
    "chart": (
        "aikg.cli.chart:chart",
        "Draw a chart: frontier, gap, ranking, cadence, openness, arena, scores.",
    ),
    "serve": ("aikg.cli.serve:serve", "Serve pages, a SPARQL endpoint and a JSON API on this machine."),
    "import": ("aikg.cli.import_:import_", "Import an edition of a source beside the curated facts."),
    "sources": ("aikg.cli.editions:sources", "List the imported editions."),
    "remove": ("aikg.cli.editions:remove", "Take an imported edition out."),
    "match": ("aikg.cli.match:match", "Imported names that matched nothing, and what they are to mean."),
    "export": ("aikg.cli.export:export", "Write the graph out for other tools."),
    "diff": ("aikg.cli.diff:diff", "What changed between two states of the data."),
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

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem[str]]:
        """The table's commands, without importing them; options as click does."""
        from click.shell_completion import CompletionItem

        found = [
            CompletionItem(name, help=line)
            for name, (_, line) in COMMANDS.items()
            if name.startswith(incomplete)
        ]
        return found + click.Command.shell_complete(self, ctx, incomplete)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table's own lines, so that help imports nothing."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, package_name="aikg", message="aikg %(version)s")
def cli() -> None:
    """Ask a knowledge graph of AI labs, models and products: who makes what, who leads, what was built on
    what, and who says so.

    Try: aikg lab DeepSeek · aikg rank · aikg lineage R1-0528 · aikg query list
    """


def main() -> None:
    """Run a command; every error is one message and an exit code, never a traceback.

    0 answered, 1 found problems or nothing, 2 usage or unknown name, 3 broken data or store, 130 interrupted,
    143 terminated. AIKG_TRACEBACK=1 shows where a bug of aikg itself is.
    """
    from aikg.cli import interrupt

    _streams()
    try:
        interrupt.watch()
        if "_AIKG_COMPLETE" in os.environ:
            from aikg.cli.completing import prepare

            prepare()
            with open(os.devnull, "w", encoding="utf-8") as sys.stderr:
                _code()  # a completion that fails must not disturb what is being typed
                sys.exit(0)
        code = _code()
        interrupt.rest()
    except KeyboardInterrupt:  # after the work and before the end: there is nothing left to tell
        os._exit(130)
    except interrupt.Terminated:
        os._exit(143)
    sys.exit(code)


def _code() -> int:
    from aikg.cli import interrupt

    try:
        code = cli.main([_decoded(word) for word in sys.argv[1:]], prog_name="aikg", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        _say(error.format_message())
        return error.exit_code
    except click.ClickException as error:
        usage = error.ctx.get_usage() + "\n" if isinstance(error, click.UsageError) and error.ctx else ""
        said = error.format_message().replace("\n\t", " ")  # choices stand in lines that begin with tabs
        _say(f"{usage}aikg: {said}")
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        interrupt.said.set()
        _say("aikg: interrupted")
        return 130
    except interrupt.Terminated:
        interrupt.said.set()
        _say("aikg: terminated")
        return 143
    except BrokenPipeError:
        _drop_output()  # whoever read the answer has enough
        return 0
    except AikgError as error:
        _say(f"aikg: {error}")
        return exit_code(error)
    except OSError as error:
        _drop_output()
        _say(f"aikg: {error.filename or 'standard output'}: {error.strerror or error}")
        return 3
    except Exception as error:
        if os.environ.get("AIKG_TRACEBACK"):
            raise
        _say(
            f"aikg: This is a bug in aikg ({type(error).__name__}: {str(error)[:200]}). "
            "AIKG_TRACEBACK=1 shows where it is; please report it."
        )
        return 3


def _decoded(word: str) -> str:
    """A word of the command line as UTF-8, even where the locale knows only ASCII."""
    try:
        return os.fsencode(word).decode()
    except UnicodeError:
        return word


def _say(text: str) -> None:
    """To standard error: whatever a name or a file put into the message, a terminal only shows it."""
    from contextlib import suppress

    from aikg.wording import printable

    with suppress(OSError):
        print("\n".join(printable(line) for line in text.split("\n")), file=sys.stderr, flush=True)


def _drop_output() -> None:
    """What is still in the buffer goes nowhere, so that the flush at exit does not complain."""
    from contextlib import suppress

    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _streams() -> None:
    """Chinese names are printed whatever the locale says, and half a character breaks nothing.

    A stream that the caller closed (`>&-`) is nowhere to write to.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        elif hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
