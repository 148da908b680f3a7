"""Epoch AI's CSV files of models: large-scale, notable, and all systems.

Their columns differ in number, order and, in older files, in name; what a file lacks stays untold. Cells that
hold lists (organisations, countries, tasks, base models) are CSV in themselves.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Final

from aikg.importers.cells import Unreadable, count_of, date_of, known, name_of, quoted, text_of
from aikg.importers.countries import country_of
from aikg.importers.records import Dated, LabRecord, ModelRecord
from aikg.importers.tables import table, understood

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aikg.importers.records import Row

NEEDS: Final = ("Model", "Organization", "Publication date")

RENAMED: Final = {
    "System": "Model",
    "Country (from Organization)": "Country (of organization)",
    "Country (from organization)": "Country (of organization)",
}
"""Columns under the names that older layouts give them."""

OPENNESS: Final = {
    "Open weights (unrestricted)": "open-weights-unrestricted",
    "Open weights (restricted use)": "open-weights-restricted",
    "Open weights (non-commercial)": "open-weights-non-commercial",
    "API access": "api-access",
    "Hosted access (no API)": "hosted-access",
    "Unreleased": "unreleased",
}

TASKS: Final[dict[str, tuple[str, str]]] = {
    "Audio generation": ("", "audio"),
    "Audio question answering": ("audio text", "text"),
    "Character recognition": ("image", "text"),
    "Character recognition (OCR)": ("image", "text"),
    "Chat": ("text", "text"),
    "Code autocompletion": ("text", "text"),
    "Code generation": ("text", "text"),
    "Image captioning": ("image", "text"),
    "Image generation": ("", "image"),
    "Image-to-image": ("image", "image"),
    "Image-to-video": ("image", "video"),
    "Language generation": ("text", "text"),
    "Language modeling": ("text", "text"),
    "Language modeling/generation": ("text", "text"),
    "Music generation": ("", "music"),
    "Question answering": ("text", "text"),
    "Speech recognition": ("speech", "text"),
    "Speech recognition (ASR)": ("speech", "text"),
    "Speech synthesis": ("", "speech"),
    "Speech-to-speech": ("speech", "speech"),
    "Speech-to-text": ("speech", "text"),
    "Text autocompletion": ("text", "text"),
    "Text summarization": ("text", "text"),
    "Text-to-3D": ("text", "3d"),
    "Text-to-image": ("text", "image"),
    "Text-to-speech": ("text", "speech"),
    "Text-to-speech (TTS)": ("text", "speech"),
    "Text-to-video": ("text", "video"),
    "Video description": ("video", "text"),
    "Video generation": ("", "video"),
    "Video-to-video": ("video", "video"),
    "Vision-language generation": ("image text", "text"),
    "Visual question answering": ("image text", "text"),
}
"""What a model takes and makes in a task, for the tasks that say so."""


def parse(data: bytes, *, name: str, issued: Dated | None = None) -> Iterator[Row]:
    """Models and labs of any of the three files.

    The date is that of publication: of the release if there was one, else (“Unreleased”) of the announcement.
    A lab's country is told where the row leaves no doubt: one lab, or one country for all.
    """

    def read(line: int, row: dict[str, str]) -> Iterator[Row]:
        model = name_of(row["Model"], "model")
        organisations = listed(row["Organization"], "organisation")
        countries = set(listed(row.get("Country (of organization)"), "country"))
        access = text_of(row.get("Model accessibility"))
        if access and access not in OPENNESS:
            raise Unreadable(f"the accessibility {quoted(access)} is not one of Epoch's")
        dated = date_of(row["Publication date"], "publication date")
        tasks = [TASKS[task] for task in listed(row.get("Task"), "task") if task in TASKS]
        bases = listed(row.get("Base model"), "base model")
        parameters = count_of(row.get("Parameters"), "number of parameters")
        only = country_of(countries.pop()) if len(countries) == 1 else None
        for lab in organisations:
            yield LabRecord(line, lab, country=only)
        yield ModelRecord(
            line,
            model,
            lab=organisations[0] if organisations else None,
            contributors=organisations[1:],
            released=None if access == "Unreleased" else dated,
            announced=dated if access == "Unreleased" else None,
            openness=OPENNESS.get(access),
            parameters=parameters or None,
            inputs=tuple(sorted({m for takes, _ in tasks for m in takes.split()})),
            outputs=tuple(sorted({m for _, makes in tasks for m in makes.split()})),
            bases=tuple(("basedOn", base) for base in bases),
        )

    return understood(table(data, name, NEEDS, RENAMED), read)


def listed(cell: str | None, what: str) -> tuple[str, ...]:
    """The different values of a cell that holds a list, in order; those that are not known are left out."""
    if not cell or not cell.strip():
        return ()
    try:
        values = next(csv.reader([cell.strip()], skipinitialspace=True, strict=True), [])
    except csv.Error:
        raise Unreadable(f"the {what} {quoted(cell)} is no list") from None
    names = [name_of(value, what) for value in values if known(value) is not None]
    return tuple(dict.fromkeys(names))
