"""What the query editor is told: where it asks, what it completes, the words on it."""

from collections.abc import Mapping
from typing import Any

from publisher.rendering.frame import Facts, Frame, Reading

# What hatch_build.py fetches; without them the page is a plain form.
SCRIPT, STYLE = "yasgui.min.js", "yasgui.min.css"
COMPLETED = 300  # classes, and as many properties, that are completed: the most frequent ones


def editor_of(frame: Frame, reading: Reading, facts: Facts, is_asked: bool) -> Mapping[str, Any] | None:
    """Return the settings of the query editor; None where it is not installed.

    `is_asked` says that the page shows what came of a query, rather than inviting to one.
    """
    if SCRIPT not in frame.assets or STYLE not in frame.assets:
        return None
    rows = {key: facts[key][:COMPLETED] for key in ("classes", "properties")}
    names = frame.names(reading, {row["iri"] for table in rows.values() for row in table})
    terms = {key: [(row["iri"], names.of_term(row["iri"]).text) for row in table] for key, table in rows.items()}
    word = frame.interface(reading).word
    return {
        "endpoint": frame.base + "sparql",
        "language": reading.languages[0] if reading.explicit else "",
        "script": frame.static(SCRIPT),
        "style": frame.static(STYLE),
        "prefixes": dict(frame.prefixes),
        **terms,
        "isAsked": is_asked,
        "words": {
            "query": word("Query"),
            "run": word("Run the query"),
            "stop": word("Stop"),
            "share": word("Address of this query"),
            "add": word("Another query"),
            # What YASGUI's menu of a tab says, in the reader's language.
            "menu": {
                "New Tab": word("New Tab"),
                "Rename Tab": word("Rename Tab"),
                "Copy Tab": word("Copy Tab"),
                "Close Tab": word("Close Tab"),
                "Close other tabs": word("Close other tabs"),
                "Undo close Tab": word("Undo close Tab"),
            },
            "failed": word("The server does not answer. Ask again in a moment."),
        },
    }
