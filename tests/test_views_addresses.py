"""Between IRIs, addresses and URLs: nothing is lost on the way, and nothing dangerous gets through."""

import unicodedata
from pathlib import Path
from urllib.parse import unquote

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad

from publisher.app import BLUEPRINTS
from publisher.description import address_of
from publisher.documents import Documents, write_documents
from publisher.views.addresses import ROUTES, document_path, iri_path, is_absolute, requested_path, url_path, url_query

BASE = "https://data.example/kg/"
texts = st.text(st.characters(exclude_categories=["Cs"]))


@given(texts)
@settings(deadline=None)
def test_a_path_comes_back_from_its_iri_and_from_its_url(path: str) -> None:
    composed = unicodedata.normalize("NFC", path)
    assert address_of(BASE + iri_path(path), BASE) == BASE + composed
    assert requested_path("/" + unquote(url_path(composed))) == composed
    assert is_absolute(BASE + iri_path(path))
    assert url_path(path).isascii()
    assert not set(url_path(path)) & set(' \r\n"<>\\^`{}|?#')


def test_what_ends_a_path_is_encoded_and_what_a_path_may_hold_is_not() -> None:
    assert url_path("a?b#c%d") == "a%3Fb%23c%25d"
    assert url_path("a/b,c;d=e:f@g(h)'i'!*+~$&") == "a/b,c;d=e:f@g(h)'i'!*+~$&"
    assert iri_path("特 許?#%") == "特%20許%3F%23%25"
    assert url_query(b"iri=\xe7\x89\xb9%20&x=<>") == "iri=%E7%89%B9%20&x=%3C%3E"


@pytest.mark.parametrize(
    "text", ["", "a", "a/b", ":b", "1a:b", "http://a b", "http://<x>", 'x:"', "_:c14n0", "x:", "a\n:b"]
)
def test_what_is_no_iri_is_known_as_none(text: str) -> None:
    assert not is_absolute(text)


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Documents:
    iris = [
        "id/x",
        "x",
        "y",
        "id/deep/er",
        "hash#a",
        "hash",
        "dataset",
        "doc/z",
        "",
        "id",
        "id/",
        "a%23b",
        "class/C",
        "docs",
    ]
    quads = [Quad(NamedNode(BASE + iri), NamedNode("urn:p"), Literal("1"), NamedNode("urn:g")) for iri in sorted(iris)]
    path: Path = tmp_path_factory.mktemp("addresses") / "documents.sqlite"
    write_documents(path, quads, BASE, 10, ("en",))
    return Documents(path)


@pytest.mark.parametrize(
    ("path", "home"),
    [
        ("id/x", "doc/x"),
        ("x", "x"),
        ("y", "doc/y"),
        ("id/deep/er", "doc/deep/er"),
        ("hash", "hash"),
        ("dataset", "dataset"),
        ("doc/z", "doc/z"),
        ("class/C", "class/C"),
        ("docs", "doc/docs"),
        ("a#b", "doc/a#b"),
        ("", ""),
        ("id", "doc/id"),
        ("id/", "doc/id/"),
    ],
)
def test_a_thing_is_told_of_where_the_contract_says(documents: Documents, path: str, home: str) -> None:
    known = documents.among((BASE + path, f"{BASE}id/{path}"))
    assert document_path(known, BASE, BASE + path) == home


def test_the_table_of_first_segments_is_that_of_the_routes() -> None:
    app = Flask("routes", static_folder=None)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    firsts = {rule.rule.split("/")[1].partition("<")[0].removesuffix(".") for rule in app.url_map.iter_rules()}
    assert firsts - {"", "id"} == ROUTES
