"""The one table of colours, shapes and words: it can be read by everybody, and it is the ontology's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from aikg.draw import style


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""

    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_nodes_lineage_and_text_stand_out_from_every_surface(name: str) -> None:
    theme = {"light": style.LIGHT, "dark": style.DARK}[name]
    tables = (style.CATEGORIES, style.OPENNESS, style.KINDS, style.MODALITIES)
    looks = [look for table in tables for look in table.values()]
    rows: list[style.Look | style.Stroke] = [*looks, *style.LINEAGE.values()]
    for surface in theme.surfaces:
        for row in rows:
            assert contrast(getattr(row, name), surface) >= 3, (row.word, surface)
        for text in (theme.text, theme.faint, theme.accent):
            assert contrast(text, surface) >= 4.5, (text, surface)


def test_nothing_is_told_by_colour_alone() -> None:
    assert len({look.shape for look in style.CATEGORIES.values()}) == len(style.CATEGORIES)
    assert len({look.mark for look in style.OPENNESS.values()}) == len(style.OPENNESS)
    assert len({stroke.dashes for stroke in style.LINEAGE.values()}) == len(style.LINEAGE)
    looks = (style.CATEGORIES, style.OPENNESS, style.KINDS, style.MODALITIES)
    assert len({(look.shape, look.mark) for look in style.MODALITIES.values()}) == len(style.MODALITIES)
    for words in [
        *([look.word for look in table.values()] for table in looks),
        [stroke.word for stroke in (style.LINEAGE | style.TIES).values()],
    ]:
        assert all(words) and len(set(words)) == len(words)


def test_categories_and_openness_are_those_of_the_ontology() -> None:
    concepts = Path(__file__).parent.parent / "ontology" / "concepts.ttl"
    text = concepts.read_text(encoding="utf-8")
    blocks = {m[1]: m[0] for m in re.finditer(r"^concept:(\S+)\n(?:    .*\n)+", text, re.MULTILINE)}
    categories = {k for k, b in blocks.items() if "skos:inScheme concept:lab-categories" in b}
    openness = {k for k, b in blocks.items() if "skos:inScheme concept:openness-levels" in b}
    assert set(style.CATEGORIES) == categories | {""}
    modalities = {k for k, b in blocks.items() if "skos:inScheme concept:modalities" in b}
    assert set(style.OPENNESS) == openness | {""}
    assert set(style.MODALITIES) == modalities | {""}


def test_every_relation_of_the_projection_has_a_stroke() -> None:
    from aikg.network import EDGE_KINDS, LINEAGE_KINDS

    assert set(style.LINEAGE) == LINEAGE_KINDS
    assert set(style.LINEAGE | style.TIES) == set(EDGE_KINDS.values())


def test_the_sheet_has_both_themes_by_system_and_by_choice() -> None:
    sheet = style.sheet()
    assert sheet.count(f"--page:{style.DARK.page};") == 2 and sheet.count(f"--page:{style.LIGHT.page};") == 1
    assert "prefers-color-scheme:dark" in sheet and "[data-theme=dark]" in sheet


def test_what_no_table_knows_looks_like_what_is_not_known() -> None:
    assert style.look_of("lab", "no such", "") == style.CATEGORIES[""]
    assert style.look_of("model", "", "no such") == style.OPENNESS[""]
    assert style.stroke_of("no such") == style.LINEAGE["based-on"]
