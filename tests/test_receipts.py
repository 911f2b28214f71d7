"""Receipts: read from the data, held against the document, written and read again."""

import json
from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, parse

from publisher.receipts import NO_RECEIPTS, natural, receipts_in
from publisher.receipts.sentences import cut, located, sentences_of
from tests.receipts_site import BASE, FIRST, PREFIXES, SECOND, TEXT, quads, write_tables


def said(turtle: str) -> list[Quad]:
    """Return the triples of a Turtle text."""
    return list(parse((PREFIXES + turtle).encode(), format=RdfFormat.TURTLE))


def test_sentences_are_the_passages_that_no_record_rests_on_and_the_lines_between(tmp_path: Path) -> None:
    sentences = write_tables(tmp_path / "t.sqlite").receipts.sentences()
    assert [one.text for one in sentences] == [
        FIRST,
        SECOND,
        "注：A & B 研究所は\t京都にある。",
        "問い合わせ先：鯨研究所",
    ]
    assert [TEXT[one.start : one.end] for one in sentences] == [one.text for one in sentences]
    assert [(one.anchor, one.begins) for one in sentences] == [
        ("S1", True),
        ("S2", False),
        ("sentence-1", True),
        ("sentence-2", False),
    ]
    assert [one.iri for one in sentences] == [BASE + "doc/receipts#S1", BASE + "doc/receipts#S2", "", ""]


def test_a_record_and_its_parts_are_one_statement_of_a_sentence(tmp_path: Path) -> None:
    def totals(more: str) -> list[tuple[int, int]]:
        sentences = receipts_in([*quads(), *said(more)], TEXT, BASE).sentences
        return [(one.records, one.statements) for one in sentences]

    assert totals("") == [(3, 2), (1, 1), (1, 1), (0, 0)]
    assert totals("r:R1-2 dcterms:hasPart r:R3 .")[0] == (3, 1)
    assert totals("r:R1-2 dcterms:hasPart r:R1 . r:R3 dcterms:hasPart r:R3 .")[0] == (3, 2)
    # A part counts for its whole where only the part has words in the sentence.
    assert totals("r:R2 dcterms:hasPart r:R4 .")[2] == (1, 1)


def test_receipts_stand_in_order_of_the_document_with_words_places_kinds_and_wholes(tmp_path: Path) -> None:
    receipts = write_tables(tmp_path / "t.sqlite").receipts.first(100)
    assert [one.anchor for one in receipts] == ["R1", "R1-2", "R3", "R2", "R4", "R5"]
    first, part, _, second, line, elsewhere = receipts
    assert (part.whole, first.whole) == (first.node, "")
    assert part.kinds == (BASE + "kind#inferred",)
    assert {one.graph for one in receipts} == {BASE + "graph/facts"}
    assert [(TEXT[q.start : q.end], q.sentence) for q in second.quotes] == [(SECOND, 1)]
    assert [(TEXT[q.start : q.end], q.sentence) for q in line.quotes] == [("研究所は\t京都", 2)]
    (quote,) = elsewhere.quotes
    assert (quote.exact, quote.start, quote.end, quote.sentence) == ("<b>in a book</b>", None, None, None)


def test_a_statement_has_all_its_receipts_and_others_have_none(tmp_path: Path) -> None:
    table = write_tables(tmp_path / "t.sqlite").receipts
    founded, about = (
        quad.triple for quad in said('id:yoshino :founded id:institute . id:kyoto rdfs:label "Kyoto"@en .')
    )
    found = table.of([founded, about], 9)
    assert {triple: [one.anchor for one in each.receipts] for triple, each in found.items()} == {founded: ["R1", "R3"]}
    (first,) = table.of([founded, about], 1).values()
    assert ([one.anchor for one in first.receipts], first.total) == (["R1"], 2)


def test_words_have_part_in_every_sentence_that_they_overlap() -> None:
    record = "r:X rdf:subject id:a ; rdf:predicate :p ; rdf:object id:b ; :from r:W ."
    words = json.dumps(TEXT[TEXT.index("188頭") : TEXT.index("問い合わせ") + 2])
    found = receipts_in([*quads(), *said(f"{record} r:W oa:hasSelector [ oa:exact {words} ] .")], TEXT, BASE)
    (quote,) = (quote for one in found.receipts for quote in one.quotes if one.anchor == "X")
    assert (quote.sentence, quote.last, list(quote.sentences)) == (1, 3, [1, 2, 3])
    assert [(one.records, one.statements) for one in found.sentences] == [(3, 2), (2, 2), (2, 2), (1, 1)]


@pytest.mark.parametrize(
    ("span", "places"),
    [((0, 1), []), ((1, 2), [0]), ((4, 7), []), ((4, 8), [1]), ((0, 99), [0, 1, 2]), ((8, 9), [1]), ((9, 10), [2])],
)
def test_a_span_has_part_in_sentences_not_in_what_lies_between(span: tuple[int, int], places: list[int]) -> None:
    assert list(sentences_of(span, [(1, 4), (7, 9), (9, 12)])) == places


def test_names_sort_by_the_numbers_in_them_however_they_are_padded() -> None:
    names = ["r10", "r09", "r1", "r2", "r01", "r", "r0", "r1.2", "r2b10", "r2b9"]
    assert sorted(names, key=natural) == ["r", "r0", "r01", "r1", "r1.2", "r2", "r2b9", "r2b10", "r09", "r10"]


def test_classes_of_records_passages_and_selectors_alone_are_known(tmp_path: Path) -> None:
    oa, rdf = "http://www.w3.org/ns/oa#", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    assert write_tables(tmp_path / "a").receipts.classes == {oa + "SpecificResource", rdf + "Statement"}
    # The last of many, on the second page of the things of its class.
    record = "a :Kind ; rdf:subject id:a ; rdf:predicate :p ; :from r:R4-words ; rdf:object"
    many = "".join(f"r:M{n} {record} {n} .\n" for n in range(60))
    assert BASE + "def#Kind" in write_tables(tmp_path / "b", many).receipts.classes
    other = 'id:z a :Kind ; rdfs:label "zzz"@ja .'
    assert BASE + "def#Kind" not in write_tables(tmp_path / "c", many + other).receipts.classes


def test_the_same_data_in_any_order_is_the_same_table(tmp_path: Path) -> None:
    found = [receipts_in(order, TEXT, BASE) for order in (quads(), list(reversed(quads())))]
    assert found[0] == found[1]
    write_tables(tmp_path / "a.sqlite")
    write_tables(tmp_path / "b.sqlite")
    assert (tmp_path / "a.sqlite").read_bytes() == (tmp_path / "b.sqlite").read_bytes()


def test_without_records_that_rest_on_words_there_are_no_receipts() -> None:
    record = "r:X rdf:subject id:a ; rdf:predicate :p ; rdf:object id:b ."
    assert receipts_in(said(record), TEXT, BASE) == NO_RECEIPTS
    assert receipts_in([], "", BASE) == NO_RECEIPTS


def test_without_sentences_in_the_data_every_line_that_is_not_empty_is_one() -> None:
    record = "r:X rdf:subject id:a ; rdf:predicate :p ; rdf:object id:b ; :from r:W ."
    words = record + 'r:W oa:hasSelector [ oa:exact "京都" ] .'
    found = receipts_in(said(words), TEXT, BASE)
    assert [one.text for one in found.sentences] == [line.strip() for line in TEXT.splitlines() if line.strip()]
    assert [quote.sentence for one in found.receipts for quote in one.quotes] == [1]


def test_words_of_another_document_are_not_looked_for_in_this_one() -> None:
    words = """
    r:X rdf:subject id:a ; rdf:predicate :p ; rdf:object id:b ; :from r:W .
    r:W oa:hasSource <https://elsewhere.example/book> ; oa:hasSelector [ oa:exact "京都" ] .
    """
    (receipt,) = receipts_in(said(words), TEXT, BASE).receipts
    assert receipt.sentences == ()


def test_words_of_another_source_of_the_sites_own_are_not_looked_for_where_one_is_the_document() -> None:
    words = """
    r:X rdf:subject id:a ; rdf:predicate :p ; rdf:object id:b ; :from r:W .
    r:W oa:hasSource id:book ; oa:hasSelector [ oa:exact "京都" ] .
    """
    (receipt,) = receipts_in(said(words), TEXT, BASE).receipts
    assert receipt.sentences, "of a single source under the base nothing else is known"
    found = receipts_in([*said(words), *quads()], TEXT, BASE)
    assert [one.sentences for one in found.receipts if one.node.endswith("#X")] == [()]
    assert found.source.iri == BASE + "id/text"


@pytest.mark.parametrize(
    ("exact", "context", "span", "expected"),
    [
        ("ab", ("", ""), (2, 4), (2, 4)),
        ("ab", ("", ""), (0, 2), None),  # stands twice
        ("ab", ("x", ""), (None, None), (6, 8)),
        ("ab", ("", "\n"), (7, 9), (2, 4)),
        ("xab", ("", ""), (None, 99), (5, 8)),
        ("no", ("", ""), (2, 4), None),
        (None, ("", ""), (2, 4), (2, 4)),
        (None, ("", ""), (4, 4), None),
        (None, ("", ""), (2, 99), None),
        ("", ("", ""), (None, None), None),
    ],
)
def test_words_are_found_where_they_are_said_to_stand_or_where_they_stand_alone(
    exact: str | None, context: tuple[str, str], span: tuple[int | None, int | None], expected: tuple[int, int] | None
) -> None:
    assert located("..ab\nxab", exact, context, span) == expected


def test_of_passages_that_overlap_the_shorter_is_a_sentence_and_nothing_is_lost() -> None:
    text = "One. Two.\r\n \r\n  Three and four. "
    pieces = cut(text, [((0, 9), "both"), ((0, 4), "one"), ((21, 31), "four"), ((3, 5), "part"), ((17, 31), "long")])
    assert [(text[slice(*span)], name) for span, name in pieces] == [
        ("One", ""),
        (". ", "part"),
        ("Two.", ""),
        ("Three", ""),
        (" and four.", "four"),
    ]
    assert "".join("".join(text[slice(*span)].split()) for span, _ in pieces) == "".join(text.split())


def test_anchors_are_taken_from_names_once_and_made_where_there_is_none() -> None:
    words = " . ".join(
        f'<https://{host}.example/#page-content> rdf:subject id:a ; rdf:predicate :p ; rdf:object "{host}" ; :from '
        f'<https://{host}.example/#W> . <https://{host}.example/#W> oa:hasSelector [ oa:exact "{exact}" ]'
        for host, exact in (("a", "京都"), ("b", "二〇〇六年"))
    )
    found = receipts_in(said(words + " ."), TEXT, BASE)
    assert [one.anchor for one in found.receipts] == ["statement-2", "statement-1"]
    assert [quote.anchor for one in found.receipts for quote in one.quotes] == ["W", "words-1"]


def test_the_language_of_the_document_is_what_its_source_says(tmp_path: Path) -> None:
    source = write_tables(tmp_path / "t.sqlite").receipts.source
    assert source is not None
    assert (source.iri, source.language) == (BASE + "id/text", "ja")


def test_nodes_that_are_there_for_receipts_are_known_as_such(tmp_path: Path) -> None:
    table = write_tables(tmp_path / "t.sqlite").receipts
    names = [BASE + name for name in ("doc/receipts#R1", "doc/receipts#S1", "doc/receipts#R5-quote", "id/kyoto")]
    assert table.nodes_among(names) == set(names[:3])
    assert table.words([*names, BASE + "doc/receipts#R2-words"]) == {
        names[0]: "",
        names[1]: FIRST,
        names[2]: "",
        BASE + "doc/receipts#R2-words": " ".join(SECOND.split()),
    }
