"""Comparisons: facts and scores of models, or of labs, side by side, each with its source.

Scores are compared only within a benchmark version, in an arena only of one day, and like configurations
first; `contest.py` says who is best and what is a tie.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import TYPE_CHECKING, Final

from aikg import contest, evidence, lookup, names, profile
from aikg.contest import Contest, Reading
from aikg.errors import AmbiguousName, UnknownName, UsageError, shown
from aikg.names import Entity
from aikg.solutions import Iri, Section, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.profile import Fact

Row = dict[str, Value]

KINDS: Final = ("lab", "model")
"""What can be compared with its like; a name is tried in this order."""


@dataclass(frozen=True)
class Comparison:
    """Facts and scores of two things or more. Rows hold one value of one thing each."""

    kind: str
    """lab or model."""
    things: tuple[Entity, ...]
    facts: tuple[Fact, ...]
    contests: tuple[Contest, ...]
    """What two of them or more have a score on."""
    alone: tuple[Contest, ...]
    """What only one of them has a score on, or only in a configuration or on a day of its own."""
    remarks: tuple[str, ...]

    def sections(self, *, all: bool = False) -> tuple[Section, ...]:
        """Facts and scores, one row a thing and statement; with `all` what only one of them has too."""
        found = [
            Section("Facts", profile.solutions(self.facts), "facts"),
            Section("Scores", contest.solutions(self.contests), "scores"),
        ]
        if all:
            found.append(Section("Scores of one only", contest.solutions(self.alone), "single"))
        return tuple(found)

    @property
    def unshared(self) -> str:
        """How many scores only one of them has, in words; empty where there are none."""
        counts = [
            (thing.label, sum(c.readings[0].thing == thing.iri for c in self.alone)) for thing in self.things
        ]
        told = ", ".join(f"{label} {count}" for label, count in counts if count)
        return f"Scores without a counterpart: {told}" if told else ""


def compare(graph: KnowledgeGraph, given: Sequence[str], benchmark: str | None = None) -> Comparison:
    """The models, or the labs, that the names mean, side by side; `benchmark` restricts the scores.

    Raises UsageError where they are fewer than two, of two kinds or the same, UnknownName or AmbiguousName.
    """
    kind, things = _things(graph, given)
    version = None if benchmark is None else names.resolve(graph, benchmark, "version")
    facts = profile.PROFILES[kind](graph, things)
    contests, alone, remarks = _contests(graph, kind, things, version)
    if not contests:
        where = version.label if version else "no benchmark version"
        has = "fewer than two of them have a score on" if version else "they share"
        remarks.insert(0, f"Nothing to compare: {has} {where}.")
    if kind == "lab":
        remarks += _head_to_head(things, contests)
    return Comparison(kind, things, facts, contests, alone, tuple(remarks))


_HINT: Final = "`aikg find TEXT` searches all names; one of several words stands in quotes."


def _things(graph: KnowledgeGraph, given: Sequence[str]) -> tuple[str, tuple[Entity, ...]]:
    """What is compared, and the things; those that share a label are told apart by their identifier."""
    if len(given) < 2:
        alone = f"“{shown(given[0])}” alone is" if given else "Nothing is"
        raise UsageError(f"{alone} not enough to compare; give two models or more, or two labs or more.")
    found = [_kinds(graph, name) for name in given]
    kind = _kind(given, found)
    things: dict[str, tuple[str, Entity]] = {}
    for name, kinds in zip(given, found, strict=True):
        thing = kinds[kind]
        if isinstance(thing, AmbiguousName):
            raise thing
        if thing.iri in things:
            before = things[thing.iri][0]
            raise UsageError(
                f"“{shown(name)}” is given twice; name each thing once."
                if name == before
                else f"“{shown(before)}” and “{shown(name)}” are both {shown(thing.label)}; "
                "name each thing once."
            )
        things[thing.iri] = name, thing
    return kind, _distinct([thing for _, thing in things.values()])


def _kind(given: Sequence[str], found: Sequence[Mapping[str, Entity | AmbiguousName]]) -> str:
    """The kind that all names are of; where they are of both, that in which each means one thing."""
    shared = [kind for kind in KINDS if all(kind in kinds for kinds in found)]
    clear = [kind for kind in shared if not any(isinstance(kinds[kind], AmbiguousName) for kinds in found)]
    if len(clear) > 1:
        both = [thing for thing in found[0].values() if isinstance(thing, Entity)]
        raise AmbiguousName("thing", given[0], [(thing.label, thing.short) for thing in both])
    if shared:
        return [*clear, *shared][0]
    one, other = next(
        (a, b) for a, b in combinations(range(len(given)), 2) if not set(found[a]) & set(found[b])
    )
    raise UsageError(
        f"“{shown(given[one])}” is {_called(found[one])}, “{shown(given[other])}” {_called(found[other])}; "
        "compare models with models or labs with labs. A name of several words stands in quotes."
    )


def _kinds(graph: KnowledgeGraph, name: str) -> dict[str, Entity | AmbiguousName]:
    """What the name is as a lab and as a model, where it is one. Raises UnknownName or UsageError."""
    found: dict[str, Entity | AmbiguousName] = {}
    denoted = names.candidates(graph, name)
    likely = [kind for kind, classes in _CLASSES.items() if any(e.kind in classes for e in denoted)]
    for kind in likely or KINDS:  # no search for names like this one where a name is of the other kind
        try:
            found[kind] = _RESOLVERS[kind](graph, name)
        except AmbiguousName as error:
            found[kind] = error
        except UnknownName:
            continue
    if not found and denoted:
        raise UsageError(
            f"“{shown(denoted[0].label)}” is neither a model nor a lab, and only those can be compared. "
            f"It is {denoted[0].short}."
        )
    if not found:
        raise UnknownName("model or lab", name, _near(graph, name), _HINT)
    return found


def _near(graph: KnowledgeGraph, name: str, most: int = 3) -> list[str]:
    """Labels of models and labs whose name is like this one, nearest first."""
    import difflib

    labels = {names.normalise(label): label for kind in KINDS for label in names.near(graph, name, kind)}
    key = names.normalise(name[: names.MAX_LENGTH])
    return [labels[near] for near in difflib.get_close_matches(key, labels, n=most, cutoff=0)]


def _lab(graph: KnowledgeGraph, name: str) -> Entity:
    return names.resolve(graph, name, "lab")


def _model(graph: KnowledgeGraph, name: str) -> Entity:
    """What `aikg model` shows; of a family its one release, for of several none may be chosen."""
    kind, entity = lookup.denoted(graph, "model", name)
    if kind == "model":
        return entity
    releases = graph.run("members", thing=Iri(entity.iri)).rows
    if not releases:
        raise UnknownName("model", name)
    if len(releases) > 1:
        raise AmbiguousName("model", name, [(str(label), names.short(str(iri))) for iri, label in releases])
    return Entity(str(releases[0][0]), "Model", str(releases[0][1]))


_CLASSES: Final = {"lab": ("Lab",), "model": ("Model", "ModelFamily")}
_RESOLVERS: Final = {"lab": _lab, "model": _model}


def _called(kinds: Iterable[str]) -> str:
    return " or ".join(f"a {kind}" for kind in kinds)


def _distinct(things: Sequence[Entity]) -> tuple[Entity, ...]:
    labels = [thing.label for thing in things]
    return tuple(
        Entity(t.iri, t.kind, f"{t.label} ({t.short})") if labels.count(t.label) > 1 else t for t in things
    )


def _contests(
    graph: KnowledgeGraph, kind: str, things: Sequence[Entity], version: Entity | None
) -> tuple[tuple[Contest, ...], tuple[Contest, ...], list[str]]:
    """What is compared, what stands alone, and remarks: on days of arenas and on other values."""
    by_version: dict[tuple[str, str], list[tuple[Entity, Row]]] = defaultdict(list)
    for thing in things:
        for row in graph.run("compared-scores", thing=Iri(thing.iri)):
            if version is None or row["version"] == version.iri:
                by_version[str(row["versionLabel"]), str(row["version"])].append((thing, row))
    contests: list[Contest] = []
    alone: list[Contest] = []
    remarks: list[str] = []
    for key in sorted(by_version):
        rows = by_version[key]
        day, said = _day(rows)
        remarks += said
        current, elsewhere = _of_day(rows, day)
        found, rest = contest.GROUPINGS[kind](_chosen(current), [thing.iri for thing in things])
        rest += _chosen(elsewhere)
        made = [_contest(rows[0][1], one, day) for one in found]
        single = [_contest(rows[0][1], (one,), one.as_of if day else None) for one in rest]
        contests += made
        alone += sorted(
            single if kind == "model" else _best_alone(single),
            key=lambda c: (c.readings[0].name, str(c.readings[0].configuration), c.readings[0].node),
        )
    if any(reading.others for one in contests for reading in one.readings):
        remarks.append(
            "Where sources give several values, that of the rankings stands, with the others as “also”; "
            "`aikg conflicts` says why."
        )
    return tuple(contests), tuple(alone), remarks


def _best_alone(single: Sequence[Contest]) -> list[Contest]:
    """Of several scores of a lab that stand alone on one version the best."""
    best: dict[str, Contest] = {}
    for one in sorted(single, key=lambda c: (c.readings[0].merit, c.readings[0].node)):
        best[one.readings[0].thing] = one
    return list(best.values())


def _day(rows: Sequence[tuple[Entity, Row]]) -> tuple[date | None, list[str]]:
    """In an arena the day to compare: that on which most of them were read, the newest of such days."""
    label, newest = rows[0][1]["versionLabel"], rows[0][1]["newest"]
    if not isinstance(newest, date):
        return None, []
    read: dict[date, set[str]] = defaultdict(set)
    for thing, row in rows:
        if isinstance(row["asOf"], date):
            read[row["asOf"]].add(thing.iri)
    day = max(read, key=lambda d: (len(read[d]), d))
    everyone = {thing.iri for thing, _ in rows}
    if len(everyone) > 1 and len(read[day]) < 2:
        return day, [f"{label}: no two of them were read on one day; not compared."]
    if len(read[day]) > 1 and day < newest:
        return day, [
            f"{label}: last read together on {day}; the newest reading, of {newest}, has fewer of them."
        ]
    return day, []


def _of_day(
    rows: Sequence[tuple[Entity, Row]], day: date | None
) -> tuple[list[tuple[Entity, Row]], list[tuple[Entity, Row]]]:
    """The rows to choose from, and the newest ones of things that were not read on the day."""
    if day is None:
        return list(rows), []
    present = {thing.iri for thing, row in rows if row["asOf"] == day}
    last: dict[str, date] = {}
    for thing, row in rows:
        if isinstance(row["asOf"], date):
            last[thing.iri] = max(last.get(thing.iri, row["asOf"]), row["asOf"])
    on_day = [(t, {**row, "newest": day}) for t, row in rows if row["asOf"] == day]
    elsewhere = [
        (t, {**row, "newest": row["asOf"]})
        for t, row in rows
        if t.iri not in present and row["asOf"] == last[t.iri]
    ]
    return on_day, elsewhere


def _chosen(rows: Sequence[tuple[Entity, Row]]) -> list[Reading]:
    """One reading for each thing, model and configuration: the value that the rankings use."""
    of_thing: dict[Entity, list[Row]] = defaultdict(list)
    for thing, row in rows:
        of_thing[thing].append(row)
    return [
        _reading(thing, row, others)
        for thing, mine in of_thing.items()
        for row, others in evidence.counting(mine)
    ]


def _reading(thing: Entity, row: Row, others: Iterable[Row]) -> Reading:
    lower, upper, reasoning, effort = (row[name] for name in ("lower", "upper", "reasoning", "effort"))
    as_of, precision = row["asOf"], row["precision"]
    score = _decimal(row["score"])
    return Reading(
        thing.iri,
        thing.label,
        score,
        row["lowerIsBetter"] is True,
        None if lower is None else _decimal(lower),
        None if upper is None else _decimal(upper),
        reasoning if isinstance(reasoning, bool) else None,
        None if effort is None else str(effort),
        tuple(sorted({_decimal(other["score"]) for other in others} - {score})),
        str(row["model"]),
        str(row["modelLabel"]),
        as_of if isinstance(as_of, date) else None,
        None if precision is None else str(precision),
        str(row["reporter"]),
        str(row["source"]),
        str(row["node"]),
    )


def _contest(row: Mapping[str, Value], readings: tuple[Reading, ...], day: date | None) -> Contest:
    decimals = row["decimals"]
    return Contest(
        str(row["version"]),
        str(row["versionLabel"]),
        readings,
        decimals if isinstance(decimals, int) else None,
        str(row["unit"] or ""),
        str(row["direction"]),
        day,
    )


def _head_to_head(things: Sequence[Entity], contests: Sequence[Contest]) -> list[str]:
    """How often each lab is better than each other, over the versions that both have a score on."""
    first: dict[str, Contest] = {}
    for one in contests:
        first.setdefault(one.version, one)
    told = []
    for mine, theirs in combinations(things, 2):
        better, worse, ties = contest.score(first.values(), mine.iri, theirs.iri)
        if better or worse or ties:
            tied = f", {'tie' if ties == 1 else 'ties'} {ties}" if ties else ""
            told.append(f"{mine.label} {better}, {theirs.label} {worse}{tied}")
    return [f"Head to head, by benchmark version: {'; '.join(told)}."] if told else []


def _decimal(value: Value) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(str(value))
