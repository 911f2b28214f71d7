"""Every format gives back the graph that was written, whatever its terms hold, and always the same bytes."""

import hashlib
import json
import random
import subprocess
import sys
from collections.abc import Iterable, Iterator
from xml.parsers import expat

import pytest
import rdflib
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pyoxigraph import (
    BaseDirection,
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
)

from publisher.errors import NotCarried
from publisher.formats import JSON_LD, N3, N_QUADS, N_TRIPLES, RDF_FORMATS, RDF_XML, TRIG, TURTLE, Format
from publisher.namespaces import RDF, XSD, Prefixes
from publisher.syntax import serialise
from publisher.syntax.jsonld import context
from publisher.syntax.rdfxml import carries

# rdflib's parsers use what rdflib deprecates, and warn of lexical forms that are no booleans or dates.
pytestmark = [
    pytest.mark.filterwarnings("ignore:.* is deprecated:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning:rdflib"),
]

EX = "http://ex.test/"
PREFIXES = Prefixes(
    {
        "ex": EX,
        "": f"{EX}empty/",
        "deep": f"{EX}deep/",
        "word": f"{EX}word",
        "tel": "http://tel.test/",
        "urn": "http://urn.test/#",
        "http": "http://http.test/",
        "é.x-1": "http://accent.test/",
        "rdf": "http://not-rdf.test/",
        "xmlx": "http://xml.test/",
        "bad name": f"{EX}bad/",
        "relative": "relative/",
        "broken": f"{EX}broken<>/",
        "ns1": "http://ns1.test/",
        "xsd": XSD,
    }
)
BY_OXIGRAPH = {
    TURTLE.name: RdfFormat.TURTLE,
    N3.name: RdfFormat.N3,
    TRIG.name: RdfFormat.TRIG,
    N_TRIPLES.name: RdfFormat.N_TRIPLES,
    N_QUADS.name: RdfFormat.N_QUADS,
    RDF_XML.name: RdfFormat.RDF_XML,
    JSON_LD.name: RdfFormat.JSON_LD,
}
BY_RDFLIB = {TURTLE.name: "turtle", N3.name: "n3", TRIG.name: "trig", N_TRIPLES.name: "nt", N_QUADS.name: "nquads"} | {
    RDF_XML.name: "xml",
    JSON_LD.name: "json-ld",
}
every_format = pytest.mark.parametrize("format", RDF_FORMATS, ids=lambda row: row.name)
quick = settings(max_examples=60, deadline=None, derandomize=True)

hostile = st.text(max_size=12) | st.text(
    alphabet="\"'\\\n\r\t \0\b\f\x0b\x1f\x7f\x85\u2028\ufffe\ufeff😀ש<>&]^@_:", max_size=8
)
locals_ = st.text(alphabet="ab09._-~()'!$&*+,;=:@/?é特許·\u0300\u200d\U00010000", max_size=6) | st.sampled_from(
    [
        "a%20b",
        "x#y",
        "//x",
        "deep/",
        "deep/a",
        "empty/b",
        "word",
        "wordy",
        "a.",
        ".a",
        "-a",
        "a-",
        "bad/x",
        "broken",
        "a..b",
    ]
)
starts = st.sampled_from([EX, f"{EX}#", "urn:a:", "tel:+81", "ex:", "http://tel.test/", "xsd:", "http://accent.test/"])


@st.composite
def iris(draw: st.DrawFn) -> NamedNode:
    """Return an IRI, valid but as unlucky as IRIs come."""
    iri = draw(starts) + draw(locals_)
    assume(iri.count("#") < 2)
    return NamedNode(iri)


named = iris()
blanks = st.sampled_from(["c14n0", "c14n1", "c14n10", "0a", "_x", "a.b"]).map(BlankNode)
numbers = st.from_regex(r"\A[+-]?[0-9]{0,22}(\.[0-9]{0,20})?([eE][+-]?[0-9]{1,3})?\Z") | st.sampled_from(
    ["true", "false", "1", "0", "-0", "+5", "007", "1.", ".5", "1.10", "-0.0", "INF", "TRUE", "0.00000000000000001"]
)
datatypes = st.sampled_from([f"{XSD}{n}" for n in ("integer", "decimal", "double", "boolean", "int", "date", "anyURI")])
languages = st.sampled_from(["en", "ja", "zh-hant-tw", "de-1996", "x-private"])
literals = (
    hostile.map(Literal)
    | st.builds(lambda text, language: Literal(text, language=language), hostile, languages)
    | st.builds(lambda text, type_: Literal(text, datatype=NamedNode(type_)), numbers | hostile, datatypes)
    | st.builds(lambda text, type_: Literal(text, datatype=type_), hostile, named)
    | st.sampled_from(["JSON", "XMLLiteral", "HTML"]).map(lambda n: Literal('<a>{"b"}', datatype=NamedNode(RDF + n)))
)
predicates = (
    named | st.just(NamedNode(f"{RDF}type")) | st.sampled_from(["p", "名前", "a.b"]).map(lambda n: NamedNode(EX + n))
)
graph_names = st.just(DefaultGraph()) | named | blanks
quads = st.builds(Quad, named | blanks, predicates, literals | named | blanks, graph_names)
datasets = st.lists(quads, max_size=7)


@pytest.fixture(autouse=True)
def _lexical_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    # rdflib's own switch: it is to tell what was written, not its canonical form.
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


def text(quads: Iterable[Quad | Triple], format: Format, prefixes: Prefixes = PREFIXES) -> str:
    return b"".join(serialise(quads, format, prefixes)).decode()


def expected(quads: Iterable[Quad], format: Format) -> set[Quad]:
    """Return what the format holds of the quads."""
    return set(quads) if format.holds_graphs else {Quad(q.subject, q.predicate, q.object) for q in quads}


def canonical(quads: Iterable[Quad]) -> set[Quad]:
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)


def read_by_rdflib(body: str, format: Format) -> Iterator[Quad]:
    dataset = rdflib.Dataset() if format.holds_graphs else rdflib.Graph()
    dataset.parse(data=body, format=BY_RDFLIB[format.name])
    rows = dataset.quads() if format.holds_graphs else ((*triple, None) for triple in dataset)
    for s, p, o, g in rows:
        default = g is None or str(g).startswith("urn:x-rdflib:default")
        yield Quad(_term(s), _term(p), _term(o), DefaultGraph() if default else _term(g))


def _term(term: rdflib.term.Node) -> NamedNode | BlankNode | Literal:
    if isinstance(term, rdflib.URIRef):
        return NamedNode(str(term))
    if isinstance(term, rdflib.BNode):
        return BlankNode("b" + str(term).encode().hex())
    if term.language:
        return Literal(str(term), language=term.language)
    return Literal(str(term), datatype=NamedNode(str(term.datatype)) if term.datatype else None)


def carried(quads: list[Quad], format: Format) -> bool:
    return format is not RDF_XML or carries(quads) is None


@every_format
@given(quads=datasets)
@quick
def test_pyoxigraph_reads_the_same_quads(format: Format, quads: list[Quad]) -> None:
    if not carried(quads, format):
        return
    body = text(quads, format)
    back = set(parse(body, format=BY_OXIGRAPH[format.name], rename_blank_nodes=False))
    wanted = expected(quads, format)
    if format is RDF_XML:
        back, wanted = canonical(back), canonical(wanted)
    assert back == wanted, body
    assert body == "" or (body.endswith("\n") and not body.endswith("\n\n"))


@every_format
@given(quads=datasets)
@quick
def test_rdflib_reads_the_same_quads(format: Format, quads: list[Quad]) -> None:
    if not carried(quads, format):
        return
    body = text(quads, format)
    assert canonical(read_by_rdflib(body, format)) == canonical(expected(quads, format)), body


@every_format
@given(quads=datasets, seed=st.integers(0, 99))
@quick
def test_order_repetition_and_being_text_already_change_no_byte(format: Format, quads: list[Quad], seed: int) -> None:
    if not carried(quads, format):
        return
    shuffled = quads + quads[:2]
    random.Random(seed).shuffle(shuffled)
    assert text(shuffled, format) == text([str(quad) for quad in shuffled], format) == text(quads, format)


@given(quads=datasets)
@quick
def test_what_rdf_xml_says_it_carries_it_carries(quads: list[Quad]) -> None:
    if reason := carries(quads):
        with pytest.raises(NotCarried, match="RDF/XML cannot carry"):
            serialise(quads, RDF_XML, PREFIXES)
        assert reason.startswith("RDF/XML cannot carry the ")
    else:
        expat.ParserCreate().Parse(text(quads, RDF_XML), True)


def sample() -> list[Quad]:
    source = """
        @prefix ex: <http://ex.test/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
        ex:g { ex:wipo a ex:Organisation ; ex:members 188 ; ex:share 1.10 ; ex:active true ; ex:code "007"^^xsd:int ,
            "01"^^xsd:integer , +5 , 1e0 ; ex:name "WIPO"@en , "世界知的所有権機関"@ja , "a\\nb\\r\\"c\\"\\\\" . }
        ex:h { ex:wipo ex:members 188 ; ex:part _:c14n0 . _:c14n0 ex:of ex:a\\(b\\) , ex:a%20b . }
        ex:wipo\\#part ex:see <tel:+81-3> , ex:a-b , <http://ex.test/a.> .
    """
    return list(parse(source, format=RdfFormat.TRIG, rename_blank_nodes=False))


def test_turtle_is_laid_out_for_readers() -> None:
    assert text(sample(), TURTLE) == (
        """@prefix ex: <http://ex.test/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

ex:wipo
    a ex:Organisation ;
    ex:active true ;
    ex:code
        "+5"^^xsd:integer,
        "007"^^xsd:int,
        "01"^^xsd:integer,
        "1e0"^^xsd:double ;
    ex:members 188 ;
    ex:name
        "WIPO"@en,
        "a\\nb\\r\\"c\\"\\\\",
        "世界知的所有権機関"@ja ;
    ex:part _:c14n0 ;
    ex:share 1.10 .

<http://ex.test/wipo#part>
    ex:see
        ex:a-b,
        <http://ex.test/a.>,
        <tel:+81-3> .

_:c14n0
    ex:of
        <http://ex.test/a%20b>,
        <http://ex.test/a(b)> .
"""
    )


def test_a_thing_comes_before_what_lies_below_its_iri() -> None:
    things = [NamedNode(EX + name) for name in ("a-b", "a", "a#c", "b")]
    lines = text([Quad(s, NamedNode(f"{EX}p"), o) for s in things for o in things], TURTLE).splitlines()
    order = ["ex:a", "<http://ex.test/a#c>", "ex:a-b", "ex:b"]
    assert [line for line in lines if line[:1] not in (" ", "", "@")] == order
    assert [line.strip(" ,.;") for line in lines[4:8]] == order


def test_trig_gives_the_default_graph_then_the_named_ones() -> None:
    trig = text([q for q in sample() if "members" in str(q) or "see" in str(q)], TRIG)
    assert trig == (
        """@prefix ex: <http://ex.test/> .

<http://ex.test/wipo#part>
    ex:see
        ex:a-b,
        <http://ex.test/a.>,
        <tel:+81-3> .

ex:g {
    ex:wipo
        ex:members 188 .
}

ex:h {
    ex:wipo
        ex:members 188 .
}
"""
    )


def test_json_ld_is_compact_and_keeps_lexical_forms() -> None:
    document = json.loads(text(sample(), JSON_LD))
    assert document["@context"] == {"ex": EX, "xsd": XSD}
    node = next(node for node in document["@graph"] if node["@id"] == "ex:wipo")
    assert node["@type"] == "ex:Organisation"
    assert node["ex:members"] == {"@type": "xsd:integer", "@value": "188"}
    assert {"@type": "xsd:int", "@value": "007"} in node["ex:code"]
    assert node["ex:name"] == [
        {"@language": "en", "@value": "WIPO"},
        'a\nb\r"c"\\',
        {"@language": "ja", "@value": "世界知的所有権機関"},
    ]
    assert node["ex:part"] == {"@id": "_:c14n0"}
    assert [node["@id"] for node in document["@graph"]] == ["ex:wipo", "http://ex.test/wipo#part", "_:c14n0"]


def test_a_prefix_that_is_a_scheme_in_the_graph_is_not_used_in_json_ld() -> None:
    predicate = NamedNode(f"{EX}phone")
    quads = [
        Quad(NamedNode("http://tel.test/x"), predicate, NamedNode("tel:+81")),
        Quad(NamedNode("http://tel.test/x"), predicate, Literal("x", datatype=NamedNode("urn:a:b"))),
        Quad(NamedNode("http://urn.test/#x"), predicate, NamedNode("http://http.test/x")),
    ]
    document = json.loads(text(quads, JSON_LD))
    assert document["@context"] == {"ex": EX, "http": "http://http.test/"}
    assert [node["@id"] for node in document["@graph"]] == ["http://tel.test/x", "http://urn.test/#x"]
    assert document["@graph"][1]["ex:phone"] == {"@id": "http:x"}


def test_the_context_says_which_terms_are_prefixes() -> None:
    terms = json.loads(context(PREFIXES))["@context"]
    assert terms["ex"] == EX
    assert terms["word"] == {"@id": f"{EX}word", "@prefix": True}
    assert not {"", "bad name", "relative", "broken"} & terms.keys()
    assert context(PREFIXES).endswith(b"}\n")


def test_the_context_does_not_read_its_namespaces_by_its_own_prefixes() -> None:
    declared = {
        "tel": "http://tel.test/",
        "phone": "tel:",
        "urn": "urn:",
        "id": "urn:isbn:",
        "http": "http://http.test/",
    }
    text = {**json.loads(context(Prefixes(declared))), "@id": "phone:81", "http://http.test/p": {"@id": "id:1"}}
    assert text["@context"].keys() == {"phone", "id", "http"}
    [quad] = parse(json.dumps(text), RdfFormat.JSON_LD)
    assert (quad.subject, quad.object) == (NamedNode("tel:81"), NamedNode("urn:isbn:1"))


@pytest.mark.parametrize(
    ("quad", "offender"),
    [
        (Quad(NamedNode(EX), NamedNode("http://p.test/1"), Literal("")), "<http://p.test/1>"),
        (Quad(NamedNode(EX), NamedNode("http://p.test/a/"), Literal("")), "<http://p.test/a/>"),
        (Quad(NamedNode(EX), NamedNode(f"{RDF}li"), Literal("")), f"<{RDF}li>"),
        (Quad(NamedNode(EX), NamedNode(f"{RDF}Description"), Literal("")), f"<{RDF}Description>"),
        (
            Quad(NamedNode(EX), NamedNode("http://www.w3.org/2000/xmlns/x"), Literal("")),
            "<http://www.w3.org/2000/xmlns/x>",
        ),
        (Quad(NamedNode(EX), NamedNode(f"{EX}p"), Literal("a\bc")), 'literal "a\\bc": XML 1.0 has no character U+0008'),
        (Quad(NamedNode(EX), NamedNode(f"{EX}p"), Literal("\uffff", language="en")), "U+FFFF"),
        (
            Quad(NamedNode(EX), NamedNode(f"{EX}p"), Literal("a", language="ar", direction=BaseDirection.RTL)),
            "direction",
        ),
    ],
)
def test_the_term_that_rdf_xml_cannot_carry_is_named(quad: Quad, offender: str) -> None:
    with pytest.raises(NotCarried) as raised:
        serialise([quad], RDF_XML, PREFIXES)
    assert offender in str(raised.value)
    assert carries([quad]) == str(raised.value)


def test_rdf_xml_keeps_whitespace_and_invents_prefixes() -> None:
    quads = [
        Quad(NamedNode(EX), NamedNode("http://p.test/x"), Literal(" \r\n\t<&>\"' ")),
        Quad(NamedNode(EX), NamedNode("http://not-rdf.test/x"), BlankNode("0a")),
        Quad(NamedNode(EX), NamedNode(f"{RDF}_1"), NamedNode("http://ex.test/?a&b='c'")),
        Quad(NamedNode(EX), NamedNode("http://ns1.test/p"), Literal("", datatype=NamedNode("http://ex.test/&"))),
    ]
    body = text(quads, RDF_XML)
    assert canonical(parse(body, format=RdfFormat.RDF_XML)) == canonical(quads)
    assert canonical(read_by_rdflib(body, RDF_XML)) == canonical(quads)
    assert 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"' in body
    assert 'xmlns:ns1="http://ns1.test/"' in body
    assert 'xmlns:ns2="http://not-rdf.test/"' in body
    assert "&#13;\n\t&lt;&amp;&gt;\"'" in body


def test_a_triple_term_is_carried_or_refused_by_name() -> None:
    inner = Triple(NamedNode(EX), NamedNode(f"{EX}p"), Literal("x"))
    quads = [Quad(NamedNode(EX), NamedNode(f"{EX}p"), inner)]
    for format in RDF_FORMATS:
        if format in (JSON_LD, RDF_XML, N3):
            with pytest.raises(NotCarried, match=r"triple term <<\( <http://ex.test/>"):
                serialise(quads, format, PREFIXES)
        else:
            assert set(parse(text(quads, format), format=BY_OXIGRAPH[format.name])) == set(quads)


def test_a_base_direction_survives_in_json_ld() -> None:
    quads = [Quad(NamedNode(EX), NamedNode(f"{EX}p"), Literal("a", language="ar", direction=BaseDirection.RTL))]
    assert list(parse(text(quads, JSON_LD), format=RdfFormat.JSON_LD)) == quads


@every_format
def test_no_quads_are_a_valid_empty_document(format: Format) -> None:
    assert list(parse(text([], format), format=BY_OXIGRAPH[format.name])) == []


@every_format
def test_pieces_are_bounded_and_many(format: Format) -> None:
    quads = [
        Quad(NamedNode(f"{EX}{i}"), NamedNode(f"{EX}p"), Literal("x" * 100), NamedNode(f"{EX}g")) for i in range(3000)
    ]
    sizes = [len(piece) for piece in serialise(quads, format, PREFIXES)]
    assert len(sizes) > 4
    assert max(sizes) < 70_000


def test_sorted_n_quads_are_the_canonical_form() -> None:
    dataset = Dataset(sample())
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    lines = sorted(f"{quad} .\n" for quad in dataset)
    assert text(dataset, N_QUADS) == "".join(lines)


@every_format
def test_triples_serve_as_well_as_quads(format: Format) -> None:
    union = [Quad(q.subject, q.predicate, q.object) for q in sample()]
    assert text([q.triple for q in sample()], format) == text(union, format)


DIGESTS = """
import hashlib, sys
from test_syntax import PREFIXES, RDF_FORMATS, sample, serialise
for format in RDF_FORMATS:
    print(hashlib.sha256(b"".join(serialise(sample(), format, PREFIXES))).hexdigest())
"""


def test_another_process_with_another_hash_seed_writes_the_same_bytes(request: pytest.FixtureRequest) -> None:
    here = [hashlib.sha256(text(sample(), format).encode()).hexdigest() for format in RDF_FORMATS]
    folder = request.path.parent
    for seed in ("1", "2"):
        environment = {"PYTHONHASHSEED": seed, "PYTHONPATH": f"{folder}:{folder.parent}"}
        ran = subprocess.run(
            [sys.executable, "-c", DIGESTS], env=environment, capture_output=True, text=True, timeout=60, check=True
        )
        assert ran.stdout.split() == here
