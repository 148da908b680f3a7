"""The lineage of a model as a tree of lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aikg.wording import printable, readable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aikg.lineage import Lineage, Step

_DEEPEST = 40
"""Steps further away are not indented any more, so that a long chain stays readable."""


def render(lineage: Lineage) -> str:
    """The model, then its ancestors and its descendants; a remark where something is cut or cyclic."""
    lines = [printable(lineage.model.label)]
    for title, steps in (("Made from", lineage.ancestors), ("Led to", lineage.descendants)):
        if steps:
            lines += ["", title, *_branches(steps)]
    if not (lineage.ancestors or lineage.descendants):
        lines.append("(no lineage is known)")
    return "\n".join(lines) + "\n"


def _branches(steps: Sequence[Step]) -> list[str]:
    lines, open_above = [], list[bool]()
    for step in steps:
        del open_above[step.depth - 1 :]
        bars = "".join("│  " if is_open else "   " for is_open in open_above[-_DEEPEST:])
        lines.append(bars + ("└─ " if step.last else "├─ ") + _line(step))
        open_above.append(not step.last)
    return lines


def _line(step: Step) -> str:
    where = ", ".join(part for part in (step.lab, step.country, readable(step.released)) if part)
    note = " — a cycle, not followed" if step.cycle else " — see above" if step.seen else ""
    return printable(f"{step.kind}: {step.label}" + (f" ({where})" if where else "")) + note
