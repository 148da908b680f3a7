"""`aikg lab`, `model`, `product`, `benchmark`: all about one thing."""

from __future__ import annotations

import click

from aikg.cli.output import listing, named, opened, remark, show


def _page(kind: str, name: tuple[str, ...], as_of: str | None, form: str | None, output: str | None,
          spreadsheet_safe: bool, data: tuple[str, ...]) -> None:
    from aikg.lookup import look_up

    with opened(data) as graph:
        page = look_up(graph, kind, " ".join(name), as_of)
    show(page.sections, form, output, spreadsheet_safe)
    remark("Next: " + " · ".join(page.next))


_as_of = click.option("--as-of", metavar="DATE", help="Only what was released and published by this date.")


@click.command()
@named("lab")
@_as_of
@listing
def lab(name: tuple[str, ...], as_of: str | None, form: str | None, output: str | None,
        spreadsheet_safe: bool, data: tuple[str, ...]) -> None:
    """All about a LAB, by any of its names: who it is, its models, products and lineage.

    Example: aikg lab 深度求索
    """
    _page("lab", name, as_of, form, output, spreadsheet_safe, data)


@click.command()
@named("model")
@_as_of
@listing
def model(name: tuple[str, ...], as_of: str | None, form: str | None, output: str | None,
          spreadsheet_safe: bool, data: tuple[str, ...]) -> None:
    """All about a MODEL: each fact with its source, and its scores. A family's name shows its releases.

    Example: aikg model R1-0528
    """
    _page("model", name, as_of, form, output, spreadsheet_safe, data)


@click.command()
@named("product")
@listing
def product(name: tuple[str, ...], form: str | None, output: str | None,
            spreadsheet_safe: bool, data: tuple[str, ...]) -> None:
    """All about a PRODUCT: who operates it and what it runs on.

    Example: aikg product Kling
    """
    _page("product", name, None, form, output, spreadsheet_safe, data)


@click.command()
@named("benchmark")
@listing
def benchmark(name: tuple[str, ...], form: str | None, output: str | None,
              spreadsheet_safe: bool, data: tuple[str, ...]) -> None:
    """The versions of a BENCHMARK, with unit, range, parts and number of scores.

    Example: aikg benchmark "Intelligence Index"
    """
    _page("benchmark", name, None, form, output, spreadsheet_safe, data)
