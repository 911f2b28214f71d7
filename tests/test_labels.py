"""Names of things: one order of fallback everywhere."""

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from publisher.labels import Label, choose, labels_in, last_word
from publisher.namespaces import RDFS, SKOS


@pytest.mark.parametrize(
    ("languages", "text"),
    [
        (("ja", "en"), "特許庁"),
        (("en", "ja"), "Office"),
        (("fr", "en"), "Office"),
        (("fr",), "plain"),
        ((), "plain"),
    ],
)
def test_the_readers_language_comes_first_then_no_language_then_any(languages: tuple[str, ...], text: str) -> None:
    labels = [Label("特許庁", "ja"), Label("Office", "en"), Label("plain", ""), Label("Amt", "de")]
    chosen = choose(labels, languages)
    assert chosen is not None
    assert chosen.text == text
    assert choose(reversed(labels), languages) == chosen


def test_a_better_source_wins_within_a_language_and_a_variant_stands_in() -> None:
    assert choose([Label("b", "en", 1), Label("a", "en", 2)], ("en",)) == Label("b", "en", 1)
    assert choose([Label("Tokkyochō", "ja-latn"), Label("Office", "en")], ("ja", "en")) == Label("Tokkyochō", "ja-latn")
    assert choose([Label("Tokkyochō", "ja-latn"), Label("特許庁", "ja", 6)], ("ja",)) == Label("特許庁", "ja", 6)
    assert choose([Label("Jargon", "jam")], ("ja",)) == Label("Jargon", "jam")
    assert choose([Label("b", "de"), Label("a", "fr")], ("en",)) == Label("b", "de")
    assert choose([], ("en",)) is None


def test_labels_are_literals_of_iris_each_once_with_their_best_source() -> None:
    thing = NamedNode("urn:thing")
    quads = [
        Quad(thing, NamedNode(SKOS + "prefLabel"), Literal("Name", language="en")),
        Quad(thing, NamedNode(RDFS + "label"), Literal("Name")),
        Quad(thing, NamedNode(RDFS + "label"), NamedNode("urn:no-text")),
        Quad(thing, NamedNode(RDFS + "comment"), Literal("No name")),
        Quad(BlankNode(), NamedNode(RDFS + "label"), Literal("Of nobody")),
    ]
    assert labels_in(quads) == {"urn:thing": {Label("Name", "en", 0), Label("Name", "", 1)}}


@pytest.mark.parametrize(
    ("iri", "word"),
    [
        ("https://data.example/id/org/wipo", "wipo"),
        ("https://data.example/def#Term", "Term"),
        ("https://data.example/slash/", "slash"),
        ("urn:isbn:123", "123"),
        ("mailto:a@b.example", "a@b.example"),
        ("https://data.example/", "data.example"),
    ],
)
def test_the_last_word_stands_in_for_a_label(iri: str, word: str) -> None:
    assert last_word(iri) == word
