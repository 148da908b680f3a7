"""A small world all of whose texts are attacks on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from conftest import HEAD
from graphs import ATTACKS

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = [text for text in ATTACKS if "\ud800" not in text and "\x00" not in text and len(text) < 300] + [
    "{{ 7 * 7 }}{% raw %}",
    "a\x01b\x1b[2Jc",
    "tab\there\r\nline",
]
"""What can stand in Turtle."""

LINKS = (
    "javascript:document.title='pwned'",
    "data:text/html,<script>document.title='pwned'</script>".replace("<", "%3C").replace(">", "%3E"),
    "https://ok.example/%22onmouseover=%22document.title='pwned'",
    "//evil.example/",
)

_QUERY = (
    "SELECT ?label ?n { ?s skos:prefLabel ?label "
    "BIND(STRLEN(?label) AS ?n) FILTER(CONTAINS(?label, 'pwned')) }"
)
PATHS = (
    "/", "/labs", "/graph", "/lab/hostile", "/model/hostile", "/product/hostile", "/source/hostile",
    "/claim/hostile.1", "/benchmark/hostile-v1", "/family/hostile", "/rank/hostile-v1",
    "/models?lab=lab/hostile", "/sources?q=pwned", "/claims?report=source/hostile", "/search?q=pwned",
    "/chart/ranking?benchmark=benchmark/hostile-v1",
    "/frontier?benchmark=benchmark/hostile-v1&by=lab", "/queries/rank?version=benchmark/hostile-v1",
    "/gap?one=lab/hostile&other=lab/hostile-2&benchmark=benchmark/hostile-v1",
    f"/query?query={quote(_QUERY)}",
)  # fmt: skip
"""Where the texts are met."""


def quoted(text: str) -> str:
    """Text as Turtle writes it."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08X}" for c in escaped) + '"'


def world() -> str:
    """The Turtle."""
    first, second = quoted(TEXTS[0]), quoted(TEXTS[1])
    also = "".join(f"    skos:altLabel {quoted(text)} ;\n" for text in TEXTS)
    notes = "".join(f"    rdfs:comment {quoted(text)}@en ;\n" for text in TEXTS)
    pages = "".join(f"    schema:url <{link}> ;\n" for link in LINKS if not link.startswith("//"))
    cited = "dcterms:source source:hostile"
    scored = (
        'aikg:benchmarkVersion benchmark:hostile-v1 ; aikg:asOf "2025-10-01"^^xsd:date ; '
        f"aikg:asOfPrecision concept:day ; aikg:reporter concept:independent ; {cited}"
    )
    models = "".join(
        f"""
model:hostile-{n} a aikg:Model ; skos:prefLabel {quoted(text)}@en ; aikg:developedBy lab:hostile ;
    aikg:released "2025-0{1 + n % 9}-01"^^xsd:date ; aikg:releasedPrecision concept:day ; {cited} .
score:hostile.{n} a aikg:Score ; aikg:model model:hostile-{n} ; aikg:effort {quoted(text)} ;
    aikg:value {10 + n}.0 ; {scored} .
"""
        for n, text in enumerate(TEXTS)
    )
    return f"""
lab:hostile a aikg:Lab ; skos:prefLabel {first}@en ;
{also}{notes}{pages}    aikg:country country:CN ; {cited} .
lab:hostile-2 a aikg:Lab ; skos:prefLabel {second}@en ; aikg:country country:US ; {cited} .
family:hostile a aikg:ModelFamily ; skos:prefLabel {first}@en ; aikg:developedBy lab:hostile ; {cited} .
model:hostile a aikg:Model ; skos:prefLabel {second}@en ; schema:identifier {first} ;
{also}{notes}    aikg:family family:hostile ; aikg:developedBy lab:hostile-2 ;
    aikg:released "2025-09-01"^^xsd:date ; aikg:releasedPrecision concept:day ;
    aikg:fineTunedFrom model:hostile-1 ; {cited} .
score:hostile.m a aikg:Score ; aikg:model model:hostile ; aikg:value 5.0 ; {scored} .
product:hostile a aikg:Product ; skos:prefLabel {first}@en ; aikg:operatedBy lab:hostile ;
{also}{pages}    aikg:runsOn model:hostile ; {cited} .
benchmark:hostile a aikg:Benchmark ; skos:prefLabel {first}@en ; {cited} .
benchmark:hostile-v1 a aikg:BenchmarkVersion ; skos:prefLabel {second}@en ; skos:notation {second} ;
    aikg:versionOf benchmark:hostile ; aikg:unit concept:percent ; aikg:direction concept:higher-is-better ;
    aikg:decimals 1 ; {cited} .
source:hostile a aikg:Source ; dcterms:title {second}@en ; dcterms:publisher {first} ; aikg:edition {first} ;
{pages}{notes}    aikg:attribution {second} .
claim:hostile.1 a aikg:Claim ; aikg:gist {first}@en ; aikg:about lab:hostile ; aikg:order 1 ;
{notes}    aikg:section {second} ; {cited} .
{models}"""


def written(folder: Path) -> Path:
    """The folder with the world in it, for `--data`."""
    (folder / "hostile.ttl").write_text(HEAD + world(), encoding="utf-8")
    return folder
