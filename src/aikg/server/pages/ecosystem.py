"""The ecosystem: the page of `aikg graph` under a policy of its own, and its picture."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from aikg.server.pages.page import Asked, Page

if TYPE_CHECKING:
    from aikg.knowledge_graph import KnowledgeGraph

_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')
_BEYOND = "; frame-ancestors 'none'"
"""What a policy can say only as a header."""


def graph(kg: KnowledgeGraph, asked: Asked) -> Page:
    """Labs, families, models and products to move about in; `lab`, `country`, `category` restrict it.

    With `model` it is the family tree of one.
    """
    from aikg.draw.page import page
    from aikg.network import Selection, project

    chosen = asked.given("lab", "model", "country", "category")
    network = project(kg, Selection(**chosen) if chosen else None)
    what = ", ".join(f"{name}: {value}" for name, value in chosen.items()) or "labs, models and products"
    what += f", as of {asked.day}" if asked.day else ""
    layouts = ("lineage", "ecosystem", "timeline") if "model" in chosen else ("ecosystem", "timeline")
    return _with_policy(page(network, title="AI ecosystem", subtitle=what, layouts=layouts, site=True))


def picture(kg: KnowledgeGraph, asked: Asked) -> str:
    """The ecosystem as SVG."""
    from aikg import draw
    from aikg.network import project

    made = draw.drawn(
        project(kg), "svg", title="AI ecosystem", subtitle="labs, models and products", layouts=["ecosystem"]
    )
    return made.decode()


def _with_policy(text: str) -> Page:
    """The page with the policy that it states: its own script and style by their digests, nothing else."""
    stated = _POLICY.search(text)
    assert stated is not None
    return Page(text, policy=html.unescape(stated[1]) + _BEYOND)
