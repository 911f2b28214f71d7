"""Quoted words and their places: each mistake that the keeper of a log can make is told on its line."""

import tempfile
from hashlib import sha256
from pathlib import Path

import pytest
from evidence_site import BASE, FILES, LOG, RECEIPTS, SETTINGS, WHOLE_QUOTE, Mistake, R, gate, told_on_its_line
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, serialize

from publisher.findings import Finding
from publisher.namespaces import OA

NO_MATCH = "does not have these words"
QUOTES = (
    Mistake(
        "a corrected misprint",
        '"the keper was away"',
        '"the keeper was away"',
        "the keeper was away",
        "exact",
        (NO_MATCH, "at 52–70", '"keper" where the quote has "keeper"'),
    ),
    Mistake(
        "straight quotation marks for curly ones",
        "oa:start 0 ; oa:end 25",
        "oa:exact 'Log of the \"North\" light.'",
        "light.'",
        "exact",
        (NO_MATCH, "“North”", "U+201C, U+0022"),
    ),
    Mistake(
        "a word left out",
        WHOLE_QUOTE,
        '"The lamp lit at dusk"',
        "The lamp lit",
        "exact",
        (NO_MATCH, 'at 26–50 it has "The lamp was lit at dusk"'),
    ),
    Mistake(
        "a last word left out",
        WHOLE_QUOTE,
        '"The lamp was lit at"',
        "oa:end 50",
        "end",
        ('26–50 select "The lamp was lit at dusk", not the quote', "stands at oa:start 26 ; oa:end 45"),
    ),
    Mistake("words of nowhere", WHOLE_QUOTE, '"0123456789"', '"0123456789"', "exact", (NO_MATCH,)),
    Mistake("an empty quote", WHOLE_QUOTE, '""', 'exact ""', "exact", ("oa:exact is empty",)),
    Mistake("a quote that is an IRI", WHOLE_QUOTE, "id:lamp", "exact id:lamp", "exact", ("as a text",)),
    Mistake(
        "two quotes in one passage",
        WHOLE_QUOTE,
        f'{WHOLE_QUOTE},\n "the lamp"',
        WHOLE_QUOTE,
        "exact",
        ("has 2 different oa:exact",),
    ),
    Mistake(
        "a prefix without a quote",
        "oa:start 0 ; oa:end 25",
        'oa:prefix "The "',
        'oa:prefix "The "',
        "exact",
        ("says nothing without oa:exact",),
    ),
    Mistake(
        "a prefix that does not adjoin",
        '"passed. "',
        '"passed: "',
        '"passed: "',
        "prefix",
        ('before the quote at 107–116 the document has "passed. "', "correct oa:prefix"),
    ),
    Mistake(
        "a suffix that does not adjoin",
        '" again"',
        '" anew"',
        '" anew"',
        "suffix",
        ('behind the quote at 107–116 the document has " agai"', "correct oa:suffix"),
    ),
    Mistake(
        "a prefix that adjoins another place",
        'oa:suffix " again"',
        "oa:start 72 ; oa:end 81",
        '"passed. "',
        "prefix",
        ("before the quote at 72–81", "oa:start 107 ; oa:end 116"),
    ),
)
PLACES = (
    Mistake(
        "a shifted start",
        "oa:start 26",
        "oa:start 25",
        "oa:start 25",
        "start",
        ('25–50 select "\\nThe lamp was lit at dusk"', "stands at oa:start 26 ; oa:end 50"),
    ),
    Mistake(
        "a shifted end",
        "oa:end 98",
        "oa:end 99",
        "oa:end 99",
        "end",
        ('"𝟏𝟐 ships "', "stands at oa:start 90 ; oa:end 98"),
    ),
    Mistake(
        "both shifted",
        "oa:start 26 ;\n    oa:end 50",
        "oa:start 27 ;\n    oa:end 51",
        "oa:start 27",
        "start",
        ("stands at oa:start 26 ; oa:end 50",),
    ),
    Mistake("offsets in UTF-16", "oa:end 98", "oa:end 100", "oa:end 100", "end", ("oa:start 90 ; oa:end 98",)),
    Mistake(
        "an end before the start", "oa:end 50", "oa:end 20", "oa:start 26", "start", ("not greater than oa:start 26",)
    ),
    Mistake("an empty stretch", "oa:end 25", "oa:end 0", "oa:end 0", "start", ("to behind the last character",)),
    Mistake("an end too far", "oa:end 25", "oa:end 9999", "oa:end 9999", "end", (f"has {len(LOG)} characters",)),
    Mistake(
        "a start too far", "oa:start 0 ; oa:end 25", "oa:start 900 ; oa:end 901", "start 900", "start", ("900–901",)
    ),
    Mistake("a negative start", "oa:start 0", "oa:start -1", "oa:start -1", "start", ("counts characters from 0",)),
    Mistake("a start as text", "oa:start 26", 'oa:start "26"', 'oa:start "26"', "start", ("write a whole number",)),
    Mistake("a start as decimal", "oa:start 26", "oa:start 26.0", "oa:start 26.0", "start", ("write a whole number",)),
    Mistake("no end", " ;\n    oa:end 50", "", "oa:start 26", "end", ("says nothing without oa:end",)),
    Mistake(
        "a selector that nobody describes",
        "r:lit-quote, r:lit-place",
        "r:lit-quote,\n r:lit-plaice",
        "r:lit-plaice",
        "hasSelector",
        ("nothing is said of the selector",),
    ),
    Mistake(
        "another digest",
        sha256(LOG.encode()).hexdigest(),
        "0" * 64,
        "0" * 64,
        "sha256",
        (sha256(LOG.encode()).hexdigest(), "not the one that was quoted"),
    ),
)
BOOK = f"""
id:book schema:sha256 "{"0" * 64}" .
r:book-words oa:hasSource id:book ; oa:hasSelector [ oa:exact "Words of a book" ; oa:start 7 ; oa:end 3 ] .
r:note-words oa:hasSource [ rdfs:label "A note" ] ; oa:hasSelector [ oa:exact "Words of a note" ] .
"""


@pytest.mark.parametrize("mistake", QUOTES + PLACES, ids=lambda mistake: mistake.name)
def test_a_mistake_in_words_is_told_on_its_line_with_what_to_do(tmp_path: Path, mistake: Mistake) -> None:
    told_on_its_line(tmp_path, mistake)


def test_another_source_of_the_sites_own_may_be_quoted_where_one_is_connected_to_the_document(tmp_path: Path) -> None:
    connected = "id:log schema:contentUrl <https://example.org/t/source> ;"
    assert gate(tmp_path, {**FILES, R: RECEIPTS.replace("id:log schema", f"{connected} schema") + BOOK}) == []
    found = gate(tmp_path, {**FILES, R: RECEIPTS + BOOK})
    assert [(finding.path or "").replace("#", "/").rpartition("/")[2] for finding in found] == [
        "sha256",
        "exact",
    ], "where none is connected, each of them is the document"


def test_offsets_wait_until_the_document_is_the_one_that_was_quoted(tmp_path: Path) -> None:
    found = gate(tmp_path, {**FILES, "data/log.txt": f" {LOG}".encode()})
    assert [(finding.path or "").partition("sha")[2] for finding in found] == ["256"]
    assert "offsets are compared only then" in found[0].message()


def test_line_ends_are_as_the_file_has_them(tmp_path: Path) -> None:
    log = LOG.replace("\n", "\r\n")
    plain = RECEIPTS[: RECEIPTS.index("r:lit-words oa:")].replace(
        sha256(LOG.encode()).hexdigest(), sha256(log.encode()).hexdigest()
    )
    over = 'r:{} oa:hasSelector [ oa:exact "light.{}The" ; oa:start 19 ; oa:end {} ] .\n'
    words = "".join(over.format(name, "\\r\\n", 30) for name in ("lit-words", "kept-words", "ships-words"))
    assert gate(tmp_path, {**FILES, "data/log.txt": log, R: plain + words}) == []
    wrong = words + over.format("more-words", "\\n", 29)
    [finding] = gate(tmp_path, {**FILES, "data/log.txt": log, R: plain + wrong})
    assert '"light.\\r\\nThe"' in finding.message()


TEXTS = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40)


def receipt(text: str, quote: str | None, start: int, end: int) -> list[Finding]:
    """Return what the gate finds where one passage of a document has a quote and offsets."""
    passage, selector = NamedNode(f"{BASE}w"), NamedNode(f"{BASE}s")
    quads = [Quad(passage, NamedNode(f"{OA}hasSelector"), selector)]
    quads += [Quad(selector, NamedNode(f"{OA}exact"), Literal(quote))] if quote is not None else []
    quads += [
        Quad(selector, NamedNode(f"{OA}start"), Literal(start)),
        Quad(selector, NamedNode(f"{OA}end"), Literal(end)),
    ]
    with tempfile.TemporaryDirectory() as folder:
        data = serialize(quads, format=RdfFormat.N_TRIPLES)
        files = {"data/log.txt": text.encode(), "data/r.nt": data}
        return gate(Path(folder), files, SETTINGS.partition("gated")[0])


@settings(max_examples=40, deadline=None)
@given(TEXTS, st.data())
def test_the_words_at_any_offsets_pass_and_one_character_less_or_one_further_does_not(
    text: str, data: st.DataObject
) -> None:
    assume(not text.startswith("\ufeff"))
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = text[start:end]
    assert receipt(text, quote, start, end) == []
    assert receipt(text, None, start, end) == []
    without = data.draw(st.integers(0, len(quote) - 1))
    assert receipt(text, quote[:without] + quote[without + 1 :], start, end)
    assert receipt(text, quote, start - 1, end)
    assert receipt(text, quote, start + 1, end)
    assert receipt(text, quote, start, end - 1)
    assert receipt(text, quote, start, end + 1)
