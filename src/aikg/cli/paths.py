"""File names of the command line."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def path_of(text: str) -> Path:
    """A file name of the command line as a path, whatever the locale says."""
    from pathlib import Path

    return Path(os.fsdecode(text.encode("utf-8", "surrogateescape")))
