"""Tests of things and documents over HTTP: addresses, negotiation, bodies, headers, conditions."""

import gzip
import re
import unicodedata
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from http_support import FIREFOX, dataset, encoded, lasting, linked, links, path_of, raw, rdflib_triples, triples
from odd_site import MANY, NAMED, TERMS, write_odd_site
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad
from support import Server, serving

from publisher.formats import DOCUMENT_FORMATS, HTML, N_TRIPLES, RDF_FORMATS, RDF_XML, TRIG, TURTLE, Format

ACCEPTS = (None, "*/*", "", "text/turtle", FIREFOX, "image/png", "rubbish", "*/*;q=0")
THINGS = [path for path in NAMED if path.startswith("id/")]
FORMATS = pytest.mark.parametrize("row", DOCUMENT_FORMATS, ids=lambda row: row.name)
RDF = pytest.mark.parametrize("row", RDF_FORMATS, ids=lambda row: row.name)
FOAF_TOPIC = NamedNode("http://xmlns.com/foaf/0.1/primaryTopic")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("accept", ACCEPTS)
def test_a_thing_sends_to_its_document_whatever_accept_says(odd_server: Server, method: str, accept: str) -> None:
    answer = odd_server.request(method, "id/plain", accept=accept)
    assert answer.status_code == 303
    assert answer.headers["Location"] == odd_server.base + "doc/plain"
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert answer.headers["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize(
    "path", ["id/absent", "doc/absent", "absent", "id/absent.ttl", "id/plain.ttl", "doc/plain.xyz"]
)
def test_what_does_not_occur_is_404_and_never_303(odd_server: Server, path: str) -> None:
    for method in ("GET", "HEAD"):
        assert odd_server.request(method, path).status_code == 404


@pytest.mark.parametrize("path", THINGS)
def test_a_thing_of_any_shape_is_found_under_every_spelling(odd_server: Server, path: str) -> None:
    decoded = NAMED[path]
    spellings = {encoded(decoded), encoded(unicodedata.normalize("NFD", decoded))}
    spellings.add(re.sub("%..", lambda octet: octet[0].lower(), encoded(decoded)))
    spellings.add(quote(decoded, safe="/~!$&'()*+,;=:@"))
    for spelling in spellings:
        answer = odd_server.get(spelling)
        assert answer.status_code == 303, spelling
        location = answer.headers["Location"]
        assert location == odd_server.base + "doc/" + quote(decoded[3:], safe="/~!$&'()*+,;=:@")
        document = odd_server.get(location)
        assert document.status_code == 200, location
        assert NamedNode(odd_server.base + path) in {quad.subject for quad in dataset(document, TURTLE)}
        assert linked(document, "describes") == [odd_server.base + quote(path, safe="%/~!$&'()*+,;=:@?")]
        assert document.headers["Content-Location"] == f"{location}.ttl"


def test_letters_that_nobody_encoded_are_understood(odd_server: Server) -> None:
    for path in ("id/特許", "id/e\u0301tude", "id/étude"):
        status, headers, _ = raw(odd_server, path_of(odd_server, path))
        assert (status, headers["location"].isascii()) == (303, True)


def test_a_query_can_be_part_of_a_name(odd_server: Server) -> None:
    answer = odd_server.get("id/a?b=c")
    assert (answer.status_code, answer.headers["Location"]) == (303, odd_server.base + "doc/a%3Fb=c")
    assert odd_server.get("doc/a?b=c").status_code == 200
    assert odd_server.get("id/a?b=d").status_code == 404


@pytest.mark.parametrize(
    ("path", "home"), [("other/thing", "doc/other/thing"), ("top", "doc/top"), ("top.ttl", "doc/top.ttl")]
)
def test_a_subject_on_any_path_has_a_document(odd_server: Server, path: str, home: str) -> None:
    answer = odd_server.get(path)
    assert (answer.status_code, answer.headers["Location"]) == (303, odd_server.base + home)
    assert odd_server.get(home).status_code == 200


def test_where_a_thing_and_a_path_share_a_name_each_keeps_its_document(odd_server: Server) -> None:
    assert odd_server.get("id/both").headers["Location"] == odd_server.base + "doc/both"
    assert linked(odd_server.get("doc/both"), "describes") == [odd_server.base + "id/both"]
    assert linked(odd_server.get("both"), "describes") == [odd_server.base + "both"]


@pytest.mark.parametrize("path", ["def", "evidence/e", "doc/notes"])
def test_a_hash_namespace_is_one_negotiated_document(odd_server: Server, path: str) -> None:
    answer = odd_server.get(path)
    assert answer.status_code == 200
    said = {quad.subject.value for quad in dataset(answer, TURTLE) if isinstance(quad.subject, NamedNode)}
    assert any(iri.startswith(f"{odd_server.base}{path}#") for iri in said)
    assert odd_server.get(path, accept=FIREFOX).headers["Content-Type"] == HTML.content_type


def test_a_name_that_ends_like_a_suffix_wins_over_the_suffix(odd_server: Server) -> None:
    plain = odd_server.get("doc/x.ttl", accept=N_TRIPLES.media_type)
    assert (plain.status_code, plain.headers["Content-Location"]) == (200, odd_server.base + "doc/x.ttl.nt")
    assert linked(plain, "describes") == [odd_server.base + "id/x.ttl"]
    assert odd_server.get("doc/x.ttl.nt").headers["Content-Type"] == N_TRIPLES.content_type
    assert linked(odd_server.get("doc/x.ttl.html"), "describes") == [odd_server.base + "id/x.ttl.html"]


@FORMATS
def test_each_format_is_given_by_accept_by_alias_and_by_suffix(odd_server: Server, row: Format) -> None:
    by_suffix = odd_server.get(f"doc/plain.{row.suffix}", accept="image/png")
    assert by_suffix.headers["Content-Type"] == row.content_type
    for name in (row.media_type, *row.aliases):
        answer = odd_server.get("doc/plain", accept=name)
        assert answer.status_code == 200
        assert answer.headers["Content-Type"] == row.content_type
        assert answer.content == by_suffix.content
        assert answer.headers["ETag"] == by_suffix.headers["ETag"]


@RDF
def test_each_format_holds_the_same_graph_for_two_parsers(odd_server: Server, row: Format) -> None:
    for path in ("doc/plain", "def", "evidence/e", "class/Many", "dataset", "shapes", "sparql"):
        answer, turtle = odd_server.get(f"{path}.{row.suffix}"), odd_server.get(f"{path}.ttl")
        assert triples(answer, row) == triples(turtle, TURTLE), path
    assert rdflib_triples(odd_server.get(f"doc/plain.{row.suffix}"), row) == rdflib_triples(
        odd_server.get("doc/plain.ttl"), TURTLE
    )


@RDF
def test_the_documents_of_the_site_are_the_same_graph_in_every_format(site_server: Server, row: Format) -> None:
    for path in ("doc/org/wipo", "def", "report", "graph/source", "graph/ontology"):
        turtle, answer = site_server.get(f"{path}.ttl"), site_server.get(f"{path}.{row.suffix}")
        assert answer.status_code == 200
        assert triples(answer, row) == triples(turtle, TURTLE), path


def test_values_leave_as_they_were_written(odd_server: Server) -> None:
    for row in RDF_FORMATS:
        literals = {quad.object for quad in dataset(odd_server.get(f"doc/plain.{row.suffix}"), row)}
        xsd = "http://www.w3.org/2001/XMLSchema#"
        for text, datatype in (
            ("007", "int"),
            ("1.10", "decimal"),
            ("1", "boolean"),
            ("2015-01-01T00:00:00+00:00", "dateTime"),
        ):
            assert Literal(text, datatype=NamedNode(xsd + datatype)) in literals, row.name
        assert Literal("Line\r\nbreak", language="en-gb") in literals, row.name


def test_named_graphs_are_kept_where_a_format_has_them_and_metadata_is_in_none(odd_server: Server) -> None:
    found = dataset(odd_server.get("doc/plain.trig"), TRIG)
    document = NamedNode(odd_server.base + "doc/plain")
    thing, seen = NamedNode(odd_server.base + "id/plain"), {quad.graph_name for quad in found}
    assert {NamedNode(odd_server.base + "graph/tri"), NamedNode("https://foreign.example/g"), DefaultGraph()} <= seen
    assert Quad(document, FOAF_TOPIC, thing, DefaultGraph()) in found
    licence = NamedNode("https://creativecommons.org/publicdomain/zero/1.0/")
    assert Quad(document, NamedNode("http://purl.org/dc/terms/license"), licence, DefaultGraph()) in found
    in_dataset = NamedNode("http://rdfs.org/ns/void#inDataset")
    assert Quad(document, in_dataset, NamedNode(odd_server.base + "dataset"), DefaultGraph()) in found


@pytest.mark.parametrize(
    ("path", "shown", "total"), [("doc/plain", 100, MANY + TERMS + 1), ("terms", TERMS, TERMS), ("evidence/e", 1, 1)]
)
def test_incoming_links_are_bounded_counted_and_all_of_them_are_a_query_away(
    odd_server: Server, path: str, shown: int, total: int
) -> None:
    quads = triples(odd_server.get(f"{path}.ttl"), TURTLE)
    knows, address = NamedNode(odd_server.base + "def#knows"), odd_server.base + path.replace("doc/", "id/")
    pointing = {quad for quad in quads if quad.predicate == knows and isinstance(quad.object, NamedNode)}
    assert len({quad for quad in pointing if quad.object.value.partition("#")[0] == address}) == shown
    node = next(q.subject for q in quads if q.predicate.value.endswith("void#property") and q.object == knows)
    facts = {quad.predicate.value.partition("#")[2]: quad.object.value for quad in quads if quad.subject == node}
    assert facts["triples"] == str(total)
    assert len(facts["seeAlso"]) < 1000
    assert len(triples(odd_server.get(facts["seeAlso"]), TURTLE)) == total


def test_what_occurs_only_as_object_predicate_datatype_or_graph_has_a_document(odd_server: Server) -> None:
    for path in ("id/only-an-object", "other/g"):
        answer = odd_server.get(path)
        assert answer.status_code == 303
        assert odd_server.get(answer.headers["Location"]).status_code == 200
    for iri in ("http://www.w3.org/2001/XMLSchema#int", odd_server.base + "def#seen", "https://foreign.example/g"):
        assert odd_server.get("doc", params={"iri": iri}).status_code == 200


@FORMATS
def test_the_headers_of_a_document(odd_server: Server, row: Format) -> None:
    url = odd_server.base + "doc/plain"
    answer = odd_server.get("doc/plain", accept=row.media_type)
    headers = answer.headers
    assert headers["Content-Location"] == f"{url}.{row.suffix}" + "?lang=en" * (row is HTML)
    assert headers["Vary"] == "Accept, Accept-Encoding" + ", Accept-Language" * (row is HTML)
    assert headers["Cache-Control"] == "public, no-cache"
    assert headers["ETag"][0] == headers["ETag"][-1] == '"'
    assert headers["Last-Modified"].endswith("GMT")
    assert headers["Date"].endswith("GMT")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers.get("Content-Language") == ("en" if row is HTML else None)
    alternates = [(f"{url}.{one.suffix}", {"rel": "alternate", "type": one.media_type}) for one in DOCUMENT_FORMATS]
    assert [link for link in links(answer) if link[1]["rel"] == "alternate"] == alternates
    assert linked(answer, "describes") == [odd_server.base + "id/plain"]
    assert linked(answer, "license") == ["https://creativecommons.org/publicdomain/zero/1.0/"]
    variant = odd_server.get(headers["Content-Location"], accept="image/png")
    assert variant.content == answer.content
    assert variant.headers["Vary"] == "Accept-Encoding" + ", Accept-Language" * (row is HTML)


def test_no_two_variants_or_codings_share_an_etag(odd_server: Server) -> None:
    seen = set()
    for row in DOCUMENT_FORMATS:
        for coding in ("identity", "gzip"):
            for language in ("en", "ja") if row is HTML else ("en",):
                asked = {"Accept-Encoding": coding, "Accept-Language": language}
                seen.add(odd_server.get("doc/plain", accept=row.media_type, headers=asked).headers["ETag"])
    assert len(seen) == 2 * len(DOCUMENT_FORMATS) + 2


def test_answers_are_the_same_in_both_workers_and_after_a_restart(tmp_path: Path) -> None:
    paths = ["doc/plain.ttl", "doc/plain.html", "def.jsonld", "dataset.nt", "sparql?query=ASK{}", "dumps/t.nq.gz"]
    runs, port = [], None
    for _ in range(2):
        site, state = tmp_path / "site", tmp_path / "state"
        if not site.exists():
            write_odd_site(site)
        with serving(site, state, "kg/", port=port) as server:
            answers: dict[str, set[object]] = {path: set() for path in paths}
            workers = set()
            for path in paths:
                for _ in range(12):
                    answer = server.get(path, headers={"Connection": "close"})
                    answers[path].add((answer.headers["ETag"], answer.headers["Last-Modified"], answer.content))
                    workers.add(answer.headers["X-Request-Id"].split("-")[0])
            port = urlsplit(server.base).port
        assert len(workers) == 2
        assert {len(found) for found in answers.values()} == {1}
        runs.append(answers)
    assert runs[0] == runs[1]


@pytest.mark.parametrize(
    "path", ["doc/plain", "doc/plain.html", "dataset.ttl", "graph/tri", "sparql?query=ASK{}", "static"]
)
def test_a_client_that_has_it_already_is_told_so(odd_server: Server, path: str) -> None:
    if path == "static":
        path = (
            odd_server.get("", accept=FIREFOX).text.partition("/kg/static/")[2].partition('"')[0].join(["static/", ""])
        )
    whole = odd_server.get(path)
    tag, since = whole.headers["ETag"], whole.headers["Last-Modified"]
    matches = [tag, f"W/{tag}", f'"other", {tag}', f'"a", W/{tag} , "b"', "*"]
    for method in ("GET", "HEAD"):
        for match in matches:
            answer = odd_server.request(method, path, headers={"If-None-Match": match})
            assert (answer.status_code, answer.content) == (304, b""), match
            for name in ("ETag", "Vary", "Cache-Control", "Content-Location"):
                assert answer.headers.get(name) == whole.headers.get(name), name
            assert "Content-Length" not in answer.headers
        assert odd_server.request(method, path, headers={"If-Modified-Since": since}).status_code == 304
    past = {"If-Modified-Since": "Thu, 01 Jan 2015 00:00:00 GMT"}
    assert odd_server.get(path, headers=past).status_code == 200
    assert odd_server.get(path, headers={"If-Modified-Since": "yesterday"}).status_code == 200
    assert odd_server.get(path, headers={"If-None-Match": '"other"', "If-Modified-Since": since}).status_code == 200
    assert odd_server.get(path, headers={"If-None-Match": tag, **past}).status_code == 304


def test_a_validator_of_one_variant_says_nothing_of_another(odd_server: Server) -> None:
    turtle = odd_server.get("doc/plain", accept=TURTLE.media_type).headers["ETag"]
    asked = {"If-None-Match": turtle}
    assert odd_server.get("doc/plain", accept=N_TRIPLES.media_type, headers=asked).status_code == 200
    assert odd_server.get("doc/plain", headers={**asked, "Accept-Encoding": "gzip"}).status_code == 200


def test_gzip_is_the_same_body_with_a_coding(odd_server: Server) -> None:
    plain = odd_server.get("doc/plain.ttl")
    status, headers, body = raw(odd_server, path_of(odd_server, "doc/plain.ttl"), Accept_Encoding="gzip")
    assert (status, headers["content-encoding"]) == (200, "gzip")
    assert gzip.decompress(body) == plain.content
    assert int(headers["content-length"]) == len(body) < len(plain.content)
    for refused in ("gzip;q=0", "identity", "br", "identity;q=0", "*;q=0"):
        answer = odd_server.get("doc/plain.ttl", headers={"Accept-Encoding": refused})
        assert "Content-Encoding" not in answer.headers
        assert answer.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    ("query", "header", "language"),
    [("", "", "en"), ("", "ja", "ja"), ("?lang=ja", "en", "ja"), ("?lang=EN", "ja", "en"), ("?lang=xx", "ja", "ja")],
)
def test_the_language_of_a_page(odd_server: Server, query: str, header: str, language: str) -> None:
    answer = odd_server.get(f"doc/plain{query}", accept=FIREFOX, headers={"Accept-Language": header})
    assert answer.headers["Content-Language"] == language
    assert f'<html lang="{language}"' in answer.text
    assert answer.headers["Content-Location"] == f"{odd_server.base}doc/plain.html?lang={language}"
    landing = odd_server.get(query, accept=FIREFOX, headers={"Accept-Language": header})
    assert landing.headers["Content-Location"] == f"{odd_server.base}?lang={language}"


def test_a_chosen_language_goes_along_with_a_redirect(odd_server: Server) -> None:
    assert odd_server.get("id/plain?lang=ja").headers["Location"] == odd_server.base + "doc/plain?lang=ja"
    assert odd_server.get("id/plain?lang=%22%3E").headers["Location"] == odd_server.base + "doc/plain"


@pytest.mark.parametrize(
    ("path", "home"),
    [
        ("id/plain/", "id/plain"),
        ("doc/plain/", "doc/plain"),
        ("dataset/", "dataset"),
        ("def/", "def"),
        ("absent/", "absent"),
        ("sparql/?query=ASK%20%7B%7D&x=特", "sparql?query=ASK%20%7B%7D&x=%E7%89%B9"),
        ("dumps", "dumps/"),
    ],
)
def test_a_trailing_slash_sends_to_the_form_without(odd_server: Server, path: str, home: str) -> None:
    answer = odd_server.get(path)
    assert (answer.status_code, answer.headers["Location"]) == (308, odd_server.base + home)


def test_a_thing_may_have_a_slash_at_its_end(odd_server: Server) -> None:
    assert odd_server.get("id/slash/").headers["Location"] == odd_server.base + "doc/slash/"
    assert odd_server.get("id/slash").status_code == 404


def test_the_base_without_its_slash_sends_to_the_base(odd_server: Server) -> None:
    answer = odd_server.get(odd_server.base[:-1] + "?lang=ja")
    assert (answer.status_code, answer.headers["Location"]) == (308, odd_server.base + "?lang=ja")
    outside = odd_server.get(odd_server.base[: -len("kg/")] + "id/plain")
    assert (outside.status_code, outside.headers["Content-Type"]) == (404, "application/problem+json")
    assert outside.headers["Access-Control-Allow-Origin"] == "*"


def test_unknown_parameters_are_ignored(odd_server: Server) -> None:
    plain = odd_server.get("doc/plain")
    other = odd_server.get("doc/plain?utm_source=x&a[]=1&=&&%FF")
    assert lasting(other.headers) == lasting(plain.headers)
    assert other.content == plain.content
    assert odd_server.get("id/plain?utm=1").headers["Location"] == odd_server.base + "doc/plain"


@RDF
def test_any_iri_is_told_of_by_name(odd_server: Server, row: Format) -> None:
    for iri in (
        "https://foreign.example/特",
        "urn:isbn:123",
        odd_server.base + "id/caf%C3%A9",
        odd_server.base + "evidence/e#F1",
    ):
        answer = odd_server.get("doc", params={"iri": iri}, accept=row.media_type)
        assert answer.status_code == 200
        assert NamedNode(iri) in {quad.subject for quad in dataset(answer, row)}
        query = "iri=" + quote(iri, safe="")
        assert answer.headers["Content-Location"] == f"{odd_server.base}doc.{row.suffix}?{query}"
        assert odd_server.get(answer.headers["Content-Location"]).content == answer.content


def test_an_iri_of_ours_is_known_in_any_encoding(odd_server: Server) -> None:
    answer = odd_server.get("doc", params={"iri": odd_server.base + "id/café"})
    assert linked(answer, "describes") == [odd_server.base + "id/caf%C3%A9"]


@pytest.mark.parametrize(
    ("iri", "status"),
    [
        ("https://foreign.example/absent", 404),
        ("urn:absent", 404),
        ("id/plain", 400),
        ("", 400),
        ("/x", 400),
        ("_:c14n0", 400),
        ("http://a b", 400),
        ('http://a/"><script>', 400),
        ("x\r\nSet-Cookie: a=b", 400),
    ],
)
def test_an_iri_that_is_absent_or_none_is_refused(odd_server: Server, iri: str, status: int) -> None:
    for accept in (None, FIREFOX):
        answer = odd_server.get("doc", params={"iri": iri}, accept=accept)
        assert answer.status_code == status
        assert "<script>" not in answer.text


def test_no_iri_at_all_is_400(odd_server: Server) -> None:
    assert odd_server.get("doc").status_code == 400


def test_a_deprecated_thing_is_gone_and_tells_what_replaces_it(odd_server: Server) -> None:
    for path in ("id/old", "doc/old", "doc/old.ttl"):
        answer = odd_server.get(path)
        assert answer.status_code == 410
        assert answer.json()["replaced_by"] == [odd_server.base + "id/plain"]
    page = odd_server.get("doc/old", accept=FIREFOX)
    assert page.status_code == 410
    assert f'title="{odd_server.base}id/plain"' in page.text
    assert odd_server.get("doc/gone").json()["replaced_by"] == []


def test_what_xml_cannot_carry_is_said_to_be_so(odd_server: Server) -> None:
    answer = odd_server.get("doc/control")
    assert answer.status_code == 200
    assert RDF_XML.media_type not in answer.headers["Link"]
    for path, accept in (("doc/control.rdf", None), ("doc/control", RDF_XML.media_type)):
        refused = odd_server.get(path, accept=accept)
        assert refused.status_code == 406
        assert "U+0001" in refused.json()["detail"]


def test_a_class_is_paged_with_links_through_its_pages(odd_server: Server) -> None:
    url, members = odd_server.base + "class/Many", set()
    target, pages = url, 0
    while target:
        answer = odd_server.get(target)
        assert answer.status_code == 200
        pages += 1
        members |= {
            q.subject
            for q in triples(answer, TURTLE)
            if q.predicate.value.endswith("#type") and q.object.value.endswith("#Many")
        }
        assert linked(answer, "first") == [f"{url}?page=1"]
        assert linked(answer, "last") == [f"{url}?page=3"]
        assert linked(answer, "prev") == ([f"{url}?page={pages - 1}"] if pages > 1 else [])
        target = next(iter(linked(answer, "next")), "")
    assert (pages, len(members)) == (3, MANY)
    assert odd_server.get("class/Many?page=2").headers["Content-Location"] == f"{url}.ttl?page=2"
    for page in ("0", "4", "-1", "x", "99999999999999999999", "１"):
        assert odd_server.get("class/Many", params={"page": page}).status_code == 404


@pytest.mark.parametrize("path", ["graph/tri", "graph/things", "graph/ontology"])
def test_a_graph_is_found_by_its_name_which_is_its_iri(odd_server: Server, path: str) -> None:
    answer = odd_server.get(path)
    assert answer.status_code == 200
    assert linked(answer, "describes") == [odd_server.base + path]
    assert answer.headers["Content-Location"] == f"{odd_server.base}{path}.ttl"
    assert odd_server.get(path, accept=FIREFOX).headers["Content-Type"] == HTML.content_type


def test_a_foreign_graph_has_a_readable_name_that_the_dataset_lists(odd_server: Server) -> None:
    catalogue = triples(odd_server.get("dataset.ttl"), TURTLE)
    foreign = NamedNode("https://foreign.example/g")
    node = next(quad.subject for quad in catalogue if quad.predicate.value.endswith("#name") and quad.object == foreign)
    page = next(
        quad.object.value for quad in catalogue if quad.subject == node and quad.predicate.value.endswith("/page")
    )
    found = dataset(odd_server.get(page, accept=TRIG.media_type), TRIG)
    assert {quad.graph_name for quad in found} == {foreign}


@pytest.mark.parametrize("row", [*RDF_FORMATS, HTML], ids=lambda row: row.name)
def test_a_graph_has_all_its_variants(odd_server: Server, row: Format) -> None:
    answer = odd_server.get(f"graph/tri.{row.suffix}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, row.content_type)
    assert f"{odd_server.base}graph/tri.{row.suffix}" in linked(answer, "alternate")


def test_a_graph_that_xml_cannot_carry_has_no_such_variant(odd_server: Server) -> None:
    assert RDF_XML.media_type not in odd_server.get("graph/things").headers["Link"]
    assert odd_server.get("graph/things.rdf").status_code == 406
