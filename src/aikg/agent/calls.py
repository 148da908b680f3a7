"""Calls: a tool's name and arguments to its reply. Every failure becomes a reply with `error`."""

from __future__ import annotations

import difflib
import os
import sys
import traceback
from typing import TYPE_CHECKING, Any, Final

from aikg.agent import asked, inputs, reply
from aikg.agent.faults import fault, kept_back
from aikg.agent.tools import TOOLS
from aikg.errors import AikgError, UnknownName
from aikg.wording import printable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aikg.agent.desk import Desk
    from aikg.agent.inputs import Given
    from aikg.agent.tools import Tool
    from aikg.knowledge_graph import KnowledgeGraph

_BY_NAME: Final = {tool.name: tool for tool in TOOLS}


async def call(desk: Desk, name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The reply of a tool, in the form of reply.SCHEMA."""
    try:
        tool = _BY_NAME.get(name)
        if tool is None:
            near = difflib.get_close_matches(name[:60], _BY_NAME)
            raise UnknownName("tool", name, near, f"There are: {', '.join(_BY_NAME)}.")
        given = inputs.read(tool.inputs, arguments)
        ask = desk.ask_foreign if tool.foreign else desk.ask
        return await ask(lambda graph: _answered(tool, given, graph))
    except Exception as error:
        return {"error": told(error)}


def told(error: Exception) -> dict[str, Any]:
    """The error for the client; what only the one who runs the server may read goes to standard error."""
    if kept_back(error):
        if isinstance(error, AikgError):
            said = str(error)
        elif os.environ.get("AIKG_TRACEBACK"):
            said = "".join(traceback.format_exception(error))
        else:
            what = f"{type(error).__name__}: {str(error)[:200]}"
            said = f"This is a bug in aikg ({what}). AIKG_TRACEBACK=1 tells more."
        lines = (printable(line) for line in said.split("\n"))
        print("aikg: " + "\n".join(lines), file=sys.stderr, flush=True)
    return fault(error)


def _answered(tool: Tool, given: Given, graph: KnowledgeGraph) -> dict[str, Any]:
    noting, notes = asked.noting(graph)
    finding = tool.answer(noting, given)
    bounds = reply.Bounds(
        given.get("limit", reply.ROWS),
        given.get("offset", 0),
        given.get("part"),
        tool.takes("offset"),
        tool.takes("part"),
    )
    return reply.structured(finding, bounds, notes, graph)
