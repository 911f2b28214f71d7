"""The source document over HTTP: as it is for programs, with what rests on it for people, and receipts beside it."""

from collections.abc import Iterator

import pytest
from html_site import Page
from http_support import FIREFOX, links, triples
from receipts_site import SETTINGS, TEXT, files
from support import Server, serving, write_site

from publisher.formats import N_TRIPLES
from publisher.namespaces import RDF


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("receipts")
    with serving(write_site(folder / "site", files(), SETTINGS), folder / "state", "kg/") as running:
        yield running


def test_programs_get_the_document_byte_for_byte(server: Server) -> None:
    for accept in (None, "*/*", "text/plain", "text/*;q=0.5, text/plain"):
        answer = server.get("source", accept=accept)
        assert (answer.status_code, answer.content) == (200, TEXT.encode())
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        assert answer.headers["Vary"] == "Accept, Accept-Encoding"
        again = server.get("source", accept=accept, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    assert server.request("HEAD", "source").headers["Content-Length"] == str(len(TEXT.encode()))


def test_browsers_get_a_page_in_their_language_with_true_validators(server: Server) -> None:
    tags = set()
    for language, statements in (("ja", "2件の言明"), ("en", "2 statements")):
        answer = server.get("source", accept=FIREFOX, headers={"Accept-Language": language})
        assert (answer.status_code, answer.headers["Content-Language"]) == (200, language)
        assert answer.headers["Vary"] == "Accept, Accept-Encoding, Accept-Language"
        assert answer.headers["Cache-Control"] == "public, no-cache"
        page = Page(answer.content.decode())
        assert page.one("details").text.startswith(f"S1 {statements}")
        tags.add(answer.headers["ETag"])
        again = server.get(
            "source", accept=FIREFOX, headers={"Accept-Language": language, "If-None-Match": answer.headers["ETag"]}
        )
        assert again.status_code == 304
    assert len(tags) == 2
    chosen = server.get("source?lang=en", accept=FIREFOX, headers={"Accept-Language": "ja"})
    assert chosen.headers["Content-Language"] == "en"
    assert Page(chosen.content.decode()).link("R1").attributes["href"] == f"{server.base}doc/receipts?lang=en#R1"


def test_every_link_from_the_source_and_its_records_leads_somewhere(server: Server) -> None:
    pages: dict[str, Page] = {}

    def page(path: str) -> Page:
        if path not in pages:
            answer = server.get(path, accept=FIREFOX, allow_redirects=True)
            assert answer.status_code == 200, path
            pages[path] = Page(answer.content.decode())
        return pages[path]

    for start in ("source", "doc/receipts", "doc/yoshino", "doc/institute"):
        for element in page(start).all("a"):
            address, _, fragment = element.attributes["href"].partition("#")
            if address.startswith(server.base) and fragment and "sparql" not in address:
                ids = {one.attributes.get("id") for one in page(address.removeprefix(server.base)).elements}
                assert fragment in ids, (start, element.attributes["href"])


def test_rdf_keeps_every_link_from_records(server: Server) -> None:
    thing = server.get("doc/institute", accept=N_TRIPLES.media_type)
    pointing = {quad.predicate.value for quad in triples(thing, N_TRIPLES) if "#R" in str(quad.subject)}
    assert pointing == {RDF + "subject", RDF + "object"}
    records = server.get("doc/receipts", accept=N_TRIPLES.media_type)
    said = {quad.predicate.value.rpartition("/")[2] for quad in triples(records, N_TRIPLES)}
    assert {"oa#exact", "oa#start", "oa#end", "oa#hasSource"} <= said
    assert [kind["type"] for _, kind in links(records) if kind["rel"] == "alternate"]


def test_a_value_that_rests_on_nothing_has_no_mark(server: Server) -> None:
    page = Page(server.get("doc/institute", accept=FIREFOX, headers={"Accept-Language": "en"}).content.decode())
    assert "note" not in page.row("founder")
    assert "receipt R4, note" in page.row("in")
