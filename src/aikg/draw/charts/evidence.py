"""What stands under every chart: which version, in which unit, from whom and on which terms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from aikg.draw.charts.labels import plain
from aikg.errors import BadParameter
from aikg.solutions import Iri, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.names import Entity


@dataclass(frozen=True)
class Version:
    """A benchmark version as charts name it."""

    label: str
    unit: str
    """Empty where none is stated."""
    lower_is_better: bool
    decimals: int | None
    minimum: float | None
    arena: bool
    sources: tuple[tuple[str, str], ...]
    """Each source's title, and it with publisher, edition and terms; the one with most scores first."""

    def of(self, reporters: Iterable[Value]) -> list[str]:
        """The sources of what is drawn, in words; several titles of one reporter are parted by semicolons."""
        named = [f"; {reporter}; " for reporter in dict.fromkeys(reporters)]
        return [words for title, words in self.sources if any(f"; {title}; " in each for each in named)]

    @property
    def scale(self) -> str:
        """The unit and which values are better."""
        return f"{self.unit or 'score'}, {'lower' if self.lower_is_better else 'higher'} is better"

    @property
    def heading(self) -> str:
        """The same as the beginning of a sentence."""
        return self.scale[:1].upper() + self.scale[1:]


INTERVALS = {
    True: "A thin line is the 95 % interval that the source states.",
    False: "The source states no intervals.",
}
"""What is said below charts with intervals, and below those without."""


LONGEST = 300
"""Characters of one source in the picture."""


def version(graph: KnowledgeGraph, entity: Entity) -> Version:
    """The facts of a version and the sources of its scores."""
    facts: dict[str, Value] = next(iter(graph.run("version-facts", version=Iri(entity.iri))), {})
    sources = graph.run("version-sources", version=Iri(entity.iri))
    decimals, minimum = facts.get("decimals"), facts.get("minimum")
    return Version(
        entity.label,
        str(facts.get("unit") or ""),
        facts.get("direction") == "lower-is-better",
        decimals if isinstance(decimals, int) else None,
        None if minimum is None else float(str(minimum)),
        facts.get("arena") is True,
        tuple((str(row["title"]), source_words(row)) for row in sources),
    )


def source_words(row: Mapping[str, Value]) -> str:
    """A source in one phrase: as it asks to be named, else title and publisher; edition; terms."""
    terms = row.get("license")
    if row.get("attribution"):
        words = str(row["attribution"])
        if row.get("edition"):
            words += f" ({row['edition']})"
        return words if not terms or _said(str(terms), words) else f"{words}, {terms}"
    inside = ", ".join(str(part) for part in (row.get("publisher"), row.get("edition")) if part)
    return f"{row['title']}{f' ({inside})' if inside else ''}, {terms or 'terms not stated'}"


def _said(terms: str, words: str) -> bool:
    def bare(text: str) -> str:
        return text.lower().replace("-", " ").replace(" license", "").replace(" licence", "")

    return bare(terms) in bare(words)


def foot(sources: Iterable[str], *remarks: str, most: int = 12, query: str = "version-sources") -> list[str]:
    """The lines under a chart: remarks, the sources of what is drawn, licence. `query` lists all sources."""
    from aikg import __version__

    named = [plain(source, LONGEST) for source in dict.fromkeys(sources)]
    more = (
        f"; and {len(named) - most} more, which `aikg query run {query}` lists" if len(named) > most else ""
    )
    lines = [plain(remark, 1200) for remark in remarks if remark]
    lines.append(f"Source{'s' if len(named) > 1 else ''}: {'; '.join(named[:most]) or 'none stated'}{more}.")
    lines.append(f"Drawn by aikg {__version__}; compilation CC BY 4.0, terms of each source as named.")
    return lines


def left_out(undated: int) -> str:
    """How many models lack the date, or nothing."""
    return f"{count(undated, 'model')} without such a date left out." if undated else ""


def until_words(as_of: str | date | None, until: date | None) -> str:
    """Up to which day the data were looked at."""
    if as_of is not None:
        return f"As of {as_of}"
    return f"Up to {until}, the newest date among these rows" if until else "No date in the data"


def day_of(as_of: date | str | None) -> date | None:
    """A day as people give it. Raises BadParameter for what is no date."""
    if as_of is None or isinstance(as_of, date):
        return as_of
    try:
        return date.fromisoformat(as_of.strip())
    except ValueError:
        raise BadParameter(f"as_of takes a date such as 2025-05-31; got “{as_of[:60]}”.") from None


def count(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun."""
    return f"{number} {one if number == 1 else many or one + 's'}"
