"""The document table: descriptions, lists, labels and facts, each written and read again."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, parse

from publisher.description import Role
from publisher.documents import PAGE, Document, Documents, write_documents, write_facts
from publisher.labels import Label
from publisher.namespaces import RDF, RDFS
from publisher.sources import canonicalise
from publisher.tables import VARIABLES

BASE = "https://data.example/kg/"
G, H = NamedNode(BASE + "graph/g"), NamedNode(BASE + "graph/h")
Make = Callable[..., Documents]


def quads_of(turtle: str, graph: NamedNode = G) -> list[Quad]:
    """Return the triples of a Turtle text in a graph."""
    return [
        Quad(quad.subject, quad.predicate, quad.object, graph)
        for quad in parse(f"PREFIX : <{BASE}> {turtle}".encode(), RdfFormat.TURTLE, base_iri=BASE)
    ]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    def written(*turtle: str, limit: int = 100, languages: tuple[str, ...] = ("en", "ja")) -> Documents:
        quads = [quad for text, graph in zip(turtle, (G, H), strict=False) for quad in quads_of(text, graph)]
        path = tmp_path / "documents.sqlite"
        write_documents(path, canonicalise(quads), BASE, limit, languages)
        return Documents(path)

    return written


def at(documents: Documents, path: str) -> Document:
    """Return the document at a path below the base."""
    found = documents.at(BASE + path)
    assert found is not None
    return found


def outgoing(documents: Documents, path: str) -> set[str]:
    """Return what the document at a path says of its things, with ":" for the base and no graph."""
    return {str(quad.triple).replace(f"<{BASE}", ":").replace(">", "") for quad in at(documents, path).outgoing}


def test_a_document_is_what_is_said_of_a_thing_and_what_points_to_it(make: Make) -> None:
    documents = make(":a :p :b , 'x' . :b :p :a ; :q :a .")
    document = at(documents, "a")
    assert outgoing(documents, "a") == {":a :p :b", ':a :p "x"'}
    assert document.iri == BASE + "a"
    assert [(one.role, one.predicate, one.total) for one in document.descriptions[0].incoming] == [
        (Role.OBJECT, BASE + "p", 1),
        (Role.OBJECT, BASE + "q", 1),
    ]
    assert documents.at(BASE + "none") is None
    assert documents.knows(BASE + "a")
    assert not documents.knows(BASE + "none")
    assert documents.kinds([BASE + "a", BASE + "none"]) == {BASE + "a": ""}


def test_the_class_that_tells_most_of_a_thing_is_the_rarest(make: Make) -> None:
    documents = make(":a a :Thing , :Rare , [] . :b a :Thing . :c a :Other . :d a :Another , :Other .")
    assert {iri.removeprefix(BASE): kind for iri, kind in documents.kinds(BASE + one for one in "abcdx").items()} == {
        "a": f"{BASE}Rare",
        "b": f"{BASE}Thing",
        "c": f"{BASE}Other",
        "d": f"{BASE}Another",
    }


def test_spellings_and_fragments_share_a_document_with_the_plain_subject_first(make: Make) -> None:
    documents = make("<caf%C3%A9> :p 1 . <cafe\u0301#f> :p 2 . <x> :p <café> . <café#e> :p 3 .")
    document = at(documents, "café")
    assert [one.iri.removeprefix(BASE) for one in document.descriptions] == [
        "caf%C3%A9",
        "café",
        "cafe\u0301#f",
        "café#e",
    ]
    assert at(documents, "café").has_fragments
    assert not at(documents, "x").has_fragments
    assert documents.describe(BASE + "café") != documents.describe(BASE + "caf%C3%A9")


def test_a_hash_that_is_encoded_makes_no_fragment(make: Make) -> None:
    documents = make("<a%23b> :p 1 .")
    assert at(documents, "a#b").iri == BASE + "a%23b"
    assert not at(documents, "a#b").has_fragments
    assert not documents.knows(BASE + "a")


def test_blank_nodes_are_followed_in_circles_and_through_lists_but_not_into_things(make: Make) -> None:
    documents = make(
        ":a :p [ :p [ :q 'deep' ] ] ; :l ( 1 2 ) ; :p :b . :b :p [ :q 'of b' ] . :c :p _:x . _:x :p _:y . _:y :p _:x ."
    )
    said = outgoing(documents, "a")
    assert any('"deep"' in one for one in said)
    assert sum(RDF + "first" in one for one in said) == 2
    assert not any('"of b"' in one for one in said)
    assert len(outgoing(documents, "c")) == 3


def test_what_blank_nodes_share_is_written_once(make: Make, tmp_path: Path) -> None:
    ring = " ".join(
        f"_:n{number} :next _:n{(number + 1) % 400} . :t{number} :in _:n{number} ." for number in range(400)
    )
    documents = make(ring)
    assert len(outgoing(documents, "t7")) == 401
    assert (tmp_path / "documents.sqlite").stat().st_size < 1_000_000


def test_a_blank_node_is_described_by_its_canonical_label(make: Make) -> None:
    documents = make(":a :p [ :q 'inner' ] .")
    [node] = {quad.object for quad in at(documents, "a").outgoing if isinstance(quad.object, BlankNode)}
    described = documents.describe(str(node))
    assert described is not None
    assert [quad.predicate.value for quad in described.outgoing] == [BASE + "q"]
    assert [one.predicate for one in described.incoming] == [BASE + "p"]
    assert documents.told_of(node, BASE) == Document(str(node), (described,))


def test_a_term_of_a_query_is_told_of_as_its_document_does(make: Make) -> None:
    documents = make(":a :p <urn:x> . <a#f> :p 1 . <caf%C3%A9> :p 1 . <urn:x> :p 1 .")
    assert documents.told_of(NamedNode("urn:x"), BASE) is not None
    assert documents.told_of(NamedNode(BASE + "none"), BASE) is None
    fragment = documents.told_of(NamedNode(BASE + "a#f"), BASE)
    assert fragment is not None
    assert [one.iri for one in fragment.descriptions] == [BASE + "a#f"]
    assert documents.told_of(NamedNode(BASE + "café"), BASE) == documents.at(BASE + "café")


def test_incoming_links_past_the_limit_are_paged_and_pages_hold_all(make: Make) -> None:
    links = [f":s{number:03} :p :hub ." for number in range(130)]
    documents = make(" ".join(links), " ".join(links[:70]), limit=20)
    [found] = at(documents, "hub").descriptions[0].incoming
    assert found.total == 130
    assert len({quad.triple for quad in found.quads}) == 20
    assert len(found.quads) == 40
    pages = [documents.incoming_page(BASE + "hub", BASE + "p", page) for page in (1, 2, 3)]
    assert [len({quad.triple for quad in page}) for page in pages] == [PAGE, PAGE, 130 - 2 * PAGE]
    assert len({quad for page in pages for quad in page}) == 200
    for page in (0, 4, -1, 10**12):
        assert documents.incoming_page(BASE + "hub", BASE + "p", page) == ()
    assert documents.incoming_page(BASE + "hub", BASE + "q", 1) == ()


def test_at_the_limit_the_description_holds_all_and_there_is_no_page(make: Make) -> None:
    documents = make(" ".join(f":s{number} :p :hub ." for number in range(20)), limit=20)
    [found] = at(documents, "hub").descriptions[0].incoming
    assert len(found.quads) == found.total == 20
    assert documents.incoming_page(BASE + "hub", BASE + "p", 1) == ()


def test_members_of_a_class_are_paged_in_the_order_of_their_names(make: Make) -> None:
    named = " ".join(f":m{number:03} a :C ; <{RDFS}label> 'Name {999 - number}'@en ." for number in range(PAGE + 5))
    documents = make(named + f" [] a :C . :last a :C . :m000 a :D ; <{RDFS}label> 'Zero'@ja .", ":m001 a :C .")
    first, second = (documents.members(BASE + "C", page) for page in (1, 2))
    assert (len(first), len(second)) == (PAGE, 7)
    assert first[:2] == ["_:c14n0", BASE + "last"]  # what has no name comes first
    assert second[-1] == BASE + "m000"
    assert documents.members(BASE + "C", 3) == documents.members(BASE + "None", 1) == []


def test_labels_are_chosen_for_many_at_once(make: Make) -> None:
    text = " ".join(f":n{number} <{RDFS}label> 'N {number}' ." for number in range(VARIABLES + 10))
    documents = make(text + f" :n0 <{RDFS}label> 'ゼロ'@ja , 'Zero'@en .")
    labels = documents.labels([f"{BASE}n{number}" for number in range(VARIABLES + 20)], ("ja", "en"))
    assert len(labels) == VARIABLES + 10
    assert labels[BASE + "n0"] == Label("ゼロ", "ja", 1)
    assert labels[BASE + "n9"] == Label("N 9", "", 1)
    assert documents.labels([], ("en",)) == {}


def test_facts_are_what_the_build_wrote(make: Make, tmp_path: Path) -> None:
    documents = make(":a :p 1 .")
    write_facts(tmp_path / "documents.sqlite", {"counts": {"triples": 1}, "名": ["é"]})
    assert documents.fact("counts") == {"triples": 1}
    assert documents.fact("名") == ["é"]
    with pytest.raises(KeyError):
        documents.fact("none")


def test_many_threads_read_at_once(make: Make) -> None:
    documents = make(" ".join(f":s{number} :p :hub , [ :q {number} ] ." for number in range(50)))
    wrong: list[object] = []

    def read() -> None:
        for number in range(50):
            if len(outgoing(documents, f"s{number}")) != 3:
                wrong.append(number)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_threads_that_read_one_after_another_share_a_connection(make: Make, tmp_path: Path) -> None:
    documents = make(":a :p 1 .")
    found: list[Document | None] = []
    for _ in range(10):
        thread = threading.Thread(target=lambda: found.append(documents.at(BASE + "a")))
        thread.start()
        thread.join()
    assert found == [documents.at(BASE + "a")] * 10
    opened = [os.path.realpath(f"/proc/self/fd/{number}") for number in os.listdir("/proc/self/fd")]
    assert opened.count(str((tmp_path / "documents.sqlite").resolve())) == 1


def test_many_addresses_are_looked_up_at_once_and_the_unknown_left_out(make: Make) -> None:
    documents = make(":a :p 1 . :b :p 2 . <b#c> :p 3 .")
    found = documents.among(BASE + name for name in "abx")
    assert {address: len(one.descriptions) for address, one in found.items()} == {BASE + "a": 1, BASE + "b": 2}
    assert [one.has_fragments for one in found.values()] == [False, True]


def test_a_dataset_of_nothing_has_an_empty_table(make: Make) -> None:
    documents = make("")
    assert documents.at(BASE) is None
    assert documents.members(BASE + "C", 1) == []
