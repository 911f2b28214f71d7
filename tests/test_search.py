"""Search by name: what is found, in what order, and that no query does harm."""

import _sqlite3
import ctypes
import sqlite3
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from publisher.errors import SearchStopped, SurroundingsError
from publisher.namespaces import RDF, RDFS, SCHEMA, SKOS
from publisher.search import Hit, Search, fold, marked, write_search
from publisher.search.writing import write_index

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
    ("quote", RDFS + "label", 'The "or" gate* NEAR(b)', "en"),
    ("café", RDFS + "label", "Café Zoë", "fr"),
    ("treaty", SKOS + "prefLabel", "Patent Cooperation Treaty", "en"),
    ("treaty", SKOS + "hiddenLabel", "Patent Corporation Treaty", "en"),
    ("control", RDFS + "label", "a\tb\u0001c", ""),
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
    found = search.find(query, (language,), BASE + kind if kind else None, 100, 0)
    assert found.total == len(found.hits)
    assert search.suggest(query, (language,), 3) == found.hits[:3] or kind
    return [hit.iri.removeprefix(BASE) for hit in found.hits]


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
        ("patent", ["act", "treaty", "jpo"]),
        ("patent corporation treaty", ["treaty"]),
        ("Corporation", ["treaty"]),
        ("cafe", ["café"]),
        ("CAFÉ zoe", ["café"]),
        ("cafe\u0301", ["café"]),
        ("かくけ", []),
        ("さーひす", []),
        ("法", ["act"]),
        ("庁", ["jpo", "post"]),
        ("yuji 雄治", ["okuma"]),
        ('"', ["quote"]),
        ('"or"', ["quote"]),
        ("gate*", ["quote"]),
        ("near(b)", ["quote"]),
        ("NOT", []),
        ("patent AND act", []),
        ("main : patent", []),
        ("a b c", ["control"]),
        ("b\0c", ["control"]),
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


def test_whole_names_come_first_then_beginnings_then_main_names_then_short_ones(tmp_path: Path) -> None:
    names = (
        ("whole", SKOS + "altLabel", "ab"),
        ("whole", SKOS + "prefLabel", "zzzzzzzzzz"),
        ("begins", SKOS + "prefLabel", "abc defghi"),
        ("begins-otherwise", SKOS + "prefLabel", "z"),
        ("begins-otherwise", SKOS + "hiddenLabel", "abz"),
        ("short", SKOS + "prefLabel", "cab"),
        ("long", SKOS + "prefLabel", "c cab"),
        ("otherwise", SKOS + "prefLabel", "y"),
        ("otherwise", SKOS + "hiddenLabel", "cabs"),
        ("nameless", SKOS + "hiddenLabel", "cabs"),
    )
    order = ["whole", "begins", "begins-otherwise", "short", "long", "otherwise", "nameless"]
    quads = [Quad(NamedNode(BASE + thing), NamedNode(predicate), Literal(text)) for thing, predicate, text in names]
    write_search(tmp_path / "search.sqlite", quads)
    search = Search(tmp_path / "search.sqlite")
    assert found(search, "AB") == order
    for limit in (1, 2, 3):
        pages = [search.find("ab", ("en",), None, limit, offset) for offset in range(0, 9, limit)]
        assert [hit.iri.removeprefix(BASE) for page in pages for hit in page.hits] == order


def test_signs_begin_names_as_letters_do(tmp_path: Path) -> None:
    names = (("holds", "a(b"), ("begins", "(b and more"))
    label = NamedNode(SKOS + "prefLabel")
    write_search(tmp_path / "s", [Quad(NamedNode(BASE + thing), label, Literal(text)) for thing, text in names])
    assert found(Search(tmp_path / "s"), "(b") == found(Search(tmp_path / "s"), "(B") == ["begins", "holds"]


def test_a_hit_tells_the_name_that_says_best_why_it_was_found(search: Search) -> None:
    def told(query: str, language: str) -> tuple[str, str]:
        hit = search.find(query, (language,), None, 1, 0).hits[0]
        return hit.text, hit.language

    assert told("とっきょちょう", "en") == ("とっきょちょう", "ja")
    assert told("jpo", "ja") == ("JPO", "en")
    assert told("patent corp", "en") == ("Patent Corporation Treaty", "en")
    assert told("大熊", "en") == ("大熊 雄治", "ja")


def test_a_class_cuts_what_is_found(search: Search) -> None:
    assert found(search, "patent", kind="Office") == ["jpo"]
    assert found(search, "u", kind="Agent") == ["okuma"]
    assert found(search, "patent", kind="Nothing") == []
    [hit] = search.find("japan patent", ("en",), BASE + "Office", 10, 0).hits
    assert hit.classes == (BASE + "Agent", BASE + "Office")


def test_things_found_are_counted_by_class(search: Search) -> None:
    assert search.classes("特許") == {BASE + "Agent": 1, BASE + "Office": 1, BASE + "Law": 1}
    assert search.classes("okuma") == {BASE + "Agent": 1}
    assert search.classes("cotton") == search.classes("") == {}


def test_pages_together_are_all_in_one_order(search: Search) -> None:
    whole = search.find("a", ("en",), None, 100, 0)
    pages = [search.find("a", ("en",), None, 2, offset) for offset in range(0, whole.total + 2, 2)]
    assert tuple(hit for page in pages for hit in page.hits) == whole.hits
    assert {page.total for page in pages} == {whole.total}
    assert search.find("a", ("en",), None, 2, 10**9).hits == ()


@pytest.mark.parametrize(
    "query",
    [
        "'; DROP TABLE name; --",
        "\\",
        "x*",
        "^patent",
        "NEAR(a b)",
        "main:patent",
        "{main other} : a",
        '"" ""',
        "(" * 5000,
        "zzz " * 5000,
        "\uffff",
        "\ue100pat",
        "🌊" * 2000,
        " ".join(f"{number}" for number in range(5000)),
    ],
)
def test_no_query_does_harm(search: Search, query: str) -> None:
    assert search.find(query, ("en",), None, 10, 0).hits == ()
    assert search.suggest(query, ("en",), 10) == ()
    assert found(search, "okuma") == ["okuma"]


def test_of_many_words_the_first_count_and_it_is_told(search: Search) -> None:
    assert found(search, "okuma " * 3000) == ["okuma"]
    assert not search.find("okuma " * 3000, ("en",), None, 10, 0).is_cut
    assert found(search, "okuma " * 3000 + "nobody") == []
    many = " ".join(("okuma", *"yuji", "ma", "ku", "ok", "uj", "ji", "um", "yu", "yuj", "uji", "oku", "kum", "nobody"))
    cut = search.find(many, ("en",), None, 10, 0)
    assert [hit.iri for hit in cut.hits] == [BASE + "okuma"]
    assert cut.is_cut


def test_a_name_of_many_letters_is_found_by_all_and_by_some_of_them(tmp_path: Path) -> None:
    name = " ".join(f"{number:04}" for number in range(3000))
    write_search(tmp_path / "s", [Quad(NamedNode(BASE), NamedNode(RDFS + "label"), Literal(name))])
    for query in (name, "2999", "0000", name[7000:8000]):
        [hit] = Search(tmp_path / "s").find(query, ("en",), None, 1, 0).hits
        shown = "".join(piece.text for piece in hit.pieces(hit.text))
        assert len(shown) < 200
        assert [piece for piece in hit.pieces(hit.text) if piece.is_found]


def test_a_dataset_without_names_has_nothing_to_find(tmp_path: Path) -> None:
    write_search(tmp_path / "s", [])
    assert Search(tmp_path / "s").find("a", ("en",), None, 10, 0).total == 0
    assert Search(tmp_path / "s").classes("a") == {}


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("Yuji Okuma", "OKUMA", "Yuji [Okuma]"),
        ("Patent Corporation Treaty", "patent treaty corporation", "[Patent Corporation Treaty]"),
        ("特許庁長官", "特許", "[特許]庁長官"),
        ("ｻｰﾋﾞｽ", "びす", "ｻｰ[ﾋﾞｽ]"),
        ("Café", "fe", "Ca[fé]"),
        ("Große Straße", "strasse", "Große [Straße]"),
        ("㍿日本", "会社", "[㍿]日本"),
        ("a.b", ".", "a[.]b"),
        ("nothing", "here", "nothing"),
        ("", "a", ""),
    ],
)
def test_words_are_marked_where_they_stand_as_written(text: str, query: str, expected: str) -> None:
    pieces = marked(text, fold(query).split())
    assert "".join(f"[{piece.text}]" if piece.is_found else piece.text for piece in pieces) == expected


def test_a_snippet_is_escaped() -> None:
    hit = Hit(BASE, 'a <script> & "b"', "", (), ("script", "b"))
    assert hit.snippet == "a &lt;<mark>script</mark>&gt; &amp; &quot;<mark>b</mark>&quot;"


def test_folding_is_stable() -> None:
    for text in ("ＷＩＰＯ", "ｶﾞｯﾂ", "ヴァヽヾ", "ǅungla", "İstanbul", "\u0345\u0390", "㍻", "ﬃ"):
        assert fold(fold(text)) == fold(text)


def test_folding_loses_what_readers_do_not_tell_apart_and_nothing_else() -> None:
    assert fold("Ångström İzmir Ёлка ÀÉ") == "angstrom izmir елка ae"
    assert fold("ガギ") == "がぎ" != fold("カキ")
    assert fold("a\u0000b\u0085c") == "a b c"


def test_a_search_past_its_time_is_stopped(tmp_path: Path) -> None:
    label = NamedNode(RDFS + "label")
    path = tmp_path / "search.sqlite"
    write_search(path, [Quad(NamedNode(f"{BASE}{n}"), label, Literal(f"name {n}")) for n in range(5000)])
    found = Search(path).find("name", ("en",), None, 1, 4999)
    assert (found.total, len(found.hits)) == (5000, 1)
    with pytest.raises(SearchStopped, match="stopped after 0 s"):
        Search(path, seconds=0).find("name", ("en",), None, 1, 0)


def test_an_sqlite_without_fts5_is_told_in_one_line_that_says_what_to_use() -> None:
    connection = sqlite3.connect(":memory:")
    library = ctypes.CDLL(_sqlite3.__file__)
    if not hasattr(library, "sqlite3_drop_modules"):
        pytest.skip("this SQLite cannot lose its modules (before 3.30, or built without them)")
    # What a connection of Python holds first is SQLite's own; from that its modules are taken away.
    address = ctypes.c_void_p.from_address(id(connection) + object.__basicsize__)
    library.sqlite3_drop_modules.argtypes = [ctypes.c_void_p, ctypes.c_void_p]
    library.sqlite3_drop_modules(address, None)
    with pytest.raises(SurroundingsError, match=r"^search needs SQLite with FTS5, .* use a Python whose .*$"):
        write_index(connection)
