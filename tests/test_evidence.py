"""Evidence is read by standard terms alone, whatever words a site has of its own."""

import time
from collections.abc import Iterable

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, parse

from publisher.evidence import (
    Evidence,
    Passage,
    document_sources,
    evidence_of,
    gather,
    into_document,
    whole_number,
)

E = "https://example.org/t/"
XSD = "http://www.w3.org/2001/XMLSchema#"
HEAD = f"""
@prefix : <{E}> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix xsd: <{XSD}> .
@prefix oa: <http://www.w3.org/ns/oa#> . @prefix dcterms: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
WHOLE = """
:facts { :lamp :litAt "dusk"@EN . :sure a skos:Concept . :lamp a skos:Concept . }
:receipts {
  :r2 a rdf:Statement ; rdf:subject :lamp ; rdf:predicate :litAt ; rdf:object "dusk"@en ;
      dcterms:isPartOf :facts, :log ; :howSure :sure ; :seenIn :late, :early, :log ; dcterms:hasPart :r9, :r1 .
  :r1 rdf:subject :lamp ; rdf:predicate :litAt ; rdf:object "dusk"@en ; :seenIn :early .
  :early oa:hasSource :log ; oa:hasSelector [ oa:exact "lit" ; oa:prefix "was " ; oa:suffix " at" ] , :place .
  :place oa:start 13 ; oa:end "16"^^xsd:nonNegativeInteger .
  :late oa:hasSelector [ oa:start 20 ; oa:end 24 ] .
  :alone oa:hasSelector [ oa:exact "The lamp" ] .
}
"""


def quads(text: str) -> list[Quad]:
    return list(parse(HEAD + text, RdfFormat.TRIG))


def read_evidence(quads: Iterable[Quad]) -> Evidence:
    return evidence_of(gather(quads))


def node(name: str) -> NamedNode:
    return NamedNode(E + name)


EARLY = Passage(node("early"), node("log"), "lit", "was ", " at", 13, 16)


def test_a_record_is_read_with_its_graph_its_kinds_its_parts_and_its_words_in_order() -> None:
    evidence = read_evidence(quads(WHOLE))
    first, second = evidence.records
    assert (first.iri, second.iri) == (node("r1"), node("r2")), "rdf:subject alone makes a record"
    assert (second.subject, second.predicate, second.object) == (
        node("lamp"),
        node("litAt"),
        Literal("dusk", language="en"),
    )
    assert second.graph == node("facts"), "what is no graph of the dataset is a whole of another kind"
    assert first.graph is None
    assert second.kinds == (node("sure"),), "the triple's own terms are no kinds"
    assert second.parts == (node("r1"), node("r9"))
    assert [passage.iri for passage in second.passages] == [node("early"), node("late")]


def test_selectors_of_a_passage_are_merged() -> None:
    evidence = read_evidence(quads(WHOLE))
    assert evidence.records[0].passages == (EARLY,)
    assert [passage.iri for passage in evidence.passages] == [node("early"), node("late"), node("alone")]
    assert evidence.passages[2] == Passage(node("alone"), None, "The lamp", None, None, None, None)


def test_what_is_no_whole_record_is_left_out() -> None:
    half = ":r a rdf:Statement ; rdf:subject {} ; rdf:predicate {} ; rdf:object {} ."
    assert len(read_evidence(quads(half.format(":s", ":p", "1"))).records) == 1
    assert read_evidence(quads(":r a rdf:Statement ; rdf:subject :s ; rdf:predicate :p .")).records == ()
    for parts in (
        (":s", ":p", "1, 2"),
        (":s, :t", ":p", "1"),
        ("'s'", ":p", "1"),
        (":s", "[]", "1"),
        (":s", "'p'", "1"),
    ):
        assert read_evidence(quads(half.format(*parts))).records == ()


def test_blank_nodes_may_be_records_passages_and_subjects() -> None:
    text = "_:r rdf:subject _:s ; rdf:predicate :p ; rdf:object _:o ; :seen _:w . _:s :p _:o ."
    [record] = read_evidence(quads(f"{text} _:w oa:hasSelector [ oa:exact 'x' ] .")).records
    assert isinstance(record.subject, BlankNode)
    assert [passage.exact for passage in record.passages] == ["x"]


def test_a_part_of_a_record_is_no_passage_that_it_rests_on() -> None:
    [record] = read_evidence(quads(WHOLE.replace(":seenIn :late, :early, :log ;", "dcterms:hasPart :late ;"))).records[
        1:
    ]
    assert record.passages == ()
    assert record.parts == (node("late"), node("r1"), node("r9"))


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("", {"log", "book"}),
        (":log :shownAt :source .", {"log"}),
        (":w oa:hasSource :source .", {"source"}),
        (":log :shownAt <https://elsewhere.example/source> .", {"log", "book"}),
    ],
)
def test_the_source_that_is_connected_to_the_document_is_it_alone(said: str, wanted: set[str]) -> None:
    words = ":w oa:hasSelector [] ; oa:hasSource :log . :v oa:hasSelector [] ; oa:hasSource :book . "
    foreign = ":u oa:hasSelector [] ; oa:hasSource <https://elsewhere.example/source> . :t oa:hasSelector [] . "
    material = gather(quads(words + foreign + said))
    own = document_sources(material, E)
    assert own == {node(name) for name in wanted}
    inside = {name for name in "wvut" if into_document(material, node(name), own)}
    assert inside == {"w", "t"} | ({"v"} if "book" in wanted else set())


def test_quads_may_come_from_an_iterator_and_stand_in_two_graphs() -> None:
    doubled = WHOLE + WHOLE.replace(":facts {", ":more {").replace(":receipts {", ":others {").replace("_:", "_:x")
    once, twice = read_evidence(quads(WHOLE)), read_evidence(iter(quads(doubled)))
    assert [record.iri for record in once.records] == [record.iri for record in twice.records]
    assert [record.passages[0].start for record in twice.records] == [13, 13]


def test_a_site_without_evidence_has_none() -> None:
    assert read_evidence([]) == read_evidence(quads(":a :b :c .")) == read_evidence(iter(()))
    assert read_evidence([]).records == read_evidence([]).passages == ()


def test_whole_numbers_are_those_of_xsd() -> None:
    def typed(text: str, name: str) -> Literal:
        return Literal(text, datatype=NamedNode(XSD + name))

    names = "integer nonNegativeInteger positiveInteger long int short byte unsignedLong unsignedInt unsignedByte"
    assert [whole_number(typed("+07", name)) for name in names.split()] == [7] * 10
    assert whole_number(typed("-7", "nonPositiveInteger")) == -7
    for literal in (typed("7", "string"), typed("7", "decimal"), typed("x", "integer"), typed("٧", "integer")):
        assert whole_number(literal) is None
    assert whole_number(typed("9" * 5000, "integer")) is None
    assert whole_number(node("seven")) is None


def test_reading_takes_time_in_proportion_to_the_quads() -> None:
    def many(count: int) -> list[Quad]:
        return quads(
            "".join(
                f":r{n} rdf:subject :hub ; rdf:predicate :p ; rdf:object {n} ; :seen :w{n} . "
                f":hub :p {n} ; :has :w{n} . "
                f":w{n} oa:hasSource :log ; oa:hasSelector :s{n} . :s{n} oa:exact 'x' . :log :has :w{n} .\n"
                for n in range(count)
            )
        )

    held = many(3_000)
    start = time.process_time()
    assert len(read_evidence(held).records) == 3_000
    assert time.process_time() - start < 5
