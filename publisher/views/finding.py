"""Search: a page for people, JSON for programs."""

import json

from flask import Blueprint, request
from werkzeug.wrappers import Response as Answer

from publisher.errors import SearchStopped
from publisher.formats import HTML, Format
from publisher.views.live import live
from publisher.views.responses import chosen, finished, finished_page, how_read, problem, query_without_language

finding = Blueprint("finding", __name__)

JSON = Format("json", "JSON", "application/json", "json", ("application/ld+json",))
LARGEST = 200


@finding.get("/search")
def search() -> Answer:
    """Answer with the things whose names hold the query."""
    query = request.args.get("q", "")
    limit, offset = max(1, _number("limit", 20, LARGEST)), _number("offset", 0, 1_000_000_000)
    reading = how_read("search", query_without_language())
    class_iri = _class_asked()
    try:
        total, hits = live().search.find(query, reading.languages, class_iri, limit, offset)
    except SearchStopped:
        problem(503, "Too many names hold this: ask for more letters.", {"Retry-After": "1"})
    row = chosen((JSON, HTML))
    if row is None:
        problem(406, "Search answers as application/json or text/html.")
    types = live().search.types([hit.iri for hit in hits])
    labels = live().documents.labels([hit.iri for hit in hits], reading.languages)
    vary = "Accept, Accept-Encoding, Accept-Language"
    if row is HTML:
        page = live().pages.search(
            reading, query, total, hits, types, live().facts, class_iri=class_iri, limit=limit, offset=offset
        )
        return finished_page(page, reading, vary)
    results = [
        {
            "iri": hit.iri,
            "label": labels[hit.iri].text if hit.iri in labels else hit.text,
            "type": types[hit.iri][0] if types[hit.iri] else None,
            "snippet": hit.text,
        }
        for hit in hits
    ]
    body = json.dumps({"query": query, "total": total, "results": results}, ensure_ascii=False, indent=1)
    return finished(body.encode() + b"\n", JSON, vary)


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
