"""`aikg lab`, `model`, `product`, `benchmark`: all about one thing."""

from __future__ import annotations

import click

from aikg.cli.completing import named
from aikg.cli.output import Listing, listing
from aikg.cli.writing import remark


def _page(out: Listing, kind: str, name: tuple[str, ...]) -> None:
    from aikg.lookup import look_up
    from aikg.solutions import remarked

    with out.opened() as graph:
        page = look_up(graph, kind, " ".join(name))
    within = page.remarks and not out.remarks_apart
    out.show((*page.sections, remarked(page.remarks)) if within else page.sections)
    for said in () if within else page.remarks:
        remark(said)
    if out.for_people and page.next:
        remark("Next: " + " · ".join(page.next))


@click.command()
@named("lab")
@listing
def lab(out: Listing, name: tuple[str, ...]) -> None:
    """All about a LAB, by any of its names: who it is, its models, products and lineage.

    Of a lab with more than 250 models the newest 100 are shown, and how many there are.

    Example: aikg lab 深度求索
    """
    _page(out, "lab", name)


@click.command()
@named("model")
@listing
def model(out: Listing, name: tuple[str, ...]) -> None:
    """All about a MODEL: each fact with its source, and its scores. A family's name shows its releases.

    Example: aikg model R1-0528
    """
    _page(out, "model", name)


@click.command()
@named("product")
@listing
def product(out: Listing, name: tuple[str, ...]) -> None:
    """All about a PRODUCT: who operates it and what it runs on.

    Example: aikg product Kling
    """
    _page(out, "product", name)


@click.command()
@named("benchmark")
@listing
def benchmark(out: Listing, name: tuple[str, ...]) -> None:
    """The versions of a BENCHMARK, with unit, range, parts and number of scores.

    Example: aikg benchmark "Intelligence Index"
    """
    _page(out, "benchmark", name)
