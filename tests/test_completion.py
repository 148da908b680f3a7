"""Completion through the protocol that the shells speak, and in real shells where they are installed."""

from __future__ import annotations

import os
import select
import shutil
import sys
import time
from typing import TYPE_CHECKING

import pytest

from program import environment, run

if TYPE_CHECKING:
    from pathlib import Path

SHELLS = ("bash", "zsh", "fish")


def complete(shell: str, line: str) -> list[str]:
    """What aikg offers for a line with the cursor at its end."""
    words = line.split(" ")
    count = len(words) - 1 - line.count("\\ ") - (1 if '"' in line else 0)
    current = words[-1] if shell == "fish" else str(count)
    if shell == "fish" and "\\ " in line:
        current = line[line.rindex(" ", 0, line.index("\\ ")) + 1 :]
    done = run(env={"_AIKG_COMPLETE": f"{shell}_complete", "COMP_WORDS": line, "COMP_CWORD": current})
    assert done.code == 0
    assert done.err == ""
    if shell == "zsh":
        return [line for line in done.lines[1::3] if line]
    return [text.partition(",")[2].partition("\t")[0] for text in done.lines if text]


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("aikg la", "labs"),
        ("aikg query ", "run"),
        ("aikg labs --coun", "--country"),
        ("aikg labs --format j", "jsonl"),
        ("aikg lab DeepS", "DeepSeek"),
        ("aikg lab 深度", "深度求索"),
        ("aikg lab Moonshot A", "AI"),
        ("aikg model DeepSeek R1-05", "R1-0528"),
        ("aikg product 可", "可灵AI"),
        ("aikg compare o3 Grok", "Grok-1"),
        ("aikg compare DeepSeek Ali", "Alibaba"),
        ("aikg benchmark GP", "GPQA"),
        ("aikg labs --country Chi", "China"),
        ("aikg query run best-by-c", "best-by-country"),
        ("aikg query show ran", "rank"),
        ("aikg query list --group rank", "rankings"),
        ("aikg query run cadence -p l", "lab="),
        ("aikg query run cadence -p lab=DeepS", "lab=DeepSeek"),
    ],
)
def test_what_is_offered(shell: str, line: str, wanted: str) -> None:
    assert wanted in complete(shell, line)


@pytest.mark.parametrize(
    ("shell", "wanted"), [("bash", "Moonshot\\ AI"), ("zsh", "Moonshot AI"), ("fish", "Moonshot AI")]
)
def test_a_name_with_a_blank_stays_one_word(shell: str, wanted: str) -> None:
    assert wanted in complete(shell, "aikg models --lab Moonshot\\ A")


def test_each_name_of_a_comparison_stands_for_itself() -> None:
    assert "DeepSeek R1-0528" in complete("zsh", "aikg compare o3 DeepSeek\\ R1-05")


def test_within_quotes_bash_gets_the_plain_name() -> None:
    assert complete("bash", 'aikg lab "Moonshot A') == ["Moonshot AI"]


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    "line",
    ["aikg nosuch x", "aikg lab 'qqqqzz", "aikg lab qqqqzz", "aikg query run nosuch -p x", "aikg lab \x1b"],
)
def test_what_cannot_be_completed_is_left_alone(shell: str, line: str) -> None:
    assert complete(shell, line) == []


def test_spellings_of_one_name_are_offered_once() -> None:
    assert sorted(complete("zsh", "aikg lab Moon")) == ["Moonshot", "Moonshot AI"]


@pytest.mark.parametrize("shell", SHELLS)
def test_file_names_are_left_to_the_shell(shell: str) -> None:
    at = "" if shell == "fish" else "3"
    done = run(
        env={
            "_AIKG_COMPLETE": f"{shell}_complete",
            "COMP_WORDS": "aikg labs -o ",
            "COMP_CWORD": at,
        }
    )
    assert done.out.startswith("file")


def typed(argv: list[str], setup: str, keys: str, path: Path) -> str:
    """What a shell shows once these keys were pressed."""
    import pty

    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(path)
        more = {"HOME": str(path), "TERM": "dumb", "PS1": "$ ", "LC_ALL": "C.UTF-8"}
        more["PATH"] = f"{path}{os.pathsep}{os.environ['PATH']}"
        os.execvpe(argv[0], argv, environment(more))

    def shown(until: str, seconds: float) -> str:
        found, end = b"", time.monotonic() + seconds
        while time.monotonic() < end and until not in found.decode(errors="replace"):
            if select.select([terminal], [], [], 0.1)[0]:
                try:
                    found += os.read(terminal, 65536)
                except OSError:
                    break
        return found.decode(errors="replace")

    shown("$", 3)
    os.write(terminal, f"{setup}; echo rea''dy\n".encode())
    shown("ready", 15)
    time.sleep(0.3)
    os.write(terminal, keys.encode())
    wanted = keys.split("\t")[0]
    got = shown("\x00", 4)
    assert wanted[:5] in got
    os.close(terminal)
    os.waitpid(pid, 0)
    return got


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize(
    ("shell", "setup"),
    [
        (["bash", "--norc", "--noprofile"], 'eval "$(aikg completion bash)"'),
        (["zsh", "-f"], 'autoload -U compinit; compinit -u; eval "$(aikg completion zsh)"'),
        (["fish", "--no-config"], "aikg completion fish | source"),
    ],
    ids=SHELLS,
)
@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        ("aikg lab 深度\t", "aikg lab 深度求索"),
        ("aikg models --lab Moonshot\\ A\t", "aikg models --lab Moonshot\\ AI"),
        ("aikg query run best-by-c\t", "aikg query run best-by-country"),
    ],
)
def test_a_real_shell_completes(shell: list[str], setup: str, keys: str, wanted: str, tmp_path: Path) -> None:
    if shutil.which(shell[0]) is None:
        pytest.skip(f"{shell[0]} is not installed")
    script = tmp_path / "aikg"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m aikg "$@"\n')
    script.chmod(0o755)
    assert wanted in typed(shell, setup, keys, tmp_path)
