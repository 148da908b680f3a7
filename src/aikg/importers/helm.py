"""HELM's list of models: `model_metadata.yaml` of Stanford CRFM.

The YAML is read event by event: no tag, anchor or alias is followed, every value is text, and a value that is
nested more deeply than the layout needs is refused. So no input makes more of itself than it is long.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from aikg.errors import DataError, MissingExtra
from aikg.importers.cells import Unreadable, count_of, date_of, known, name_of, quoted
from aikg.importers.records import BadRow, Dated, LabRecord, ModelRecord, Skipped
from aikg.importers.spelling import plain
from aikg.importers.tables import decoded, members, shown, understood

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aikg.importers.records import Row

OPENNESS: Final = {"open": "open", "limited": "api-access", "closed": "unreleased"}

TAGS: Final[dict[str, tuple[str, str]]] = {
    "TEXT_MODEL_TAG": ("text", "text"),
    "CODE_MODEL_TAG": ("text", "text"),
    "VISION_LANGUAGE_MODEL_TAG": ("image text", "text"),
    "AUDIO_LANGUAGE_MODEL_TAG": ("audio text", "text"),
    "TEXT_TO_IMAGE_MODEL_TAG": ("text", "image"),
}
"""What a model takes and makes, for the tags that say so."""

ABLATION: Final = "ABLATION_MODEL_TAG"
DEPTH: Final = 4


def parse(data: bytes, *, name: str, issued: Dated | None = None) -> Iterator[Row]:
    """Models and labs. Some rows call the release date `release`; a day must be written as 2024-05-06."""

    def read(line: int, row: dict[str, Any]) -> Iterator[Row]:
        identifier = name_of(row.get("name"), "model's name")
        tags = [name_of(tag, "tag") for tag in members(row.get("tags"), "tags")]
        if identifier.startswith("simple/") or ABLATION in tags:
            why = "a way to use a model, not a model" if ABLATION in tags else "a model for tests"
            yield Skipped(line, why, identifier)
            return
        label = name_of(row.get("display_name") or identifier, "model")
        reading = plain(label)
        lab = known(row.get("creator_organization_name"))
        access = known(row.get("access"))
        if access is not None and access not in OPENNESS:
            raise Unreadable(f"the access {quoted(access)} is not one of HELM's")
        shapes = [TAGS[tag] for tag in tags if tag in TAGS]
        model = ModelRecord(
            line,
            reading.name,
            lab,
            host_ids=(identifier,) if reading.name == label else (),
            released=date_of(row.get("release_date") or row.get("release"), "release date"),
            openness=OPENNESS[access] if access else None,
            parameters=count_of(row.get("num_parameters"), "number of parameters") or None,
            inputs=tuple(sorted({m for takes, _ in shapes for m in takes.split()})),
            outputs=tuple(sorted({m for _, makes in shapes for m in makes.split()})),
            reasoning=True if reading.reasoning or reading.effort else None,
        )
        if lab:
            yield LabRecord(line, lab)
        yield model

    return understood(_models(data, name), read)


def _models(data: bytes, name: str) -> Iterator[tuple[int, Any] | BadRow]:
    """The entries of the list under `models`, each with the line on which it begins."""
    events = _events(data, name)
    key = True  # whether the next event of the outermost mapping is a key
    for kind, _, depth, value in events:
        if kind == "scalar" and depth == 1:
            if key and value == "models":
                break
            key = not key
        elif depth == 2 and kind in "{[":
            key = True
    else:
        raise DataError("has no list of models", name)
    if next(events, ("", 0, 0, ""))[0] != "[":
        raise DataError("has no list under “models”", name)
    for kind, line, _, value in events:
        if kind == "]":
            return
        try:
            entry = value if kind == "scalar" else _built(events, kind)
        except Unreadable as error:
            yield BadRow(line, str(error), "")
            continue
        if isinstance(entry, dict):
            yield line, entry
        else:
            yield BadRow(line, "is no entry with keys", shown(entry))
    raise DataError("ends inside the list of models", name)


def _built(events: Iterator[tuple[str, int, int, str]], kind: str) -> Any:
    """The value that began with an event, up to its end; Unreadable, after its end, where it is too deep."""
    stack: list[Any] = [{} if kind == "{" else []]
    keys: list[str | None] = [None]
    deep = 0
    why = ""
    for kind, _, _, value in events:
        if kind in "{[" and (deep or len(stack) >= DEPTH):
            deep += 1
            why = "is nested too deeply"
            continue
        if kind in "}]":
            if deep:
                deep -= 1
                continue
            done = stack.pop()
            keys.pop()
            if not stack:
                if why:
                    raise Unreadable(why)
                return done
            continue
        if deep:
            continue
        made: Any = value if kind == "scalar" else {} if kind == "{" else []
        top = stack[-1]
        if isinstance(top, list):
            top.append(made)
        elif keys[-1] is None:
            keys[-1] = value if kind == "scalar" else ""
            if kind == "scalar":
                continue
            why = "has a key that is no text"
        else:
            if keys[-1] in top:
                why = f"has the key {quoted(keys[-1])} twice"
            top[keys[-1]] = made
            keys[-1] = None
        if kind in "{[":
            stack.append(made)
            keys.append(None)
    raise Unreadable("has no end")


def _events(data: bytes, name: str) -> Iterator[tuple[str, int, int, str]]:
    """YAML as (kind, line, depth, text), where kind is `scalar` or a bracket of a mapping or a list."""
    try:
        import yaml  # type: ignore[import-untyped,unused-ignore]
    except ImportError:
        raise MissingExtra("Reading HELM's YAML", "yaml") from None
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    depth = 0
    brackets = {
        yaml.MappingStartEvent: "{",
        yaml.MappingEndEvent: "}",
        yaml.SequenceStartEvent: "[",
        yaml.SequenceEndEvent: "]",
    }
    try:
        for event in yaml.parse(decoded(data, name), Loader=loader):
            line = event.start_mark.line + 1
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise DataError("holds an anchor or an alias, which are not followed", name, line)
            if isinstance(event, yaml.ScalarEvent):
                plain_null = not event.style and event.value in ("null", "~", "Null", "NULL")
                yield "scalar", line, depth, "" if plain_null else event.value
                continue
            kind = brackets.get(type(event))
            if kind:
                depth += 1 if kind in "{[" else -1
                yield kind, line, depth, ""
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "it cannot be read"
        raise DataError(f"is not YAML: {problem}", name, mark.line + 1 if mark else None) from None
