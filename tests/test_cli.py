"""The command line, started as users start it: with pipes, and on a terminal of 80 columns."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from aikg.cli import COMMANDS
from aikg.wording import width
from program import COMMAND, environment, on_terminal, run

LISTINGS = [
    ["lab", "DeepSeek"],
    ["model", "DeepSeek R1-0528"],
    ["product", "Kling"],
    ["benchmark", "Intelligence Index"],
    ["labs"],
    ["models", "--country", "China"],
    ["find", "qwen"],
    ["rank"],
    ["lineage", "DeepSeek R1-0528"],
    ["query", "list"],
    ["query", "run", "best-by-country"],
    ["sparql", "SELECT ?l { lab:deepseek skos:prefLabel ?l }"],
    ["info"],
    ["info", "--prefixes"],
    ["compare", "R1-0528", "o3"],
    ["compare", "DeepSeek", "Alibaba", "OpenAI", "--all"],
]
UNSAFE = set(map(chr, [*range(9), *range(11, 32), 127, *range(128, 160), 0x202E, 0x2066, 0x2069, 0x200E]))


def name(words: list[str]) -> str:
    return " ".join(words)[:30]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory of a user's own, whose labels attack whoever shows them."""
    directory = tmp_path_factory.mktemp("world")
    (directory / "evil.ttl").write_text(
        """\
@prefix aikg: <https://w3id.org/aikg/ontology#> .
@prefix country: <https://w3id.org/aikg/country/> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix lab: <https://w3id.org/aikg/id/lab/> .
@prefix model: <https://w3id.org/aikg/id/model/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix source: <https://w3id.org/aikg/id/source/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
lab:evil a aikg:Lab ; skos:prefLabel "Evil \\u001B[31mRed\\u0007 \\u202Eksid\\u202C\\nLab"@en ;
  aikg:country country:CN ; dcterms:source source:aikg .
model:evil-1 a aikg:Model ; skos:prefLabel "=HYPERLINK(1)"@en ; aikg:developedBy lab:evil ;
  aikg:released "2025-01-01"^^xsd:date .
model:evil-2 a aikg:Model ; skos:prefLabel "\\u001B]0;title\\u0007 <script>alert(1)</script>"@en ;
  aikg:developedBy lab:evil ; aikg:fineTunedFrom model:evil-1 ; aikg:released "soon"^^xsd:date .
""",
        encoding="utf-8",
    )
    return directory


# --- what is printed ---


@pytest.mark.parametrize("words", LISTINGS, ids=name)
def test_a_terminal_of_80_columns_holds_every_table(words: list[str]) -> None:
    done = on_terminal(*words)
    assert done.code == 0
    plain = done.out.replace("\x1b[1m", "").replace("\x1b[0m", "")
    assert not set(plain) & UNSAFE
    if words[0] != "lineage":  # a tree is as wide as it is deep
        assert [line for line in plain.splitlines() if width(line) > 80] == []
    assert not any(line != line.rstrip() for line in plain.splitlines())


@pytest.mark.parametrize("words", LISTINGS, ids=name)
def test_a_pipe_gets_tab_separated_text_and_nothing_of_the_remarks(words: list[str]) -> None:
    done = run(*words)
    assert done.code == 0
    assert "\x1b" not in done.out
    assert "…" not in done.out.replace("…\\n", "")
    blocks = done.out.split("\n\n")
    for block in blocks:
        rows = [line for line in block.splitlines() if not line.startswith("# ")]
        assert len({row.count("\t") for row in rows}) == 1
    assert done.out == run(*words, "--format", "tsv").out


@pytest.mark.parametrize("words", [LISTINGS[i] for i in (0, 4, 7, 8, 9, 11)], ids=name)
def test_every_format_holds_every_row(words: list[str]) -> None:
    def parsed(form: str) -> str:
        done = run(*words, "--format", form)
        assert done.code == 0
        assert done.out.endswith("\n")
        return done.out

    found = json.loads(parsed("json"))
    rows = sum(map(len, found.values())) if isinstance(found, dict) else len(found)
    assert rows == len([json.loads(line) for line in parsed("jsonl").splitlines()])
    assert rows == len(list(csv.reader(io.StringIO(parsed("csv"), newline="")))) - 1
    assert "| --" in parsed("md")
    assert parsed("table")


@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv", "tsv", "md"])
def test_output_is_what_standard_output_would_be(form: str, tmp_path: Path) -> None:
    target = tmp_path / "labs"
    done = run("labs", "--format", form, "--output", str(target))
    assert (done.code, done.out) == (0, "")
    assert target.read_text(encoding="utf-8") == run("labs", "--format", form).out


def test_no_color_and_dumb_terminals_get_plain_text() -> None:
    assert "\x1b[1m" in on_terminal("labs").out
    assert "\x1b" not in on_terminal("labs", env={"NO_COLOR": "1"}).out
    assert "\x1b" not in on_terminal("labs", env={"TERM": "dumb"}).out


def test_columns_left_out_on_a_terminal_are_named_and_come_with_tsv() -> None:
    done = on_terminal("models", "--lab", "DeepSeek", columns=50)
    assert "left out at this width" in done.out.replace("\n", " ")
    assert "left out" not in run("models", "--lab", "DeepSeek").err


def test_a_page_for_people_merges_facts_and_numbers_sources() -> None:
    done = on_terminal("lab", "DeepSeek")
    assert [line for line in done.lines if line.startswith("name ")] == [
        line for line in done.lines if "DeepSeek, 深度求索" in line
    ]
    assert "Sources" in done.out
    facts = json.loads(run("lab", "DeepSeek", "-f", "json").out)["facts"]
    assert sum(fact["property"] == "name" for fact in facts) > 1


def test_chinese_names_are_aligned() -> None:
    done = on_terminal("find", "文心", env={"NO_COLOR": "1"})
    rows = done.lines[1:]
    assert rows
    found = [row.split()[-1] for row in rows if "/" in row]
    assert len({width(row[: row.rindex(entity)]) for row, entity in zip(rows, found, strict=True)}) == 1


# --- what goes wrong ---


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["lab", "Deepseak"], "No lab is called “Deepseak”. Did you mean DeepSeek?"),
        (["model", "R1-0529"], "Did you mean"),
        (["lab", ""], "No lab is called “”."),
        (["lab", "x" * 10_000], "No lab is called"),
        (["lab", "../../etc/passwd"], "No lab is called"),
        (["lab", "a\x1b[31mb\x07"], "“a�[31mb�”"),
        (["labs", "--country", "Chima"], "Did you mean China?"),
        (["labs", "--openness", "opn"], "No openness is called"),
        (["labs", "--since", "2025-13-01"], "expected a day as YYYY-MM-DD"),
        (["models", "--until", "soon"], "expected a day as YYYY-MM-DD"),
        (["rank", "--as-of", "2025"], "expected a day as YYYY-MM-DD"),
        (["rank", "No Such Benchmark"], "No version is called"),
        (["lbs"], "Did you mean labs"),
        (["labs", "--nope"], "No such option"),
        (["labs", "--format", "xml"], "'xml' is not one of"),
        (["export"], "Choose from: turtle, ntriples"),
        (["labs", "--spreadsheet-safe", "--format", "json"], "goes with --format csv"),
        (["query", "run", "cadense"], "Did you mean cadence"),
        (["query", "run", "cadence"], "Give it by -p lab="),
        (["query", "run", "cadence", "-p", "lab"], "-p takes name=value"),
        (["query", "run", "cadence", "-p", "=x"], "-p takes name=value"),
        (["query", "run", "cadence", "-p", "nope=1"], "has no parameter nope; it takes: lab"),
        (["query", "run", "cadence", "-p", "lab=a", "-p", "lab=b"], "given twice"),
        (["query", "list", "--group", "nope"], "There are: "),
        (["sparql", "nofile.rq"], "No such file"),
        (["sparql", "."], "directory"),
        (["sparql", ""], "directory"),
        (["sparql", "SELECT ?x {\n ?x a ,}"], "at 2:"),
        (["sparql", "SELECT * {" + "{" * 5000], "brackets"),
        (["sparql", "SELECT * { SERVICE <http://127.0.0.1/> { ?a ?b ?c } }"], "SERVICE is not run here"),
        (["sparql", "INSERT DATA { <a:b> <a:b> <a:b> }"], "INSERT is not run here"),
        (["sparql", "LOAD <http://127.0.0.1/>{}"], "LOAD is not run here"),
        (
            ["sparql", "SELECT (COUNT(*) AS ?n) {?a ?b ?c . ?d ?e ?f . ?g ?h ?i}", "--timeout", "1"],
            "time limit",
        ),
    ],
    ids=lambda value: name(value) if isinstance(value, list) else "",
)
def test_what_was_asked_wrongly_is_said_in_a_few_lines_and_exits_2(words: list[str], said: str) -> None:
    done = run(*words)
    assert done.code == 2
    assert said in done.err
    assert done.out == ""
    assert len(done.err.splitlines()) <= 4
    assert not set(done.err) & UNSAFE


def test_malformed_sparql_is_shown_with_a_caret() -> None:
    done = run("sparql", "SELECT ?x {\n  ?x a ; }")
    lines = done.err.splitlines()
    assert "?x a ;" in lines[-2]
    assert lines[-1].strip() == "^"


def test_an_ambiguous_name_lists_its_candidates(tmp_path: Path) -> None:
    (tmp_path / "two.ttl").write_text(
        "\n".join(
            f"<https://w3id.org/aikg/id/lab/two-{i}> a <https://w3id.org/aikg/ontology#Lab> ;"
            f' <http://www.w3.org/2004/02/skos/core#prefLabel> "Two of Them"@en .'
            for i in (1, 2)
        ),
        encoding="utf-8",
    )
    done = run("lab", "Two of Them", "--data", str(tmp_path))
    assert done.code == 2
    assert "lab/two-1" in done.err
    assert "lab/two-2" in done.err


def test_nothing_found_is_an_answer_of_its_own() -> None:
    done = run("find", "qqqqzzzz")
    assert (done.code, done.err) == (1, "Nothing was found.\n")
    assert json.loads(run("find", "qqqqzzzz", "-f", "json").out) == []


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<a:b> <a:b> .\n", "bad.ttl:1: is not valid Turtle"),
        (b'<a:b> <a:b> "x" .\n<a:b> <a:b> "\xff" .\n', "bad.ttl:2: is not UTF-8"),
        (b"\n\n<a:b> <a:b> [] .\n", "bad.ttl:3: holds a blank node"),
    ],
)
def test_a_broken_file_is_named_with_its_line(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "bad.ttl").write_bytes(content)
    done = run("labs", "--data", str(tmp_path))
    assert done.code == 3
    assert said in done.err
    assert len(done.err.splitlines()) == 1


def test_a_directory_that_is_not_there_is_named(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    for path, said in ((tmp_path / "nope", "does not exist"), (file, "is not a directory")):
        done = run("labs", "--data", str(path))
        assert done.code == 3
        assert f"{path}: {said}" in done.err


def test_an_empty_directory_holds_nothing(tmp_path: Path) -> None:
    done = run("labs", "--data", str(tmp_path))
    assert (done.code, "holds no Turtle file" in done.err) == (3, True)


def test_check_names_file_and_subject_and_exits_1(world: Path) -> None:
    done = run("check", "--data", str(world))
    assert done.code == 1
    assert "evil.ttl" in done.out
    assert "model/evil-2" in done.out
    assert "Failed to convert" not in done.err
    assert "problems found" in done.err
    assert not set(done.out) & UNSAFE


# --- where it is written ---


def unwritable(tmp_path: Path) -> list[tuple[str, str]]:
    return [
        (str(tmp_path), "is a directory"),
        (str(tmp_path / "nope" / "x"), "No such file or directory"),
        ("/proc/aikg-output", "could not be written"),
        (str(tmp_path / ("x" * 300)), "File name too long"),
        ("", "needs the name of a file"),
    ]


@pytest.mark.skipif(sys.platform != "linux", reason="needs /proc and /dev/full")
def test_output_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    for path, said in [*unwritable(tmp_path), ("/dev/full", "No space left on device")]:
        for words in (["labs"], ["query", "show", "rank"]):
            done = run(*words, "--output", path)
            assert done.code == 3, path
            assert said in done.err
    for words in (["graph", "--lab", "DeepSeek"], ["export", "--format", "csv"]):
        assert run(*words, "--output", "/dev/full").code == 3
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_only_be_read_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    done = run("labs", "--output", str(tmp_path / "x"))
    assert (done.code, "Permission denied" in done.err) == (3, True)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("words", [["labs"], ["models", "-f", "json"], ["export", "-f", "turtle"]], ids=name)
def test_a_full_disk_behind_standard_output_is_said(words: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        done = run(*words, stdout=full)
    assert done.code == 3
    assert done.err == "aikg: standard output: No space left on device\n"


def test_a_file_is_replaced_whole_and_keeps_its_mode(tmp_path: Path) -> None:
    target, link = tmp_path / "labs.csv", tmp_path / "link.csv"
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to(target)
    assert run("labs", "-f", "csv", "-o", str(link)).code == 0
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8").startswith("labLabel,")
    assert target.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["labs.csv", "link.csv"]


def test_a_device_is_written_to_and_not_replaced() -> None:
    before = os.stat(os.devnull).st_mode
    assert run("labs", "-o", os.devnull).code == 0
    assert os.stat(os.devnull).st_mode == before


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
def test_a_closed_pipe_is_no_error() -> None:
    line = " ".join(f"'{word}'" for word in [*COMMAND, "models"])
    done = subprocess.run(
        ["bash", "-c", f"{line} | head -1; echo ${{PIPESTATUS[0]}}"],
        env=environment(),
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.stderr == b""
    assert done.stdout.splitlines()[1] == b"0"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell")
def test_closed_streams_are_no_error() -> None:
    line = " ".join(f"'{word}'" for word in COMMAND)
    for command, code in ((f"{line} labs >&-", 0), (f"{line} lab nope 2>&-", 2), (f"{line} labs <&-", 0)):
        done = subprocess.run(
            ["bash", "-c", command], env=environment(), capture_output=True, check=False, timeout=60
        )
        assert done.returncode == code
        assert b"Traceback" not in done.stderr


# --- names that attack ---

ATTACKED = [
    ["models", "--lab", "lab/evil"],
    ["lab", "lab/evil"],
    ["model", "model/evil-2"],
    ["lineage", "model/evil-2"],
    ["find", "evil"],
]


@pytest.mark.parametrize("words", ATTACKED, ids=name)
@pytest.mark.parametrize("form", ["table", "json", "jsonl", "csv", "tsv", "md"])
def test_labels_are_shown_and_not_obeyed(world: Path, words: list[str], form: str) -> None:
    done = on_terminal(*words, "--format", form, "--data", str(world), env={"NO_COLOR": "1"})
    assert not set(done.out) & UNSAFE
    piped = run(*words, "--format", form, "--data", str(world))
    assert not set(piped.out) & UNSAFE
    assert not set(piped.err) & UNSAFE


@pytest.mark.parametrize("form", ["turtle", "ntriples", "nquads", "jsonld", "csv"])
def test_exports_on_a_terminal_are_not_obeyed(world: Path, form: str) -> None:
    assert not set(on_terminal("export", "--format", form, "--data", str(world)).out) & UNSAFE


def test_formulas_are_made_harmless_on_request(world: Path) -> None:
    words = ["models", "--lab", "lab/evil", "--format", "csv", "--data", str(world)]
    assert "'=HYPERLINK" in run(*words, "--spreadsheet-safe").out
    assert "'=HYPERLINK" not in run(*words).out


# --- poor surroundings ---


@pytest.mark.skipif(sys.platform == "win32", reason="locales of POSIX")
@pytest.mark.parametrize(
    "env",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "C", "PYTHONUTF8": "0"},
        {"LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "latin-1"},
        {},
    ],
)
def test_chinese_names_need_no_locale_and_no_home(
    env: dict[str, str],
) -> None:
    paths = {key: os.environ[key] for key in ("PATH", "PYTHONPATH") if key in os.environ}
    done = run("lab", "深度求索", only={**paths, **env, "AIKG_CACHE": ""})
    assert done.code == 0
    assert "\t深度求索\t" in done.out


# --- what is imported ---

HEAVY = {
    "rdflib",
    "pyoxigraph",
    "networkx",
    "pyvis",
    "pyshacl",
    "rich",
    "asyncio",
    "oxrdflib",
    "jinja2",
    "pandas",
}


def imported(*words: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *COMMAND[1:], *words],
        env=environment(),
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0
    lines = [line for line in done.stderr.decode().splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}


@pytest.mark.parametrize(
    "words", [["--help"], ["--version"], ["lab", "--help"], ["completion", "bash"]], ids=name
)
def test_help_imports_nothing_heavy(words: list[str]) -> None:
    assert not imported(*words) & HEAVY


@pytest.mark.parametrize("words", [["lab", "DeepSeek"], ["rank"], ["models"], ["query", "list"]], ids=name)
def test_a_look_up_imports_pyoxigraph_and_nothing_else_that_is_heavy(words: list[str]) -> None:
    assert imported(*words) & HEAVY <= {"pyoxigraph"}


# --- help ---


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example_that_fits(command: str) -> None:
    done = on_terminal(command, "--help")
    assert done.code == 0
    assert all(width(line) <= 80 for line in done.lines)
    if command != "query":
        assert "Example:" in done.out


def test_the_module_and_the_script_are_one() -> None:
    assert run("--version").out.startswith("aikg ")
    assert run("--help").out.startswith("Usage: aikg ")


def test_bare_aikg_shows_its_commands_once() -> None:
    done = run()
    assert done.code == 2
    assert done.err.count("Commands:") == 1
