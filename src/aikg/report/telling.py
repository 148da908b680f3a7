"""What every part is told from: graph, countries and measure, and the commands that give the rows."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from aikg.report.structure import Exhibit
from aikg.solutions import Iri, Solutions, lexical
from aikg.wording import readable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.names import Entity
    from aikg.solutions import Value

TOP: Final = 10
"""Rows of a ranking."""


@dataclass(frozen=True)
class Telling:
    """What every part is told from."""

    graph: KnowledgeGraph
    country: Entity
    against: Entity
    version: Entity

    def ask(self, *words: str) -> str:
        """A command of aikg, for the day of the report."""
        day = ["--as-of", str(self.graph.as_of)] if self.graph.as_of else []
        return shlex.join(["aikg", *words, *day])

    def query(self, name: str, **values: str) -> str:
        """The command that runs a saved query."""
        given = [word for key, value in values.items() for word in ("-p", f"{key}={value}")]
        return self.ask("query", "run", name, *given)

    def benchmark(self) -> list[str]:
        """The option that names the version."""
        return ["--benchmark", self.version.short]

    def run(self, name: str, **values: object) -> Solutions:
        """The answer of a saved query."""
        return self.graph.run(name, **values)

    def figure(self, row: dict[str, Value], name: str = "score") -> str:
        """A score with the digits of its source."""
        digits = row.get("decimals")
        return readable(row[name], decimals=digits if isinstance(digits, int) else None)

    def ranked(self, title: str, words: Sequence[str], **filters: object) -> tuple[Exhibit, ...]:
        """A ranking on the version, as one exhibit or none."""
        answer = self.run("rank", version=Iri(self.version.iri), **filters)
        if not answer.rows:
            return ()
        top = Solutions(answer.columns, answer.rows[:TOP])
        return (Exhibit(title, top, self.ask("rank", self.version.short, *words)),)


def code(country: Entity) -> str:
    """The ISO code of a country, as queries and commands take it."""
    return country.iri.rpartition("/")[2]


def only(answer: Solutions, column: str, values: Iterable[str]) -> Solutions:
    """The rows in which a column has one of the values."""
    at = answer.names.index(column)
    wanted = set(values)
    return Solutions(answer.columns, tuple(row for row in answer.rows if lexical(row[at]) in wanted))


def listed(words: Sequence[str], last: str = "and") -> str:
    """The words as one phrase: a, b and c."""
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)
