"""Addresses, and what points to what: the index of a dataset's lines."""

import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from publisher.description import (
    Describer,
    Role,
    address_of,
    lines_of,
    name_of,
    quads_of,
    statements_in,
    terms_in,
)
from publisher.namespaces import XSD
from publisher.syntax.statements import graph_apart

BASE = "https://data.example/kg/"
A, B, C = (NamedNode(BASE + name) for name in "abc")
P, Q = NamedNode(BASE + "def#p"), NamedNode(BASE + "def#q")
G, H = NamedNode(BASE + "graph/g"), NamedNode("urn:h")


@pytest.mark.parametrize(
    ("iri", "address"),
    [
        ("id/x", "id/x"),
        ("id/x#part", "id/x"),
        ("#top", ""),
        ("id/caf%C3%A9", "id/café"),
        ("id/cafe\u0301", "id/café"),
        ("id/caf%65%CC%81", "id/café"),
        ("a%2Fb", "a/b"),
        ("a%23b", "a#b"),
        ("a%23b#c", "a#b"),
        ("a?b=c#d", "a?b=c"),
        ("a%3Fb", "a?b"),
        ("100%25", "100%"),
        ("%FF", "\ufffd"),
        ("slash/", "slash/"),
        ("", ""),
    ],
)
def test_an_address_is_decoded_and_composed_and_has_no_fragment(iri: str, address: str) -> None:
    assert address_of(BASE + iri, BASE) == BASE + address


@pytest.mark.parametrize("iri", ["https://other.example/caf%C3%A9#x", "urn:x#y", BASE.rstrip("/"), "_:c14n0"])
def test_a_foreign_iri_is_its_own_address(iri: str) -> None:
    assert address_of(iri, BASE) == iri


HARD_LITERALS = (
    Literal(""),
    Literal(" "),
    Literal("a b"),
    Literal("a <b> ."),
    Literal("<b>"),
    Literal('" "'),
    Literal("\\"),
    Literal("line\nbreak\r\u2028\x85\x0b"),
    Literal("x", language="en-gb"),
    Literal("a <b>", language="ja"),
    Literal("a <b> c", datatype=NamedNode("urn:type")),
    Literal("^^<urn:no>", datatype=NamedNode("urn:type")),
    Literal('"@en', datatype=NamedNode("urn:type")),
)


@pytest.mark.parametrize("graph", [DefaultGraph(), G])
@pytest.mark.parametrize(
    "thing", [*HARD_LITERALS, A, BlankNode("c14n0"), Triple(A, P, C), Triple(A, P, Literal("<b>"))]
)
def test_a_line_is_taken_apart_whatever_it_holds(
    thing: Literal | NamedNode | Triple, graph: NamedNode | DefaultGraph
) -> None:
    quad = Quad(BlankNode("c14n1"), P, thing, graph)
    [line] = lines_of([quad])
    name = "" if isinstance(graph, DefaultGraph) else str(graph)
    term = f"<<( {thing} )>>" if isinstance(thing, Triple) else str(thing)
    assert terms_in(line) == ("_:c14n1", str(P), term, name)
    assert list(parse(line.encode(), RdfFormat.N_QUADS)) == [quad]
    assert graph_apart(str(quad)) == (str(quad.triple), name)
    assert statements_in(line + line) == (str(quad), str(quad))
    assert quads_of(statements_in(line)) == (quad,)


def test_no_quads_are_no_lines() -> None:
    assert lines_of([]) == []
    assert Describer([], 5).names() == []


def test_names_are_all_iris_and_blank_nodes_in_any_place() -> None:
    quads = [
        Quad(A, P, Literal("1", datatype=NamedNode("urn:type")), G),
        Quad(BlankNode("c14n0"), Q, B, H),
        Quad(A, P, Literal("plain"), G),
        Quad(A, P, Literal("marked", language="en"), G),
    ]
    names = {"_:c14n0", "urn:type", "urn:h", A.value, B.value, P.value, Q.value, G.value}
    assert set(Describer(quads, 5).names()) == names
    assert name_of(A) == A.value
    assert name_of(BlankNode("c14n0")) == "_:c14n0"


def test_a_triple_in_two_graphs_points_once_and_keeps_both_lines() -> None:
    quads = sorted((Quad(A, P, C, G), Quad(A, P, C, H), Quad(B, P, C, G), Quad(A, Q, C, G)), key=str)
    found = {(one.role, one.predicate): one for one in Describer(quads, 5).incoming(C.value)}
    assert list(found) == [(Role.OBJECT, P.value), (Role.OBJECT, Q.value)]
    links = found[Role.OBJECT, P.value]
    assert (links.total, len(links.lines)) == (2, 3)
    assert links.first(1).count("\n") == 2
    assert list(parse(links.first(9).encode(), RdfFormat.N_QUADS)) == [quad for quad in quads if quad.predicate == P]
    assert [page.count("\n") for page in links.pages(1)] == [2, 1]


@pytest.mark.parametrize(
    ("name", "role", "total"),
    [
        (P.value, Role.PREDICATE, 30),
        ("urn:type", Role.DATATYPE, 30),
        (G.value, Role.GRAPH, 30),
        ("urn:h", Role.GRAPH, 10),
    ],
)
def test_uses_in_other_roles_are_counted_as_triples_and_kept_up_to_the_limit(name: str, role: Role, total: int) -> None:
    literals = [Literal(f"{number:02}", datatype=NamedNode("urn:type")) for number in range(30)]
    quads = [Quad(A, P, one, G) for one in literals] + [Quad(A, P, one, H) for one in literals[:10]]
    [use] = Describer(sorted(quads, key=str), 5).incoming(name)
    assert (use.role, use.predicate, use.total) == (role, "", total)
    triples = {quad.triple for quad in parse(use.first(99).encode(), RdfFormat.N_QUADS)}
    assert len(triples) == 5


def test_a_hub_is_what_more_points_to_than_a_description_holds() -> None:
    quads = [Quad(NamedNode(f"{BASE}{number}"), P, C, G) for number in range(6)] + [Quad(A, P, B, G)]
    assert Describer(quads, 5).hubs() == [C.value]
    assert Describer(quads, 6).hubs() == []


def test_datatypes_that_every_literal_has_are_not_pointed_to() -> None:
    describer = Describer([Quad(A, P, Literal("x"), G), Quad(A, P, Literal("x", language="en"), G)], 5)
    assert XSD + "string" not in describer.names()
