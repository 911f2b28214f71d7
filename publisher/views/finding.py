"""Search: a page for people, JSON for programs."""

import json
from collections.abc import Mapping, Sequence

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from publisher.errors import SearchStopped
from publisher.formats import HTML, Format
from publisher.rendering.asking_pages import Sought
from publisher.rendering.html import Reading
from publisher.search import Hit
from publisher.views.live import live
from publisher.views.refusals import problem
from publisher.views.responses import chosen, finished, finished_page, how_read, query_without_language

finding = Blueprint("finding", __name__)

JSON = Format("json", "JSON", "application/json", "json", ("application/ld+json",))
LARGEST = 200
VARY = "Accept, Accept-Encoding, Accept-Language"


@finding.get("/search")
def search() -> Answer:
    """Answer with the things whose names hold the query."""
    limit, offset = max(1, _number("limit", 20, LARGEST)), _number("offset", 0, 1_000_000_000)
    sought = Sought(request.args.get("q", ""), _class_asked(), limit, offset)
    reading = how_read("search", query_without_language())
    try:
        total, hits = live().search.find(sought.text, reading.languages, sought.class_iri, limit, offset)
    except SearchStopped:
        problem(503, "Too many names hold this: ask for more letters.", {"Retry-After": "1"}, reason="time")
    row = chosen((JSON, HTML))
    if row is None:
        problem(406, "Search answers as application/json or text/html.")
    types = live().search.types([hit.iri for hit in hits])
    if row is HTML:
        return finished_page(live().pages.search(reading, sought, total, hits, types, live().facts), reading, VARY)
    results = _listed(hits, types, reading)
    body = json.dumps({"query": sought.text, "total": total, "results": results}, ensure_ascii=False, indent=1)
    return finished(body.encode() + b"\n", JSON, VARY)


def _listed(hits: Sequence[Hit], types: Mapping[str, Sequence[str]], reading: Reading) -> list[dict[str, str | None]]:
    labels = live().documents.labels([hit.iri for hit in hits], reading.languages)
    return [
        {
            "iri": hit.iri,
            "label": labels[hit.iri].text if hit.iri in labels else hit.text,
            "type": types[hit.iri][0] if types[hit.iri] else None,
            "snippet": hit.text,
        }
        for hit in hits
    ]


def _number(name: str, default: int, largest: int) -> int:
    """Return a number of the query, cut to its largest value; 400 for what is none."""
    text = request.args.get(name) or str(default)
    if not (text.isascii() and text.isdigit()):
        problem(400, f"{name} is {text!r}: it must be a whole number from 0 to {largest}.")
    return min(int(text[:12]), largest)


def _class_asked() -> str | None:
    """Return the class that results are filtered by: its IRI, or the name of its page."""
    asked = request.args.get("type")
    if not asked:
        return None
    return next((part["iri"] for part in live().facts["classes"] if asked in (part["iri"], part["name"])), asked)
