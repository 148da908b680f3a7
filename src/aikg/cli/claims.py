"""`aikg claims`: what a report says, and what the data say to it."""

from __future__ import annotations

import click

from aikg.cli.completing import names_of
from aikg.cli.output import Listing, listing
from aikg.cli.writing import remark
from aikg.errors import UsageError


@click.command()
@click.argument("report", nargs=-1, shell_complete=names_of("source"))
@click.option(
    "--claim", "-c", "numbers", type=int, multiple=True, metavar="NUMBER", help="Only this claim; repeatable."
)
@click.option(
    "--verdict",
    type=click.Choice(["supported", "contradicted", "depends", "not-decidable"]),
    help="Only claims with this verdict.",
)
@click.option("--readings", is_flag=True, help="In a table too, how each claim is decided.")
@click.option("--reports", "only_reports", is_flag=True, help="List the reports whose claims are here.")
@listing
def claims(
    out: Listing,
    report: tuple[str, ...],
    numbers: tuple[int, ...],
    verdict: str | None,
    readings: bool,
    only_reports: bool,
) -> None:
    """What a REPORT claims, and whether the data support it: State of AI: China, Q2 2025, or another.

    The verdict is computed: supported, contradicted, depends (on how the claim is read), or not decidable.
    A report's own figures agree with themselves, so “rests on” says whether others confirm it.

    Example: aikg claims --claim 4
    """
    from aikg.claims import claims as judge
    from aikg.claims import reports

    with out.opened() as graph:
        if only_reports:
            if report or numbers or verdict or readings:
                raise UsageError(
                    "--reports lists reports; it goes with no report, claim, verdict or readings."
                )
            out.show(reports(graph), empty="No report's claims are here.")
            return
        judged = judge(graph, " ".join(report) or None)
    if not judged.claims:
        day = f" by {out.as_of}" if out.as_of else ""
        remark(f"No claim of {judged.report.label} is here{day}; `aikg claims --reports` lists reports.")
        raise click.exceptions.Exit(1)
    chosen = judged.only(numbers, verdict.replace("-", " ") if verdict else None)
    if not out.for_people or numbers or readings:
        out.show(chosen.sections(), empty="No claim is left.")
        return
    remark(f"{judged.report.label}: " + ", ".join(f"{n} {v}" for v, n in judged.counts.items()) + ".")
    out.show(chosen.brief(), empty="No claim is left.")
    remark("Next: aikg claims --claim 4, for the readings behind a verdict and the rows behind a reading")
