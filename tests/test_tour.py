"""The README's tour: each line runs as it stands and shows what the line above it promises."""

import re
import subprocess
from pathlib import Path

import pytest
from support import Server, need, readme_section

ADDRESS = "http://127.0.0.1:8000/"
COMMENTS, LINES = (
    [line for line in readme_section("tour").splitlines() if line.startswith("#") is is_comment]
    for is_comment in (True, False)
)
# For each line of the tour what it prints, BASE standing for the address of the site.
PROMISES = (
    (r"\Alocation: BASEdoc/org/wipo\s*\Z",),
    (r"organization:wipo\n", r"skos:prefLabel\n? .*World Intellectual Property Organization", r"void:triples \d+"),
    (r'\A\{\n  "@context"', r'"@id": "person:yuji-okuma"', r"Okuma"),
    (r"<title>大熊",),
    (r"\ba owl:Ontology\b", r"\ba owl:Class\b", r"skos:definition"),
    (r"\Aname\s", r"\bSingapore\b", r"\bBrazil\b"),
    (r"\Awords\s+Since the WIPO Japan Office was established in 2006\s*\Z",),
    (r'"query": "特許庁"', r'"iri": "BASEid/org/jpo"'),
    (r"a dcat:Catalog\b", r"void:triples \d+", r"void:dataDump", r'void:uriSpace "BASE"'),
    (r"\Ajpo-wipo\.ttl\.gz: OK\s*\Z",),
    (r"sh:conforms true",),
)


def test_the_tour_is_eleven_lines_each_with_a_word_before_it() -> None:
    assert len(LINES) == len(COMMENTS) == len(PROMISES) == 11
    assert all(line.startswith("curl -s") for line in LINES)
    assert all(len(comment) < 100 for comment in COMMENTS)


@pytest.mark.parametrize(("line", "promises"), list(zip(LINES, PROMISES, strict=True)), ids=range(1, 12))
def test_a_line_of_the_tour_shows_what_it_promises(
    site_server: Server, tmp_path: Path, line: str, promises: tuple[str, ...]
) -> None:
    for program in ("curl", "bash"):
        need(program)
    assert line.count(ADDRESS) >= 1
    command = ["bash", "-o", "pipefail", "-c", line.replace(ADDRESS, site_server.base)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    for promise in promises:
        assert re.search(promise.replace("BASE", re.escape(site_server.base)), done.stdout), promise
