"""The report as Markdown: every figure with the numbers of its sources and the command that gives it."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Final

from aikg.errors import UsageError
from aikg.render.md import escaped, render
from aikg.solutions import Section, Solutions
from aikg.wording import printable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.report.structure import Citation, Exhibit, Part, Report, Sentence

FORMATS: Final[dict[str, str]] = {
    "md": "aikg.render.report:markdown",
    "html": "aikg.draw.report:page",
}
"""Format of a report, and the ending of its file -> what writes it."""


def text(report: Report, graph: KnowledgeGraph, format: str) -> str:
    """The report in one of FORMATS; `graph` is what its charts are drawn from.

    Raises MissingExtra where a chart needs a library that is not installed.
    """
    module, _, name = FORMATS[format].partition(":")
    written: str = getattr(import_module(module), name)(report, graph)
    return written


def format_of(output: str | None, format: str | None) -> str:
    """The format asked for, else that of the file's ending, else Markdown. Raises UsageError."""
    if format is not None:
        return format
    ending = (output or "").rpartition(".")[2].lower() if "." in (output or "") else "md"
    if ending not in FORMATS:
        raise UsageError(
            f"A report is written as {' or '.join(FORMATS)}; “{output}” ends in neither. --format names one."
        )
    return ending


def markdown(report: Report, graph: KnowledgeGraph | None = None) -> str:
    """The whole report, ending in the list of sources."""
    numbers = report.numbers
    blocks = [f"# {_text(report.title)}", f"{_text(subtitle(report))}\n\n{_ask([report.command])}"]
    for part in report.parts:
        blocks += _part(part, numbers)
    if numbers:
        blocks.append("## Sources")
        blocks.append("\n".join(f"{number}. {_cited(c)}" for number, c in enumerate(report.sources, 1)))
    return "\n\n".join(blocks) + "\n"


def subtitle(report: Report) -> str:
    """The day, the measure, and what the numbers in brackets are."""
    day = f"As of {report.as_of}" if report.as_of else "All that the data hold"
    return (
        f"{day}. Models are compared on {report.version.label}. "
        "Numbers in brackets are sources, listed at the end; the commands give the rows."
    )


def marks(sources: Sequence[str], numbers: Mapping[str, int]) -> str:
    """The numbers of sources: ` [1, 3–5]`; empty without any."""
    found = sorted({numbers[title] for title in sources})
    runs: list[list[int]] = []
    for number in found:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    told = [f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs]
    return f" [{', '.join(told)}]" if told else ""


def numbered(exhibit: Exhibit, numbers: Mapping[str, int]) -> Solutions:
    """The rows of an exhibit with numbers in place of the titles of sources, in a column that is shown."""
    from aikg.report.structure import SOURCES

    answer = exhibit.solutions
    columns = tuple(
        replace(c, name="source" if c.name == "saysSo" else c.name, hidden=False) if c.name in SOURCES else c
        for c in answer.columns
    )
    rows = [
        tuple(
            str(numbers[str(cell)]) if column.name in SOURCES and cell is not None else cell
            for column, cell in zip(answer.columns, row, strict=True)
        )
        for row in answer.rows
    ]
    return Solutions(columns, tuple(rows))


def _part(part: Part, numbers: Mapping[str, int]) -> list[str]:
    blocks = [f"## {_text(part.title)}"]
    if part.sentences:
        blocks.append("\n".join(f"- {_sentence(sentence, numbers)}" for sentence in part.sentences))
        blocks.append(_ask([sentence.command for sentence in part.sentences if sentence.command]))
    for exhibit in part.exhibits:
        table = render([Section("", numbered(exhibit, numbers))]).rstrip("\n")
        blocks += [f"### {_text(exhibit.title)}", table, _ask([exhibit.command])]
    return [block for block in blocks if block]


def _sentence(sentence: Sentence, numbers: Mapping[str, int]) -> str:
    return _text(sentence.text) + marks(sentence.sources, numbers)


def _cited(citation: Citation) -> str:
    url = citation.url if re.fullmatch(r"https?://[^\s<>]+", citation.url) else ""
    return _text(citation.text) + (f" <{url}>" if url else "")


def _ask(commands: Sequence[str]) -> str:
    """The commands, each once, as a block that can be copied."""
    told = "\n".join(printable(command) for command in dict.fromkeys(commands))
    fence = "`" * 3
    while fence in told:
        fence += "`"
    return f"{fence}sh\n{told}\n{fence}" if told else ""


def _text(text: str) -> str:
    return escaped(printable(text))
