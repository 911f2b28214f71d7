"""Search by name: what is found, in what order, and that no query does harm."""

from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from publisher.errors import SearchStopped
from publisher.namespaces import RDF, RDFS, SCHEMA, SKOS
from publisher.search import Hit, Search, fold, write_search

BASE = "https://data.example/"
NAMES = (
    ("jpo", SKOS + "prefLabel", "Japan Patent Office", "en"),
    ("jpo", SKOS + "prefLabel", "特許庁", "ja"),
    ("jpo", SKOS + "altLabel", "JPO", "en"),
    ("jpo", SKOS + "hiddenLabel", "とっきょちょう", "ja"),
    ("post", SKOS + "prefLabel", "特許庁長官", "ja"),
    ("act", SKOS + "prefLabel", "Patent Act", "en"),
    ("act", SKOS + "prefLabel", "特許法", "ja"),
    ("okuma", RDFS + "label", "Yuji Okuma", ""),
    ("okuma", SCHEMA + "name", "大熊 雄治", "ja"),
    ("service", RDFS + "label", "サービス", "ja"),
    ("width", RDFS + "label", "ＷＩＰＯ　日本事務所", "ja"),
    ("half", RDFS + "label", "ｻｰﾋﾞｽｾﾝﾀｰ", "ja"),
    ("street", RDFS + "label", "Große Straße", "de"),
    ("percent", RDFS + "label", "100% cotton", "en"),
    ("underscore", RDFS + "label", "snake_case", "en"),
    ("nothing", RDFS + "comment", "Patent everything", "en"),
)
TYPES = (("jpo", "Office"), ("jpo", "Agent"), ("okuma", "Agent"), ("act", "Law"))


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Search:
    literals = [Literal(name, language=language) if language else Literal(name) for _, _, name, language in NAMES]
    quads = [
        Quad(NamedNode(BASE + thing), NamedNode(predicate), literal)
        for (thing, predicate, *_), literal in zip(NAMES, literals, strict=True)
    ]
    quads += [Quad(NamedNode(BASE + thing), NamedNode(RDF + "type"), NamedNode(BASE + kind)) for thing, kind in TYPES]
    quads.append(Quad(BlankNode("c14n0"), NamedNode(RDFS + "label"), Literal("Patent without a name")))
    path = tmp_path_factory.mktemp("search") / "search.sqlite"
    write_search(path, [*quads, *quads])
    return Search(path)


def found(search: Search, query: str, language: str = "en", kind: str | None = None) -> list[str]:
    """Return what a query finds, as last words, in order."""
    total, hits = search.find(query, (language,), BASE + kind if kind else None, 100, 0)
    assert total == len(hits)
    return [hit.iri.removeprefix(BASE) for hit in hits]


@pytest.mark.parametrize(
    ("query", "things"),
    [
        ("特許", ["jpo", "act", "post"]),
        ("特許庁", ["jpo", "post"]),
        ("OKUMA", ["okuma"]),
        ("okuma", ["okuma"]),
        ("okuma yuji", ["okuma"]),
        ("  Okuma\u3000\t ", ["okuma"]),
        ("大熊", ["okuma"]),
        ("とっきょ", ["jpo"]),
        ("トッキョ", ["jpo"]),
        ("さーびす", ["service", "half"]),
        ("ｻｰﾋﾞｽ", ["service", "half"]),
        ("wipo 日本", ["width"]),
        ("ｗｉｐｏ", ["width"]),
        ("STRASSE", ["street"]),
        ("strasse große", ["street"]),
        ("patent", ["act", "jpo"]),
        ("japan act", []),
        ("100%", ["percent"]),
        ("%", ["percent"]),
        ("_", ["underscore"]),
        ("everything", []),
        ("without", []),
        ("", []),
        (" \u3000", []),
    ],
)
def test_names_are_found_by_any_of_their_words_in_any_width_case_and_kana(
    search: Search, query: str, things: list[str]
) -> None:
    assert found(search, query) == things


def test_whole_names_come_first_then_beginnings_then_main_names_then_the_readers_language(search: Search) -> None:
    assert found(search, "jpo") == ["jpo"]
    assert search.find("特許", ("ja",), None, 1, 0) == (3, [Hit(BASE + "jpo", "特許庁", "ja")])
    assert search.find("p", ("en",), None, 1, 0)[1] == [Hit(BASE + "act", "Patent Act", "en")]


def test_a_thing_is_found_once_by_its_best_name(search: Search) -> None:
    assert search.find("pa", ("en",), None, 10, 0)[1][0] == Hit(BASE + "act", "Patent Act", "en")
    assert found(search, "とっきょちょう") == ["jpo"]


def test_a_class_cuts_what_is_found(search: Search) -> None:
    assert found(search, "patent", kind="Office") == ["jpo"]
    assert found(search, "u", kind="Agent") == ["okuma"]
    assert found(search, "patent", kind="Nothing") == []


def test_pages_together_are_all_in_one_order(search: Search) -> None:
    total, everything = search.find("a", ("en",), None, 100, 0)
    pages = [search.find("a", ("en",), None, 2, offset) for offset in range(0, total + 2, 2)]
    assert [hit for _, hits in pages for hit in hits] == everything
    assert {count for count, _ in pages} == {total}
    assert search.find("a", ("en",), None, 2, 10**9) == (total, [])


@pytest.mark.parametrize(
    "query",
    ["'; DROP TABLE name; --", '"', "\\", "a\0b", "*", "NEAR(a b)", "(" * 5000, "zzz " * 5000, "\uffff", "🌊" * 2000],
)
def test_no_query_does_harm(search: Search, query: str) -> None:
    assert search.find(query, ("en",), None, 10, 0) == (0, [])
    assert found(search, "okuma") == ["okuma"]


def test_every_word_counts_however_many_there_are(search: Search) -> None:
    assert found(search, "okuma " * 3000) == ["okuma"]
    assert found(search, "okuma " * 3000 + "nobody") == []


def test_types_are_told_for_every_thing_asked(search: Search) -> None:
    assert search.types([BASE + "jpo", BASE + "none"]) == {
        BASE + "jpo": [BASE + "Agent", BASE + "Office"],
        BASE + "none": [],
    }
    assert search.types([]) == {}


def test_folding_is_stable() -> None:
    for text in ("ＷＩＰＯ", "ｶﾞｯﾂ", "ヴァヽヾ", "ǅungla", "İstanbul", "\u0345\u0390", "㍻", "ﬃ"):
        assert fold(fold(text)) == fold(text)


def test_a_search_past_its_time_is_stopped(tmp_path: Path) -> None:
    label = NamedNode(RDFS + "label")
    path = tmp_path / "search.sqlite"
    write_search(path, [Quad(NamedNode(f"{BASE}{n}"), label, Literal(f"name {n}")) for n in range(5000)])
    assert Search(path).find("name", ("en",), None, 1, 4999)[0] == 5000
    with pytest.raises(SearchStopped, match="stopped after 0 s"):
        Search(path, seconds=0).find("name", ("en",), None, 1, 0)
