"""A second site, of another domain, under a sub-path: nothing depends on the site of this repository."""

import re
from collections.abc import Iterator
from urllib.parse import quote, unquote

import pytest
from html_site import Page
from http_support import links
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse
from rivers import AUTHORED, FRAGMENTS, ITEMS, LINKS, SPELLINGS, TABLE_PATHS, THINGS, TWINS, VALUES, write_rivers
from support import Server, serving

from publisher.formats import DUMP_FORMATS, RDF_XML
from publisher.namespaces import RDF, RDFS, VOID, XSD

TURTLE = "text/turtle"
# Paths that answer what they always answer: a page, a picture, a text, JSON.
NO_RDF = ("search", "search#help", "dumps/", "healthz", "robots.txt", "favicon.ico", "context.jsonld")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("rivers")
    with serving(write_rivers(folder / "site"), folder / "state", "kg/") as running:
        yield running


def quads_at(server: Server, path: str, accept: str = "application/trig") -> set[Quad]:
    """Return what a program gets at a path or address, redirects followed."""
    answer = server.get(path, accept=accept, allow_redirects=True)
    assert answer.status_code == 200, (path, answer.text[:300])
    form = RdfFormat.from_media_type(answer.headers["Content-Type"].partition(";")[0])
    assert form is not None
    return set(parse(answer.content, form))


def triples_at(server: Server, path: str) -> set[str]:
    """Return the triples at a path as text, with `kg:` for the base."""
    return {str(quad.triple).replace(server.base, "kg:") for quad in quads_at(server, path)}


def notes(server: Server, path: str) -> set[str]:
    """Return the subjects below the base that the document at a path has notes of, as paths."""
    note = NamedNode(server.base + "vocab#note")
    found = {quad.subject for quad in quads_at(server, path) if quad.predicate == note}
    return {subject.value.removeprefix(server.base) for subject in found if isinstance(subject, NamedNode)}


def total(server: Server, query: str) -> int:
    """Return the one number that a query counts."""
    answer = server.get("sparql?query=" + quote(query), accept="text/csv")
    return int(answer.text.split()[1])


@pytest.mark.parametrize("path", THINGS)
def test_a_thing_of_any_shape_sends_to_its_document(server: Server, path: str) -> None:
    decoded = THINGS[path]
    for spelling in {path, quote(path, safe="/%?&="), quote(decoded, safe=""), quote(decoded, safe="/")}:
        answer = server.get(spelling)
        assert answer.status_code == 303, spelling
        home = answer.headers["Location"]
        assert home.isascii()
        assert unquote(home) == server.base + "doc/" + decoded.removeprefix("id/" if decoded != "id/" else "")
        assert path in notes(server, home)


@pytest.mark.parametrize("path", [path for path in (*FRAGMENTS, *TABLE_PATHS, "twin") if path not in NO_RDF])
def test_what_has_a_fragment_or_a_path_with_a_meaning_is_answered_there(server: Server, path: str) -> None:
    answer = server.get(path.partition("#")[0], accept="application/trig")
    assert answer.status_code == 200
    assert path in notes(server, path.partition("#")[0])


def test_what_other_graphs_say_of_a_graph_is_a_link_away(server: Server) -> None:
    [said] = [target for target, one in links(server.get("graph/levels", accept=TURTLE)) if one["rel"] == "describedby"]
    assert f'<kg:graph/levels> <{RDFS}label> "the graph of levels"@en' in triples_at(server, said)
    assert 'rel="describedby"' not in server.get("graph/own", accept=TURTLE).headers["Link"]


@pytest.mark.parametrize("path", NO_RDF)
def test_a_path_that_is_no_rdf_stays_what_it_is(server: Server, path: str) -> None:
    assert server.get(path.partition("#")[0]).status_code == 200


def test_a_thing_and_its_twin_without_id_keep_apart(server: Server) -> None:
    assert server.get("id/twin").headers["Location"] == server.base + "doc/twin"
    assert notes(server, "doc/twin") == {"id/twin", "doc/twin"}
    assert notes(server, "twin") == {"twin"}
    assert set(TWINS) == {"twin", "id/twin"}


def test_spellings_of_one_name_are_one_address(server: Server) -> None:
    for spelling in (*SPELLINGS, "fluss/%c3%a9tang", "fluss/e%CC%81tang"):
        assert notes(server, spelling) == set(SPELLINGS)
        assert server.get(spelling).headers["Location"] == server.base + "doc/fluss/%C3%A9tang"


def test_the_build_warns_of_two_spellings_and_of_what_xml_cannot_carry(server: Server) -> None:
    told = server.log.read_text()
    assert "are one address" in told
    assert "XML 1.0 has no character U+0007" in told


def test_what_is_absent_is_404_on_every_kind_of_path(server: Server) -> None:
    absent = ("nothing", "id/nothing", "doc/nothing", "def/nothing", "scheme/nothing", "graph/none", "class/none")
    for path in (*absent, "dumps/none", "static/none", "gauge", "BASEL", "basel.exe", "basel/x"):
        answer = server.get(path, allow_redirects=True)
        assert answer.status_code == 404, path


def test_a_suffix_gives_the_format_unless_a_thing_is_named_so(server: Server) -> None:
    assert server.get("station.ttl").headers["Location"] == server.base + "doc/station.ttl"
    assert notes(server, "doc/station.ttl") == {"station"}
    assert notes(server, "doc/station.nt") == {"station.nt"}
    assert server.get("doc/station.nt", accept=TURTLE).headers["Content-Type"].startswith(TURTLE)
    assert server.get("doc/station.nt.jsonld").headers["Content-Type"] == "application/ld+json"


@pytest.mark.parametrize(
    ("iri", "told"),
    [
        ("http://other.example/b", "<http://other.example/b> <kg:vocab#near> <kg:gauge/1>"),
        ("urn:uuid:0b5c", "<urn:uuid:0b5c> <kg:vocab#near> <kg:gauge/1>"),
        ("mailto:gauge@rivers.example", "<mailto:gauge@rivers.example> <kg:vocab#near> <tel:+41-61>"),
        ("tel:+41-61", "<mailto:gauge@rivers.example> <kg:vocab#near> <tel:+41-61>"),
        ("https://rivers.example/net", "<kg:gauge/1> <kg:vocab#near> <https://rivers.example/net>"),
        (f"{XSD}double", f'<kg:gauge/1> <kg:vocab#inf> "-INF"^^<{XSD}double>'),
    ],
)
def test_a_foreign_iri_is_told_of_by_name(server: Server, iri: str, told: str) -> None:
    assert told in triples_at(server, "doc.nt?iri=" + quote(iri, safe=""))


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("gauge/only-object", "<kg:gauge/1> <kg:vocab#near> <kg:gauge/only-object>"),
        ("vocab#onlyPredicate", '<kg:gauge/1> <kg:vocab#onlyPredicate> "said"'),
        ("vocab#onlyDatatype", '<kg:gauge/1> <kg:vocab#code> "x"^^<kg:vocab#onlyDatatype>'),
        ("elsewhere/g", f'<kg:gauge/3> <kg:vocab#level> "6"^^<{XSD}integer>'),
        ("graph/only", f"<kg:gauge/1> <{RDF}type> <kg:vocab#Gauge>"),
    ],
)
def test_what_is_only_mentioned_has_a_document_with_what_mentions_it(server: Server, path: str, told: str) -> None:
    assert told in triples_at(server, path.partition("#")[0])


def test_classes_of_one_name_have_pages_of_their_own(server: Server) -> None:
    pages = {}
    for quad in quads_at(server, "dataset"):
        node, _, name = str(quad.subject)[1:-1].partition("#class-")
        if quad.predicate.value == VOID + "class" and isinstance(quad.object, NamedNode) and name:
            assert node == server.base + "dataset"
            pages[quad.object.value] = name
    gauges = [server.base + "vocab#Gauge", "http://a.example/v#Gauge", "http://b.example/w#Gauge"]
    assert pages[gauges[0]] == "Gauge"
    assert len({pages[iri] for iri in gauges}) == 3
    things = ("<kg:gauge/json>", "<http://other.example/b>", "<http://other.example/c>")
    for iri, thing in zip(gauges, things, strict=True):
        assert f"{thing} <{RDF}type> <{iri.replace(server.base, 'kg:')}>" in triples_at(server, f"class/{pages[iri]}")


def test_graphs_of_one_name_have_pages_of_their_own(server: Server) -> None:
    pages = {}
    quads = quads_at(server, "dataset")
    for quad in quads:
        if quad.predicate.value.endswith("sparql-service-description#name") and isinstance(quad.object, NamedNode):
            pages[quad.object.value] = str(quad.subject)[1:-1].partition("#graph-")[2]
    assert pages[server.base + "graph/levels"] == "levels"
    assert pages[server.base + "graph/特%20許"] == "特-許"
    assert len(set(pages.values())) == len(pages) == 15
    for iri, name in pages.items():
        named = {quad.graph_name for quad in quads_at(server, f"graph/{quote(name)}")}
        assert named == {NamedNode(iri)}
        if iri.startswith(server.base):
            assert {quad.graph_name for quad in quads_at(server, iri)} >= named
        assert server.get("store?graph=" + quote(iri, safe=""), accept=TURTLE).status_code == 200


def test_a_dump_can_have_a_name_of_any_letters(server: Server) -> None:
    answer = server.get("dumps/rivers-特-許.ttl.gz")
    assert answer.status_code == 200
    expected = "attachment; filename=rivers-_-_.ttl.gz; filename*=UTF-8''rivers-%E7%89%B9-%E8%A8%B1.ttl.gz"
    assert answer.headers["Content-Disposition"] == expected
    assert "rivers-特-許.ttl.gz" in server.get("dumps/SHA256SUMS").content.decode()


def test_a_triple_in_many_graphs_counts_once(server: Server) -> None:
    near = f"<{server.base}gauge/1> <{server.base}vocab#near> <{server.base}gauge/2>"
    in_nquads = {str(quad) for quad in quads_at(server, "dumps/rivers.nq", "*/*")}
    in_ntriples = server.get("dumps/rivers.nt").text.splitlines()
    [stated] = [
        int(quad.object.value)
        for quad in quads_at(server, "dataset")
        if str(quad.subject) == f"<{server.base}dataset>"
        and quad.predicate.value == VOID + "triples"
        and isinstance(quad.object, Literal)
    ]
    assert sum(quad.startswith(near) for quad in in_nquads) == 3
    assert sum(line.startswith(near) for line in in_ntriples) == 1
    assert total(server, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }") == stated == len(in_ntriples) == len(set(in_ntriples))
    assert total(server, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }") == len(in_nquads) > stated
    assert sum(str(quad).startswith(near) for quad in quads_at(server, "gauge/2")) == 3
    assert sum(text.startswith(near) for text in map(str, quads_at(server, "gauge/2", TURTLE))) == 1


LITERALS = (
    f'count> "007"^^<{XSD}int>',
    f'price> "1.10"^^<{XSD}decimal>',
    f'is> "1"^^<{XSD}boolean>',
    f'wrong> "abc"^^<{XSD}integer>',
    f'at> "2015-01-01T00:00:00+00:00"^^<{XSD}dateTime>',
    f'inf> "-INF"^^<{XSD}double>',
    f'html> "<b>&amp;</b>"^^<{RDF}HTML>',
    r'text> "line\r\nbreak\ttab \"quoted\" \\ back"',
    'text> ""',
    'text> " "',
    'text> "\ufeff"',
    'text> "😀👩‍👩‍👧"',
    'text> "é"',
    'text> "e\u0301"',
    f'iri> "{AUTHORED}gauge/1"^^<{XSD}anyURI>',
)


@pytest.mark.parametrize("suffix", [row.suffix for row in DUMP_FORMATS] + ["n3"])
def test_literals_of_every_kind_leave_as_written_in_every_format(server: Server, suffix: str) -> None:
    found = triples_at(server, f"doc/gauge/1.{suffix}")
    for literal in LITERALS:
        assert f"<kg:gauge/1> <kg:vocab#{literal}" in found
    for label in ('"First"@en-gb', '"קו ראשון"@he', '"Pegel Eins"@de'):
        assert f"<kg:gauge/1> <{RDFS}label> {label}" in found


def test_what_xml_cannot_carry_has_no_rdf_xml_anywhere(server: Server) -> None:
    document = server.get("doc/gauge/control", accept=TURTLE)
    assert RDF_XML.media_type not in document.headers["Link"]
    for path, accept in (("doc/gauge/control", RDF_XML.media_type), ("doc/gauge/control.rdf", "*/*")):
        refused = server.get(path, accept=accept)
        assert refused.status_code == 406
        assert "U+0007" in refused.json()["detail"]
        assert TURTLE in [variant["type"] for variant in refused.json()["variants"]]
    names = server.get("dumps/SHA256SUMS").text.split()
    assert "rivers.nt" in names
    assert "rivers.rdf" not in names
    assert "rivers-levels.rdf" not in names
    assert "rivers-own.rdf.gz" in names


def test_a_withdrawn_thing_is_gone_with_its_replacement(server: Server) -> None:
    answer = server.get("gauge/old", allow_redirects=True)
    assert answer.status_code == 410
    assert answer.json()["replaced_by"] == [server.base + "gauge/1"]


def test_blank_nodes_are_followed_to_their_end(server: Server) -> None:
    nodes, sharing = triples_at(server, "gauge/nodes"), triples_at(server, "gauge/sharing")
    for text in ("deep", "shared by two"):
        assert any(triple.endswith(f'<kg:vocab#text> "{text}"') for triple in nodes)
    assert any(triple.endswith('<kg:vocab#text> "shared by two"') for triple in sharing)
    assert any(triple.endswith('<kg:vocab#text> "round"') for triple in sharing)
    assert sum(f"<{RDF}rest>" in triple for triple in nodes) == 4


def test_blank_nodes_have_one_label_in_documents_dumps_and_results(server: Server) -> None:
    dump = set(server.get("dumps/rivers.nt").text.splitlines())
    told = server.get("doc/gauge/nodes.nt").text.splitlines()
    own = [line for line in told if "_:" in line and "#incoming-" not in line]
    assert len(own) > 8
    assert set(own) <= dump
    answer = server.get(
        "sparql?query=" + quote(f"SELECT ?n {{ ?n <{server.base}vocab#text> 'nobody points here' }}"), accept="text/csv"
    )
    label = answer.text.split()[1]
    assert any(line.startswith(f"{label} ") and "nobody points here" in line for line in dump)
    described = f"DESCRIBE ?n {{ ?n <{server.base}vocab#text> 'nobody points here' }}"
    assert f'{label} <{server.base}vocab#text> "nobody' in server.get("sparql?format=nt&query=" + quote(described)).text


def test_a_long_list_is_whole_in_its_document(server: Server) -> None:
    found = quads_at(server, "gauge/list")
    assert sum(quad.predicate.value == RDF + "first" for quad in found) == ITEMS
    assert len([quad for quad in found if isinstance(quad.subject, BlankNode)]) == 2 * ITEMS


def test_a_hub_is_bounded_counted_and_whole_a_query_away(server: Server) -> None:
    answer = server.get("doc/gauge/hub", accept=TURTLE)
    assert len(answer.content) < 50_000
    found = list(parse(answer.content, RdfFormat.TURTLE))
    of = NamedNode(server.base + "vocab#of")
    assert sum(quad.predicate == of for quad in found) == 100
    [(node, stated)] = [(q.subject, q.object) for q in found if q.predicate.value == VOID + "triples"]
    assert stated == Literal(str(LINKS), datatype=NamedNode(XSD + "integer"))
    [more] = [q.object for q in found if q.subject == node and q.predicate.value == RDFS + "seeAlso"]
    assert isinstance(more, NamedNode)
    assert more.value.startswith(server.base)
    whole = server.get(more.value, accept="application/n-triples").text.splitlines()
    assert len(whole) == LINKS
    in_graphs = quads_at(server, "gauge/hub")
    assert len({quad.triple for quad in in_graphs if quad.predicate == of}) == 100
    assert sum(quad.predicate == of for quad in in_graphs) == 200  # the first 300 are in two graphs


def listed(page: Page, kind: str) -> list[str]:
    """Return what a page of a list shows, of the readings or of the levels."""
    if kind == "readings":
        return [a.attributes["title"] for a in page.all("a") if "reading/" in a.attributes.get("title", "")]
    return re.findall(r"(?<![\d.])(\d+\.50)(?!\d)", page.source)


@pytest.mark.parametrize(
    ("path", "kind", "number"), [("doc/gauge/hub", "readings", LINKS), ("doc/gauge/long", "levels", VALUES)]
)
def test_a_page_shows_fifty_and_leads_to_lists_of_fifty(server: Server, path: str, kind: str, number: int) -> None:
    first = server.get(path, accept="text/html")
    assert len(first.content) < 100_000
    assert len(set(listed(Page(first.text), kind))) == 50
    [more] = {a.attributes["href"] for a in Page(first.text).all("a") if "property=" in a.attributes.get("href", "")}
    home = server.get(more).headers["Location"].partition("&page=")[0]
    last = number // 50
    # Of the longer list only some: each page is one row of a table, made by slicing.
    pages = [server.get(f"{home}&page={at}", accept="text/html") for at in range(1, last + 1, max(1, last // 60))]
    assert {answer.status_code for answer in pages} == {200}
    assert max(len(answer.content) for answer in pages) < 100_000
    shown = [one for answer in pages for one in set(listed(Page(answer.text), kind))]
    assert len(set(shown)) == len(shown) == 50 * len(pages)
    assert server.get(f"{home}&page={last}", accept="text/html").status_code == 200
    assert server.get(f"{home}&page={last + 1}", accept="text/html").status_code == 404


def test_a_long_record_is_whole_in_its_document(server: Server) -> None:
    level = NamedNode(server.base + "vocab#level")
    assert sum(quad.predicate == level for quad in quads_at(server, "gauge/long")) == VALUES


def test_a_class_of_the_data_can_have_any_number_of_things(server: Server) -> None:
    answer = server.get("class/Gauge", accept=TURTLE)
    assert {parameters["rel"] for _, parameters in links(answer)} >= {"first", "last", "alternate"}


def test_names_are_found_in_any_script(server: Server) -> None:
    for query, iri in (("pegel", "gauge/1"), ("ראשון", "gauge/1"), ("GAUGE ONE", "gauge/1"), ("json", "gauge/json")):
        found = server.get("search?q=" + quote(query)).json()
        assert server.base + iri in [result["iri"] for result in found["results"]]


def test_what_is_large_is_not_written_many_times(server: Server) -> None:
    [table] = (server.state / "snapshots").glob("*/documents.sqlite")
    sources = sum(path.stat().st_size for path in server.site.rglob("*") if path.is_file())
    assert table.stat().st_size < 8 * sources
