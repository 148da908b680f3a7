"""The limits of a server."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """How much one request may take, and how many may be at work. Times in seconds, sizes in bytes."""

    seconds: float = 10
    """A query that a user wrote."""
    own_seconds: float = 30
    """What aikg asks itself: a page, a saved query."""
    rows: int = 1_000_000
    """Rows, or triples, of an answer to a user's query."""
    answer: int = 32 * 1024**2
    """An answer to a user's query."""
    memory: int = 2 * 1024**3
    """The process that runs a user's query, its copy of the graph included."""
    workers: int = 6
    """Processes for users' queries. They start when they are needed."""
    threads: int = 4
    """Threads for our own work."""
    waiting: int = 256
    """Requests that may wait for a thread or a process; those after them are told to come again."""
    patience: float = 10
    """How long a user's query may wait for a process."""
    connections: int = 500
    """Connections at once."""
    url: int = 32 * 1024
    """Path and query of a URL."""
    body: int = 256 * 1024
    """The body of a request."""
    arrival: float = 15
    """From the first byte of a request to the end of its head; and for its body likewise."""
    idle: int = 15
    """A connection between two requests."""
    departure: float = 60
    """How long a client may take nothing of an answer."""
