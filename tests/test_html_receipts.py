"""Pages that show what statements rest on: the source sentence by sentence, notes on things, records."""

import json
import re
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from pyoxigraph import NamedNode, Quad, QuerySolutions, RdfFormat, Store, Triple, parse

from publisher.documents import Documents, write_documents, write_facts
from publisher.namespaces import OA, RDF, SKOS, Prefixes
from publisher.receipts import Grounds, Quote, Receipt, receipts_in, write_receipts
from publisher.rendering.evidence import REPEATED, SHOWN
from publisher.rendering.frame import WEB
from publisher.rendering.html import Pages
from publisher.rendering.links import Links
from publisher.rendering.notes import CITED, NOTES, RECEIPTS, WHOLE, Notes
from publisher.rendering.segments import LIT
from publisher.rendering.values import NAME
from publisher.sources import canonicalise
from tests import html_site
from tests.html_site import Made, Page, reading
from tests.receipts_site import BASE, FIRST, PREFIXES, SECOND, TEXT, make, quads


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return make(tmp_path_factory.mktemp("receipts"))


def source(made: Made, language: str = "en") -> Page:
    """Return the page of the document."""
    return Page(made.pages.source(reading("source", language), TEXT))


def records(made: Made, language: str = "en") -> Page:
    """Return the page of the records."""
    return Page(made.pages.thing(reading("doc/receipts", language), made.document("doc/receipts")))


def within(page: Page, start: str, end: str | None = None) -> str:
    """Return the source of a page from one id to another."""
    text = page.source[page.source.index(f'id="{start}"') :]
    return text[: text.index(f'id="{end}"')] if end else text


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_page_with_receipts_is_well_formed_and_leads_to_ids_that_it_has(made: Made, language: str) -> None:
    things = [made.thing(name, language) for name in ("yoshino", "institute", "kyoto")]
    for page in (source(made, language), records(made, language), *things):
        ids = [element.attributes["id"] for element in page.elements if "id" in element.attributes]
        assert len(ids) == len(set(ids))
        assert {one.attributes["href"][1:] for one in page.all("a") if one.attributes["href"][0] == "#"} <= set(ids)
        levels = [int(one.name[1]) for one in page.elements if re.fullmatch("h[1-6]", one.name)]
        assert all(after <= before + 1 for before, after in pairwise(levels))
        assert not [one for one in page.elements if one.name == "style" or "style" in one.attributes]
        assert all(bool(one.text) != ("src" in one.attributes) for one in page.all("script"))


def test_the_source_is_shown_whole_in_its_own_language_with_its_white_space(made: Made) -> None:
    page = source(made)
    texts = list(page.all("p", class_="text"))
    assert ["".join(one.texts) for one in texts] == [
        FIRST,
        SECOND,
        "注：A & B 研究所は\t京都にある。",
        "問い合わせ先：鯨研究所",
    ]
    assert {one.attributes["lang"] for one in texts} == {"ja"}
    assert page.one("html").attributes["lang"] == "en"
    assert (page.one("h1").text, page.link("The source document").attributes["href"]) == (
        "Report on whales",
        BASE + "doc/text",
    )


def test_under_each_sentence_stand_the_statements_that_rest_on_it(made: Made) -> None:
    page = source(made)
    assert [one.text.split()[0] for one in page.all("summary")] == ["S1", "S2", "sentence-1"]
    assert [one.text for one in page.all("span", class_="statement")] == [
        "Yoshino founded Whale Institute",
        "Whale Institute year 2006",
        "Yoshino founded Whale Institute",
        "Whale Institute whales 188",
        "Whale Institute in Kyoto",
        "Whale Institute motto <script>",
    ]
    japanese = source(made, "ja")
    assert next(japanese.all("span", class_="statement")).text == "𠮷野 設立 鯨研究所"
    assert [one.text for one in japanese.all("a", class_="badge")][:3] == ["明示", "推論", "推論"]


def test_statements_of_a_sentence_are_counted_without_their_parts_and_none_is_told_too(made: Made) -> None:
    page = source(made)
    assert [one.text for one in page.all("summary")] == ["S1 2 statements", "S2 1 statement", "sentence-1 1 statement"]
    assert [one.text for one in page.all("p", class_="resting")] == ["sentence-2 no statement rests on this"]
    japanese = source(made, "ja")
    assert next(japanese.all("summary")).text == "S1 2件の言明"
    assert japanese.one("p", class_="resting").text == "sentence-2 この文に基づく言明はありません"


def test_a_part_stands_under_its_whole_with_its_own_words(made: Made) -> None:
    whole = within(source(made), "R1", "R3")
    assert whole.index('<ul class="entries">') < whole.index('id="R1-2"') < whole.index("二〇〇六年</q>")


def test_words_that_are_all_of_the_sentence_are_not_repeated(made: Made) -> None:
    assert [one.text for one in source(made).all("span", class_="quoted")] == ["the whole sentence"]


def test_a_sentence_is_cut_where_words_begin_and_end_and_each_has_its_anchor(made: Made) -> None:
    page = source(made)
    stretches = {one.text: one.attributes["class"] for one in page.all("span", class_="words")}
    assert stretches == {
        "𠮷野さんは": "words q1",
        "二〇〇六年": "words q1 q2",
        "に": "words q1",
        "<鯨>研究所": "words q1 q3",
        "を設立した": "words q1",
        " ".join(SECOND.split()): "words q1",
        "研究所は 京都": "words q1",
    }
    assert within(page, "R1-2-words").startswith('id="R1-2-words"></span><span class="words q1 q2">二〇〇六年</span>')
    assert page.one("li", id="R3").attributes["class"] == "entry r3"


def test_words_that_the_document_does_not_hold_stand_apart_with_what_is_around_them(made: Made) -> None:
    page = source(made)
    assert page.one("section", class_="elsewhere").text.startswith(
        "Words that are not in this document so it stands <b>in a book</b> & nowhere else Whale Institute motto"
    )


def test_a_value_leads_to_the_notes_on_all_that_it_rests_on_and_back(made: Made) -> None:
    page = made.thing("yoshino")
    assert page.row("founded") == "Whale Institute receipt R1, note 1 receipt R3, note 2"
    notes = [one for one in page.all("li") if one.attributes.get("id", "").startswith("page-note-")]
    assert [one.text for one in notes] == [
        f"{FIRST} ↑Back to where note 1 stands stated In the document Records: R1",
        f"{FIRST} ↑Back to where note 2 stands inferred In the document Records: R3",
    ]
    assert [one.text for one in page.all("mark")] == [FIRST[:-1], "<鯨>研究所"]
    assert page.one("blockquote").attributes["lang"] == "ja"
    in_source = [one.attributes["href"] for one in page.all("a") if one.text == "In the document"]
    assert in_source == [BASE + "source#R1-words", BASE + "source#R3-words"]


def test_what_points_to_a_thing_rests_on_words_too_and_the_rest_on_none(made: Made) -> None:
    page = made.thing("kyoto")
    assert page.row("in") == "Whale Institute receipt R4, note 1"
    assert "note" not in page.row("label")
    assert "note" not in made.thing("institute").row("founder")


def test_words_in_another_document_are_quoted_without_a_link(made: Made) -> None:
    text = within(made.thing("institute"), "page-notes")
    assert "so it stands <mark>&lt;b&gt;in a book&lt;/b&gt;</mark> &amp; nowhere else" in text


def test_records_do_not_stand_among_what_points_to_a_thing(made: Made) -> None:
    page = made.thing("institute")
    assert not [one for one in page.all("dt") if one.text.split()[0] in ("subject", "object")]
    assert page.one("p", class_="noted").text == "In records of what statements rest on, as object 2 subject 4"
    pointing = next(one.text for one in page.all("h2") if one.text.startswith("What points"))
    assert pointing == "What points to it 1"


def test_what_a_passage_says_of_a_thing_points_to_it_as_any_fact_does(tmp_path: Path) -> None:
    page = make(tmp_path, "r:S1 :about id:kyoto . r:R4 :about id:kyoto . :about rdfs:label 'about'@en .").thing("kyoto")
    assert page.row("about 2").startswith("R4 · Whale Institute — in — Kyoto S1 · 𠮷野さんは二〇〇六年")
    assert page.one("p", class_="noted").text == "In records of what statements rest on, as object 1"
    passage = next(one for one in page.all("bdi") if one.text.startswith("S1"))
    assert passage.attributes["lang"] == "ja"


def test_only_a_part_of_what_has_a_property_may_be_there_for_receipts(tmp_path: Path) -> None:
    page = make(tmp_path, "id:a dcterms:isPartOf id:kyoto . r:S2 dcterms:isPartOf id:kyoto .").thing("kyoto")
    assert page.row("part of") == "a"
    assert page.one("p", class_="noted").text == "In records of what statements rest on, as object 1 part of 1"


@pytest.mark.parametrize(
    ("language", "name"), [("en", "R2 · Whale Institute — whales — 188"), ("ja", "R2 · 鯨研究所 — 頭数 — 188")]
)
def test_records_without_a_label_are_listed_as_what_they_state(made: Made, language: str, name: str) -> None:
    statement = "http://www.w3.org/1999/02/22-rdf-syntax-ns#Statement"
    page = Page(made.pages.class_list(reading("class/rdf-Statement", language), statement, "rdf-Statement", 6, 1))
    names = {one.text: one.attributes["lang"] for one in page.all("bdi")}
    assert names[name] == language


def test_a_record_of_itself_and_one_of_a_blank_node_have_names(tmp_path: Path) -> None:
    more = """
    r:X a rdf:Statement ; rdf:subject r:X ; rdf:predicate :p ; rdf:object [] ; dcterms:source r:R4-words .
    r:Y a rdf:Statement ; rdfs:label "called so"@en ; rdf:subject r:Y ; rdf:predicate :p ; rdf:object r:X ;
      dcterms:source r:R4-words .
    """
    made = make(tmp_path, more)
    statement = "http://www.w3.org/1999/02/22-rdf-syntax-ns#Statement"
    page = Page(made.pages.class_list(reading("class/rdf-Statement"), statement, "rdf-Statement", 8, 1))
    texts = [one.text for one in page.all("bdi")]
    assert "X · r:X — p — …" in texts
    assert "called so" in texts


def test_a_list_of_values_has_its_notes(made: Made) -> None:
    document = made.document("id/yoshino")
    page = Page(made.pages.values(reading("doc/yoshino"), document, BASE + "def#founded", False, 1))
    assert len(list(page.all("mark"))) == 2


def test_the_page_of_records_shows_statements_words_and_selectors_with_their_anchors(made: Made) -> None:
    page = records(made)
    ids = {element.attributes["id"] for element in page.elements if "id" in element.attributes}
    names = {one.iri.partition("#")[2] for one in made.document("doc/receipts").descriptions}
    assert names <= ids
    assert page.one("li", id="R2").text.startswith("Whale Institute whales 188 stated R2 comment twice")
    assert "R2-words · R2-words-place characters 25 to 39 · R2-words-quote its words" in page.one("li", id="R2").text
    assert "comment the first" in page.one("section", id="S1").text
    assert page.link("Sentence 1 of the document").attributes["href"] == BASE + "source#S1"
    assert [one.text for one in page.all("dt")] == ["comment", "comment"]


def test_one_selector_without_a_name_tells_place_and_words_apart_and_sentences_are_listed(tmp_path: Path) -> None:
    facts = "id:whale :name 'w' ; :home id:institute . id:institute :year 2006 . "
    both = "r:{0} a rdf:Statement ; rdf:subject id:whale ; rdf:predicate :{1} ; rdf:object {2} ; :from r:{0}-words . "
    words = "r:{0}-words oa:hasSource id:paper ; oa:hasSelector [ oa:exact '{1}' ; oa:start {2} ; oa:end {3} ] . "
    text = "Whales swim.\nThey sing.\n"
    data = facts + both.format("A", "name", "'w'") + both.format("B", "home", "id:institute")
    data += words.format("A", "Whales", 0, 6) + words.format("B", "sing", 18, 22)
    path = tmp_path / "documents.sqlite"
    said = canonicalise([Quad(*quad) for quad in parse((PREFIXES + data).encode(), RdfFormat.TURTLE)])
    write_documents(path, said, BASE, 100, ("en",))
    write_facts(path, {"classes": [], "graphs": [], "properties": []})
    write_receipts(path, receipts_in(said, text, BASE))
    pages = Pages(html_site.SITE, BASE, Prefixes({}), Documents(path))
    document = Documents(path).at(BASE + "doc/receipts")
    assert document is not None
    page = Page(pages.thing(reading("doc/receipts"), document))
    assert "A-words · characters 0 to 6 · its words" in page.one("li", id="A").text
    assert page.one("ul", class_="sentences").text == "Whales swim. 1 They sing. 1"
    assert page.link("They sing.").attributes["href"] == "#page-sentence-2"
    assert page.one("section", id="page-sentence-2")


def test_a_record_by_its_iri_alone_is_a_statement_too(made: Made) -> None:
    page = Page(made.pages.thing(reading("doc?iri=x"), made.of(BASE + "doc/receipts#R4")))
    assert page.one("li", id="R4").text.startswith("Whale Institute in Kyoto stated")
    assert page.one("p", class_="text").text == "注：A & B 研究所は 京都にある。"


def test_the_page_of_a_selector_alone_shows_what_is_said_of_it(made: Made) -> None:
    page = Page(made.pages.thing(reading("doc?iri=x"), made.of(BASE + "doc/receipts#R4-words-place")))
    assert page.one("dl", class_="facts").text


def test_without_receipts_pages_are_as_they_were(tmp_path: Path) -> None:
    plain = html_site.make(tmp_path)
    page = Page(plain.pages.source(reading("source"), "One\n\nTwo"))
    assert [one.attributes["id"] for one in page.all("p") if one.attributes.get("id", "").startswith("paragraph")] == [
        "paragraph-1",
        "paragraph-2",
    ]
    assert not list(plain.thing("office").all("sup"))


def test_a_record_that_is_a_part_of_itself_is_shown_once(tmp_path: Path) -> None:
    page = source(make(tmp_path, "r:R1-2 dcterms:hasPart r:R1 . r:R4 dcterms:hasPart r:R4 ."))
    assert sorted(one.attributes["id"] for one in page.all("li", class_="entry")) == [
        "R1",
        "R1-2",
        "R2",
        "R3",
        "R4",
        "R5",
    ]


def many(total: int, words: str = "r:R4-words") -> str:
    """Return records of different statements that rest on the same words."""
    said = "rdf:predicate :in ; rdf:object id:kyoto ; dcterms:source"
    return "".join(f"r:M{n} rdf:subject id:n{n} ; {said} {words} .\n" for n in range(total))


def asked(page: Page, text: str, data: str) -> int:
    """Return how many rows the query behind a link finds in a site's data with some more."""
    (query,) = parse_qs(urlsplit(page.link(text).attributes["href"]).query)["query"]
    store = Store()
    said = parse((PREFIXES + data).encode(), format=RdfFormat.TURTLE)
    store.extend(Quad(*one.triple) for one in (*quads(), *said))
    found = store.query(query)
    assert isinstance(found, QuerySolutions)
    return len(list(found))


def test_a_sentence_on_which_much_rests_shows_a_part_and_leads_to_all(tmp_path: Path) -> None:
    # Words of another document at the same place are not among them.
    other = "r:O rdf:subject id:a ; rdf:predicate :in ; rdf:object id:b ; dcterms:source r:O-words .\n"
    other += "r:O-words oa:hasSource <https://elsewhere.example/book> ; oa:hasSelector [ oa:start 45 ; oa:end 46 ] .\n"
    data = many(SHOWN + 10) + other
    page = source(make(tmp_path, data))
    assert page.source.count('class="statement"') == SHOWN + 6
    assert asked(page, f"Show all {SHOWN + 11} triples", data) == SHOWN + 11


def test_where_words_have_no_address_what_is_left_is_told_without_a_query(tmp_path: Path) -> None:
    page = source(make(tmp_path, many(SHOWN, "_:words") + '_:words oa:hasSelector [ oa:exact "京都" ] .'))
    assert page.one("p", class_="all").text == "… and 1 more · Downloads"


def test_words_light_up_in_every_sentence_that_they_overlap(tmp_path: Path) -> None:
    words = json.dumps(TEXT[TEXT.index("188頭") : TEXT.index("問い合わせ") + 2])
    record = "r:X rdf:subject id:institute ; rdf:predicate :in ; rdf:object id:kyoto ; dcterms:source r:X-words ."
    made = make(tmp_path, f"{record} r:X-words oa:hasSelector [ oa:exact {words} ] .")
    page = source(made)
    assert [one.text for one in page.all("summary")] == [
        "S1 2 statements",
        "S2 2 statements",
        "sentence-1 2 statements",
        "sentence-2 1 statement",
    ]
    assert not list(page.all("p", class_="resting"))
    assert within(page, "X-words").startswith('id="X-words"></span><span class="words q1 q2">188頭である。</span>')
    lit = {one.text: one.attributes["class"] for one in page.all("span", class_="words")}
    assert (lit["注：A & B"], lit["研究所は 京都"], lit["問い"]) == ("words q1", "words q1 q2", "words q1")
    assert page.source.count('id="X-words"') == page.source.count('id="X"') == 1
    # A note shows what stands around the words in their first and in their last sentence.
    quote = list(made.thing("kyoto").all("blockquote"))[1].text
    assert quote.startswith("🐋の数は 188頭である。")
    assert quote.endswith("問い合わせ先：鯨研究所")


def test_words_that_go_on_for_long_do_not_repeat_their_statements_without_end(tmp_path: Path) -> None:
    text = TEXT + "".join(f"第{n}の文。\n" for n in range(20))
    everything = many(SHOWN, "r:all") + f"r:all oa:hasSelector [ oa:start 0 ; oa:end {len(text)} ] ."
    page = source(make(tmp_path, everything, text))
    assert page.source.count('class="statement"') <= SHOWN + REPEATED + 6
    assert {one.text.split(" ", 1)[1] for one in page.all("summary")} >= {"200 statements"}
    assert asked(page, f"Show all {SHOWN} triples", everything) == SHOWN


def test_words_inside_words_are_told_up_to_what_can_light_up_and_all_are_marked(tmp_path: Path) -> None:
    text = TEXT + "文" * 300 + "\n"
    begin, end = len(TEXT), len(text) - 1
    record = "rdf:subject id:a ; rdf:predicate :in ; rdf:object"
    nested = "".join(
        f"r:M{n} {record} {n} ; dcterms:source r:W{n} . r:W{n} oa:hasSelector r:P{n} . "
        f"r:P{n} oa:start {begin + n} ; oa:end {end - n} .\n"
        for n in range(1, 101)
    )
    page = source(make(tmp_path, nested, text))
    stretches = [one for one in page.all("span", class_="words") if set(one.text) == {"文"}]
    assert "".join(one.text for one in stretches) == "文" * 298
    assert max(len(one.attributes["class"].split()) for one in stretches) == 1 + LIT
    css = (WEB / "static" / "style.css").read_text(encoding="utf-8")
    assert max(int(number) for number in re.findall(r"\.q(\d+):target", css)) == LIT


def test_a_value_with_many_receipts_has_the_first_notes_and_leads_to_all_records(tmp_path: Path) -> None:
    each = "".join(f'r:W{n} oa:hasSelector [ oa:exact "words {n}" ] .\n' for n in range(300))
    record = "rdf:subject id:institute ; rdf:predicate :in ; rdf:object id:kyoto ; dcterms:source"
    data = "".join(f"r:M{n} {record} r:W{n} .\n" for n in range(300)) + each
    page = make(tmp_path, data).thing("kyoto")
    assert len(list(page.all("sup", class_="mark"))) == RECEIPTS
    left = f"and {301 - RECEIPTS} more receipts"
    assert left in page.row("in")
    assert asked(page, left, data) == 301
    assert page.source.count("<blockquote") == RECEIPTS


def test_records_that_rest_on_the_same_words_share_a_mark_whose_title_is_not_endless(tmp_path: Path) -> None:
    record = "rdf:subject id:institute ; rdf:predicate :in ; rdf:object id:kyoto ; dcterms:source r:R4-words"
    page = make(tmp_path, "".join(f"r:{'long' * 20}{n} {record} .\n" for n in range(9))).thing("kyoto")
    assert len(list(page.all("sup", class_="mark"))) == 2  # that of R4 is of another kind
    titles = [one.attributes["title"] for one in page.all("a") if one.attributes["href"][:10] == "#page-note"]
    assert max(map(len, titles)) <= NAME + 1


def test_a_note_shows_the_first_of_many_words(tmp_path: Path) -> None:
    words = "".join(
        f'r:W{n} oa:hasSelector [ oa:exact "words {n}" ] . r:R4 dcterms:source r:W{n} .\n' for n in range(40)
    )
    notes = make(tmp_path, words).thing("kyoto").one("section", class_="notes")
    assert f"… and {41 - CITED} more" in notes.text


def test_a_page_has_a_limit_of_notes() -> None:
    def triple(n: int) -> Triple:
        return Triple(NamedNode(f"{BASE}id/{n}"), NamedNode(RDF + "type"), NamedNode(BASE + "id/a"))

    def grounds(n: int) -> Grounds:
        words = Quote(f"w{n}", "", f"words {n}", "", "", None, None, None, None)
        return Grounds((Receipt(f"r{n}", "", triple(n), "", (), "", (words,)),), 1)

    notes = Notes({triple(n): grounds(n) for n in range(NOTES + 1)}, {})
    marks = [notes.marks(triple(n), Links(BASE)) for n in range(NOTES + 1)]
    assert [len(one.shown) for one in marks] == [*[1] * NOTES, 0]
    assert (marks[0].left, marks[-1].left) == (0, 1)
    assert marks[-1].more.startswith(f"{BASE}sparql?query=")


def test_the_landing_page_begins_with_what_the_data_is_about_not_with_its_records(made: Made) -> None:
    kinds = [SKOS + "Concept", RDF + "Statement", OA + "SpecificResource"]
    rows = [{"iri": iri, "name": iri[-4:], "total": 2} for iri in kinds]
    page = Page(made.pages.landing(reading(), {**html_site.FACTS, "classes": rows, "graphs": []}))
    assert [one.text for one in page.all("h3")] == ["concept 2"]


def test_a_long_sentence_is_cut_between_words_in_a_note_alone(tmp_path: Path) -> None:
    long = make(tmp_path, text=TEXT.replace("にある。", "に" + "とても " * 200 + "ある。"))
    assert source(long).source.count("とても") == 200
    (quote,) = long.thing("kyoto").all("blockquote")
    assert quote.text.startswith("注：A & B 研究所は 京都にとても とても")
    assert quote.text.endswith("とても…")
    assert len(quote.text) < WHOLE
