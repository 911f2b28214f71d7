"""Search: a page for people, JSON for programs, suggestions while somebody types."""

import json
from typing import Any, NoReturn

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from publisher.errors import SearchStopped
from publisher.formats import HTML, Format
from publisher.rendering.hits import Asked
from publisher.rendering.sentences import sentence
from publisher.views.live import live
from publisher.views.refusals import problem
from publisher.views.responses import chosen, finished, finished_page, how_read, query_without_language
from publisher.views.things import known_here

finding = Blueprint("finding", __name__)

JSON = Format("json", "JSON", "application/json", "json", ("application/ld+json",))
LARGEST = 200
SUGGESTED = 8


@finding.get("/search")
def search() -> Answer:
    """Answer with the things whose names hold the query."""
    asked = Asked(
        request.args.get("q", ""),
        _class_asked(),
        max(1, _number("limit", 20, LARGEST)),
        _number("offset", 0, 1_000_000_000),
    )
    reading = how_read("search", query_without_language())
    row = chosen((JSON, HTML))
    if row is None:
        problem(406, sentence("Search answers as application/json or text/html."))
    vary = "Accept, Accept-Encoding, Accept-Language"
    try:
        found = live().search.find(asked.text, reading.languages, asked.class_iri, asked.limit, asked.offset)
        if row is HTML:
            classes = live().search.classes(asked.text)
            return finished_page(live().pages.search(reading, asked, found, classes), reading, vary)
    except SearchStopped:
        _stopped()
    labels = live().documents.labels([hit.iri for hit in found.hits], reading.languages)
    results = [
        {
            "iri": hit.iri,
            "label": labels[hit.iri].text if hit.iri in labels else hit.text,
            "type": next(iter(hit.classes), None),
            "snippet": hit.snippet,
        }
        for hit in found.hits
    ]
    return _told({"query": asked.text, "total": found.total, "results": results}, vary)


@finding.get("/search/suggestions")
def suggestions() -> Answer:
    """Answer with the first things that the query finds, as the box of the search form shows them."""
    if "q" not in request.args and (known := known_here()):
        return known
    query = request.args.get("q", "")
    reading = how_read("search/suggestions", query_without_language())
    try:
        hits = live().search.suggest(query, reading.languages, SUGGESTED)
    except SearchStopped:
        _stopped()
    answer = {"query": query, "suggestions": live().pages.suggestions(reading, hits)}
    return _told(answer, "Accept-Encoding, Accept-Language", indent=None)


def _told(answer: dict[str, Any], vary: str, indent: int | None = 1) -> Answer:
    body = json.dumps(answer, ensure_ascii=False, indent=indent)
    return finished(body.encode(errors="replace") + b"\n", JSON, vary)


def _stopped() -> NoReturn:
    problem(503, sentence("Too many names hold this: ask for more letters."), {"Retry-After": "1"}, reason="time")


def _number(name: str, default: int, largest: int) -> int:
    """Return a number of the query, cut to its largest value; 400 for what is none."""
    text = request.args.get(name) or str(default)
    if not (text.isascii() and text.isdigit()):
        told = sentence(
            "%(name)s is %(text)r: it must be a whole number from 0 to %(largest)s.",
            name=name,
            text=text,
            largest=largest,
        )
        problem(400, told)
    return min(int(text[:12]), largest)


def _class_asked() -> str | None:
    """Return the class that results are filtered by: its IRI, or the name of its page."""
    asked = request.args.get("type")
    if not asked:
        return None
    return next((part["iri"] for part in live().facts["classes"] if asked in (part["iri"], part["name"])), asked)
