"""The report as Markdown: every figure with the numbers of its sources and the command that gives it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aikg.render.md import escaped, render
from aikg.solutions import Column, Section, Solutions
from aikg.wording import printable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aikg.report import Exhibit, Part, Report, Sentence


def markdown(report: Report) -> str:
    """The whole report, ending in the list of sources."""
    numbers = {title: number for number, title in enumerate(report.sources, 1)}
    blocks = [f"# {_text(report.title)}", f"{_text(subtitle(report))}\n\n{_ask([report.command])}"]
    for part in report.parts:
        blocks += _part(part, numbers)
    if numbers:
        blocks.append("## Sources")
        blocks.append("\n".join(f"{number}. {_text(title)}" for title, number in numbers.items()))
    return "\n\n".join(blocks) + "\n"


def subtitle(report: Report) -> str:
    """The day, the measure, and what the numbers in brackets are."""
    day = f"As of {report.as_of}" if report.as_of else "All that the data hold"
    return (
        f"{day}. Language models are compared on {report.version.label}. "
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
    from aikg.report import SOURCES

    answer = exhibit.solutions
    columns = tuple(Column("source", c.description) if c.name in SOURCES else c for c in answer.columns)
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
    return _text(sentence.text) + escaped(marks(sentence.sources, numbers))


def _ask(commands: Sequence[str]) -> str:
    """The commands, each once, as a block that can be copied."""
    told = "\n".join(printable(command) for command in dict.fromkeys(commands))
    fence = "`" * 3
    while fence in told:
        fence += "`"
    return f"{fence}sh\n{told}\n{fence}" if told else ""


def _text(text: str) -> str:
    return escaped(printable(text))
