"""The README's examples of asking: each runs as it stands and prints what it promises."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from javascript import node
from support import ROOT, Server, need, readme_section

ADDRESS = "http://127.0.0.1:8000/"
COUNTRIES = ["Brazil", "China", "Japan", "Russia", "Singapore", "United States"]


def printed(command: list[str], folder: Path) -> list[str]:
    """Run a command and return the lines that it prints, when it prints nothing else."""
    done = subprocess.run(command, cwd=folder, capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


def example(server: Server, name: str, language: str) -> str:
    """Return an example of the README, asking the server of the tests."""
    code = readme_section(name, language)
    assert ADDRESS in code
    return code.replace(ADDRESS, server.base)


def test_python_asks_and_follows(site_server: Server, tmp_path: Path) -> None:
    code = example(site_server, "python", "python")
    assert 10 <= len([line for line in code.splitlines() if line and not line.startswith("#")]) <= 20
    lines = printed([sys.executable, "-W", "error", "-X", "utf8", "-c", code], tmp_path)
    table = [re.split(r"\s{2,}", line) for line in lines]
    asked, followed = table[: len(COUNTRIES)], [tuple(row) for row in table[len(COUNTRIES) :]]
    assert [row[0] for row in asked] == COUNTRIES
    assert all(row[1].startswith(site_server.base + "id/org/wipo-") for row in asked)
    assert {
        ("jw:hostCountry", site_server.base + "id/place/japan"),
        ("skos:prefLabel", "WIPO Japan Office"),
        ("rdf:type", site_server.base + "def#ExternalOffice"),
    } <= set(followed)


@pytest.mark.parametrize("line", ["en Singapore", "ja シンガポール"])
def test_javascript_asks(site_server: Server, tmp_path: Path, line: str) -> None:
    command = [node(), "--input-type=module", "--eval", example(site_server, "javascript", "js")]
    assert line in printed(command, tmp_path)


def test_curl_asks(site_server: Server) -> None:
    need("curl")
    lines = printed([need("bash"), "-c", example(site_server, "curl", "sh")], ROOT)
    assert [line.split(",")[1] for line in lines] == ["name", *COUNTRIES]
