"""Changes: a difference in words, a row a thing or a fact, for people to read or machines to take apart."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from aikg import editions, scope
from aikg.difference import Difference, language
from aikg.editions import Edition, Fact, coarsened
from aikg.glossary import KINDS, TYPE, Glossary, text_of
from aikg.solutions import Column, Iri, Section, Solutions, Value
from aikg.vocabulary import AIKG, PREFIXES
from aikg.wording import shortened

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

PARTS: Final = ("added", "removed", "changed")
"""The lists of an answer."""

_VALUE: Final = AIKG + "value"
_GIST: Final = AIKG + "gist"
_PUBLISHER: Final = PREFIXES["dcterms"] + "publisher"
_ORDER: Final = {kind: place for place, kind in enumerate(KINDS)}
_PLURALS: Final = {"family": "families"}

_SUMMARY: Final = (
    Column("kind", "kind of thing; the last row counts facts"),
    Column("added", "that only the new edition has"),
    Column("removed", "that only the old edition has"),
    Column("changed", "that both have, with a fact that differs"),
)
_SUBJECT: Final = (
    Column("kind", "kind of the subject"),
    Column("subject", "what the fact is about"),
    Column("property", "what is stated, with the language of a text that is not English"),
)
_FACTS: Final = (
    *_SUBJECT,
    Column("value", "the statement, a date as exactly as it is known"),
    Column("source", "who states it"),
    Column("whole", "whether the whole thing came or went", hidden=True),
    Column("subjectIri", hidden=True),
    Column("term", "IRI of the property", hidden=True),
    Column("object", "IRI or text of the value, as it stands in the data", hidden=True),
    Column("graph", "the source in whose graph it stands", hidden=True),
)
_THING: Final = tuple(Column(name) for name in ("key", "name", "lab", "country", "date", "source"))
_SOURCE: Final = (*_THING[:-1], Column("publisher"))
_TRUTH: Final = {"true": "yes", "false": "no"}
_SIZES: Final = {"k": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}
_CHANGES: Final = (
    *_SUBJECT,
    Column("old", "the statement of the old edition"),
    Column("new", "the statement of the new edition"),
    Column("source", "who states the new one"),
    Column("oldSource", "who stated the old one"),
    Column("subjectIri", hidden=True),
    Column("term", "IRI of the property", hidden=True),
    Column("oldObject", "IRI or text of the old value", hidden=True),
    Column("newObject", "IRI or text of the new value", hidden=True),
    Column("oldGraph", "the source in whose graph it stood", hidden=True),
    Column("graph", "the source in whose graph it stands", hidden=True),
)


@dataclass(frozen=True)
class Changes:
    """A difference in words, restricted to what was asked for."""

    summary: Solutions
    """For each kind how many things came, went and changed; in the last row the same of facts."""
    added: Solutions
    removed: Solutions
    changed: Solutions
    """A row a fact."""
    things: tuple[Section, ...]
    """A row for each thing that came (sections `added`) or went (`removed`), a section a kind."""

    def __bool__(self) -> bool:
        return bool(self.summary.rows)

    def sections(self, only: Sequence[str] = PARTS) -> tuple[Section, ...]:
        """For machines: the summary and a row for each fact of the parts asked for; empty parts too."""
        lists = (Section(part.capitalize(), getattr(self, part), part) for part in only)
        return (Section("Summary", self.summary), *lists)

    def page(self, only: Sequence[str] = PARTS) -> tuple[Section, ...]:
        """For people: a line for each thing that came or went, and the facts of those that stayed."""
        facts = [(part, _of_stayed(getattr(self, part))) for part in ("changed", "added", "removed")]
        lists = [*self.things]
        lists += [Section(f"{part.capitalize()} facts ({len(rows)})", rows, part) for part, rows in facts]
        listed = [section for section in lists if section.name in only and section.solutions.rows]
        return (Section("Summary", self.summary), *listed) if self else ()


def changes(
    difference: Difference,
    *,
    about: str | None = None,
    kinds: Iterable[str] = (),
    ontology: Edition | None = None,
) -> Changes:
    """The difference in words.

    `about` restricts it to one thing (a lab, family, model, product, benchmark, source) and what belongs to
    it, by any name that it has in either edition; `kinds` to these of KINDS. The words are those of the
    shipped ontology unless another is given. Raises UnknownName or AmbiguousName.
    """
    words = Glossary(difference.old, difference.new, ontology or editions.terms())
    rows = _rows(difference, words)
    if about is not None:
        wanted = scope.of(about, (difference.old, difference.new), words)
        rows = [row for row in rows if row.fact.subject in wanted]
    if kinds := frozenset(kinds):
        rows = [row for row in rows if words.kind(row.fact.subject) in kinds]
    return _Telling(difference, words).told(rows)


class _Place(NamedTuple):
    """Where a value stands."""

    subject: str
    property: str
    source: str | None


class _Row(NamedTuple):
    """A fact before, after, or both."""

    old: Fact | None
    new: Fact | None

    @property
    def fact(self) -> Fact:
        """The newer one."""
        fact = self.new or self.old
        assert fact is not None
        return fact

    @property
    def part(self) -> str:
        """Which of PARTS it belongs to."""
        return "added" if self.old is None else "removed" if self.new is None else "changed"


def _rows(difference: Difference, words: Glossary) -> list[_Row]:
    """The difference, with how exactly a date is known told as part of the date."""
    rows = [_Row(None, fact) for fact in difference.added]
    rows += [_Row(fact, None) for fact in difference.removed]
    rows += [_Row(*change) for change in difference.changed]
    dates = {precision: date for date, precision in words.precisions.items()}
    told = {(_place(fact), side) for row in rows for side, fact in enumerate(row) if fact}
    found: dict[_Row, None] = {}
    for row in rows:
        date = dates.get(row.fact.property)
        if date is None:
            found[row] = None
            continue
        place = _place(row.fact)._replace(property=date)
        if not all((place, side) in told for side, fact in enumerate(row) if fact):
            found[_of_date(difference, words, place) or row] = None
    return list(found)


def _place(fact: Fact) -> _Place:
    return _Place(fact.subject, fact.property, fact.source)


def _of_date(difference: Difference, words: Glossary, place: _Place) -> _Row | None:
    """The one date at a place, where it stayed but is known more or less exactly now."""
    before = _only(difference, difference.old, place)
    after = _only(difference, difference.new, place)
    if before is None or after is None:
        return None
    same = words.value(before, difference.old) == words.value(after, difference.new)
    return None if same else _Row(before, after)


def _only(difference: Difference, edition: Edition, place: _Place) -> Fact | None:
    """The one fact at a place, as it was compared; None where there is none, or several."""
    facts = (fact for fact in edition.facts.get(place.subject, ()) if fact.property == place.property)
    compared = {coarsened(fact, sourced=difference.sourced, exact=difference.exact) for fact in facts}
    found = [fact for fact in compared if fact.source == place.source]
    return found[0] if len(found) == 1 else None


class _Telling:
    """Rows as an answer."""

    def __init__(self, difference: Difference, words: Glossary) -> None:
        self.words = words
        self.old, self.new = difference.old, difference.new

    def told(self, rows: Sequence[_Row]) -> Changes:
        """All of it."""
        subjects = {row.fact.subject for row in rows}
        came = {s for s in subjects if _is_typed(self.new, s) and not _is_typed(self.old, s)}
        went = {s for s in subjects if _is_typed(self.old, s) and not _is_typed(self.new, s)}
        things = {"added": came, "removed": went, "changed": subjects - came - went}
        cells: dict[str, list[tuple[Value, ...]]] = {part: [] for part in PARTS}
        for row in sorted(rows, key=self._key):
            cells[row.part].append(self._cells(row, row.fact.subject in things[row.part]))
        return Changes(
            self._summary(things, cells),
            Solutions(_FACTS, tuple(cells["added"])),
            Solutions(_FACTS, tuple(cells["removed"])),
            Solutions(_CHANGES, tuple(cells["changed"])),
            (*self._things("New", "added", came), *self._things("Gone", "removed", went)),
        )

    def _key(self, row: _Row) -> tuple[object, ...]:
        """By kind, name and property; then whatever tells two rows apart."""
        fact = row.fact
        name = self.words.title(fact.subject).casefold()
        property = self.words.property(fact.property, language(fact))
        told_apart = fact.property, str(fact.value), fact.source or ""
        return *_by_kind(self.words.kind(fact.subject)), name, fact.subject, property, *told_apart

    def _summary(self, things: Mapping[str, set[str]], cells: Mapping[str, Sequence[object]]) -> Solutions:
        counts = {part: Counter(map(self.words.kind, things[part])) for part in PARTS}
        kinds = sorted({kind for count in counts.values() for kind in count}, key=_by_kind)
        rows: list[tuple[Value, ...]] = [
            (kind or "other", *(counts[part][kind] for part in PARTS)) for kind in kinds
        ]
        if rows:
            rows.append(("facts", *(len(cells[part]) for part in PARTS)))
        return Solutions(_SUMMARY, tuple(rows))

    def _cells(self, row: _Row, whole: bool) -> tuple[Value, ...]:
        """The cells of _CHANGES for a row of two facts, of _FACTS for a row of one."""
        fact, words = row.fact, self.words
        about = words.kind(fact.subject), words.title(fact.subject)
        head = *about, words.property(fact.property, language(fact))
        iris = Iri(fact.subject), Iri(fact.property)
        sides = [(side, edition) for side, edition in zip(row, (self.old, self.new), strict=True) if side]
        values = [words.value(*side) for side in sides]
        sources = [words.source(*side) for side in reversed(sides)]
        objects = [text_of(side.value) for side, _ in sides]
        graphs = [" ".join(words.graphs(*side)) or None for side in sides]
        if len(sides) == 1:
            return *head, *values, *sources, whole, *iris, *objects, *graphs
        if sources[0] == sources[1]:
            sources[1] = None
        return *head, *values, *sources, *iris, *objects, *graphs

    def _things(self, title: str, part: str, things: set[str]) -> Iterator[Section]:
        """A section for each kind of these things, without the columns in which none has anything."""
        kinds: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for thing in things:
            kind = self.words.kind(thing)
            kinds[kind].append(self._thing(thing, kind, self.new if part == "added" else self.old))
        for kind in sorted(kinds, key=_by_kind):
            rows = sorted(kinds[kind])
            kept = [i for i in range(1, len(rows[0])) if any(row[i] for row in rows)]
            columns = tuple((_SOURCE if kind == "source" else _THING)[i] for i in kept)
            solutions = Solutions(columns, tuple(tuple(row[i] for i in kept) for row in rows))
            word = kind if len(rows) == 1 else _PLURALS.get(kind, f"{kind}s")
            yield Section(f"{title} {word} ({len(rows)})", solutions, part)

    def _thing(self, thing: str, kind: str, edition: Edition) -> tuple[str, ...]:
        """The cells of _THING; empty where there is nothing."""
        words, lab = self.words, self.words.lab(thing)
        name = words.title(thing)
        if kind == "claim":
            name = words.text(thing, _GIST) or name
        if kind == "score" and (value := words.text(thing, _VALUE)):
            name = f"{name}: {value}"
        states = min((f for f in edition.facts[thing] if f.property == TYPE), key=lambda f: f.source or "")
        source = words.text(thing, _PUBLISHER) if kind == "source" else words.source(states, edition)
        return (
            f"{name.casefold()} {thing}",
            name,
            words.title(lab) if lab else "",
            words.country(lab or thing) or "",
            words.date(thing, edition) or "",
            source or "",
        )


def _by_kind(kind: str) -> tuple[int, str]:
    return _ORDER.get(kind, len(_ORDER)), kind


def _is_typed(edition: Edition, subject: str) -> bool:
    return any(fact.property == TYPE for fact in edition.facts.get(subject, ()))


def _of_stayed(facts: Solutions) -> Solutions:
    """Facts of things that are in both editions, with large numbers short where that loses nothing."""
    words = [i for i, column in enumerate(facts.columns) if column.name in ("value", "old", "new")]
    whole = facts.names.index("whole") if "whole" in facts.names else None
    rows = []
    for row in facts.rows:
        if whole is None or not row[whole]:
            cells = list(row)
            texts = [_brief(str(row[i])) for i in words]
            if None not in texts:
                for i, text in zip(words, texts, strict=True):
                    cells[i] = text
            rows.append(tuple(cells))
    return replace(facts, rows=tuple(rows))


def _brief(text: str) -> str | None:
    """A value for people: yes and no, 671B; None for a number that would lose digits."""
    if text in _TRUTH:
        return _TRUTH[text]
    if not (text.isascii() and text.isdigit() and 6 < len(text) < 16):
        return text
    brief = shortened(int(text))
    return brief if f"{float(brief[:-1]) * _SIZES[brief[-1]]:.0f}" == text else None
