"""The server's own words, on standard error."""

from __future__ import annotations

import contextlib
import sys


def say(text: str) -> None:
    """Lines for whoever runs the server; whatever a client put into them, a terminal only shows it."""
    from aikg.wording import printable

    with contextlib.suppress(OSError):
        print("\n".join(f"aikg: {printable(line)}" for line in text.split("\n")), file=sys.stderr, flush=True)
