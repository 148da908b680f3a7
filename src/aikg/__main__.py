"""`python -m aikg` is `aikg`."""

# `signal` makes enumerations of it, for milliseconds in which Ctrl-C would show us in a traceback.
import _signal  # type: ignore[import-not-found]


def main() -> None:
    """Start the command line; Ctrl-C while Python is still importing ends it without a traceback."""
    if _signal.getsignal(_signal.SIGINT) is _signal.default_int_handler:
        _signal.signal(_signal.SIGINT, _signal.SIG_DFL)
    from aikg.cli import main as run

    run()


if __name__ == "__main__":
    main()
