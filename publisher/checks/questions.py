"""Questions that a site offers: each must be a query that its endpoint answers."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import Store

from publisher.errors import QueryError
from publisher.findings import Finding, violation
from publisher.formats import RESULTS_JSON, TURTLE
from publisher.sources import Sources
from publisher.store import Query
from publisher.store.evaluation import Evaluator
from publisher.store.sparql.language import analyse

SMALL = 1_000_000  # bytes; nothing is found in an empty store


def ask_all(sources: Sources, base: str) -> Iterator[Finding]:
    """Ask each question of an empty store, and yield a violation with file and line for each that is no query."""
    evaluator = Evaluator(Store(), sources.prefixes.with_well_known(), overlaps=False)
    for path, text in sources.questions:
        try:
            _ask(evaluator, Query(text, base), sources)
        except QueryError as error:
            yield violation(
                f"is no query that can be asked: {error}; mend it, or take the file away",
                f"問い合わせとして実行できません: {error}。直すか、ファイルを削除してください",
                file=path,
                line=error.line,
            )


def _ask(evaluator: Evaluator, query: Query, sources: Sources) -> None:
    form = analyse(query.text, sources.prefixes.with_well_known(), query.base).form
    row = TURTLE if form in ("CONSTRUCT", "DESCRIBE") else RESULTS_JSON
    evaluator.respond(query, row, SMALL, Path(tempfile.gettempdir())).close()
