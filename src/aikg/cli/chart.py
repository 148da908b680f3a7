"""`aikg chart`: charts that carry their sources, one command a kind."""

from __future__ import annotations

import functools
import shlex
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from aikg.cli.completing import file_names, names_of
from aikg.cli.facts import data_option, opened
from aikg.cli.writing import remark, write
from aikg.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from aikg.draw.charts.frame import Figure


ENDINGS = {"html": "html", "htm": "html", "svg": "svg", "png": "png"}
"""Ending of a file name -> format."""


@click.group()
def chart() -> None:
    """Draw a chart as a page, a vector picture or pixels; each says what it shows and from which sources.

    Example: aikg chart frontier CN US -o frontier.svg
    """


@dataclass(frozen=True)
class Drawing:
    """Where a chart goes, and how it looks."""

    output: str
    form: str | None
    width: int | None
    theme: str
    as_of: str | None
    data: tuple[str, ...]

    @property
    def format(self) -> str:
        """The format asked for, else that of the file's ending. Raises UsageError where neither says one."""
        if self.form:
            return self.form
        ending = self.output.rpartition(".")[2].lower() if "." in self.output else ""
        if ending not in ENDINGS:
            raise UsageError(
                f"{self.output} does not say which format it is to have: let its name end in .html, .svg "
                "or .png, or give --format."
            )
        return ENDINGS[ending]

    def draw(self, kind: str, arguments: tuple[str, ...] = (), **options: Any) -> None:
        """Draw and write the chart; where there is nothing to draw, say so and exit 1 without a file."""
        from aikg.draw import chart as drawn

        form = self.format
        if form == "png" and self.output == "-" and sys.stdout.isatty():
            raise UsageError("A terminal shows no pixels; give -o FILE.png.")
        given = {name: value for name, value in options.items() if value not in (None, ())}
        command = self._command(kind, arguments, given)
        if arguments:
            given["names"] = arguments
        if self.as_of:
            given["as_of"] = self.as_of

        def made(width: int) -> Figure | None:
            return drawn.figure(kind, kg, width=width, theme=self.theme, **given)

        with opened(self.data) as kg:
            figure = made(self.width or 840)
            narrow = made(drawn.NARROW) if form == "html" and self.width is None else None
            why = drawn.lacking(kind, kg, **given) if figure is None else []
        if figure is None:
            for line in why:
                remark(line)
            remark("Nothing is left to draw; no file was written.")
            raise click.exceptions.Exit(1)
        writers: dict[str, Callable[[], str | bytes]] = {
            "html": lambda: drawn.html_of(figure, narrow, command),
            "svg": lambda: drawn.svg_of(figure),
            "png": lambda: drawn.png_of(figure),
        }
        write(writers[form](), self.output)
        if self.output != "-":
            rows = sum(len(section.solutions) for section in figure.tables[:1])
            remark(f"Wrote {self.output}: {figure.title} ({rows} row{'' if rows == 1 else 's'}).")

    def _command(self, kind: str, arguments: tuple[str, ...], options: dict[str, Any]) -> str:
        """The command line that makes this chart again."""
        words = ["aikg", "chart", kind, *arguments]
        for name, value in {**options, "as_of": self.as_of, "width": self.width}.items():
            name = {"labs": "lab"}.get(name, name).replace("_", "-")
            if isinstance(value, bool):
                words.append(f"--{'' if value else 'no-'}{name}")
            elif value is not None:
                for one in value if isinstance(value, tuple) else (value,):
                    words += [f"--{name}", str(one)]
        if self.theme != "light":
            words += ["--theme", self.theme]
        for directory in self.data:
            words += ["--data", directory]
        return shlex.join([*words, "-o", self.output])


def drawing(kind: str) -> Callable[[Any], Any]:
    """The options of every chart, given to the command as one `Drawing`, its first argument."""

    def decorate(function: Any) -> Any:
        @functools.wraps(function)
        def command(
            *, output: str, form: str | None, width: int | None, theme: str, as_of: str | None,
            data: tuple[str, ...], **others: Any,
        ) -> None:  # fmt: skip
            function(Drawing(output, form, width, theme, as_of, data), **others)

        for option in (
            data_option,
            click.option("--theme", type=click.Choice(["light", "dark"]), default="light", show_default=True,
                         help="Light or dark ground."),
            click.option("--width", type=click.IntRange(320, 4000), metavar="PIXELS",
                         help="Width of the picture: 840, and in a page 400 too for small screens."),
            click.option("--as-of", metavar="DATE", help="Only what was there by this date."),
            click.option("--format", "-f", "form", type=click.Choice(["html", "svg", "png"]),
                         help="Default: what the file's name ends in."),
            click.option("--output", "-o", metavar="FILE", default=f"{kind}.html", show_default=True,
                         shell_complete=file_names, help="The file to write."),
        ):  # fmt: skip
            command = option(command)
        return chart.command(name=kind)(command)

    return decorate


benchmark_option = click.option(
    "--benchmark",
    metavar="NAME",
    help="Another benchmark version than Artificial Analysis Intelligence Index v2.",
    shell_complete=names_of("version"),
)

date_option = click.option(
    "--date",
    type=click.Choice(["released", "announced", "weights"]),
    help="Which date of a model counts; the release unless given.",
)


@drawing("frontier")
@click.argument("groups", nargs=-1)
@click.option(
    "--by",
    type=click.Choice(["country", "openness", "category", "lab", "all"]),
    help="What the groups are; all: one line for all models.",
)
@benchmark_option
@date_option
def frontier(out: Drawing, groups: tuple[str, ...], **options: Any) -> None:
    """The best score so far of each group as steps, with the models that set the records.

    GROUPS are countries, open and closed, categories or labs; without any, all countries.

    Example: aikg chart frontier CN US --benchmark "Epoch Capabilities Index"
    """
    out.draw("frontier", groups, **options)


@drawing("gap")
@click.argument("one", default="CN")
@click.argument("other", default="US")
@benchmark_option
@date_option
def gap(out: Drawing, one: str, other: str, **options: Any) -> None:
    """The days by which each record of ONE came after the first model of OTHER at or above it; CN and US
    unless given.

    Example: aikg chart gap open closed -o gap.png
    """
    out.draw("gap", (one, other), **options)


@drawing("ranking")
@click.argument("benchmark", nargs=-1, shell_complete=names_of("version"))
@click.option("--top", type=click.IntRange(1, 200), help="How many rows; 25 unless given.")
@click.option(
    "--country",
    metavar="NAME",
    shell_complete=names_of("country"),
    help="Only models of labs of this country.",
)
@click.option("--openness", metavar="NAME", shell_complete=names_of("openness"),
              help="Only this openness: open, closed or a narrower level.")  # fmt: skip
@click.option("--reasoning/--no-reasoning", default=None, help="Only values with, or without, reasoning.")
@click.option(
    "--released-by", metavar="DATE", help="Only models released by this date, whenever they were scored."
)
def ranking(out: Drawing, benchmark: tuple[str, ...], **options: Any) -> None:
    """The best models of a BENCHMARK version, with interval and openness.

    Example: aikg chart ranking Text to Video -o video.svg
    """
    out.draw("ranking", benchmark=" ".join(benchmark) or None, **options)


@drawing("cadence")
@click.option("--lab", "labs", metavar="NAME", multiple=True, shell_complete=names_of("lab"),
              help="Only this lab; may be repeated. Without it the twelve with most releases.")  # fmt: skip
def cadence(out: Drawing, **options: Any) -> None:
    """The releases of labs on one axis of time.

    Example: aikg chart cadence --lab DeepSeek --lab Alibaba
    """
    out.draw("cadence", **options)


@drawing("openness")
@click.option(
    "--by",
    type=click.Choice(["score", "country"]),
    help="The best open and closed model over time (the default), or the share of open models.",
)
@benchmark_option
@date_option
def openness(out: Drawing, **options: Any) -> None:
    """Open against closed weights.

    Example: aikg chart openness --by country
    """
    out.draw("openness", **options)


@drawing("arena")
@click.argument("benchmark", nargs=-1, shell_complete=names_of("version"))
def arena(out: Drawing, benchmark: tuple[str, ...]) -> None:
    """The newest ratings of the arenas of images, video and sound; or one arena, over time where it was read
    often.

    Example: aikg chart arena LMArena
    """
    out.draw("arena", benchmark=" ".join(benchmark) or None)


@drawing("scores")
@click.option("--by", type=click.Choice(["country", "openness", "category", "lab"]),
              help="What the colours tell; country unless given.")  # fmt: skip
@benchmark_option
@date_option
def scores(out: Drawing, **options: Any) -> None:
    """Every score against the date of its model, with the best so far as a line.

    Example: aikg chart scores --by openness --benchmark "Epoch Capabilities Index"
    """
    out.draw("scores", **options)
