"""What tests of HTTP share: raw requests, graphs of bodies, links of headers."""

import re
import socket
import warnings
from collections.abc import Mapping
from urllib.parse import quote, urlsplit

import rdflib
import requests
from pyoxigraph import CanonicalizationAlgorithm, Dataset, DefaultGraph, Quad, RdfFormat, parse
from rdflib.compare import to_canonical_graph
from support import Server

from publisher.formats import Format

FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
# The same in no two answers.
PASSING = ("date", "x-request-id")


def raw(server: Server, target: bytes, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Send a request line as it stands, which no client library would; return status, headers and body."""
    place = urlsplit(server.base)
    lines = {"Host": place.netloc, "Connection": "close", **{name.replace("_", "-"): v for name, v in headers.items()}}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    with socket.create_connection((place.hostname, place.port), timeout=30) as connection:
        connection.sendall(method.encode() + b" " + target + b" HTTP/1.1\r\n" + head.encode() + b"\r\n")
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    start, _, body = answer.partition(b"\r\n\r\n")
    status, *fields = start.decode("latin-1").split("\r\n")
    return int(status.split()[1]), {n.lower(): v.strip() for n, _, v in (one.partition(":") for one in fields)}, body


def path_of(server: Server, path: str = "") -> bytes:
    """Return the target of a request for a path below the base, its non-ASCII letters as they stand."""
    return (urlsplit(server.base).path + path).encode()


def encoded(path: str) -> str:
    """Return a decoded path with everything percent-encoded that may be."""
    return quote(path, safe="/")


def dataset(response: requests.Response, row: Format) -> Dataset:
    """Return the body's quads with canonical labels."""
    assert response.headers["Content-Type"].split(";")[0] == row.media_type
    found = Dataset(parse(response.content, format=RdfFormat.from_media_type(row.media_type)))
    found.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return found


def triples(response: requests.Response, row: Format) -> set[Quad]:
    """Return the body's triples, whatever graph they stand in, with canonical labels."""
    union = Dataset(Quad(q.subject, q.predicate, q.object, DefaultGraph()) for q in dataset(response, row))
    union.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return set(union)


def rdflib_triples(response: requests.Response, row: Format) -> set[tuple[rdflib.term.Node, ...]]:
    """Return the body's triples as rdflib reads them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib 7.6 warns of what its own parsers do
        store = rdflib.Dataset()
        store.parse(data=response.content, format=row.media_type)
        union = rdflib.Graph()
        for subject, predicate, value, _ in store.quads((None, None, None, None)):
            union.add((subject, predicate, value))
    return set(to_canonical_graph(union))


def links(response: requests.Response) -> list[tuple[str, dict[str, str]]]:
    """Return the links of a Link header: target and parameters."""
    found = re.findall(r'<([^<>"\s]*)>((?:; *[a-z]+="[^"]*")*)', response.headers.get("Link", ""))
    return [(target, dict(re.findall(r'([a-z]+)="([^"]*)"', parameters))) for target, parameters in found]


def linked(response: requests.Response, relation: str) -> list[str]:
    """Return the targets of the links with a relation."""
    return [target for target, parameters in links(response) if parameters["rel"] == relation]


def lasting(headers: Mapping[str, str]) -> dict[str, str]:
    """Return headers by lower-case name without those that differ between any two answers."""
    return {name.lower(): value for name, value in headers.items() if name.lower() not in PASSING}
