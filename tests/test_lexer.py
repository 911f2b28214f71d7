"""The lexer: the terminals of Turtle and SPARQL, nothing lost, no time wasted on garbage."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.lexer import Kind, line_and_column, tokens

LENGTH = 100_000


def kinds(text: str) -> list[tuple[str, str]]:
    return [(token.kind.name, token.text) for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# a comment\rx", [("COMMENT", "# a comment"), ("WORD", "x")]),
        ("<http://e/#x>", [("IRI", "<http://e/#x>")]),
        ("<http://e/\\u0041>", [("IRI", "<http://e/\\u0041>")]),
        ("<é日本>", [("IRI", "<é日本>")]),
        ("?a < ?b", [("VARIABLE", "?a"), ("PUNCTUATION", "<"), ("VARIABLE", "?b")]),
        ("?a<=5", [("VARIABLE", "?a"), ("PUNCTUATION", "<="), ("NUMBER", "5")]),
        ("<a b>", [("PUNCTUATION", "<"), ("WORD", "a"), ("WORD", "b"), ("PUNCTUATION", ">")]),
        ("ex:a.b. ", [("PNAME", "ex:a.b"), ("PUNCTUATION", ".")]),
        ("ex: :a : a:b:c", [("PNAME", "ex:"), ("PNAME", ":a"), ("PNAME", ":"), ("PNAME", "a:b:c")]),
        ("ex:%20\\-x a.b:c", [("PNAME", "ex:%20\\-x"), ("PNAME", "a.b:c")]),
        ("日本:特許庁", [("PNAME", "日本:特許庁")]),
        ('"a\\"b" \'c\'', [("STRING", '"a\\"b"'), ("STRING", "'c'")]),
        ('"""a"b\n""c\\""""', [("STRING", '"""a"b\n""c\\""""')]),
        ("'''it's'''", [("STRING", "'''it's'''")]),
        ('""', [("STRING", '""')]),
        ('"a"@en-GB', [("STRING", '"a"'), ("LANGTAG", "@en-GB")]),
        ('"a"^^ex:t', [("STRING", '"a"'), ("PUNCTUATION", "^^"), ("PNAME", "ex:t")]),
        ("@prefix", [("LANGTAG", "@prefix")]),
        ("_:b.1. ", [("BNODE", "_:b.1"), ("PUNCTUATION", ".")]),
        ("5 -5.0 +.5e-3 1.e9", [("NUMBER", "5"), ("NUMBER", "-5.0"), ("NUMBER", "+.5e-3"), ("NUMBER", "1.e9")]),
        ("5. ", [("NUMBER", "5"), ("PUNCTUATION", ".")]),
        ("$x ?1", [("VARIABLE", "$x"), ("VARIABLE", "?1")]),
        (
            "ex:p?/^ex:q",
            [("PNAME", "ex:p"), ("PUNCTUATION", "?"), ("PUNCTUATION", "/"), ("PUNCTUATION", "^"), ("PNAME", "ex:q")],
        ),
        ("true. ", [("WORD", "true"), ("PUNCTUATION", ".")]),
        ("ENCODE_FOR_URI(", [("WORD", "ENCODE_FOR_URI"), ("PUNCTUATION", "(")]),
        ('"open\n', [("ERROR", '"'), ("WORD", "open")]),
        ("\\ `\x00", [("ERROR", "\\"), ("ERROR", "`"), ("ERROR", "\x00")]),
    ],
)
def test_text_has_the_tokens_of_the_grammar(text: str, expected: list[tuple[str, str]]) -> None:
    assert kinds(text) == expected


def test_unclosed_long_string_is_an_error_and_what_follows_is_read() -> None:
    assert kinds('"""a" "b"') == [("STRING", '""'), ("STRING", '"a"'), ("STRING", '"b"')]
    assert kinds("'''a\nx:y") == [("STRING", "''"), ("ERROR", "'"), ("WORD", "a"), ("PNAME", "x:y")]


@given(st.text(alphabet="\"'\\<>a:.#\n_?@1{}-% é\r=|&^u0"))
def test_tokens_cover_everything_but_whitespace(text: str) -> None:
    position = 0
    for token in tokens(text):
        assert text[position : token.start].strip(" \t\r\n") == ""
        assert text[token.start : token.end] == token.text
        assert token.kind is not Kind.ERROR or len(token.text) == 1
        position = token.end
    assert text[position:].strip(" \t\r\n") == ""


@pytest.mark.parametrize(
    "piece",
    [
        '"\\',
        '"\\"',
        '\\"""\n',
        "\\'''",
        "a.",
        "a-",
        "a..",
        "<a",
        "<",
        "_:",
        "a:b.",
        "1.",
        "'''\\",
        "@a-",
        "a:%2",
        "'\"",
    ],
)
@pytest.mark.parametrize("start", ["", '"""', "'''", '"', "<"])
def test_garbage_takes_linear_time(start: str, piece: str) -> None:
    garbage = start + piece * (LENGTH // len(piece))
    begun = time.process_time()
    for _ in tokens(garbage):
        pass
    # 0.2 s at most on a slow core; quadratic time is minutes.
    assert time.process_time() - begun < 10


def test_line_and_column_count_from_one_and_in_characters() -> None:
    text = "é日\r\nb\n"
    assert line_and_column(text, 0) == (1, 1)
    assert line_and_column(text, 1) == (1, 2)
    assert line_and_column(text, 4) == (2, 1)
    assert line_and_column(text, len(text)) == (3, 1)
