"""Pages that answer: search, queries, and what the checks say."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from pyoxigraph import NamedNode, Quad

from publisher.formats import HTML, RDF_FORMATS, RESULT_FORMATS
from publisher.labels import last_word
from publisher.rendering.editor import editor_of
from publisher.rendering.frame import Facts, Framed, Reading, questions_in
from publisher.rendering.gate import Path, Rule, read_report, read_shapes
from publisher.rendering.hits import Asked, narrowed, offered_classes, search_pager, shown, suggestion
from publisher.rendering.links import addressed
from publisher.rendering.names import Name, Names, Term, iris_of
from publisher.rendering.relations import Stated
from publisher.rendering.results import Beginning, Result, Solutions, cells
from publisher.rendering.things import Composer, Value
from publisher.rendering.troubles import Trouble
from publisher.search import Found, Hit

FIRST_QUERY = "2-classes"  # the general question that stands in the form, for want of another


class AskingPages(Framed):
    """Pages that answer what readers ask."""

    def search(self, reading: Reading, asked: Asked, found: Found, classes: Mapping[str, int]) -> str:
        """Return what was found; `classes` are those of all that is, whatever class is asked for, with their things."""
        offered = offered_classes(classes, asked.class_iri)
        iris = {hit.iri for hit in found.hits}.union(offered, *(hit.classes for hit in found.hits))
        names = self.frame.names(reading, iris)
        title = self.frame.interface(reading).word("Search")
        return self.frame.render(
            "search.html",
            reading,
            f"{asked.text} · {title}" if asked.text else title,
            asked=asked,
            found=found,
            hits=[shown(hit, names) for hit in found.hits],
            narrowed=narrowed(names, asked, classes),
            pager=search_pager(names, asked, found),
        )

    def suggestions(self, reading: Reading, hits: Sequence[Hit]) -> list[dict[str, Any]]:
        """Return what was found as the script of the search form reads it."""
        names = self.frame.names(reading, {hit.iri for hit in hits}.union(*(hit.classes[:1] for hit in hits)))
        return [suggestion(hit, names) for hit in hits]

    def query(
        self,
        reading: Reading,
        facts: Facts,
        query_text: str = "",
        found: Result | None = None,
        trouble: Trouble | None = None,
    ) -> str:
        """Return the query page: the form, and below it what was found or what is wrong."""
        interface, address = self.frame.interface(reading), self.frame.links(reading).query
        questions, general = (questions_in(facts, reading.languages, kind) for kind in ("questions", "general"))
        question = next((one for one in (*questions, *general) if _plain(one.text) == _plain(query_text)), None)
        return self.frame.render(
            "query.html",
            reading,
            f"{question.title.text} · {interface.word('Ask')}" if question else interface.word("Ask"),
            question=question,
            query=query_text or next((one.text for one in general if one.name == FIRST_QUERY), ""),
            trouble=trouble,
            others=[(row, address(query_text, format=row.name)) for row in trouble.formats] if trouble else [],
            said=trouble.said(interface) if trouble else "",
            questions=questions,
            general=general,
            is_long=bool(query_text) and not addressed(query_text),
            editor=editor_of(self.frame, reading, facts, bool(query_text)),
            prefixes=self.frame.prefixes,
            **self._found(reading, query_text, found),
        )

    def _found(self, reading: Reading, query_text: str, found: Result | None) -> dict[str, Any]:
        """Return what a result is to the page, None for what it is not, and the files that hold all of it."""
        table = found if isinstance(found, Solutions) else None
        graph = found if isinstance(found, Beginning) else None
        names = self.frame.names(reading, iris_of(table.terms()) if table else ())
        formats = RDF_FORMATS if graph else RESULT_FORMATS
        address = self.frame.links(reading).query
        return {
            "table": table,
            "cells": cells(table, self.frame.composer(reading, names), names) if table else [],
            "graph": graph,
            "verdict": found if isinstance(found, bool) else None,
            "downloads": [(row, address(query_text, format=row.name)) for row in formats if row is not HTML],
        }

    def turtle(self, reading: Reading, name: str, text: str, quads: Sequence[Quad]) -> str:
        """Return the page of the "shapes" or of the "report": for people first, then as it is written in Turtle."""
        return self._report(reading, text, quads) if name == "report" else self._shapes(reading, text, quads)

    def _shapes(self, reading: Reading, text: str, quads: Sequence[Quad]) -> str:
        """Return the shapes that the data has passed, as rules by kind of thing."""
        shapes = read_shapes(quads, reading.languages)
        names = self.frame.names(reading, iris_of(term for shape in shapes for term in shape.terms()))
        composer = self.frame.composer(reading, names)
        called = Counter(shape.name.text for shape in shapes)
        return self.frame.render(
            "shapes.html",
            reading,
            self.frame.interface(reading).word("The rules"),
            shapes=[
                (shape, _values(composer, shape.targets), [_row(rule, names, composer) for rule in shape.rules])
                for shape in shapes
            ],
            apart={shape.iri: last_word(shape.iri) for shape in shapes if called[shape.name.text] > 1},
            turtle=text,
        )

    def _report(self, reading: Reading, text: str, quads: Sequence[Quad]) -> str:
        """Return the validation report, its findings as a table."""
        report = read_report(quads, reading.languages)
        checked = self.frame.documents.fact("checked")
        gated = checked["document"]["gated"] if checked["document"] else []
        iris = iris_of(term for result in report.results for term in result.terms())
        names = self.frame.names(reading, iris | {row["iri"] for row in gated})
        composer = self.frame.composer(reading, names)
        rows = [
            (one, _one(composer, one.focus_node), _path(names, one.path), _one(composer, one.value))
            for one in report.results
        ]
        title = self.frame.interface(reading).word("The report of the checks")
        return self.frame.render(
            "report.html",
            reading,
            title,
            report=report,
            rows=rows,
            turtle=text,
            checked=checked,
            gated=[(row, names.of_graph(row["iri"])) for row in gated],
        )


def _plain(query: str) -> str:
    """Return a query as it was before a form sent it, with line ends of its own (HTML, section 4.10.22.4)."""
    return query.replace("\r\n", "\n").strip()


def _row(rule: Rule, names: Names, composer: Composer) -> tuple[Rule, list[Name | str], list[tuple[str, list[Value]]]]:
    """Return a rule with its path and its demands as a page shows them."""
    demands = [(name, _values(composer, values)) for name, values in rule.demands]
    return rule, _path(names, rule.path), demands


def _path(names: Names, path: Path) -> list[Name | str]:
    return [names.of_term(part.value) if isinstance(part, NamedNode) else str(part) for part in path]


def _values(composer: Composer, terms: Sequence[Term]) -> list[Value]:
    return [composer.value(Stated(term, ())) for term in terms]


def _one(composer: Composer, term: Term | None) -> Value | None:
    return None if term is None else composer.value(Stated(term, ()))
