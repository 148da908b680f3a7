"""Replies: a finding as bounded JSON and as text: rows, who says so, what to heed, whether that is all."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from aikg.agent import asked as asking
from aikg.agent.table import Citations, foreign_table, table
from aikg.agent.wording import LONGEST, clean, in_tools
from aikg.errors import UnknownName
from aikg.solutions import Titles

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aikg.agent.asked import Asked
    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.solutions import Section

ROWS: Final = 25
"""Rows of each part where a call names no limit."""
MOST_ROWS: Final = 200
LARGEST: Final = 32_000
"""Characters that all rows of a reply may take together as JSON."""

SCHEMA: Final[dict[str, Any]] = {
    "type": "object",
    "properties": {
        "title": {"type": "string"},
        "parts": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "name": {"type": "string"},
                    "columns": {"type": "array"},
                    "rows": {"type": "array", "items": {"type": "array"}},
                    "left_out": {"type": "integer"},
                },
            },
        },
        "sources": {"type": "array"},
        "warnings": {"type": "array", "items": {"type": "string"}},
        "complete": {"type": "boolean"},
        "more": {"type": "string"},
        "sparql": {"type": "array"},
        "error": {"type": "object"},
    },
}
"""The form of every reply, as JSON Schema. One with `error` has nothing else."""


_NAMED: Final = 3
"""Saved queries that the text of a reply names."""


@dataclass(frozen=True)
class Finding:
    """What a tool has found, before it is bounded."""

    title: str
    sections: Sequence[Section]
    warnings: Sequence[str] = ()
    complete: bool = True
    """False where the answer was cut before it came here, so that nobody knows how many rows there are."""
    sparql: str | None = None
    """The query of the caller; None where saved queries were run."""
    cited: Sequence[str] = ()
    """Titles of sources that speak of what was found, where no cell says which."""


@dataclass(frozen=True)
class Bounds:
    """Which rows of a finding a reply holds."""

    limit: int = ROWS
    """Rows of each part."""
    offset: int = 0
    """Rows of each part that are passed over."""
    part: str | None = None
    """Only this part."""
    pages: bool = False
    """Whether the tool takes an offset."""
    parted: bool = False
    """Whether the tool takes a part."""


def structured(
    finding: Finding, bounds: Bounds, asked: Mapping[str, Asked], graph: KnowledgeGraph
) -> dict[str, Any]:
    """The reply as JSON values, in the form of SCHEMA. Raises UnknownName for a part that is not there."""
    citations = Citations(graph)
    room, cut = LARGEST, False
    parts: list[dict[str, Any]] = []
    more: list[str] = []
    cited = set(citations.numbers(Titles(finding.cited)))
    for section in _chosen(finding.sections, bounds.part):
        foreign = finding.sparql is not None
        columns, rows = foreign_table(section.solutions) if foreign else table(section.solutions, citations)
        kept: list[list[Any]] = []
        for row in rows[bounds.offset : bounds.offset + bounds.limit]:
            short = [_shortened(value) for value in row]
            room -= len(json.dumps(short, ensure_ascii=False))
            if room < 0:
                break
            cut = cut or short != row
            cited.update(no for value in row if isinstance(value, list) for no in value)
            kept.append(short)
        left = len(rows) - len(kept)
        parts.append({"name": clean(section.key), "columns": columns, "rows": kept, "left_out": left})
        if bounds.offset + len(kept) < len(rows):
            more.append(_way_on(section.key, len(rows), len(kept), bounds))
    if cut:
        more.append(f"Texts longer than {LONGEST} characters are cut; the end of one shows how long it is.")
    if not finding.complete:
        more.append("There are more rows; ask for less, or with LIMIT and OFFSET in the query.")
    return {
        "title": clean(finding.title),
        "parts": parts,
        "sources": [source for source in citations.sources if source["no"] in cited],
        "warnings": [_shortened(in_tools(warning)) for warning in finding.warnings],
        "complete": not more,
        **({"more": " ".join(more)} if more else {}),
        "sparql": asking.ran(asked, graph)
        if finding.sparql is None
        else [{"text": _shortened(finding.sparql)}],
    }


def text(reply: Mapping[str, Any]) -> str:
    """The reply for clients that read text only: tab-separated rows, the sources, what to heed."""
    if "error" in reply:
        return _told(reply["error"])
    lines = [reply["title"]]
    for part in reply["parts"]:
        names = [column["name"] for column in part["columns"]]
        named = len(reply["parts"]) > 1 or part["name"]
        lines += ["", f"[{part['name']}]"] if named else [""]
        lines.append("\t".join(names) if part["rows"] else "(no rows)")
        lines += ["\t".join(_plain(value) for value in row) for row in part["rows"]]
    if reply["sources"]:
        lines += ["", "Sources"]
        lines += [_cited(source) for source in reply["sources"]]
    lines += ["", *(f"Note: {warning}" for warning in reply["warnings"])] if reply["warnings"] else []
    lines += ["", "Complete." if reply["complete"] else f"Not complete. {reply['more']}"]
    ran = [_named(query) for query in reply["sparql"] if "query" in query]
    if ran:
        others = f"; and {len(ran) - _NAMED} more" if len(ran) > _NAMED else ""
        lines.append(f"Asked: {'; '.join(ran[:_NAMED])}{others}")
    return "\n".join(lines) + "\n"


def _told(error: Mapping[str, Any]) -> str:
    where = f" at line {error['line']}, column {error['column']}" if "line" in error else ""
    lines = [f"Error {error['code']}{where}: {error['message']}"]
    if "nearest" in error:
        lines.append("Nearest: " + "; ".join(error["nearest"]))
    return "\n".join(lines) + "\n"


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ",".join(map(str, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value).replace("\t", " ")


def _cited(source: Mapping[str, Any]) -> str:
    about = [str(source[key]) for key in ("publisher", "issued", "url") if key in source]
    return f"{source['no']}: {source['title']}" + (f" ({', '.join(about)})" if about else "")


def _named(query: Mapping[str, Any]) -> str:
    values = ", ".join(f"{name}={value}" for name, value in query["values"].items())
    times = f" and {query['times'] - 1} more" if "times" in query else ""
    return f"{query['query']}({values}){times}"


def _chosen(sections: Sequence[Section], part: str | None) -> Sequence[Section]:
    if part is None:
        return sections
    there = [section.key for section in sections]
    chosen = [section for section in sections if section.key == part]
    if not chosen:
        import difflib

        near = difflib.get_close_matches(part[:60], there)
        raise UnknownName("part of this answer", part, near, f"There are: {', '.join(there) or 'none'}.")
    return chosen


def _way_on(part: str, rows: int, shown: int, bounds: Bounds) -> str:
    """How to get at the rows that are left out."""
    begin = bounds.offset
    told = f"{shown} of {rows} rows{f' of {part}' if part else ''} are here"
    ways = []
    if bounds.pages:
        which = f"part={part}, " if bounds.parted and part else ""
        ways.append(f"{which}offset={begin + shown}")
    if shown == bounds.limit < MOST_ROWS:
        ways.append(f"a limit of up to {MOST_ROWS}")
    return f"{told}; ask again with {' or '.join(ways)}." if ways else f"{told}; ask for less."


def _shortened(value: Any) -> Any:
    if isinstance(value, str) and len(value) > LONGEST:
        return f"{value[:LONGEST]}… ({len(value)} characters)"
    return value
