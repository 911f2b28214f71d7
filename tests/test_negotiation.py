"""Tests of choosing a representation: Accept, Accept-Language, Accept-Encoding."""

import pytest

from publisher.formats import (
    DOCUMENT_FORMATS,
    HTML,
    JSON_LD,
    N_TRIPLES,
    RDF_XML,
    RESULT_FORMATS,
    RESULTS_CSV,
    RESULTS_JSON,
    RESULTS_XML,
    TRIG,
    TURTLE,
    Format,
)
from publisher.negotiation import accepts_gzip, choose_format, choose_language

FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8"
RDFLIB = "application/rdf+xml, text/turtle;q=0.9, */*;q=0.1"
JENA = "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,application/rdf+xml;q=0.7,*/*;q=0.3"


@pytest.mark.parametrize("row", DOCUMENT_FORMATS, ids=lambda row: row.name)
def test_each_name_of_a_format_chooses_it(row: Format) -> None:
    for name in (row.media_type, *row.aliases):
        for accept in (name, name.upper(), f"{name}; charset=utf-8", f"image/png, {name};q=0.001"):
            assert choose_format(accept, DOCUMENT_FORMATS) is row


@pytest.mark.parametrize("row", DOCUMENT_FORMATS, ids=lambda row: row.name)
def test_zero_excludes_a_format_that_a_wildcard_would_give(row: Format) -> None:
    chosen = choose_format(f"{row.media_type};q=0, */*", DOCUMENT_FORMATS)
    assert chosen is next(one for one in DOCUMENT_FORMATS if one is not row)


@pytest.mark.parametrize(
    ("accept", "row"),
    [
        ("", TURTLE),
        (" , ,", TURTLE),
        ("*/*", TURTLE),
        ("*", TURTLE),
        ("rubbish", TURTLE),
        ("text", TURTLE),
        ("text/", TURTLE),
        ("/turtle", TURTLE),
        ("*/turtle", TURTLE),
        ("text/html/x", TURTLE),
        ("te xt/html", TURTLE),
        ("text/html;q=2", TURTLE),
        ("text/html;q=-1", TURTLE),
        ("text/html;q=0.1234", TURTLE),
        ("text/html;q=nan", TURTLE),
        ("text/html;q=", TURTLE),
        (";q=1, text/html", HTML),
        ("text/html;q=abc, application/ld+json;q=0.1", JSON_LD),
        (FIREFOX, HTML),
        (CHROME, HTML),
        (RDFLIB, RDF_XML),
        (JENA, TURTLE),
        ("application/n-triples, text/turtle", TURTLE),
        ("application/n-triples;q=1, text/turtle;q=0.999", N_TRIPLES),
        ("text/*", TURTLE),
        ("text/*;q=0.5, text/turtle;q=0.1", HTML),
        ("application/*", JSON_LD),
        ("application/*, text/turtle", TURTLE),
        ("application/trig, */*", TRIG),
        ("*/*, application/trig", TRIG),
        ("*/*;q=1, text/turtle;q=0.5", HTML),
        ("application/json", JSON_LD),
        ("application/json;q=0, */*", TURTLE),
        ("application/ld+json;q=0, application/json", None),
        ("application/xml", RDF_XML),
        ('application/ld+json; profile="http://www.w3.org/ns/json-ld#compacted"; q=0.7, text/html;q=0.6', JSON_LD),
        ('application/ld+json;profile="a,b;q=0"', JSON_LD),
        ("text/turtle;Q=0.1, text/html;q=0.2", HTML),
        ("text/turtle ; q = 0.1 , text/html ; q=0.2", HTML),
        ("text/turtle;q=0", None),
        ("*/*;q=0", None),
        ("image/png", None),
        ("image/*, text/plain", None),
        ("text/html;q=0.5, text/html;q=0.1, text/turtle;q=0.3", HTML),
    ],
)
def test_the_header_chooses(accept: str, row: Format | None) -> None:
    assert choose_format(accept, DOCUMENT_FORMATS) is row


@pytest.mark.parametrize(
    ("accept", "row"),
    [
        ("", RESULTS_JSON),
        ("*/*", RESULTS_JSON),
        (FIREFOX, HTML),
        ("application/json", RESULTS_JSON),
        ("application/xml", RESULTS_XML),
        ("application/sparql-results+xml;q=0.9, text/csv", RESULTS_CSV),
        ("text/turtle", None),
    ],
)
def test_the_header_chooses_among_results(accept: str, row: Format | None) -> None:
    assert choose_format(accept, RESULT_FORMATS) is row


@pytest.mark.parametrize(
    ("header", "asked", "language"),
    [
        ("", None, "en"),
        ("ja", None, "ja"),
        ("JA-jp", None, "ja"),
        ("fr, ja;q=0.5, en;q=0.4", None, "ja"),
        ("fr", None, "en"),
        ("en;q=0.3, ja;q=0.8", None, "ja"),
        ("ja;q=0", None, "en"),
        ("en;q=0, *", None, "ja"),
        ("*", None, "en"),
        ("ja;q=x, en", None, "en"),
        ("japanese", None, "en"),
        ("en", "ja", "ja"),
        ("ja", "EN", "en"),
        ("ja", "fr", "ja"),
        ("ja", "", "ja"),
    ],
)
def test_the_language_is_that_of_the_address_then_of_the_reader(header: str, asked: str | None, language: str) -> None:
    assert choose_language(header, asked, ("en", "ja")) == language


@pytest.mark.parametrize(
    ("header", "welcome"),
    [
        ("", False),
        ("gzip", True),
        ("GZIP", True),
        ("x-gzip", True),
        ("gzip, deflate, br", True),
        ("gzip;q=0", False),
        ("gzip;q=0, *", False),
        ("*", True),
        ("*;q=0", False),
        ("identity", False),
        ("identity;q=0", False),
        ("identity;q=0, gzip;q=0.1", True),
        ("gzip;q=0.5, identity", False),
        ("br", False),
        ("gzip;q=", False),
    ],
)
def test_gzip_is_used_where_it_is_welcome(header: str, welcome: bool) -> None:
    assert accepts_gzip(header) is welcome
