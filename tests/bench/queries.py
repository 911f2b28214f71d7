"""What HTTP adds to a query: each kind asked over one connection that stays open, against pyoxigraph in process."""

import time
from collections.abc import Callable, Iterator, Sequence
from itertools import count, islice
from pathlib import Path
from statistics import median
from urllib.parse import quote

from load import Conversation
from pyoxigraph import QueryResultsFormat, QueryTriples, RdfFormat, Store
from support import Server

from data import LINKS

# What a query over HTTP may take beyond the same in process: milliseconds, or a part of it if that is more.
ALLOWED_MILLISECONDS, ALLOWED_PART = 1.0, 0.1
LABEL = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
# Name, text and calls a round; no two texts are the same: what has been answered would be answered from memory.
KINDS = (
    ("a look-up", "SELECT * {{ <{base}id/thing/{thing}> ?p ?o }} LIMIT {number}", 60),
    (
        "a join",
        f"SELECT ?l {{{{ <{{base}}id/thing/{{thing}}> <{{base}}def#link0>/<{{base}}def#link1> ?x . ?x {LABEL} ?l }}}}"
        " LIMIT {number}",
        60,
    ),
    ("50 rows", "SELECT ?s ?o {{ ?s <{base}def#link{step}> ?o }} OFFSET {number} LIMIT 50", 60),
    ("1000 rows", "SELECT ?s ?o {{ ?s <{base}def#link{step}> ?o }} OFFSET {number} LIMIT 1000", 20),
    ("an aggregate", "SELECT (COUNT(*) AS ?n) {{ ?s <{base}def#link{step}> ?o FILTER({number} > 0) }}", 7),
    (
        "a graph of 50",
        "CONSTRUCT {{ ?s <{base}def#x> ?o }} WHERE {{ ?s <{base}def#link{step}> ?o }} OFFSET {number} LIMIT 50",
        60,
    ),
)
STEPS = LINKS  # kinds of links in the synthetic site
Row = tuple[str, str, str, float]


def query_rows(server: Server, things: int, rounds: int) -> list[Row]:
    """Return the rows, one a kind: the median over rounds of the median time in each, in turn with the limit's."""
    store = Store.read_only(str(store_of(server.state)))
    with Conversation(server.base) as conversation:
        return [_row(kind, server.base, things, rounds, store, conversation) for kind in KINDS]


def _row(
    kind: tuple[str, str, int], base: str, things: int, rounds: int, store: Store, conversation: Conversation
) -> Row:
    name, template, calls = kind
    texts = _texts(template, base, things)
    over_http: list[float] = []
    in_process: list[float] = []
    for text in islice(texts, 2 * STEPS):  # what either side reads for the first time
        evaluated(store, text)
        conversation.get(_address(text))
    for _ in range(rounds):
        some = list(islice(texts, calls))
        in_process.append(_milliseconds(lambda text: evaluated(store, text), some))
        over_http.append(_milliseconds(lambda text: conversation.get(_address(text)), some))
    own, measured = median(in_process), median(over_http)
    limit = own + max(ALLOWED_MILLISECONDS, ALLOWED_PART * own)
    told = f"pyoxigraph in process {own:.2f} ms, and 1 ms or 10 %"
    return f"{name} over HTTP", f"{measured:.2f} ms (+{measured - own:.2f})", told, measured / limit


def _texts(template: str, base: str, things: int) -> Iterator[str]:
    for number in count(1):
        yield template.format(base=base, thing=number * 7 % things, step=number % STEPS, number=number + 1000)


def _address(text: str) -> str:
    return f"sparql?query={quote(text)}&format={'nt' if text.startswith('CONSTRUCT') else 'json'}"


def _milliseconds(work: Callable[[str], object], texts: Sequence[str]) -> float:
    """Return the median time that the work takes on a text."""
    times = []
    for text in texts:
        began = time.perf_counter()
        work(text)
        times.append((time.perf_counter() - began) * 1000)
    return median(times)


def evaluated(store: Store, text: str) -> bytes:
    """Return what a query finds, serialised."""
    results = store.query(text)
    if isinstance(results, QueryTriples):
        return results.serialize(format=RdfFormat.N_TRIPLES) or b""
    return results.serialize(format=QueryResultsFormat.JSON) or b""


def store_of(state: Path) -> Path:
    """Return the store of the current snapshot."""
    return state / "snapshots" / (state / "current").resolve().name / "store"
