"""`aikg completion`: the script that teaches a shell to complete commands and names."""

from __future__ import annotations

import click

from aikg.cli.writing import write


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script of your SHELL.

    Example: eval "$(aikg completion bash)"
    """
    from aikg.cli import cli
    from aikg.cli.completing import shells

    write(shells()[shell](cli, {}, "aikg", "_AIKG_COMPLETE").source() + "\n", None)
