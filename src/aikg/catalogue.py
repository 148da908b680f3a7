"""The catalogue: every saved query, read from its file, with the header that describes it.

A header is grlc's: lines that begin with `#+`, holding a small part of YAML — `key: text`, a list of
`- text`, or a list of `- key: text`. It is the one source of the command line, the interfaces, the docs and
the tests.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final

from aikg import resources
from aikg.errors import QueryHeaderError, UnknownName
from aikg.solutions import Column, Solutions, of

_PARAMETERS: Final = re.compile(
    r"[?$]_(_?)([a-z][a-z0-9]*(?:_[a-z0-9]+)*?)_(iri|string|integer|decimal|boolean|date)\b"
)
_KEYS: Final = frozenset(
    "summary description tags defaults parameters columns hidden large truth rank-by unordered questions "
    "examples without-volumes".split()
)
_SELECT: Final = re.compile(r"^SELECT\b(.*?)^(?:WHERE|FROM|\{)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Parameter:
    """A value that a query takes: in its text `?_name_type`, or `?__name_type` where it may be absent."""

    name: str
    type: str
    variable: str
    required: bool
    description: str
    default: str | None

    @property
    def kind(self) -> str | None:
        """What sort of name an IRI parameter takes: the last word of its name (`other_lab` takes a lab)."""
        return self.name.rpartition("_")[2] if self.type == "iri" else None


@dataclass(frozen=True)
class SavedQuery:
    """A question that aikg knows how to ask."""

    name: str
    path: str
    text: str
    header: dict[str, str | list[str] | dict[str, str]]

    @cached_property
    def body(self) -> str:
        """The query without lines that are wholly comment, the header among them."""
        lines = self.text.splitlines()
        return "\n".join(line for line in lines if not line.startswith("#")) + "\n"

    @property
    def group(self) -> str:
        """The folder that the query stands in: rankings, lineage, checks, ..."""
        return os.path.basename(os.path.dirname(self.path))

    @property
    def summary(self) -> str:
        """One line: what it answers."""
        return str(self.header["summary"])

    @property
    def description(self) -> str:
        """More, where one line is not enough; else empty."""
        return str(self.header.get("description", ""))

    @property
    def tags(self) -> tuple[str, ...]:
        """Words to group by."""
        return tuple(self.header.get("tags", ()))

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """In the order in which the query first uses them."""
        described, defaults = self._map("parameters"), self._map("defaults")
        found: dict[str, Parameter] = {}
        for match in _PARAMETERS.finditer(self.body):
            optional, name, type_ = match.groups()
            if name not in found:
                default = defaults.get(name)
                found[name] = Parameter(
                    name,
                    type_,
                    match[0][1:],
                    not optional and default is None,
                    described.get(name, ""),
                    default,
                )
        stray = (set(described) | set(defaults)) - set(found)
        if stray:
            raise QueryHeaderError(
                f"{self.path}: the header describes parameters that the query does not use: "
                + ", ".join(sorted(stray))
            )
        return tuple(found.values())

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the answer, from the projection, with what the header says of each."""
        described, hidden = self._map("columns"), self.header.get("hidden", [])
        names = self.projection
        stray = (set(described) | set(hidden) | set(self.truths)) - set(names)
        if stray:
            raise QueryHeaderError(
                f"{self.path}: the header describes columns that the query does not give: "
                + ", ".join(sorted(stray))
            )
        columns = tuple(
            Column(name, described.get(name, ""), name in hidden, name in self.header.get("large", ()))
            for name in names
        )
        return (Column("rank", "place; ties share one"), *columns) if self.rank_by else columns

    @property
    def rank_by(self) -> str | None:
        """The column whose values, best first, give each row its place in a first column `rank`."""
        return str(self.header["rank-by"]) if "rank-by" in self.header else None

    @property
    def truths(self) -> tuple[str, ...]:
        """The columns that are true or false; some engines answer 1 or 0 there."""
        return tuple(self.header.get("truth", ()))

    @property
    def unordered(self) -> str | None:
        """Why the query has no ORDER BY, where it has none on purpose; None where rows are in order."""
        return str(self.header["unordered"]) if "unordered" in self.header else None

    @property
    def distinct(self) -> bool:
        """Whether no row of the answer comes twice."""
        return re.search(r"^SELECT DISTINCT\b", self.body, re.MULTILINE) is not None

    @property
    def whole(self) -> bool:
        """Whether the answer takes in editions of millions of models; the header says why not where not."""
        return "without-volumes" not in self.header

    @cached_property
    def projection(self) -> tuple[str, ...]:
        """The variables that the outermost SELECT gives, in order."""
        head = _SELECT.search(self.body)
        if head is None:
            raise QueryHeaderError(f"{self.path}: has no SELECT at the start of a line")
        plain = re.sub(r"\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*?\bAS\s+([?$]\w+)\s*\)", r"\1", head[1])
        return tuple(name[1:] for name in re.findall(r"[?$]\w+", plain))

    def _map(self, key: str) -> dict[str, str]:
        value = self.header.get(key, {})
        if not isinstance(value, dict):
            raise QueryHeaderError(f"{self.path}: `{key}` takes lines such as `- name: text`")
        return value


@cache
def files() -> dict[str, str]:
    """The path of every saved query by name, which is its file's; a name that stands twice is an error."""
    found: dict[str, str] = {}
    for path in resources.queries():
        name = os.path.splitext(os.path.basename(path))[0]
        if name in found:
            raise QueryHeaderError(f"{path}: the name {name} is taken by {found[name]}")
        found[name] = path
    return found


def get(name: str) -> SavedQuery:
    """The saved query of this name. Raises UnknownName with near names."""
    if name not in _read:
        path = files().get(name)
        if path is None:
            import difflib

            near = difflib.get_close_matches(name, files(), n=3)
            raise UnknownName("saved query", name, near, "`aikg query list` lists them.")
        _read[name] = read(path)
    return _read[name]


_read: dict[str, SavedQuery] = {}


def all_queries(group: str | None = None) -> list[SavedQuery]:
    """All saved queries, or those of one group, by group and name."""
    queries = [get(name) for name in files()]
    chosen = [q for q in queries if group is None or q.group == group]
    return sorted(chosen, key=lambda q: (q.group, q.name))


def listing(group: str | None = None) -> Solutions:
    """The catalogue as an answer: name, group, what each query answers and takes."""
    groups = sorted({query.group for query in all_queries()})
    if group is not None and group not in groups:
        raise UnknownName("group of queries", group, [], f"There are: {', '.join(groups)}.")
    rows = [
        (
            query.name,
            query.group,
            query.summary,
            ", ".join(p.name if p.required else f"[{p.name}]" for p in query.parameters),
        )
        for query in all_queries(group)
    ]
    return of(["name", "group", "answers", "parameters"], rows)


def groups() -> Solutions:
    """The groups of saved queries, with the names of their queries."""
    named: dict[str, list[str]] = {}
    for query in all_queries():
        named.setdefault(query.group, []).append(query.name)
    return of(["group", "queries"], [(group, ", ".join(names)) for group, names in named.items()])


def read(path: str) -> SavedQuery:
    """A saved query from its file."""
    with open(path, encoding="utf-8") as file:
        text = file.read()
    name = os.path.splitext(os.path.basename(path))[0]
    query = SavedQuery(name, path, text, _header(text, path))
    unknown = set(query.header) - _KEYS
    if unknown:
        raise QueryHeaderError(f"{path}: unknown key in the header: {', '.join(sorted(unknown))}")
    if not query.header.get("summary"):
        raise QueryHeaderError(f"{path}: the header has no summary")
    return query


def _header(text: str, path: str) -> dict[str, str | list[str] | dict[str, str]]:
    header: dict[str, str | list[str] | dict[str, str]] = {}
    key = ""
    for number, line in enumerate(text.splitlines(), 1):
        if not line.startswith("#+"):
            continue
        content = line[2:].strip()
        item = content.startswith("- ")
        name, colon, value = content.removeprefix("- ").partition(": ")
        if item and key:
            current = header.setdefault(key, {} if colon else [])
            if isinstance(current, dict) and colon:
                current[name.strip()] = _plain(value)
            elif isinstance(current, list) and not colon:
                current.append(_plain(name))
            else:
                raise QueryHeaderError(f"{path}:{number}: `{key}` mixes two forms of a list")
        elif colon and not line.startswith("#+  "):
            header[name] = _plain(value)
            key = ""
        elif content.endswith(":") and not item:
            key = content[:-1]
        else:
            raise QueryHeaderError(f"{path}:{number}: a header line is `key: text`, `key:` or `- text`")
    return header


def _plain(value: str) -> str:
    value = value.strip()
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value
