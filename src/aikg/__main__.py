"""`python -m aikg` is `aikg`."""

from __future__ import annotations

import signal


def main() -> None:
    """Start the command line; Ctrl-C while Python is still importing ends it without a traceback."""
    with_handler = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if with_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from aikg.cli import main as run

    run()


if __name__ == "__main__":
    main()
