"""aikg as users start it: a process of its own, with pipes or on a terminal."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    import signal
    from collections.abc import Mapping, Sequence
    from pathlib import Path

COMMAND = [sys.executable, "-m", "aikg"]


@dataclass(frozen=True)
class Done:
    """How a run ended. On a terminal both streams are in `out`."""

    code: int
    out: str
    err: str = ""

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    env = {key: value for key, value in os.environ.items() if key not in ("COLUMNS", "NO_COLOR", "TERM")}
    return env | {"TERM": "xterm"} | dict(more or {})


def run(
    *words: str,
    env: Mapping[str, str] | None = None,
    only: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stdin: bytes | None = None,
    stdout: int | IO[bytes] = subprocess.PIPE,
    raw: bool = False,
) -> Done:
    """aikg with pipes. `only` is the whole environment, `env` is added to this one's."""
    done = subprocess.run(
        [*COMMAND, *words],
        env=dict(only) if only is not None else environment(env),
        cwd=cwd,
        input=stdin,
        stdout=stdout,
        stderr=subprocess.PIPE,
        timeout=120,
        check=False,
    )
    out = (done.stdout or b"").decode("latin-1" if raw else "utf-8")
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    return Done(done.returncode, out, done.stderr.decode())


def on_terminal(*words: str, columns: int = 80, env: Mapping[str, str] | None = None) -> Done:
    """aikg on a pseudo-terminal, with what it prints there."""
    import fcntl
    import pty
    import termios

    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen(
        [*COMMAND, *words], env=environment(env), stdin=follower, stdout=follower, stderr=follower
    )
    os.close(follower)
    out = b""
    while True:
        try:
            part = os.read(leader, 65536)
        except OSError:  # Linux says so when the other side is gone
            break
        if not part:
            break
        out += part
    os.close(leader)
    text = out.decode().replace("\r\n", "\n")
    assert "Traceback" not in text, text
    return Done(process.wait(timeout=60), text)


def interrupted(words: Sequence[str], number: signal.Signals, after: float, cwd: Path | None = None) -> Done:
    """aikg, sent a signal after some seconds. It must end long before a query of a minute would."""
    process = subprocess.Popen(
        [*COMMAND, *words],
        env=environment(),
        cwd=cwd,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    time.sleep(after)
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    return Done(process.returncode, out.decode(), err.decode())
