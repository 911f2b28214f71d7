"""Addresses of IRIs: every link leads where our own server answers, or outward and says so."""

import pytest

from publisher.rendering.links import Links, encoded

BASE = "https://data.example/kg/"
LINKS = Links(BASE, None, {BASE + "def#Office": "Office"}, {BASE + "graph/main": "main"})


@pytest.mark.parametrize(
    ("iri", "address"),
    [
        (BASE, BASE),
        (BASE + "id/org/wipo", BASE + "doc/org/wipo"),
        (BASE + "id/特許", BASE + "doc/%E7%89%B9%E8%A8%B1"),
        (BASE + "id/%E7%89%B9", BASE + "doc/%E7%89%B9"),
        (BASE + "id/x#part", BASE + "doc/x#part"),
        (BASE + "def#Term", BASE + "def#Term"),
        (BASE + "dataset", BASE + "dataset"),
        (BASE + "identity", BASE + "identity"),
        (BASE + "thing?x=1", BASE + "doc?iri=https%3A%2F%2Fdata.example%2Fkg%2Fthing%3Fx%3D1"),
        (BASE + "id/x/", BASE + "doc?iri=https%3A%2F%2Fdata.example%2Fkg%2Fid%2Fx%2F"),
        (BASE + "id/a/../b", BASE + "doc?iri=https%3A%2F%2Fdata.example%2Fkg%2Fid%2Fa%2F..%2Fb"),
        ("https://data.example/kgx", BASE + "doc?iri=https%3A%2F%2Fdata.example%2Fkgx"),
        ("urn:x:1", BASE + "doc?iri=urn%3Ax%3A1"),
    ],
)
def test_our_page_about_an_iri(iri: str, address: str) -> None:
    assert LINKS.about(iri) == address


@pytest.mark.parametrize("iri", ["http://x.example/", "HTTPS://x.example/", "mailto:a@x.example", "tel:+81-3"])
def test_foreign_names_lead_outward_with_our_page_beside(iri: str) -> None:
    target = LINKS.to(iri)
    assert target.href == iri
    assert target.about == LINKS.about(iri)


@pytest.mark.parametrize(
    "iri", ["javascript:alert(1)", "data:text/html,x", "urn:x", "file:///etc/passwd", BASE + "id/x"]
)
def test_other_schemes_and_our_own_names_lead_only_to_our_page(iri: str) -> None:
    target = LINKS.to(iri)
    assert (target.href, target.about) == (LINKS.about(iri), None)


def test_the_language_stands_in_the_query_before_the_fragment() -> None:
    links = Links(BASE, "ja")
    assert links.about(BASE + "def#Term") == BASE + "def?lang=ja#Term"
    assert links.page("search", q="a b&c") == BASE + "search?q=a%20b%26c&lang=ja"
    assert links.in_language("search?q=x", "en") == BASE + "search?q=x&lang=en"


def test_lists_of_values_are_asked_for_by_property_and_direction() -> None:
    start = "?property=http%3A%2F%2Fp&direction=in&page=2"
    assert LINKS.values(BASE + "id/x", "http://p", True, 2) == BASE + "doc/x" + start
    # A fragment is not sent to the server: the IRI goes into the query.
    assert LINKS.values(BASE + "def#T", "http://p", True, 2).startswith(
        BASE + "doc?iri=https%3A%2F%2Fdata.example%2Fkg%2Fdef%23T&"
    )


def test_classes_and_graphs_have_pages_by_name() -> None:
    assert LINKS.class_page(BASE + "def#Office") == BASE + "class/Office"
    assert LINKS.class_page("http://x.example/C") is None
    assert LINKS.graph_page(BASE + "graph/main") == BASE + "graph/main"
    assert LINKS.graph_page("urn:g") == BASE + "doc?iri=urn%3Ag"


def test_what_is_encoded_stays_so_and_the_rest_is_encoded() -> None:
    assert encoded("https://x.example/%E7?q=特#許") == "https://x.example/%E7?q=%E7%89%B9#%E8%A8%B1"
