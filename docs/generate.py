"""Writes the reference pages beside it: ontology.md, queries.md, cli.md, agents.md. Never edit them by hand.

    python docs/generate.py            write them
    python docs/generate.py --check    write nothing; exit 1 and name what is out of date

The pages come from the Turtle of the ontology, the headers of the saved queries, the options of the commands
and the inputs of the tools, so they say the same on every machine, terminal and version of the libraries.
"""

from __future__ import annotations

import argparse
import inspect
import re
import shlex
import sys
import textwrap
from collections import defaultdict
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from aikg import catalogue, errors, export, gate, render, resources, turtle
from aikg.agent import asked as noted
from aikg.agent import desk, documents, faults, inputs, reply, server, tools
from aikg.agent import wording as cells
from aikg.cli import COMMANDS, cli, main
from aikg.vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from aikg.catalogue import SavedQuery

HERE: Final = Path(__file__).resolve().parent
HEAD: Final = "<!-- Written by docs/generate.py. Change {source}, then run: python docs/generate.py -->\n\n"

Terms = dict[str, dict[str, list[str]]]
"""Subject -> property -> values, all as prefixed names or plain text."""


# ------------------------------------------------------------------------------------------- ontology


def ontology() -> str:
    """Classes with their shapes, properties, schemes with their concepts, prefixes."""
    terms, concepts, shapes = (_terms(f"ontology/{name}.ttl") for name in ("aikg", "concepts", "shapes"))
    about = terms["<https://w3id.org/aikg/ontology>"]
    parts = [
        HEAD.format(source="ontology/*.ttl"),
        "# The ontology\n\n",
        f"{_one(about, 'dcterms:description')} Version {_one(about, 'owl:versionInfo')}.\n",
        "`ontology/aikg.ttl` defines classes and properties, `concepts.ttl` the values that are chosen from\n"
        "a list, `shapes.ttl` what a thing of each class may state. The shapes are closed: `aikg check`\n"
        "names a property that is not in the table of its class.\n\n",
        "[Classes](#classes) · [Properties](#properties) · [Concepts](#concepts) · [Prefixes](#prefixes)\n\n",
        "## Classes\n",
    ]
    targets = _targets(shapes)
    for name in _of_type(terms, "owl:Class"):
        parts.append(_class(name, terms[name], targets.get(name), shapes))
    parts += ["\n## Properties\n\n", _properties(terms), "\n## Concepts\n"]
    schemes = _of_type(concepts, "skos:ConceptScheme")
    for name in schemes:
        parts.append(_scheme(name, concepts))
    parts += ["\n## Prefixes\n\n", "Queries of `aikg sparql` need not declare them.\n\n"]
    prefixes = [(f"`{prefix}:`", f"`{namespace}`") for prefix, namespace in sorted(PREFIXES.items())]
    parts.append(_table(("prefix", "namespace"), prefixes))
    return "".join(parts)


def _class(name: str, term: dict[str, list[str]], shape: str | None, shapes: Terms) -> str:
    broader = ", ".join(f"`{c}`" for c in sorted(term.get("rdfs:subClassOf", ())))
    lines = [f"\n### {name}\n\n{_one(term, 'skos:definition')}\n\n"]
    facts = [f"A kind of {broader}"] if broader else []
    facts.append(f"example `{_one(term, 'skos:example')}`")
    lines.append("; ".join(facts) + ".\n\n")
    if shape is None:
        return "".join(lines)
    rows = []
    for part in shapes[shape].get("sh:property", ()):
        path, message = _one(shapes[part], "sh:path"), _one(shapes[part], "sh:message")
        says = re.sub(r"^\S+ of an? \S+ takes ", "", message).rstrip(".")
        rows.append((f"`{path}`", says))
    return "".join(lines) + _table(("property", "values"), sorted(rows))


def _properties(terms: Terms) -> str:
    rows = []
    kinds = ("owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty")
    for name in sorted({n for kind in kinds for n in _of_type(terms, kind)}):
        term = terms[name]
        domain = ", ".join(_linked(c) for c in sorted(term.get("schema:domainIncludes", ())))
        values = ", ".join(_linked(c) for c in sorted(term.get("schema:rangeIncludes", ())))
        above = ", ".join(f"`{p}`" for p in sorted(term.get("rdfs:subPropertyOf", ())))
        attests = ", ".join(f"`{p}`" for p in sorted(term.get("aikg:attests", ())))
        definition = _cell(_one(term, "skos:definition")) + (f" Attests {attests}." if attests else "")
        rows.append((f"`{name}`", definition, domain, values, above, f"`{_one(term, 'skos:example')}`"))
    return _table(("property", "definition", "of", "values", "below", "example"), rows)


def _scheme(name: str, concepts: Terms) -> str:
    members = [n for n, t in concepts.items() if name in t.get("skos:inScheme", ())]
    members.sort(key=lambda n: (int(_one(concepts[n], "aikg:order") or 0), n))
    rows = []
    for member in members:
        term = concepts[member]
        labels = "; ".join(_cell(v) for v in term.get("skos:prefLabel", ()))
        names = ", ".join(_cell(v) for v in (*term.get("skos:notation", ()), *term.get("skos:altLabel", ())))
        broader = ", ".join(f"`{b}`" for b in term.get("skos:broader", ()))
        rows.append((f"`{member}`", labels, names, _cell(_one(term, "skos:definition")), broader))
    title = f"\n### {name}\n\n{_one(concepts[name], 'skos:definition')}\n\n"
    return title + _table(("concept", "label", "also", "meaning", "under"), rows)


def _terms(path: str) -> Terms:
    found: Terms = defaultdict(lambda: defaultdict(list))
    for triple in turtle.read(resources.root() / path):
        subject, predicate, value = triple.subject, triple.predicate, triple.object
        text = value.value if hasattr(value, "datatype") else turtle.compact(value.value)
        found[turtle.compact(subject.value)][turtle.compact(predicate.value)].append(text)
    return found


def _of_type(terms: Terms, kind: str) -> list[str]:
    return sorted(name for name, term in terms.items() if kind in term.get("rdf:type", ()))


def _targets(shapes: Terms) -> dict[str, str]:
    return {cls: name for name, term in shapes.items() for cls in term.get("sh:targetClass", ())}


def _one(term: dict[str, list[str]], name: str) -> str:
    return next(iter(term.get(name, ())), "")


def _linked(name: str) -> str:
    """A class of ours leads to its heading."""
    return f"[`{name}`](#{_anchor(name)})" if name.startswith("aikg:") else f"`{name}`"


# -------------------------------------------------------------------------------------------- queries


def queries() -> str:
    """Every saved query by group, after the questions that they answer."""
    every = catalogue.all_queries()
    groups = sorted({query.group for query in every})
    parts = [
        HEAD.format(source="the header of the query"),
        "# The saved queries\n\n",
        "One question a file, `queries/<group>/<name>.rq`. `aikg query show NAME` prints the SPARQL,\n"
        "with `-p name=value` ready to run on any engine; `aikg query run NAME` answers it. In Python\n"
        "`kg.run(name, parameter=value)` does. A parameter in brackets may be left out. One that takes a\n"
        "thing takes any name of that thing; its type says of which kind.\n\n",
        " · ".join(f"[{group}](#group-{group})" for group in groups) + "\n\n",
        "## Questions\n\n",
        "What people in this field ask, by [questions.md](questions.md), and the queries that answer.\n\n",
        _questions(every),
    ]
    for group in groups:
        parts.append(f"\n## Group: {group}\n")
        if group == "checks":
            parts.append("\nRun by `aikg check`. A check finds nothing when the data are in order.\n")
        if group in ("names", "network"):
            parts.append("\nUsed by aikg itself; they answer to anyone.\n")
        parts += [_query(query) for query in every if query.group == group]
    return "".join(parts)


def asked() -> dict[str, str]:
    """The questions of questions.md by number."""
    text = (HERE / "questions.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^(\d+)\. (.+(?:\n   .+)*)", text, re.MULTILINE))


def _questions(every: Sequence[SavedQuery]) -> str:
    known = asked()
    answers: dict[str, list[str]] = {number: [] for number in known}
    for query in every:
        for number in query.header.get("questions", ()):
            if number not in known:
                raise SystemExit(f"{query.path}: question {number} is not in docs/questions.md; add it.")
            answers[number].append(f"[{query.name}](#{_anchor(query.name)})")
    rows = [
        (number, _cell(" ".join(known[number].split())), ", ".join(found) or "not yet")
        for number, found in answers.items()
    ]
    return _table(("", "question", "queries"), rows)


def _query(query: SavedQuery) -> str:
    parts = [f"\n### {query.name}\n\n{query.summary}.\n"]
    if query.description:
        parts.append(f"{query.description}\n")
    numbers = list(query.header.get("questions", ()))
    if numbers:
        parts.append(f"Answers question {', '.join(numbers)}.\n")
    parts.append(f"\n```sh\n{_example(query)}\n```\n\n")
    if query.parameters:
        rows = []
        for p in query.parameters:
            about = p.description + (f" (default: `{p.default}`)" if p.default is not None else "")
            rows.append((f"`{p.name}`" if p.required else f"`[{p.name}]`", p.kind or p.type, _cell(about)))
        parts += [_table(("parameter", "type", "meaning"), rows), "\n"]
    rows = [(f"`{c.name}`" + ("*" if c.hidden else ""), _cell(c.description)) for c in query.columns]
    parts.append(_table(("column", "meaning"), rows))
    if any(c.hidden for c in query.columns):
        parts.append("\n`*` left out of tables.\n")
    return "".join(parts)


def _example(query: SavedQuery) -> str:
    if query.group == "checks":
        return f"aikg query run {query.name}"
    given = query.header.get("examples", ())
    pairs = [f"{k}={v}" for k, v in given.items()] if isinstance(given, dict) else list(given)
    words = ["aikg", "query", "run", query.name]
    for pair in pairs[: 1 if pairs else 0]:
        for value in re.split(r"[;,] (?=\w+=)", pair):
            words += ["-p", value]
    if not pairs:
        for p in query.parameters:
            if p.required:
                words += ["-p", f"{p.name}=..."]
    return " ".join(word if word.endswith("=...") else _shell(word) for word in words)


def _shell(word: str) -> str:
    """Quoted where a shell needs it; letters of any script need no quotes."""
    return word if re.fullmatch(r"[\w=./:+-]+", word) else shlex.quote(word)


# ------------------------------------------------------------------------------------------- commands


def commands() -> str:
    """Every command with its help and options, the formats, the exit codes, the environment."""
    parts = [
        HEAD.format(source="src/aikg/cli/"),
        "# The command line\n\n",
        _paragraphs(cli.help) + "\n",
        " · ".join(f"[{name}](#aikg-{name})" for name in COMMANDS) + "\n\n",
        "Answers go to standard output, remarks to standard error. `aikg COMMAND --help` prints the same.\n",
    ]
    for name in COMMANDS:
        command = cli.get_command(click.Context(cli), name)
        parts += list(_command(f"aikg {name}", command))
    parts += [
        "\n## Formats\n\n",
        "`--format` of a listing. Default: `table` on a terminal, else `tsv`.\n\n",
        _table(
            ("format", "what it is"),
            [
                (f"`{name}`", _first(import_module(module).__doc__))
                for name, module in render.FORMATS.items()
                if name in _formats()
            ],
        ),
        "\n`--format` of `aikg export`:\n\n",
        _table(
            ("format", "what it is"),
            [(f"`{name}`", _first(function.__doc__)) for name, function in export.FORMATS.items()],
        ),
        "\n## Exit codes\n\n",
        _table(("code", "meaning"), _codes()),
        "\nWhich error gives which, from the table in `src/aikg/errors.py`; the first that fits counts:\n\n",
        _table(
            ("error", "code", "when"),
            [(f"`{kind.__name__}`", str(code), _first(kind.__doc__)) for kind, code, _ in errors.STATUS],
        ),
        "\n## Environment\n\n",
        _table(
            ("variable", "effect"),
            [
                (
                    "`AIKG_CACHE`",
                    "The folder in which the built store is kept; empty: no cache. Without it: "
                    "`aikg` in `XDG_CACHE_HOME`, in `LOCALAPPDATA`, or in `~/.cache`.",
                ),
                (
                    "`AIKG_STORE`",
                    "The directory of imported editions; empty: none. Without it: `aikg` in the platform's "
                    "data directory.",
                ),
                (
                    "`AIKG_ENDPOINT`",
                    "The URL of a SPARQL endpoint that questions are asked of, in place of the files.",
                ),
                ("`AIKG_ENDPOINT_TIMEOUT`", "Seconds that an endpoint has for one answer, 120 without it."),
                (
                    "`AIKG_ENDPOINT_USER`, `AIKG_ENDPOINT_PASSWORD`, `AIKG_ENDPOINT_TOKEN`",
                    "What the endpoint asks for ([Credentials](endpoints.md#credentials)).",
                ),
                (
                    "`ARTIFICIAL_ANALYSIS_API_KEY`",
                    "The key with which `aikg import --fetch` asks Artificial Analysis; nothing keeps it.",
                ),
                ("`AIKG_TRACEBACK`", "Where a bug of aikg itself is, is shown."),
                ("`COLUMNS`", "Width of tables, before the width of the terminal."),
                ("`NO_COLOR`", "No bold headings."),
            ],
        ),
    ]
    return "".join(parts)


def _command(name: str, command: click.Command) -> Iterator[str]:
    depth = "##" if name.count(" ") == 1 else "###"
    arguments = [_argument(p) for p in command.params if isinstance(p, click.Argument)]
    usage = " ".join([name, "[OPTIONS]", *arguments])
    if isinstance(command, click.Group):
        usage = f"{name} COMMAND"
    yield f"\n{depth} {name}\n\n```text\n{usage}\n```\n\n{_paragraphs(command.help)}"
    rows = [_option(p) for p in command.params if isinstance(p, click.Option)]
    if rows:
        yield "\n" + _table(("option", "meaning"), rows)
    if isinstance(command, click.Group):
        for sub in sorted(command.commands):
            yield from _command(f"{name} {sub}", command.commands[sub])


def _argument(argument: click.Argument) -> str:
    if argument.metavar:
        return argument.metavar
    if isinstance(argument.type, click.Choice):
        name = "[" + "|".join(map(str, argument.type.choices)) + "]"
    else:
        name = (argument.name or "").upper()
    if argument.nargs != 1:
        name += "..."
    return name if argument.required else f"[{name}]"


def _option(option: click.Option) -> tuple[str, str]:
    names = ", ".join(f"`{name}`" for name in sorted(option.opts, key=lambda n: (n.startswith("--"), n)))
    if option.secondary_opts:
        names += " / " + ", ".join(f"`{name}`" for name in option.secondary_opts)
    if option.metavar:
        names += f" {option.metavar}"
    elif isinstance(option.type, click.Choice):
        names += " " + " \\| ".join(map(str, option.type.choices))
    text = _cell(option.help or "")
    if option.show_default:
        text += f" Default: {option.default}."
    if option.required:
        text += " Required."
    return names, text


def _formats() -> Sequence[str]:
    command = cli.get_command(click.Context(cli), "labs")
    choice = next(p.type for p in command.params if p.name == "form")
    return list(choice.choices)


def _codes() -> list[tuple[str, str]]:
    line = next(line for line in inspect.getdoc(main).splitlines() if line.startswith("0 "))
    return [tuple(part.split(" ", 1)) for part in line.rstrip(".").split(", ")]


def _paragraphs(text: str | None) -> str:
    out = []
    for paragraph in re.split(r"\n\s*\n", inspect.cleandoc(text or "")):
        paragraph = " ".join(paragraph.split())
        example = re.fullmatch(r"Example: (.+)", paragraph)
        out.append(f"```sh\n{example[1]}\n```" if example else paragraph)
    return "\n\n".join(out) + "\n"


# --------------------------------------------------------------------------------------------- agents


def agents() -> str:
    """How a client is told of the server, the tools with their inputs, replies, errors, resources, limits."""
    parts = [
        HEAD.format(source="src/aikg/agent/ or docs/generate.py"),
        "# Agents\n\n",
        _wrapped(
            "`aikg mcp` serves the graph to agents over the Model Context Protocol: a few tools that only "
            "read, each the same function that a command calls. Agents with a shell and no such client read "
            "[AGENTS.md](../AGENTS.md)."
        ),
        "## Register it\n\n",
        _wrapped(
            "Install it where the client can start it, `pip install 'aikg[mcp]'`, and tell the client the "
            "command; most clients take this form. Where `aikg` is not on the client's path, name it in full."
        ),
        '```json\n{\n  "mcpServers": {\n    "aikg": {"command": "aikg", "args": ["mcp"]}\n  }\n}\n```\n\n',
        _wrapped(
            "`--data`, `--store`, `--source` and `--as-of` choose the facts as they do for every command "
            "([options](cli.md#aikg-mcp)). The server opens the graph with the first call that needs it; it "
            "ends with its client, and its standard output holds the protocol alone. With `--endpoint`, or "
            "AIKG_ENDPOINT, every tool answers from a [graph that lives elsewhere](endpoints.md); its "
            "failures are told as `endpoint_failed`, its time-outs as `query_limit`."
        ),
        _wrapped(
            "Over HTTP, for several clients of one machine: `aikg mcp --http 8765`, at "
            f"`http://127.0.0.1:8765{server.PATH}`. Requests for another Host or from a page of another "
            "Origin are refused, and there is no password: do not open it to a network that you do not trust."
        ),
        "What the client is told at the start:\n\n",
        "\n".join(f"> {line}" for line in textwrap.wrap(server.INSTRUCTIONS, 100)) + "\n\n",
        "## Tools\n\n",
        " · ".join(f"[{tool.name}](#{_anchor(tool.name)})" for tool in tools.TOOLS) + "\n",
        *(_tool(tool) for tool in tools.TOOLS),
        "\n## Replies\n\n",
        _wrapped(
            "Each reply is there twice: as `structuredContent`, in one form for all tools, and as text with "
            "tab-separated rows for clients that read no other."
        ),
        _table(("field", "what it holds"), _FIELDS),
        "\n## Errors\n\n",
        _wrapped(
            "A call that fails gives `isError` and one field `error`: `code`, `message`; `line` and `column` "
            "of a query, counted from 1; `nearest`, the names that would have done; `candidates`, the things "
            "of an ambiguous name. Arguments that a tool does not take are refused. Reading a resource fails "
            "with the same object as `data`. Paths and traces go to standard error only."
        ),
        _table(
            ("code", "from", "when"),
            [(f"`{code}`", f"`{kind.__name__}`", _first(kind.__doc__)) for kind, code in faults.CODES],
        ),
        "\n## Resources\n\n",
        "Variables are completed; a `name` of a thing is completed once its `kind` is known.\n\n",
        _table(
            ("resource", "type", "what it is"),
            [(f"`{one.uri}`", f"`{one.media}`", f"{one.description}.") for one in documents.DOCUMENTS],
        ),
        "\n## Limits\n\n",
        _table(("what", "limit"), _limits()),
    ]
    return "".join(parts)


def _wrapped(text: str) -> str:
    lines = textwrap.wrap(text, 110, break_long_words=False, break_on_hyphens=False)
    return "\n".join(lines) + "\n\n"


_FIELDS: Final = (
    ("`title`", "What the reply is about."),
    (
        "`parts`",
        "The parts of the answer, each with `name` (empty where there is only one), `columns` (name and "
        "description), `rows` (lists in the order of the columns) and `left_out`, the number of its rows "
        "that are not here. Columns that are empty in every row, digits and IRIs are left out; a date is as "
        "exactly as it is known; things are written as prefixed names, which every tool and query takes.",
    ),
    (
        "`sources`",
        "Who says so: `no`, `title`, and publisher, date and page where they are known. Cells of columns "
        "that end in `source` are lists of these numbers; rows that differ only in sources are one. "
        "For the tool `sparql`: all that speak of the things in the answer.",
    ),
    ("`warnings`", "What has to be known to read the figures, or what may be wrong with the question."),
    ("`complete`", "Whether this is the whole answer."),
    ("`more`", "Where it is not: how to get at the rest."),
    (
        "`sparql`",
        "What was run: the `query` and its `values` with the `text` as it was run, as far as there is room, "
        "and `times` where it was run more than once; for the tool `sparql` the text alone.",
    ),
)


def _tool(tool: tools.Tool) -> str:
    rows = []
    for one in tool.inputs:
        schema = inputs.schema([one])["properties"][one.name]
        about = [one.description] if one.description else []
        about += [", ".join(f"`{choice}`" for choice in one.choices)] if one.choices else []
        about += [f"{one.least} to {one.most:,}"] if one.least is not None else []
        about += [f"default {one.default}"] if one.default is not None else []
        rows.append(
            (f"`{one.name}`" if one.required else f"`[{one.name}]`", schema["type"], _cell("; ".join(about)))
        )
    return f"\n### {tool.name}\n\n{tool.description}\n\n" + _table(("input", "type", "meaning"), rows)


def _limits() -> list[tuple[str, str]]:
    return [
        ("rows of each part", f"{reply.ROWS}, or `limit` up to {reply.MOST_ROWS}"),
        ("all rows of a reply", f"{reply.LARGEST:,} characters as JSON"),
        ("one text", f"{cells.LONGEST:,} characters"),
        ("SPARQL that a reply carries", f"{noted.LONGEST_SPARQL:,} characters"),
        (
            "a query of the caller",
            f"{gate.LONGEST:,} bytes, {gate.DEEPEST} open brackets; `seconds` up to 30; 2 GB",
        ),
        ("an input", f"{inputs.LONGEST:,} characters"),
        ("calls at once", f"{desk.PLACES}, and {desk.APART} with SPARQL of the caller; others wait"),
    ]


# --------------------------------------------------------------------------------------------- common


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table without the columns that are empty throughout."""
    rows = [list(row) for row in rows]
    used = [i for i in range(len(head)) if any(row[i] for row in rows)]
    lines = [[head[i] for i in used], ["--"] * len(used), *([row[i] for i in used] for row in rows)]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")


def _first(text: str | None) -> str:
    return _cell(re.split(r"(?<=\.)\s|\n\s*\n", inspect.cleandoc(text or ""))[0])


def _anchor(heading: str) -> str:
    """The anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


PAGES: Final[dict[str, Callable[[], str]]] = {
    "ontology.md": ontology,
    "queries.md": queries,
    "cli.md": commands,
    "agents.md": agents,
}
"""Page -> what writes it."""


def run(check: bool) -> int:
    """Write the pages, or say which are out of date. The exit code."""
    stale = []
    for name, make in PAGES.items():
        path, text = HERE / name, make()
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            stale.append(path)
            if not check:
                path.write_text(text, encoding="utf-8", newline="\n")
    for path in stale:
        print(f"docs/{path.name} " + ("is out of date; run: python docs/generate.py" if check else "written"))
    return 1 if check and stale else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write the reference pages in docs/.")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if a page is out of date")
    sys.exit(run(parser.parse_args().check))
