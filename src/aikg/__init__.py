"""aikg: a knowledge graph of the AI ecosystem — labs, models, products, benchmarks — that says who says so.

>>> import aikg
>>> kg = aikg.load()
>>> kg.run("rank", country="China").dicts()[0]["modelLabel"]
'DeepSeek R1-0528'
"""

from __future__ import annotations

TYPE_CHECKING = False  # type checkers take it for the one of `typing`, which takes milliseconds to import
if TYPE_CHECKING:
    from aikg.errors import AikgError
    from aikg.knowledge_graph import KnowledgeGraph, load
    from aikg.solutions import Solutions

__version__ = "0.1.0"
__all__ = ["AikgError", "KnowledgeGraph", "Solutions", "__version__", "load"]

_PUBLIC = {
    "AikgError": "aikg.errors",
    "KnowledgeGraph": "aikg.knowledge_graph",
    "Solutions": "aikg.solutions",
    "load": "aikg.knowledge_graph",
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used, so that `aikg --help` imports none of them."""
    from importlib import import_module

    if name not in _PUBLIC:
        raise AttributeError(f"module 'aikg' has no attribute {name!r}")
    return getattr(import_module(_PUBLIC[name]), name)
