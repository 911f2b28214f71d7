"""The question that a query answers: its heading and its note in the reader's language, from its comments."""

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad

from publisher.build import build
from publisher.documents import Documents, write_documents, write_facts
from publisher.namespaces import Prefixes
from publisher.rendering.html import Pages
from publisher.rendering.results import Solutions
from publisher.settings import load_settings
from tests.html_site import BASE, FACTS, SITE, Page, reading
from tests.support import write_site

QUERY = "# Why?\n# ja: なぜ？\nSELECT * { ?x ?p 1 }"
NONE = Solutions(("x",), 0, ())
SETTINGS = '[site]\ntitle = "T"\nauthored_base = "https://example.org/t/"\n'


def answered(folder: Path, query: str, language: str = "en", **question: object) -> Page:
    """Return the page of a query where one question is offered."""
    rows = [{"name": "q", "title": "Why?", "titles": {"en": "Why?", "ja": "なぜ？"}, "text": QUERY, **question}]
    facts = {**FACTS, "questions": rows}
    thing = NamedNode(BASE + "id/a")
    write_documents(folder / "d.sqlite", [Quad(thing, thing, thing)], BASE, 10, ("en", "ja"))
    write_facts(folder / "d.sqlite", facts)
    pages = Pages(SITE, BASE, Prefixes({}), Documents(folder / "d.sqlite"))
    return Page(pages.query(reading("sparql?query=x", language), facts, query, NONE))


@pytest.mark.parametrize(("language", "title", "note"), [("en", "Why?", "So it is."), ("ja", "なぜ？", "So it is.")])
def test_the_answer_stands_under_its_question_with_what_explains_it(
    tmp_path: Path, language: str, title: str, note: str
) -> None:
    page = answered(tmp_path, QUERY, language, notes={"en": "So it is."})
    assert page.one("h2", id="page-result").text.startswith(title)
    assert page.one("title").text.startswith(title)
    remark = page.one("p", class_="remark")
    assert (remark.text, remark.attributes["lang"]) == (note, "en")
    assert page.source.index("So it is.") < page.source.index('<ul class="chips">')


def test_a_question_that_a_form_has_sent_is_known(tmp_path: Path) -> None:
    assert answered(tmp_path, QUERY.replace("\n", "\r\n")).one("h2", id="page-result").text.startswith("Why?")


def test_a_query_that_is_no_question_has_a_result(tmp_path: Path) -> None:
    page = answered(tmp_path, QUERY + " LIMIT 1", notes={"en": "So it is."})
    assert page.one("h2", id="page-result").text.startswith("Result")
    assert not list(page.all("p", class_="remark"))


@pytest.mark.parametrize(
    ("comments", "notes"),
    [
        ("# Why?\n# ja: なぜ？\n", {}),
        (
            "# Why?\n# ja: なぜ？\n# For a reason,\n# or two.\n#\n# ja: 理由。\n",
            {"en": "For a reason, or two.", "ja": "理由。"},
        ),
        ("# Why?\n# Not for nothing.\n# ja: なぜ？\n", {"en": "Not for nothing."}),
        ("", {}),
    ],
)
def test_comments_after_the_question_are_its_note_by_language(
    tmp_path: Path, comments: str, notes: dict[str, str]
) -> None:
    files = {"data/questions/q.rq": comments + "SELECT * { ?s ?p ?o }\n", "data/a.ttl": "<a:a> <a:b> <a:c> ."}
    site = write_site(tmp_path / "site", files, SETTINGS)
    build(load_settings(site, {}), BASE, lambda _: None)
    [row] = Documents(site / ".publisher/current/documents.sqlite").fact("questions")
    assert row["notes"] == notes
    assert row["titles"].get("en") == ("Why?" if comments else None)
