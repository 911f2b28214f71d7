"""The endpoint as people ask it with curl: the options that they use, and the exit status that scripts look at."""

import json
import subprocess
from pathlib import Path

import pytest
from support import Server, need

from publisher.formats import RESULT_FORMATS, Format

QUERY = """# Three labels & a sign: 100 % of "them" + one
SELECT ?label {
  ?thing a ex:Many ; rdfs:label ?label # a comment ends with its line
}
ORDER BY ?label
LIMIT 3
"""
CSV = "label\r\nN 000\r\nN 001\r\nN 002\r\n"
DIRECT = ["-H", "Content-Type: application/sparql-query", "--data-binary", "@query.rq"]
WAYS = {
    "address": ["-G", "--data-urlencode", f"query={QUERY}"],
    "address from a file": ["-G", "--data-urlencode", "query@query.rq"],
    "form": ["--data-urlencode", f"query={QUERY}"],
    "form from a file": ["--data-urlencode", "query@query.rq"],
    "body": DIRECT,
    "body in chunks": [*DIRECT, "-H", "Transfer-Encoding: chunked"],
    "body after leave to send it": [*DIRECT, "-H", "Expect: 100-continue"],
    "in HTTP 1.0": ["-0", *DIRECT],
    "in a new connection": ["-H", "Connection: close", *DIRECT],
}


def curl(server: Server, folder: Path, *options: str, query: str = QUERY) -> subprocess.CompletedProcess[str]:
    """Run curl on the endpoint in a folder that holds the query as a file."""
    (folder / "query.rq").write_text(query, encoding="utf-8", newline="")
    command = [need("curl"), "-sS", *options, server.base + "sparql"]
    return subprocess.run(command, cwd=folder, capture_output=True, timeout=60, check=False, encoding="utf-8")


@pytest.mark.parametrize("way", WAYS)
def test_a_query_is_sent_in_each_way(odd_server: Server, tmp_path: Path, way: str) -> None:
    done = curl(odd_server, tmp_path, "-H", "Accept: text/csv", *WAYS[way])
    assert (done.stdout, done.stderr, done.returncode) == (CSV.replace("\r\n", "\n"), "", 0)


@pytest.mark.parametrize("row", RESULT_FORMATS, ids=lambda row: row.name)
@pytest.mark.parametrize("way", ["address", "form", "body"])
def test_the_header_asks_for_each_format(odd_server: Server, tmp_path: Path, row: Format, way: str) -> None:
    done = curl(
        odd_server, tmp_path, "-o", "body", "-w", "%{content_type}", "-H", f"Accept: {row.media_type}", *WAYS[way]
    )
    assert done.stdout == row.content_type
    assert "N 002" in (tmp_path / "body").read_text(encoding="utf-8")


def test_without_a_header_the_answer_is_json(odd_server: Server, tmp_path: Path) -> None:
    answer = json.loads(curl(odd_server, tmp_path, *WAYS["form"]).stdout)
    assert [row["label"]["value"] for row in answer["results"]["bindings"]] == ["N 000", "N 001", "N 002"]


@pytest.mark.parametrize("way", ["address from a file", "form from a file", "body"])
def test_a_result_comes_compressed(odd_server: Server, tmp_path: Path, way: str) -> None:
    sizes = {}
    for name, options in (("plain", []), ("packed", ["--compressed"])):
        asked = [*options, "-o", name, "-w", "%{size_download}", *WAYS[way]]
        sizes[name] = int(curl(odd_server, tmp_path, *asked, query=QUERY.replace("LIMIT 3", "LIMIT 100")).stdout)
    assert (tmp_path / "plain").read_bytes() == (tmp_path / "packed").read_bytes()
    assert sizes["packed"] < sizes["plain"]


def test_the_head_alone_says_what_the_whole_says(odd_server: Server, tmp_path: Path) -> None:
    whole, head = (
        curl(odd_server, tmp_path, *options, "-o", "body", "-D", "-", *WAYS["address"]).stdout
        for options in ([], ["-I"])
    )
    told = [
        {line for line in text.lower().splitlines() if not line.startswith(("date:", "x-request-id:"))}
        for text in (whole, head)
    ]
    assert told[0] == told[1]
    assert any(line.startswith("content-length:") for line in told[0])
    assert any(line.startswith("etag:") for line in told[0])


def test_a_result_is_fetched_again_only_if_it_changed(odd_server: Server, tmp_path: Path) -> None:
    kept = ["-o", "body", "-w", "%{http_code} %{size_download}", "--etag-compare", "tag", "--etag-save", "tag"]
    first, second = (curl(odd_server, tmp_path, *kept, *WAYS["address"]).stdout.split() for _ in range(2))
    assert (first[0], int(first[1]) > 0) == ("200", True)
    assert second == ["304", "0"]
    tag = (tmp_path / "tag").read_text().strip()
    again = curl(odd_server, tmp_path, "-w", "%{http_code}", "-H", f"If-None-Match: {tag}", *WAYS["address"])
    assert again.stdout == "304"
    other = curl(
        odd_server, tmp_path, "-w", "%{http_code}", "-H", 'If-None-Match: "other"', "-o", "b", *WAYS["address"]
    )
    assert other.stdout == "200"


@pytest.mark.parametrize(
    ("options", "status"),
    [
        (["-d", "query=SELECT"], 400),
        (["-d", "query=DROP ALL"], 403),
        (["-d", "update=DROP ALL"], 403),
        (["-H", "Accept: image/png", "-d", "query=ASK{}"], 406),
        (["-X", "PUT", "-d", "query=ASK{}"], 405),
        (["-X", "DELETE"], 405),
        (["-F", "query=ASK{}"], 415),
        (["-H", "Content-Type: text/plain", "-d", "ASK{}"], 415),
        (["--data-urlencode", f"query=ASK {{}} #{'x' * 30_000}"], 413),
        (["-d", "query=SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", "-d", "timeout=0.2"], 503),
    ],
)
def test_a_script_sees_a_refusal_and_a_person_its_reason(
    odd_server: Server, tmp_path: Path, options: list[str], status: int
) -> None:
    done = curl(odd_server, tmp_path, "--fail-with-body", "-o", "body", "-w", "%{http_code} %{content_type}", *options)
    assert (done.returncode, done.stdout) == (22, f"{status} application/problem+json")
    assert json.loads((tmp_path / "body").read_text())["detail"]
