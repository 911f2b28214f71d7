"""Words are found in a document, and what comes near to those that do not stand there."""

from evidence_site import LOG
from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.checks.words import HINTS, Words, unlike


@settings(deadline=None)
@given(st.text("ab c", min_size=1, max_size=80), st.data())
def test_words_are_found_the_same_with_an_index_and_without(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    quote, near = text[start : data.draw(st.integers(start + 1, len(text)))], data.draw(st.integers(0, len(text)))
    plain, indexed = Words(text), Words(text, searched=0)
    for words in (quote, quote[::-1] + "a", quote + text):
        assert plain.find(words, near) == indexed.find(words, near)
        assert plain.find(words) == text.find(words)


def test_what_is_most_like_a_quote_is_found_so_often_and_no_more() -> None:
    words = Words("x" * 1000 + LOG)
    near = words.nearest("It rained agian.")
    assert near is not None
    assert words.text[near.start : near.end] == "It rained again."
    assert (near.here, near.quoted) == ("again.", "agian.")
    assert words.nearest("") is None
    assert words.nearest("0000000000") is None
    assert [words.nearest("It rained agian.") is None for _ in range(HINTS)][-1]


def test_what_differs_in_a_long_quote_is_shown_where_it_differs() -> None:
    text = "".join(f"On day {n} there were {n * 7} ships. " for n in range(300))
    words = Words(text)
    near = words.nearest(text[1000:9000].replace("day 150", "day 15O"), 1000)
    assert near is not None
    assert (near.here, near.quoted) == ("150", "15O")
    assert near.end - near.start < 1000
    assert (unlike("150", "15O"), unlike("it’s", "it's"), unlike("a\u00a0b", "a b")) == (
        "",
        "U+2019, U+0027",
        "U+00A0, U+0020",
    )
