"""Evidence: who says a thing, when and on which terms; where sources differ, which value counts and why."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from aikg import names
from aikg.errors import AmbiguousName, UnknownName
from aikg.names import Entity
from aikg.solutions import Column, Iri, Section, Solutions, Value, lexical
from aikg.vocabulary import AIKG, ID

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from aikg.knowledge_graph import KnowledgeGraph

RULE: Final = (
    "Of several scores of a model in one configuration the newest as-of date counts; of one day, independent "
    "before developer before not stated; then the last by identifier. In an arena only its newest reading "
    "counts, and nowhere a score that was retracted. Of a fact the curated value counts; the reason says why "
    "the other is not followed."
)
"""How one value is chosen where sources give several."""

_NOT_DISCLOSED: Final = AIKG + "notDisclosed"
_SCORES: Final = ("score", "scores")
"""What asks for the scores of a model in place of a property."""
_NAMELESS: Final = ("score", "claim", "dissent")
"""Things that have an identifier and no name."""


@dataclass(frozen=True)
class Evidence:
    """What the graph holds of one thing, each statement with its source. Parts may be empty."""

    subject: Entity
    statements: Solutions
    dissents: Solutions
    """What other sources say of it, and why they are not followed."""
    scores: Solutions
    """Scores of a model; `used` says whether rankings take the value."""

    def sections(self) -> tuple[Section, ...]:
        """The parts that are not empty: statements, dissents, scores."""
        parts = (
            Section(self.subject.label, self.statements, "statements"),
            Section("Dissents", self.dissents),
            Section("Scores", self.scores),
        )
        return tuple(part for part in parts if part.solutions.rows)


@dataclass(frozen=True)
class Conflicts:
    """Where sources differ: scores (a row a value) and facts (a row a dissenting statement)."""

    subject: Entity | None
    """The lab, model or family asked for; None for all."""
    scores: Solutions
    facts: Solutions

    def sections(self) -> tuple[Section, ...]:
        """The parts that are not empty: scores, facts."""
        parts = (Section("Scores", self.scores), Section("Facts", self.facts))
        return tuple(part for part in parts if part.solutions.rows)


def asked(graph: KnowledgeGraph, words: Sequence[str]) -> tuple[Entity, str | None]:
    """The thing and the property (None: all) that words of a command line mean.

    The longest run of words from the left that names a thing is the thing: `Claude Opus 4 released`.
    Raises UnknownName or AmbiguousName.
    """
    unknown: list[UnknownName] = []
    for end in range(len(words), 0, -1):
        try:
            return subject(graph, " ".join(words[:end])), " ".join(words[end:]) or None
        except UnknownName as error:
            unknown.append(error)
    raise unknown[-1] if len(words) == 2 else unknown[0]


def subject(graph: KnowledgeGraph, name: str) -> Entity:
    """The thing that a name or an identifier denotes, scores and claims included.

    Where a family and a model share the name, what `aikg model` shows. Raises UnknownName or AmbiguousName.
    """
    nameless = _nameless(graph, name)
    if nameless is not None:
        return nameless
    try:
        return names.resolve(graph, name, "thing")
    except AmbiguousName:
        return _as_model(graph, name, names.candidates(graph, name))
    except UnknownName:
        for kind in ("source", "version"):  # by identifier: state-of-ai-china-q2-2025
            try:
                return names.resolve(graph, name, kind)
            except UnknownName:
                continue
        raise


def _nameless(graph: KnowledgeGraph, name: str) -> Entity | None:
    """A score, claim or dissent by `score/...`, `score:...` or IRI; None where there is none."""
    text = name.strip().removeprefix(ID)
    kind = next((kind for kind in _NAMELESS if text.startswith((f"{kind}/", f"{kind}:"))), None)
    if kind is None:
        return None
    short = f"{kind}/{text[len(kind) + 1 :]}"
    if not re.fullmatch(r"[a-z]+/[\w.\-]+", short):
        return None
    found = graph.run("statements", thing=Iri(ID + short))
    return Entity(ID + short, kind.capitalize(), short) if found.rows else None


def _as_model(graph: KnowledgeGraph, name: str, found: Sequence[Entity]) -> Entity:
    """Of a family and its model what `aikg model` shows. Raises AmbiguousName for anything else."""
    if {entity.kind for entity in found} != {"Model", "ModelFamily"}:
        raise AmbiguousName("thing", name, [(e.label, e.short) for e in found])
    from aikg.lookup import look_up

    return look_up(graph, "model", name).entity


def why(graph: KnowledgeGraph, thing: Entity, property: str | None = None) -> Evidence:
    """Every statement about a thing with its source; of one property only, where one is given.

    A property is given by label, local name or prefixed name; `scores` are those of a model. Raises
    UnknownName with the properties that the thing has.
    """
    statements = graph.run("statements", thing=Iri(thing.iri))
    dissents = _where(graph.run("fact-conflicts", thing=Iri(thing.iri)), lambda r: r["subject"] == thing.iri)
    scores = _scores(graph, thing)
    if property is not None:
        if names.normalise(property) in _SCORES and scores.rows:
            return Evidence(thing, _none(statements), _dissents(_none(dissents)), scores)
        said = _where(statements, lambda r: _means(property, r))
        other = _where(dissents, lambda r: _means(property, r))
        if not said.rows and not other.rows:
            raise _unknown(graph, thing, property, (*statements, *dissents), bool(scores.rows))
        statements, dissents, scores = said, other, _none(scores)
    return Evidence(thing, statements, _dissents(dissents), scores)


def speaking_of(graph: KnowledgeGraph, answer: Solutions, most: int = 200) -> list[str]:
    """Titles of the sources that speak of the things in an answer; of the first `most` things."""
    cells = dict.fromkeys(cell for row in answer.rows for cell in row if isinstance(cell, Iri))
    things = [cell for cell in cells if cell.startswith(ID)][:most]
    return [str(title) for title in graph.run("stated-by", thing=things).column("title")] if things else []


def conflicts(graph: KnowledgeGraph, name: str | None = None) -> Conflicts:
    """Values that differ for one model, benchmark version and configuration, and facts that sources dispute.

    `name` restricts to a lab, a model or a family. In an arena, whose values drift, only readings of one day
    can conflict. Raises UnknownName or AmbiguousName.
    """
    thing = None if name is None else _party(graph, name)
    given: dict[str, object] = {} if thing is None else {"thing": Iri(thing.iri)}
    scores = _with_use(graph.run("score-evidence", **given))
    differing = {
        key for key, rows in _groups(scores, day=True).items() if len({row["score"] for row in rows}) > 1
    }
    return Conflicts(
        thing,
        _where(scores, lambda row: _key(row, day=True) in differing),
        _joined(graph.run("fact-conflicts", **given)),
    )


def counting(scores: Iterable[dict[str, Value]]) -> list[tuple[dict[str, Value], list[dict[str, Value]]]]:
    """The scores that rankings use, by RULE, each with the other values that it was chosen from.

    Rows need the columns model, version, reasoning, effort, asOf, order, newest and node.
    """
    found = []
    for rows in _groups(scores).values():
        current = sorted((row for row in rows if _ranked(row)), key=_candidate, reverse=True)
        if current:
            found.append((current[0], current[1:]))
    return found


def _scores(graph: KnowledgeGraph, thing: Entity) -> Solutions:
    """The scores of a model, whose name need not stand in every row; of any other thing none."""
    if thing.kind == "Model":
        scores = _with_use(graph.run("score-evidence", thing=Iri(thing.iri)))
    else:
        scores = Solutions(graph.saved("score-evidence").columns, ())
    hidden = tuple(replace(c, hidden=c.hidden or c.name == "modelLabel") for c in scores.columns)
    return Solutions(hidden, scores.rows)


def _party(graph: KnowledgeGraph, name: str) -> Entity:
    """A lab, model or family."""
    found = [e for e in names.candidates(graph, name) if e.kind in ("Lab", "Model", "ModelFamily")]
    if len(found) == 1:
        return found[0]
    return _as_model(graph, name, found) if found else names.resolve(graph, name, "model")


def _means(asked: str, row: dict[str, Value]) -> bool:
    """Whether a row states the property asked for, or that its value is not disclosed."""
    if _same(asked, str(row["term"]), str(row["property"])):
        return True
    return row["term"] == _NOT_DISCLOSED and _same(asked, str(row["object"]), str(row["value"]))


def _same(asked: str, iri: str, label: str) -> bool:
    from aikg import turtle

    text = asked.strip()
    if text == iri or text.casefold() == turtle.compact(iri).casefold():
        return True
    key = names.normalise(text) if ":" not in text else ""
    return bool(key) and key in (
        names.normalise(label),
        names.normalise(iri.replace("/", "#").split("#")[-1]),
    )


def _unknown(
    graph: KnowledgeGraph, thing: Entity, asked: str, rows: Iterable[dict[str, Value]], scored: bool
) -> UnknownName:
    import difflib

    has = sorted({str(row["property"]) for row in rows} | ({"scores"} if scored else set()))
    plain = asked.strip()[: names.MAX_LENGTH].partition(":")[2] or asked[: names.MAX_LENGTH]
    keys = {names.normalise(label): label for label in has}
    near = [keys[key] for key in difflib.get_close_matches(names.normalise(plain), keys, n=3)]
    listed = ", ".join([*near, *(label for label in has if label not in near)])
    hint = f"{thing.label} has: {listed}."
    if thing.kind == "ModelFamily":
        models = graph.run("members", thing=Iri(thing.iri)).column("label")
        hint += f" It is a family; ask for a model of it: {', '.join(map(str, models))}." if models else ""
    return UnknownName("property", asked, near, hint)


_Key = tuple[Value, ...]


def _key(row: dict[str, Value], *, day: bool = False) -> _Key:
    """What must be equal for two values to compete; in an arena with the day, if wanted."""
    effort = row["effort"] or ""
    when = row["asOf"] if day and row["newest"] is not None else None
    return row["model"], row["version"], row["reasoning"], effort, when


def _groups(scores: Iterable[dict[str, Value]], *, day: bool = False) -> dict[_Key, list[dict[str, Value]]]:
    found: dict[_Key, list[dict[str, Value]]] = defaultdict(list)
    for row in scores:
        found[_key(row, day=day)].append(row)
    return found


def _candidate(row: dict[str, Value]) -> str:
    """What queries/rankings/rank.rq takes the greatest of: date, reporter, identifier."""
    order = row["order"]
    assert isinstance(order, int)
    return f"{lexical(row['asOf'])} {9 - order} {row['node']}"


def _ranked(row: dict[str, Value]) -> bool:
    """Whether rankings look at the value at all: not if retracted; in an arena only the newest."""
    current = row["newest"] is None or lexical(row["asOf"]) >= lexical(row["newest"])
    return current and row.get("retracted") is None  # a query that leaves them out has no such column


def _with_use(scores: Solutions) -> Solutions:
    """The scores with two more columns: whether rankings use the value, and by which rule."""
    verdicts: dict[Value, tuple[bool, str]] = {}
    for rows in _groups(scores).values():
        current = sorted((row for row in rows if _ranked(row)), key=_candidate, reverse=True)
        for row in rows:
            verdicts[row["node"]] = _verdict(row, current)
    at = scores.names.index("score") + 2
    node = scores.names.index("node")
    columns = (
        *scores.columns[:at],
        Column("used", "whether rankings use the value"),
        Column("rule", "by which rule it is used, or another is; empty where it is the only one"),
        *scores.columns[at:],
    )
    return Solutions(columns, tuple((*row[:at], *verdicts[row[node]], *row[at:]) for row in scores.rows))


def _verdict(row: dict[str, Value], current: Sequence[dict[str, Value]]) -> tuple[bool, str]:
    """Whether `row` is used, of the values that rankings look at, best first; and why."""
    if row.get("retracted") is not None:
        return False, f"retracted on {lexical(row['retracted'])} by {lexical(row['retractedBy'])}"
    if not _ranked(row):
        return False, "an older reading of an arena"
    if row["node"] != current[0]["node"]:
        return False, _LOST[_decides(current[0], row)]
    return True, _WON[_decides(row, current[1])] if len(current) > 1 else ""


def _decides(better: dict[str, Value], worse: dict[str, Value]) -> int:
    return next((i for i, name in enumerate(("asOf", "order")) if better[name] != worse[name]), 2)


_WON: Final = ("newest as-of date", "reporter: independent, developer, not stated", "last by identifier")
_LOST: Final = ("another is newer", "another reporter goes before", "another is last by identifier")


def _where(answer: Solutions, keep: Callable[[dict[str, Value]], bool]) -> Solutions:
    kept = tuple(row for row, named in zip(answer.rows, answer, strict=True) if keep(named))
    return Solutions(answer.columns, kept)


def _none(answer: Solutions) -> Solutions:
    return Solutions(answer.columns, ())


def _joined(facts: Solutions) -> Solutions:
    """A row a dissenting statement: the values in use and their sources stand together in one cell each."""
    at, source, key = (facts.names.index(name) for name in ("used", "usedSource", "dissent"))
    rows: dict[Value, list[tuple[Value, ...]]] = defaultdict(list)
    for row in facts.rows:
        rows[row[key]].append(row)
    joined = []
    for same in rows.values():
        cells = list(same[0])
        for i in (at, source):
            cells[i] = "; ".join(dict.fromkeys(str(row[i]) for row in same if row[i] is not None)) or None
        joined.append(tuple(cells))
    return Solutions(facts.columns, tuple(joined))


def _dissents(facts: Solutions) -> Solutions:
    """Of one thing, whose name need not stand in every row."""
    joined = _joined(facts)
    return Solutions(joined.columns[1:], tuple(row[1:] for row in joined.rows))
