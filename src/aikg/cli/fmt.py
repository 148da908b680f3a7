"""`aikg fmt`: Turtle in canonical form."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from aikg.cli.completing import file_names
from aikg.cli.paths import path_of
from aikg.cli.writing import remark, write
from aikg.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]...", shell_complete=file_names)
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if a file is not in canonical form.")
def fmt(paths: tuple[str, ...], check: bool) -> None:
    """Write Turtle files in canonical form: one triple a line, in a fixed order.

    Without PATH: aikg's own files.

    Example: aikg fmt data/labs/deepseek.ttl
    """
    from aikg import resources, turtle

    files = _files(paths) if paths else [file.path for file in resources.shipped()]
    changed = []
    for path in files:
        text = turtle.text_of(path)
        canonical = turtle.formatted(text, path)
        if canonical != text:
            changed.append(path)
            if not check:
                write(canonical, str(path))
    for path in changed:
        remark(f"{'not canonical' if check else 'formatted'}: {path}")
    if check and changed:
        remark(f"Run: aikg fmt {' '.join(paths)}".rstrip())
        raise click.exceptions.Exit(1)
    count = f"{len(files)} {'file' if len(files) == 1 else 'files'}"
    remark(f"{count}, {len(changed)} {'to format' if check else 'formatted'}.")


def _files(paths: tuple[str, ...]) -> list[Path]:
    files: list[Path] = []
    for name in paths:
        path = path_of(name)
        if path.is_dir():
            files += sorted(path.rglob("*.ttl"))
        elif path.exists():
            files.append(path)
        else:
            raise DataError("does not exist", path)
    return files
