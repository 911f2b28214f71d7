"""Tests of the dump files over HTTP: bytes, ranges, digests, codings."""

import base64
import gzip
import hashlib
from http.client import HTTPResponse
from urllib.request import urlopen

import pytest
import zstandard
from http_support import FIREFOX
from pyoxigraph import RdfFormat, parse
from support import Server

from publisher.formats import DUMP_FORMATS, Format

FILE = "dumps/jpo-wipo.nt"


def names(server: Server) -> list[str]:
    """Return the names of all dump files."""
    return [line.split("  ")[1] for line in server.get("dumps/SHA256SUMS").text.splitlines()]


def test_every_file_has_the_checksum_that_is_stated_three_times(site_server: Server) -> None:
    sums = dict(line.split("  ")[::-1] for line in site_server.get("dumps/SHA256SUMS").text.splitlines())
    catalogue = site_server.get("dataset.nt").text
    for name, stated in sums.items():
        answer = site_server.get(f"dumps/{name}")
        digest = hashlib.sha256(answer.content)
        assert digest.hexdigest() == stated
        assert answer.headers["Repr-Digest"] == f"sha-256=:{base64.b64encode(digest.digest()).decode()}:"
        assert f'"{stated}"' in catalogue
        assert int(answer.headers["Content-Length"]) == len(answer.content)
        assert f'"{len(answer.content)}"' in catalogue
        assert f"<{site_server.base}dumps/{name}>" in catalogue


@pytest.mark.parametrize("row", DUMP_FORMATS, ids=lambda row: row.name)
def test_each_format_is_there_plain_and_in_two_compressions_for_all_and_for_each_graph(
    site_server: Server, row: Format
) -> None:
    known = names(site_server)
    for stem in ("jpo-wipo", "jpo-wipo-source", "jpo-wipo-ontology"):
        name = f"{stem}.{row.suffix}"
        assert {name, f"{name}.gz", f"{name}.zst"} <= set(known)
        plain = site_server.get(f"dumps/{name}")
        assert plain.headers["Content-Type"] == row.content_type
        assert len(list(parse(plain.content, format=RdfFormat.from_media_type(row.media_type)))) > 0
        packed = site_server.get(f"dumps/{name}.gz")
        assert (packed.headers["Content-Type"], gzip.decompress(packed.content)) == ("application/gzip", plain.content)
        packed = site_server.get(f"dumps/{name}.zst")
        content = zstandard.ZstdDecompressor().decompressobj().decompress(packed.content)
        assert (packed.headers["Content-Type"], content) == ("application/zstd", plain.content)


@pytest.mark.parametrize("name", ["jpo-wipo.ttl", "jpo-wipo.ttl.gz", "jpo-wipo.nt.zst", "SHA256SUMS"])
def test_a_dump_is_never_coded_on_the_fly_and_is_saved_under_its_name(site_server: Server, name: str) -> None:
    answer = site_server.get(f"dumps/{name}", headers={"Accept-Encoding": "gzip, zstd, br"}, accept=FIREFOX)
    assert "Content-Encoding" not in answer.headers
    assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert answer.headers["ETag"] != site_server.get("dumps/jpo-wipo.jsonld").headers["ETag"]


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [
        ("0-0", 0, 1),
        ("0-99", 0, 100),
        ("100-", 100, None),
        ("-50", -50, None),
        ("7-99999999", 7, None),
        ("-99999999", 0, None),
    ],
)
def test_a_range_is_sent_alone(site_server: Server, asked: str, start: int, end: int | None) -> None:
    whole = site_server.get(FILE)
    size = len(whole.content)
    part = site_server.get(FILE, headers={"Range": f"bytes={asked}"})
    expected = whole.content[start:end]
    first = start if start >= 0 else size + start
    assert (part.status_code, part.content) == (206, expected)
    assert part.headers["Content-Range"] == f"bytes {first}-{first + len(expected) - 1}/{size}"
    assert int(part.headers["Content-Length"]) == len(expected)
    for name in ("ETag", "Last-Modified", "Repr-Digest", "Content-Type", "Cache-Control"):
        assert part.headers[name] == whole.headers[name]


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=99999999-999999999", "bytes=-0"])
def test_a_range_past_the_end_is_416_with_the_size(site_server: Server, asked: str) -> None:
    size = site_server.get(FILE).headers["Content-Length"]
    answer = site_server.get(FILE, headers={"Range": asked})
    assert (answer.status_code, answer.headers["Content-Range"]) == (416, f"bytes */{size}")


@pytest.mark.parametrize(
    "asked", ["bytes=0-1,5-6", "lines=1-2", "bytes", "bytes=", "bytes=a-b", "bytes=5-2", "bytes=--5", "x"]
)
def test_a_range_of_another_kind_is_ignored(site_server: Server, asked: str) -> None:
    answer = site_server.get(FILE, headers={"Range": asked})
    assert answer.status_code in ((200, 416) if asked == "bytes=5-2" else (200,))


def test_a_head_ignores_ranges(site_server: Server) -> None:
    whole = site_server.request("HEAD", FILE)
    part = site_server.request("HEAD", FILE, headers={"Range": "bytes=0-9"})
    assert (part.status_code, part.headers["Content-Length"]) == (200, whole.headers["Content-Length"])


def test_a_range_is_sent_only_of_the_file_that_the_client_has(site_server: Server) -> None:
    whole = site_server.get(FILE)
    tag, since = whole.headers["ETag"], whole.headers["Last-Modified"]
    for condition, status in ((tag, 206), ('"other"', 200), (f"W/{tag}", 200), (since, 206)):
        answer = site_server.get(FILE, headers={"Range": "bytes=0-9", "If-Range": condition})
        assert answer.status_code == status, condition
    old = {"Range": "bytes=0-9", "If-Range": "Thu, 01 Jan 2015 00:00:00 GMT"}
    assert site_server.get(FILE, headers=old).status_code == 200


def test_a_client_that_has_the_file_needs_no_range_of_it(site_server: Server) -> None:
    tag = site_server.get(FILE).headers["ETag"]
    answer = site_server.get(FILE, headers={"Range": "bytes=0-9", "If-None-Match": tag})
    assert (answer.status_code, answer.content) == (304, b"")
    assert site_server.get(FILE, headers={"If-Match": '"other"'}).status_code == 412


def test_the_listing_names_every_file(site_server: Server) -> None:
    page = site_server.get("dumps/", accept=FIREFOX)
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    for name in names(site_server):
        assert f"dumps/{name}" in page.text
    assert site_server.get("dumps/").status_code == 200


def test_names_lead_nowhere_but_to_dumps(site_server: Server) -> None:
    for name in ("..%2Fmanifest.json", "..%2f..%2f..%2f..%2fetc%2fpasswd", "%2Fetc%2Fpasswd", "SHA256SUMS%00", "."):
        with pytest.raises(OSError, match="404"):
            _open(f"{site_server.base}dumps/{name}")


def _open(url: str) -> HTTPResponse:
    return urlopen(url)  # type: ignore[no-any-return]
