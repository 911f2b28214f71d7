"""Two queries that are asked by GET again and again."""

import time
from collections.abc import Mapping
from types import MappingProxyType

import requests
from comparing import compared
from load import PATIENCE, Load, Refused, load
from parties import Party
from report import Table, figure, missing_rows
from stand import Stand

from data import LABEL
from publisher.formats import N_TRIPLES, RESULTS_JSON

QUERIES: Mapping[str, str] = MappingProxyType(
    {
        "COUNT of all triples": "SELECT (COUNT(*) AS ?n) {{ ?s ?p ?o }}",
        "a join of 50 rows": f"SELECT ?l ?m {{{{ ?s a <{{base}}def#Kind0> ; <{LABEL}> ?l ; <{{base}}def#link1> ?o . "
        f"?o <{LABEL}> ?m }}}} LIMIT 50",
    }
)
# Who takes longer is asked once, seconds: a server that nobody can stop would be busy while others are measured.
SLOW = 3.0
MEETINGS = 16


def queries(stand: Stand) -> list[Table]:
    """Measure the queries."""
    rows = [row for name, text in QUERIES.items() for row in _rows(stand, name, text.format(base=stand.base))]
    note = (
        "By GET, results in JSON, over 16 connections: answers a second, and microseconds of the server's processors "
        "for each. Aim: 4 times Virtuoso and the Oxigraph server."
    )
    return [Table("Hot queries", note, rows + missing_rows(stand.missing))]


def _rows(stand: Stand, name: str, text: str) -> list[list[str]]:
    headers = {"Accept": accept_of(text)}
    first = {party.name: _warmed(party, text) for party in stand.parties()}

    def ask(party: Party, _: int) -> Load:
        if first[party.name] > SLOW:
            raise Refused(f"one answer takes {figure(first[party.name])} s")
        return load(party.pid, party.query(text), headers, stand.seconds)

    return compared(name, stand.parties(), stand.rounds, ask)


def _warmed(party: Party, text: str) -> float:
    """Ask on so many new connections that every worker of a server has met the query; return the first's seconds."""
    began = time.perf_counter()
    _ask(party, text)
    first = time.perf_counter() - began
    for _ in range(MEETINGS if first < SLOW else 0):
        _ask(party, text)
    return first


def _ask(party: Party, text: str) -> None:
    headers = {"Accept": accept_of(text), "Accept-Encoding": "identity"}  # as it will be asked
    try:
        requests.get(party.query(text), headers=headers, timeout=PATIENCE)
    except requests.Timeout:
        return  # slow enough to be told


def accept_of(text: str) -> str:
    """Return the media type that a query's answer is asked for in."""
    return N_TRIPLES.media_type if "CONSTRUCT" in text or "DESCRIBE" in text else RESULTS_JSON.media_type
