"""Ctrl-C and SIGTERM: the program ends within a second, whatever it does, and leaves nothing half-written.

Python hears a signal only between two of its own instructions, and a query of Oxigraph, one instruction, may
take minutes. So a thread hears it too, and ends the process when the main thread does not.
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from typing import Final, NoReturn

from aikg.cli.writing import unfinished

PATIENCE: Final = 0.4
"""Seconds that the main thread has to end by itself."""

SAID: Final = {signal.SIGINT: "interrupted", signal.SIGTERM: "terminated"}


said = threading.Event()
"""Set by the main thread once it has told the user; it is ending then."""


class Terminated(BaseException):
    """SIGTERM was received."""


def watch() -> None:
    """From now on SIGINT raises KeyboardInterrupt, SIGTERM raises Terminated, and neither can be ignored."""
    if threading.current_thread() is not threading.main_thread():
        return
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:  # `nohup`, a job in the background
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if signal.getsignal(signal.SIGTERM) is not signal.SIG_IGN:
        signal.signal(signal.SIGTERM, _terminate)
    if os.name != "nt":  # Windows wakes up sockets only; there Python alone hears the signal
        here, there = os.pipe()
        os.set_blocking(there, False)
        signal.set_wakeup_fd(there, warn_on_full_buffer=False)
        threading.Thread(target=_listen, args=(here,), daemon=True).start()


def rest() -> None:
    """The work is done: from now on a signal ends the process at once, and says nothing."""
    for number in SAID:
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)


def code_of(number: int) -> int:
    """The exit code by which shells tell that a signal ended a program."""
    return 128 + number


def _terminate(number: int, frame: object) -> NoReturn:
    raise Terminated


def _listen(here: int) -> None:
    while received := os.read(here, 1):
        number = received[0]
        if number in SAID:
            threading.Event().wait(PATIENCE)
            _end(number)


def _end(number: int) -> NoReturn:
    for path in list(unfinished):
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
    if not said.is_set():
        with contextlib.suppress(OSError):
            os.write(2, f"aikg: {SAID[signal.Signals(number)]}\n".encode())
    os._exit(code_of(number))
