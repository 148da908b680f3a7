"""Records: what an importer reads in a source, in the words of the source, before any name is matched.

An importer yields them; the runner matches their names, compares them with what is known, and writes them.
A name stands here as the source spells it, without what only names a configuration. Where several records
speak of one model, they add up; where they disagree, the runner shows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

BASES: Final = (
    "basedOn",
    "fineTunedFrom",
    "distilledFrom",
    "mergedFrom",
    "quantizedFrom",
    "adapterOf",
    "succeeds",
)
"""The kinds of a model's `bases`: local names of properties."""

OPENNESS: Final = (
    "open",
    "open-weights-unrestricted",
    "open-weights-restricted",
    "open-weights-non-commercial",
    "closed",
    "api-access",
    "hosted-access",
    "unreleased",
)
"""The values of `openness`: local names of concepts."""

MODALITIES: Final = ("text", "image", "video", "audio", "speech", "music", "3d")
"""The values of `inputs` and `outputs`: local names of concepts."""

REPORTERS: Final = ("independent", "developer", "not-stated")
"""Who measured: local names of concepts."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A date that is known to the day, the month, the quarter or the year."""

    day: date
    """The earliest day that it can be."""
    precision: str = "day"
    """`day`, `month`, `quarter` or `year`."""


@dataclass(frozen=True, slots=True)
class Header:
    """What holds for every edition of a source, and, where the source itself tells, which edition it is."""

    title: str
    publisher: str
    url: str
    attribution: str
    """The words with which the publisher asks to be named."""
    license: str | None
    """Local name of a licence of the graph; None where the source states none."""
    may_redistribute: bool
    """Whether an export for others may hold the edition."""
    edition: str | None = None
    issued: Dated | None = None


@dataclass(frozen=True, slots=True)
class LabRecord:
    """A lab, by a name that the source uses."""

    line: int
    """Line or row of the input, from 1; 0 where there is none. So in every record."""
    name: str
    aliases: tuple[str, ...] = ()
    country: str | None = None
    """ISO 3166-1 alpha-2."""
    url: str | None = None


@dataclass(frozen=True, slots=True)
class LicenseRecord:
    """A licence that models of the edition name by its key or its label."""

    line: int
    key: str
    label: str
    commercial: bool | None = None
    """Whether the source says that commercial use is allowed."""


@dataclass(frozen=True, slots=True)
class ModelRecord:
    """A model, with what one row says of it. None, or an empty tuple: the source does not say."""

    line: int
    name: str
    lab: str | None = None
    contributors: tuple[str, ...] = ()
    """Further labs of a joint work."""
    aliases: tuple[str, ...] = ()
    """Other names of the same release."""
    host_ids: tuple[str, ...] = ()
    """Identifiers at a host, such as `deepseek-ai/DeepSeek-R1-0528`; names as well."""
    released: Dated | None = None
    announced: Dated | None = None
    weights_released: Dated | None = None
    openness: str | None = None
    """One of `OPENNESS`."""
    license: str | None = None
    """As the source writes it, or the key of a LicenseRecord of the edition."""
    parameters: int | None = None
    active_parameters: int | None = None
    context_length: int | None = None
    """In tokens."""
    inputs: tuple[str, ...] = ()
    """Of `MODALITIES`."""
    outputs: tuple[str, ...] = ()
    reasoning: bool | None = None
    """Whether the model can think at length before it answers."""
    not_disclosed: tuple[str, ...] = ()
    """Local names of properties whose value, the source says, the developer keeps to itself."""
    bases: tuple[tuple[str, str], ...] = ()
    """Pairs of a kind of `BASES` and the name of the other model: its host id where the source gives one."""


@dataclass(frozen=True, slots=True)
class ScoreRecord:
    """A value of one model, in one configuration, on one benchmark version."""

    line: int
    model: str
    """A name, an alias or a host id of a ModelRecord of the edition, or of a model of the graph."""
    benchmark: str
    """The key of a BenchmarkRecord, which is the short id of the version in the graph if it has it."""
    value: Decimal
    lab: str | None = None
    as_of: Dated | None = None
    """None: the date of the edition."""
    reasoning: bool | None = None
    effort: str | None = None
    """Effort level in lower case (`high`), or thinking budget (`32K`)."""
    lower: Decimal | None = None
    """Lower end of the 95 % interval, in the unit of the benchmark (not the distance to it)."""
    upper: Decimal | None = None
    votes: int | None = None
    reporter: str = "not-stated"
    """One of `REPORTERS`."""


@dataclass(frozen=True, slots=True)
class BenchmarkRecord:
    """A benchmark version that scores of the edition are of. It adds nothing where the graph has the key."""

    line: int
    key: str
    """Local name of the version: lower-case letters, digits, points and hyphens."""
    label: str
    benchmark: str
    """The benchmark that it is a version of: a name that the graph may know, such as `GPQA Diamond`."""
    version: str
    unit: str
    """`percent`, `index-points` or `elo-points`."""
    direction: str = "higher-is-better"
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    decimals: int = 1
    """Digits after the point with which values are printed."""
    arena: bool = False
    modality: str | None = None
    """What models put out in it: one of `MODALITIES`."""
    parts: tuple[str, ...] = ()
    """Names of the benchmarks that it is composed of."""


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be understood, or of which one value cannot; nothing is made of any of it."""

    line: int
    reason: str
    """What is wrong and where, in one line: `the date “1970-01-01” is a placeholder`."""
    text: str
    """The row or the value as it stands, cut to a length that can be shown. May hold anything."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that is well understood and left out on purpose."""

    line: int
    reason: str
    """Why, in words that many rows share: `offered by a reseller`."""
    text: str
    """What the row is about."""


Record = LabRecord | LicenseRecord | ModelRecord | ScoreRecord | BenchmarkRecord
"""A statement of a source."""

Row = Record | BadRow | Skipped
"""What an importer yields. All that comes of one row stands together and has the same line."""
