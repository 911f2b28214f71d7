"""Names are short where every parser reads them back, and whole where one might not."""

import pytest

from publisher.namespaces import Prefixes
from publisher.syntax.names import Names, usable

PREFIXES = Prefixes({"ex": "http://ex.test/", "word": "http://ex.test/word", "tel": "tel:", "": "http://ex.test/a#"})


@pytest.mark.parametrize(
    ("iri", "split"),
    [
        ("http://ex.test/x", ("ex", "x")),
        ("http://ex.test/", ("ex", "")),
        ("http://ex.test/words", ("word", "s")),
        ("http://ex.test/word", ("word", "")),
        ("http://ex.test/a#x/y", ("", "x/y")),
        ("tel:+81", ("tel", "+81")),
        ("http://ex.test", None),
        ("http://other.test/x", None),
    ],
)
def test_the_longest_declared_namespace_splits(iri: str, split: tuple[str, str] | None) -> None:
    assert PREFIXES.split(iri) == split


@pytest.mark.parametrize("local", ["x", "", "007", "a.b", "a-b", "_x", "特許", "é\u0301", "a-"])
def test_plain_local_names_are_short(local: str) -> None:
    assert Names(PREFIXES)[f"<http://ex.test/{local}>"] == f"ex:{local}"


@pytest.mark.parametrize("local", ["a(b)", "a/b", "a:b", "a%20b", "-a", ".a", "a.", "a'b", "a~", "//a", "·a", "a?b=c"])
def test_other_local_names_stay_whole(local: str) -> None:
    assert Names(PREFIXES)[f"<http://ex.test/{local}>"] == f"<http://ex.test/{local}>"


def test_only_prefixes_that_were_asked_for_are_used() -> None:
    names = Names(PREFIXES)
    assert [names[iri] for iri in ("<http://ex.test/x>", "<tel:+81>", "_:c14n0")] == ["ex:x", "<tel:+81>", "_:c14n0"]
    assert names.used == {"ex": "http://ex.test/"}


def test_prefixes_that_no_syntax_can_declare_are_left_out() -> None:
    declared = Prefixes(
        {"a b": "http://a.test/", "1": "http://b.test/", "r": "rel/", "q": "http://c.test/<>", "": "x:"}
    )
    assert dict(usable(declared, empty=True)) == {"": "x:"}
    assert dict(usable(declared, empty=False)) == {}
