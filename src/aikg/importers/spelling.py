"""Spelling: what a source's name of a model says besides the model: its owner, a configuration, a date.

`o3-2025-04-16_high` is the release of o3 of that day, at high effort; `Qwen3 235B A22B (Reasoning)` is a
model with reasoning switched on. Some endings are a configuration in one name and part of another: Kimi K2
Thinking is a model, “-thinking” behind Claude 3.7 Sonnet is none. So a name has several *readings*, the most
literal first. Each is looked up whole, by its normal form; no part of a name is looked for in another.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from aikg.names import MAX_LENGTH, normalise

if TYPE_CHECKING:
    from collections.abc import Iterator

SLACK: Final = timedelta(days=30)
"""A name's date may precede the release by less than this: developers date the weights or the snapshot."""

LEVELS: Final = ("none", "minimal", "low", "medium", "high", "xhigh", "max")
"""Effort levels that occur in names, least first."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """The date at the end of a name; a part that the name does not tell is None."""

    year: int | None
    month: int
    day: int | None

    def fits(self, released: date, precision: str = "day") -> bool:
        """Whether a model of that release date can be the one that is meant.

        To the day: the release is that day or less than `SLACK` later. Known to the month only, on either
        side: the same month. A release known only to the quarter or the year does not tell.
        """
        if precision not in ("day", "month"):
            return False
        if self.day is None or precision == "month":
            return self.month == released.month and self.year in (None, released.year)
        years = (self.year,) if self.year is not None else (released.year, released.year - 1)
        days = [_day(year, self.month, self.day) for year in years]
        return any(day is not None and timedelta(0) <= released - day < SLACK for day in days)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to take a name."""

    name: str
    """What the model would be called."""
    owner: str | None = None
    """Where the name stood behind an owner (`deepseek-ai/`): it names a model only if a lab of that name
    developed it."""
    stamp: Stamp | None = None
    """Where a date was taken off: the name means only a release that this fits."""
    reasoning: bool | None = None
    effort: str | None = None
    sure: bool = True
    """Whether what was taken off is surely a configuration. If not, the name may be that of another model:
    the reading is one to propose, or to take where the model that it finds is known to reason."""

    @property
    def key(self) -> str:
        """The normal form by which the name is found."""
        return normalise(self.name)


def readings(name: str) -> tuple[Reading, ...]:
    """The ways to take a name, the most literal first.

    The first is the one to keep where none is known: only what is surely a configuration is taken off it.
    """
    whole = plain(name)
    found: dict[tuple[str, str | None, Stamp | None], Reading] = {}
    for reading in sorted(_each(whole), key=lambda reading: not reading.sure):
        if reading.key:
            found.setdefault((reading.key, reading.owner, reading.stamp), reading)
    return tuple(found.values()) or (whole,)


def plain(name: str) -> Reading:
    """The first reading: the name without what is surely a configuration. plain(plain(x).name).name is
    plain(x).name.
    """
    return _settled(Reading(" ".join(name.split())))


def bare(name: str) -> str:
    """A name without what is surely a configuration, and without the owner in front, which is its lab."""
    first = plain(name).name
    owner, slash, rest = first.partition("/")
    return rest if slash and normalise(owner) and normalise(rest) and "/" not in rest else first


def nameless(name: str) -> str | None:
    """What is wrong with a name; None where nothing is."""
    if not normalise(name):
        return "has no name"
    if len(name) > MAX_LENGTH:
        return f"has a name of {len(name)} characters; the limit is {MAX_LENGTH}"
    return None


def _each(whole: Reading) -> Iterator[Reading]:
    """All readings, some of them twice."""
    owned = [whole]
    owner, slash, rest = whole.name.partition("/")
    if slash and _OWNER.match(owner) and rest and "/" not in rest:
        owned.append(replace(whole, name=rest, owner=owner))
    owned += _translated(whole)
    bare = [late for reading in owned for late in (reading, _undated(reading)) if late]
    shorter = [replace(late, sure=False) for reading in bare if (late := _ending(reading, _UNSURE))]
    shorter += [late for reading in shorter if (late := _undated(reading))]
    for reading in (*bare, *shorter):
        yield reading
        pointed = _POINT.sub(r"\1.\2", reading.name)
        if pointed != reading.name:
            yield replace(reading, name=pointed)


def _translated(reading: Reading) -> list[Reading]:
    """The two names of `ERNIE 4.5 (文心大模型4.5)`: one is in Chinese characters, the other is not."""
    match = _BRACKETS.search(reading.name)
    if match is None:
        return []
    names = (reading.name[: match.start()].rstrip(), match["inside"].strip())
    if bool(_CHINESE.search(names[0])) == bool(_CHINESE.search(names[1])):
        return []
    return [replace(reading, name=name) for name in names if normalise(name)]


class _Contradiction(Exception):
    """Two configurations in one name that exclude each other."""


def _settled(whole: Reading) -> Reading:
    """Without the endings that are surely a configuration; as it is where they contradict each other."""
    reading: Reading | None = whole
    try:
        while reading is not None:
            last, reading = reading, _bracketed(reading) or _ending(reading, _SURE) or _after_date(reading)
    except _Contradiction:
        return whole
    return last


def _after_date(reading: Reading) -> Reading | None:
    """Without what stands behind a full date: a dated release is one model, so that is a configuration."""
    shorter = _ending(reading, _UNSURE)
    dated = _undated(shorter) if shorter else None
    return shorter if dated and dated.stamp and dated.stamp.year and dated.stamp.day else None


def _ending(reading: Reading, pattern: re.Pattern[str]) -> Reading | None:
    """Without the ending that the pattern finds; None where there is none, or nothing is left."""
    match = pattern.search(reading.name)
    if match is None or not normalise(reading.name[: match.start()]):
        return None
    words = match[0]
    if words.startswith("_") and words[-1] in "kK":
        words = f"thinking{words}"
    return _configured(replace(reading, name=reading.name[: match.start()].rstrip(" -_")), words)


def _bracketed(reading: Reading) -> Reading | None:
    """Without the configurations in its last brackets; None where there are none, or nothing is left."""
    match = _BRACKETS.search(reading.name)
    if match is None or not normalise(reading.name[: match.start()]):
        return None
    kept: list[str] = []
    before = reading
    for part in match["inside"].split(","):
        level = part.strip()  # a level is in lower case or said to be one: MedLM (Medium) is a model
        after = None if level.lower() in LEVELS and level not in LEVELS else _configured(before, part)
        if after is None:
            kept.append(level)
        else:
            before = after
    if len(kept) == match["inside"].count(",") + 1:
        return None
    rest = f" ({', '.join(kept)})" if any(kept) else ""
    return replace(before, name=reading.name[: match.start()].rstrip(" -_") + rest)


def _configured(reading: Reading, words: str) -> Reading | None:
    """With the configuration that the words are; None where they are none."""
    text = re.sub(r"[\s_-]+", " ", words.casefold()).strip()
    reasoning: bool | None = None
    effort: str | None = None
    if text in _OFF:
        reasoning = False
    elif text in _ON:
        reasoning = True
    elif match := _BUDGET.fullmatch(text):
        reasoning, effort = True, (match[1] or match[2]).upper()
    elif match := _EFFORT.fullmatch(text):
        reasoning, effort = (False, None) if match[1] == "none" else (None, match[1])
    else:
        return None
    for known, said in ((reading.reasoning, reasoning), (reading.effort, effort)):
        if known is not None and said is not None and known != said:
            raise _Contradiction
    return replace(
        reading,
        reasoning=reading.reasoning if reasoning is None else reasoning,
        effort=reading.effort or effort,
    )


def _undated(reading: Reading) -> Reading | None:
    """Without the date at its end; None where there is none."""
    if reading.stamp is not None:
        return None
    for pattern, read in _DATES:
        match = pattern.search(reading.name)
        if match is None or not any(c.isalnum() for c in reading.name[: match.start()]):
            continue
        stamp = read(match)
        if stamp is not None:
            rest = reading.name[: match.start()].rstrip(" -_(")
            closing = ")" if rest.count("(") > rest.count(")") else ""  # Ministral 3 (14B 2512)
            return replace(reading, name=rest + closing, stamp=stamp)
    return None


def _stamp(match: re.Match[str]) -> Stamp | None:
    """The stamp of a match with groups year, month and day, some of them absent."""
    parts = match.groupdict()
    year = parts.get("year")
    month = parts["month"]
    number = _MONTHS.get(month[:3].casefold(), 0) if month.isalpha() else int(month)
    day = parts.get("day")
    full = None if year is None else int(year) + (2000 if len(year) == 2 else 0)
    found = Stamp(full, number, int(day) if day else None)
    exists = _day(full or 2024, number, found.day or 1) is not None
    return found if exists and (full is None or 2010 <= full <= 2099) else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


_OWNER: Final = re.compile(r"[\w][\w.\-]*\Z")
_POINT: Final = re.compile(r"(?<![0-9.])([0-9])[-_]([0-9])(?=[-_ ]|\Z)")
_BRACKETS: Final = re.compile(r"[ \-_]*\((?P<inside>[^()]*)\)\Z")
_CHINESE: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ON: Final = frozenset(
    f"{how}{what}{on}"
    for how in ("", "adaptive ", "extended ", "with ")
    for what in ("reasoning", "thinking")
    for on in ("", " on", " enabled")
)
_OFF: Final = frozenset(
    text
    for what in ("reasoning", "thinking")
    for text in (
        *(f"{no}{gap}{what}" for no in ("non", "no", "without") for gap in ("", " ")),
        *(f"{what} {off}" for off in ("disabled", "off")),
    )
)
_BUDGET: Final = re.compile(r"thinking ([0-9]{1,3}k)|([0-9]{1,3}k) thinking")
_EFFORT: Final = re.compile(rf"({'|'.join(LEVELS)})(?: (?:reasoning )?effort)?")
_SURE: Final = re.compile(
    rf"(?:_(?:{'|'.join(LEVELS)}|[0-9]{{1,3}}k|thinking)|[ \-_]thinking[- _][0-9]{{1,3}}k"
    r"|[ \-_](?:non?|without)[- _]?(?:thinking|reasoning))\Z",
    re.IGNORECASE,
)
# Not medium and max: Mistral Medium and Qwen3 Max are models, and no name is known where the other holds.
_UNSURE: Final = re.compile(r"[ \-](?:thinking|reasoning|minimal|low|high|xhigh)\Z", re.IGNORECASE)
_MONTHS: Final = {
    month: number for number, month in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)
}
_MONTH: Final = r"(?P<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_DATES: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), _stamp)
    for pattern in (
        # (2025-03-26), -2025-04-16, (20250514), -20250219
        r"[ \-_(](?P<year>20[0-9]{2})-?(?P<month>[01][0-9])-?(?P<day>[0-3][0-9])\)?\Z",
        # (Dec '24), (May' 25), (Oct 2024), (March 2025)
        rf"\({_MONTH} ?'? ?(?P<year>(?:20)?[0-9]{{2}})\)\Z",
        # (08-2024), -08-2024
        r"[ \-_(](?P<month>[01][0-9])-(?P<year>20[0-9]{2})\)?\Z",
        # -05-06, 01-21
        r"[ \-_](?P<month>[01][0-9])-(?P<day>[0-3][0-9])\)?\Z",
        # -0324, 0528, (0613): a day of an untold year
        r"[ \-_(](?P<month>0[1-9]|1[0-2])(?P<day>[0-3][0-9])\)?\Z",
        # -2407, 2505: year and month; no month is above 12, so it is not the one before
        r"[ \-_(](?P<year>2[0-9])(?P<month>0[1-9]|1[0-2])\)?\Z",
    )
)
