"""Literals as people read them."""

import pytest
from babel import Locale
from pyoxigraph import Literal, NamedNode

from publisher.namespaces import XSD
from publisher.rendering.frame import WEB
from publisher.rendering.languages import Interface, load_interfaces
from publisher.rendering.values import FULL, SHORT, bounded, show, visible

INTERFACES = load_interfaces(WEB / "translations")


def shown(lexical: str, datatype: str, language: str = "en") -> str:
    """Return what readers of a language see of a typed literal."""
    return show(Literal(lexical, datatype=NamedNode(XSD + datatype)), INTERFACES[language]).text


@pytest.mark.parametrize(
    ("lexical", "datatype", "english", "japanese"),
    [
        ("2015-02-13", "date", "February 13, 2015", "2015年2月13日"),
        ("2015-02-13Z", "date", "February 13, 2015 UTC", "2015年2月13日 UTC"),
        ("2015-02", "gYearMonth", "February 2015", "2015年2月"),
        ("2006", "gYear", "2006", "2006年"),
        ("--02-13", "gMonthDay", "February 13", "2月13日"),
        (
            "2015-02-13T09:30:00+09:00",
            "dateTime",
            "February 13, 2015 09:30:00 (UTC+09:00)",
            "2015年2月13日 09:30:00 (UTC+09:00)",
        ),
        ("1234567", "integer", "1,234,567", "1,234,567"),
        ("-98765.4320", "decimal", "-98,765.4320", "-98,765.4320"),
        ("true", "boolean", "yes", "はい"),
    ],
)
def test_values_are_written_as_people_of_the_language_do(
    lexical: str, datatype: str, english: str, japanese: str
) -> None:
    assert (shown(lexical, datatype), shown(lexical, datatype, "ja")) == (english, japanese)


@pytest.mark.parametrize(
    ("lexical", "datatype"),
    [
        ("2015", "integer"),  # may be a year
        ("007", "int"),
        ("+5", "integer"),
        ("1.10", "decimal"),
        ("1.5E300", "double"),
        ("INF", "double"),
        ("2015-02-30", "date"),
        ("-0044-03-15", "date"),
        ("12015-01-01", "date"),
        ("not a date", "date"),
        ("", "date"),
        ("maybe", "boolean"),
        ("2015-02-13T25:00:00Z", "dateTime"),
        ("2015-02-13T24:00:00Z", "dateTime"),  # the end of a day, which HTML cannot say
        ("2015-02-13T09:60:00Z", "dateTime"),
        ("2015-02-13T09:30:00+15:00", "dateTime"),
        ("2015-02-13+99:00", "date"),
    ],
)
def test_what_no_rule_understands_leaves_as_written(lexical: str, datatype: str) -> None:
    assert shown(lexical, datatype) == lexical


def test_times_are_told_to_machines_without_the_zone_that_html_does_not_know() -> None:
    zoned = show(Literal("2015-02-13+09:00", datatype=NamedNode(XSD + "date")), INTERFACES["en"])
    moment = show(Literal("2015-02-13T09:30:00Z", datatype=NamedNode(XSD + "dateTime")), INTERFACES["en"])
    exact = show(Literal("2015-02-13T09:30:00.123456Z", datatype=NamedNode(XSD + "dateTime")), INTERFACES["en"])
    assert (zoned.time, moment.time) == ("2015-02-13", "2015-02-13T09:30:00Z")
    assert (exact.time, exact.text) == ("2015-02-13T09:30:00.123Z", "February 13, 2015 09:30:00.123456 UTC")


def test_a_time_of_day_that_does_not_exist_is_no_time_element() -> None:
    text = show(Literal("2015-02-13T25:00:00Z", datatype=NamedNode(XSD + "dateTime")), INTERFACES["en"])
    assert (text.kind, text.time, text.datatype) == ("text", "", XSD + "dateTime")


def test_an_unusual_datatype_is_told_and_a_usual_one_is_not() -> None:
    unusual = show(Literal("POINT(1 2)", datatype=NamedNode("https://x.example/wkt")), INTERFACES["en"])
    usual = show(Literal("a"), INTERFACES["en"])
    assert (unusual.datatype, usual.datatype) == ("https://x.example/wkt", "")


def test_a_language_is_kept_and_none_is_invented() -> None:
    assert show(Literal("特許庁", language="ja"), INTERFACES["en"]).language == "ja"
    assert show(Literal("x"), INTERFACES["en"]).language == ""


def test_long_texts_have_a_beginning_and_endless_ones_an_end() -> None:
    text = show(Literal("あ" * 100_000, language="ja"), INTERFACES["ja"])
    assert (len(text.beginning), len(text.text), text.letters) == (SHORT + 1, FULL + 1, 100_000)
    assert show(Literal("short"), INTERFACES["en"]).beginning == ""


def test_control_characters_have_visible_substitutes_and_white_space_stays() -> None:
    assert visible("a\x00\x1b[1m\x7f\x85\tb\nc") == "a␀␛[1m␡\ufffd\tb\nc"


def test_a_cut_never_parts_a_letter_from_its_accent() -> None:
    assert bounded("e\u0301" * 10, 3) == "e\u0301…"


@pytest.mark.parametrize("sign", ["🇯🇵", "👩‍👩‍👧", "👍🏽", "❤️", "1️⃣", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "葛\U000e0100", "कि"])
def test_a_cut_never_halves_a_sign(sign: str) -> None:
    for letters in range(20 * len(sign)):
        assert bounded(sign * 20, letters) == sign * (letters // len(sign)) + "…"


def test_japanese_is_named_in_english_and_unknown_tags_by_themselves() -> None:
    english = Interface("en", Locale.parse("en"), INTERFACES["en"].translations)
    assert (english.language_name("ja"), english.language_name("x-private")) == ("Japanese", "x-private")
