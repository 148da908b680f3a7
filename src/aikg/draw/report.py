"""The report as one HTML file that needs no network: text, charts as pictures, tables, sources.

Nothing in it is a script, and its policy allows none; every text of the data is escaped.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from dataclasses import asdict
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from aikg.errors import MissingExtra
from aikg.render.report import numbered, subtitle
from aikg.wording import grid, printable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aikg.knowledge_graph import KnowledgeGraph
    from aikg.report.structure import Citation, Exhibit, Part, Report, Sentence

_DATE: Final = ' class="date"'
_IS_DATE: Final = re.compile(r"\d{4}-\d{2}(-\d{2})?")
_NOTES: Final = "Figures count what is in the graph, and say little about what is in the world."


def page(report: Report, graph: KnowledgeGraph) -> str:
    """The whole page; its charts are drawn from the graph that the report was told from.

    Without the extra `aikg[charts]` the charts are left out, and the page says so.
    """
    from aikg.draw import style

    numbers = report.numbers
    notes = [_NOTES]
    pictures: dict[int, str] = {}
    try:
        pictures = _pictures(report, graph)
    except MissingExtra as error:
        notes.append(f"Charts are left out. {error}")
    parts = {
        "title": _text(report.title),
        "subtitle": _text(subtitle(report)),
        "command": _text(report.command),
        "light": _colours(style.LIGHT),
        "dark": _colours(style.DARK),
        "contents": "".join(
            f'<li><a href="#part-{number}">{_text(part.title)}</a></li>'
            for number, part in enumerate(report.parts, 1)
        ),
        "parts": "\n".join(
            _part(part, number, numbers, pictures) for number, part in enumerate(report.parts, 1)
        ),
        "sources": "\n".join(
            f'<li id="source-{number}">{_cited(citation)}</li>'
            for number, citation in enumerate(report.sources, 1)
        ),
        "notes": _text(" ".join(notes)),
    }
    template = files("aikg.draw").joinpath("report.html").read_text(encoding="utf-8")
    filled = re.sub(r"\{\{(\w+)\}\}", lambda m: parts[m[1]], template)
    sheet = re.search("<style>(.*?)</style>", filled, re.DOTALL)
    assert sheet is not None
    digest = base64.b64encode(hashlib.sha256(sheet[1].encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    return filled.replace("{policy}", policy, 1)


def _pictures(report: Report, graph: KnowledgeGraph) -> dict[int, str]:
    """The charts, by the identity of their exhibit; one that has nothing to show is left out.

    Each is there twice, for a page and for a telephone.
    """
    from aikg.draw import chart

    found = {}
    for part in report.parts:
        for exhibit in part.exhibits:
            if exhibit.picture is not None:
                options = dict(exhibit.picture.options)
                if report.as_of is not None:
                    options["as_of"] = report.as_of
                wide = chart.svg(exhibit.picture.kind, graph, **options)
                if wide:
                    narrow = chart.svg(exhibit.picture.kind, graph, width=chart.NARROW, **options)
                    found[id(exhibit)] = f'<div class="wide">{wide}</div><div class="narrow">{narrow}</div>'
    return found


def _colours(theme: object) -> str:
    return "".join(f"--{name}:{colour};" for name, colour in asdict(theme).items())  # type: ignore[call-overload]


def _part(part: Part, number: int, numbers: Mapping[str, int], pictures: Mapping[int, str]) -> str:
    told = "".join(f"<li>{_sentence(sentence, numbers)}</li>\n" for sentence in part.sentences)
    asked = _asked(*(sentence.command for sentence in part.sentences))
    exhibits = "\n".join(_exhibit(exhibit, numbers, pictures) for exhibit in part.exhibits)
    return (
        f'<section id="part-{number}" aria-labelledby="part-{number}-title">\n'
        f'<h2 id="part-{number}-title">{_text(part.title)}</h2>\n'
        f'<ul class="told">{told}</ul>\n{asked}\n{exhibits}\n</section>'
    )


def _sentence(sentence: Sentence, numbers: Mapping[str, int]) -> str:
    return _text(sentence.text) + _marks(sorted({numbers[title] for title in sentence.sources}))


def _marks(found: list[int]) -> str:
    links = ", ".join(f'<a href="#source-{number}">{number}</a>' for number in found)
    return f' <span class="mark">{links}</span>' if links else ""


def _exhibit(exhibit: Exhibit, numbers: Mapping[str, int], pictures: Mapping[int, str]) -> str:
    headings, numeric, rows = grid(numbered(exhibit, numbers))
    linked = {i for i, heading in enumerate(headings) if heading.endswith("source")}
    kinds = [' class="number"' if number else "" for number in numeric]
    head = "".join(f'<th scope="col"{k}>{_text(h)}</th>' for h, k in zip(headings, kinds, strict=True))
    body = "".join(
        "<tr>"
        + "".join(
            f'<td><a href="#source-{cell}">{cell}</a></td>' if i in linked and cell.isdigit()
            else f"<td{_DATE if _IS_DATE.fullmatch(cell) else kinds[i]}>{_text(cell)}</td>"
            for i, cell in enumerate(row)
        )
        + "</tr>\n"
        for row in rows
    )  # fmt: skip
    title = _text(exhibit.title)
    drawn = pictures.get(id(exhibit))
    picture = f'<figure class="picture">{drawn}</figure>\n' if drawn else ""
    table = f"<table><thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table>"
    return (
        f"<h3>{title}</h3>\n{picture}"
        f'<div class="rows" tabindex="0" role="region" aria-label="{title}">{table}</div>\n'
        f"{_asked(exhibit.command)}"
    )


def _asked(*commands: str) -> str:
    told = "<br>".join(f"<code>{_text(command)}</code>" for command in dict.fromkeys(commands) if command)
    return f'<p class="asked">{told}</p>' if told else ""


def _cited(citation: Citation) -> str:
    url = citation.url if re.fullmatch(r"https?://[^\s<>]+", citation.url) else ""
    link = f' <a href="{_text(url)}" rel="noreferrer">{_text(url)}</a>' if url else ""
    return f"{_text(citation.text)}{link}"


def _text(text: str) -> str:
    return html.escape(printable(text))
