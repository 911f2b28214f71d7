"""Canonical labels and order: the same for the same dataset, and never waited for without end."""

import random
import time
from itertools import permutations

import pytest
from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, NamedNode, Quad, RdfFormat, parse

from publisher.errors import SourceError
from publisher.sources import canonicalise

MIXED = """
<http://e/a> <http://e/p> "x"@en, "é\\n", <http://e/b> .
<http://e/g> {
  <http://e/a> <http://e/p> [ <http://e/q> (1 2 [ <http://e/q> "007"^^<http://e/t> ]) ], _:x .
  _:x <http://e/p> _:y, _:x
}
<http://e/h> { [] <http://e/p> [] . _:x <http://e/p> 1.10 }
"""


def quads(text: str) -> list[Quad]:
    return list(parse(text, RdfFormat.TRIG))


def test_without_blank_nodes_quads_are_sorted_and_counted_once() -> None:
    said = quads("<a:b> <a:p> 2, 1 . <a:a> <a:p> 1 . <a:b> <a:p> 1 . <a:g> { <a:b> <a:p> 1 }")
    texts = [str(quad) for quad in canonicalise(said)]
    assert texts == sorted({str(quad) for quad in said})
    assert len(texts) == 4


def test_labels_are_those_of_the_whole_dataset() -> None:
    said = quads(MIXED)
    whole = Dataset(said)
    whole.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    assert canonicalise(said) == sorted(whole, key=str)
    assert any("_:c14n0" in str(quad) for quad in whole)


def test_order_and_labels_of_the_input_do_not_matter() -> None:
    wanted = canonicalise(quads(MIXED))
    for seed in range(3):
        said = quads(MIXED.replace("_:x", "_:zz").replace("_:y", "_:a"))
        random.Random(seed).shuffle(said)
        assert canonicalise(said) == wanted


def test_lexical_forms_stay_as_written() -> None:
    values = {quad.object.value for quad in canonicalise(quads(MIXED)) if not isinstance(quad.object, BlankNode)}
    assert {"007", "1.10", "é\n"} <= values


def test_nothing_is_nothing() -> None:
    assert canonicalise([]) == []


def test_a_graph_made_to_be_hard_is_given_up_and_its_files_are_named() -> None:
    knows = NamedNode("http://e/knows")
    clique = [BlankNode(f"f2b{number}") for number in range(12)]
    said = [Quad(one, knows, other) for one, other in permutations(clique, 2)]
    said += quads('_:f1b1 <http://e/name> "alone" . <http://e/a> <http://e/p> <http://e/b> .')
    files = {"f1": "data/easy.ttl", "f2": "data/hard.ttl"}
    started = time.process_time()
    with pytest.raises(SourceError, match=r"give IRIs to those in data/hard\.ttl \(12\)$") as raised:
        canonicalise(said, seconds=0.5, file_of=lambda node: files[node.value[:2]])
    assert time.process_time() - started < 5
    assert raised.value.status == 1
