"""`python -m aikg` is `aikg`."""

from aikg.cli import main

main()
