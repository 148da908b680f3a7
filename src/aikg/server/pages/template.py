"""Templates: Jinja with every text escaped, and freed of what a page would obey or hide.

A value reaches a page as text. Markup is only what a template itself holds, or what one of our own functions
made as `Markup`.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from aikg.errors import MissingExtra
from aikg.wording import printable

if TYPE_CHECKING:
    from jinja2 import Environment


def filled(name: str, **values: Any) -> str:
    """The template of this name with its values; a name that it uses and is not given is an error."""
    return _environment().get_template(f"{name}.html").render(**values)


@cache
def _environment() -> Environment:
    try:
        from jinja2 import Environment, PackageLoader, StrictUndefined
    except ImportError:
        raise MissingExtra("A page", "serve") from None
    from aikg.server.pages import links

    made = Environment(
        loader=PackageLoader("aikg.server.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["outward"] = links.outward
    made.filters["local"] = links.local
    made.filters["asked"] = links.asked
    made.filters["lines"] = _lines
    return made


def _lines(text: str) -> Any:
    """Text of several lines, which stay lines."""
    from markupsafe import Markup, escape

    return Markup("\n").join(escape(printable(line.expandtabs(4))) for line in text.splitlines())


def _shown(value: Any) -> Any:
    """Text without control and direction characters; markup as it is."""
    if value is None:
        return ""
    return printable(value) if isinstance(value, str) and not hasattr(value, "__html__") else value
