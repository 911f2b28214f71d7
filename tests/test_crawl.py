"""A crawler follows every IRI under the base through every answer: each dereferences, and no other base leaks."""

import re
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from threading import local
from urllib.parse import quote, urldefrag, urljoin

import pytest
import requests
from pyoxigraph import Literal, NamedNode, RdfFormat, parse
from rivers import AUTHORED, write_rivers
from support import ROOT, Server, serving

from publisher.rendering.links import encoded

PROGRAM = "application/n-quads, text/turtle;q=0.9, application/json;q=0.5, */*;q=0.1"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
EVERY_IRI = "SELECT DISTINCT ?x { { ?x ?p ?o } UNION { ?s ?x ?o } UNION { ?s ?p ?x } FILTER isIRI(?x) }"
LOOPBACK = re.compile(r"https?://(?:127\.0\.0\.1|localhost|\[::1\])")
SITE_AUTHORED = "https://example.org/jpo-wipo/"
MOST = 8_000  # requests; a crawl that needs more has run into something endless
# There are any number of these, made by one rule each: so many tell of all. No number: all are followed.
SAMPLES = {"query": 60, "search": 20, "variant": 200, "list": 60, "language": 40}
# What answers 200 without being RDF.
NO_RDF = re.compile(r"(?:dumps/|search|healthz|readyz|robots\.txt|favicon\.ico|context\.jsonld|static/)")


class References(HTMLParser):
    """The addresses that a page leads to or loads."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found |= {value for name, value in attrs if name in ("href", "src", "action") and value}


@dataclass(frozen=True)
class Visit:
    """An address, asked for as a program or as a browser does."""

    url: str
    accept: str


@dataclass
class Crawl:
    """What a crawl of one site met: answers that are wrong, IRIs that should not be there, and what was where."""

    base: str
    authored: str
    faults: dict[str, str] = field(default_factory=dict)
    leaks: dict[str, str] = field(default_factory=dict)
    met: dict[str, set[str]] = field(default_factory=dict)  # address → the IRIs in what a program gets there
    moved: dict[str, str] = field(default_factory=dict)
    wanted: set[str] = field(default_factory=set)  # addresses that no sample may leave out
    taken: dict[str, int] = field(default_factory=dict)
    requests: int = 0

    def run(self, start: Iterable[str]) -> None:
        """Follow everything from these IRIs on."""
        kept = local()
        start = list(start)
        self.wanted |= {address(iri) for iri in start}
        wave = self._new(start, "the start")
        with ThreadPoolExecutor(3) as pool:
            while wave:
                self.requests += len(wave)
                assert self.requests <= MOST
                found = pool.map(lambda visit: self._go(kept, visit), wave)
                wave = [visit for where, iris in zip(wave, found, strict=True) for visit in self._new(iris, where)]

    def _new(self, iris: Iterable[str], where: object) -> list[Visit]:
        """Return the visits that IRIs ask for, and note those of another base."""
        visits: list[Visit] = []
        for iri in iris:
            if iri.startswith(self.authored) or (LOOPBACK.match(iri) and not iri.startswith(self.base)):
                self.leaks.setdefault(iri, str(where))
            url = address(iri)
            kind = kind_of(url[len(self.base) :])
            if url.startswith(self.base) and url not in self.met and (url in self.wanted or self._sampled(kind)):
                self.met[url] = set()
                visits += [Visit(url, accept) for accept in ACCEPTS[kind]]
        return visits

    def _sampled(self, kind: str) -> bool:
        self.taken[kind] = self.taken.get(kind, 0) + 1
        return self.taken[kind] <= SAMPLES.get(kind, MOST)

    def _go(self, kept: local, visit: Visit) -> set[str]:
        """Dereference an address; return every IRI in the answer."""
        if not hasattr(kept, "session"):
            kept.session = requests.Session()
        path = visit.url[len(self.base) :]
        is_file = path.startswith("dumps/") and path != "dumps/"
        answer = kept.session.request(
            "HEAD" if is_file else "GET", visit.url, headers={"Accept": visit.accept}, allow_redirects=False, timeout=60
        )
        # 406 where XML cannot carry a result.
        good = (200, 303, 308, 410, 406) if kind_of(path) == "query" else (200, 303, 308, 410)
        if answer.status_code not in good:
            self.faults[str(visit)] = f"{answer.status_code}: {answer.text[:300]}"
        iris = {*iris_of_headers(answer), *iris_of_body(answer)}
        if visit.accept == PROGRAM:
            self.met[visit.url] = iris
            self.moved[visit.url] = answer.headers.get("Location", "")
            self.wanted.add(self.moved[visit.url])
        return iris

    def silent(self, iris: Iterable[str]) -> list[str]:
        """Return those of the data's IRIs that the document they lead to does not mention."""
        own = [iri for iri in iris if iri.startswith(self.base) and not NO_RDF.match(iri[len(self.base) :])]
        return [iri for iri in own if iri not in self.met[self._end(address(iri))]]

    def _end(self, url: str) -> str:
        for _ in range(3):
            url = self.moved.get(url) or url
        return url


def address(iri: str) -> str:
    """Return the address that an IRI is dereferenced at."""
    return encoded(urldefrag(iri).url)


def kind_of(path: str) -> str:
    """Return what kind of address a path below the base is."""
    start, _, query = path.partition("?")
    if start.startswith("sparql") and "query=" in query:
        return "query"
    if start == "search":
        return "search"
    if "property=" in query or "page=" in query:
        return "list"
    if "lang=" in query:
        return "language"
    return "variant" if re.search(r"\.(?:html|ttl|nt|jsonld|rdf|nq|trig|n3)$", start) else "document"


ACCEPTS = {
    "document": (PROGRAM, BROWSER),
    "variant": (PROGRAM,),
    "query": (PROGRAM,),
    "search": (PROGRAM, BROWSER),
    "list": (BROWSER,),
    "language": (BROWSER,),
}


def iris_of_headers(answer: requests.Response) -> Iterator[str]:
    """Yield what the headers of an answer lead to."""
    for name in ("Location", "Content-Location"):
        if name in answer.headers:
            yield urljoin(answer.url, answer.headers[name])
    yield from re.findall(r"<([^>]*)>", answer.headers.get("Link", ""))


def iris_of_body(answer: requests.Response) -> Iterator[str]:
    """Yield every IRI in the body of an answer: in RDF, in links of a page, in results of a search."""
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    if answer.status_code != 200 or not answer.content or kind == "text/plain":
        return
    if kind == "text/html":
        yield from (urljoin(answer.url, reference) for reference in References(answer.text).found)
    elif kind == "application/json":
        yield from (result["iri"] for result in answer.json()["results"])
    elif form := RdfFormat.from_media_type(kind):
        yield from iris_of_rdf(answer.content, form)


def iris_of_rdf(data: bytes, form: RdfFormat) -> set[str]:
    """Return every IRI in RDF: subjects, predicates, objects, datatypes, graphs."""
    found: set[str] = set()
    for quad in parse(data, form):
        value = quad.object
        terms = (quad.subject, quad.predicate, value.datatype if isinstance(value, Literal) else value, quad.graph_name)
        found |= {term.value for term in terms if isinstance(term, NamedNode)}
    return found


def iris_of_data(server: Server) -> set[str]:
    """Return every IRI in the dumps of a site, and every one that its endpoint finds."""
    described = iris_of_rdf(server.get("dataset.nt").content, RdfFormat.N_TRIPLES)
    dumps = [iri for iri in described if iri.startswith(server.base + "dumps/") and iri.endswith(".nq")]
    assert len(dumps) > 1
    found = {iri for dump in dumps for iri in iris_of_rdf(server.get(dump).content, RdfFormat.N_QUADS)}
    answer = server.get("sparql?query=" + quote(EVERY_IRI), accept="application/sparql-results+json")
    bound = {row["x"]["value"] for row in answer.json()["results"]["bindings"]}
    assert bound <= found  # datatypes and graphs are in the dumps alone
    return found


def crawled(server: Server, authored: str, gone: Sequence[str] = ()) -> Crawl:
    """Crawl a site from all its entrances and check what every site must hold; `gone` are the paths withdrawn."""
    data = iris_of_data(server)
    crawl = Crawl(server.base, authored)
    crawl.run([server.base, server.base + "dataset", server.base + "dumps/", server.base + "search?q=a", *sorted(data)])
    assert crawl.faults == {}
    assert crawl.leaks == {}
    assert crawl.silent(data) == [server.base + path for path in gone]
    return crawl


def test_everything_of_the_site_dereferences_at_the_root_of_a_port(site_server: Server) -> None:
    crawl = crawled(site_server, SITE_AUTHORED)
    assert crawl.requests > 1000


def test_everything_of_the_site_dereferences_under_a_path(tmp_path: Path) -> None:
    with serving(ROOT, tmp_path / "state", "some/where/") as server:
        crawled(server, SITE_AUTHORED)


@pytest.mark.parametrize("path", ["", "kg/"])
def test_everything_of_another_site_dereferences(tmp_path: Path, path: str) -> None:
    with serving(write_rivers(tmp_path / "site", bulk=False), tmp_path / "state", path) as server:
        crawl = crawled(server, AUTHORED, gone=["gauge/old"])
        assert crawl.moved[server.base + "id/deep/er"] == server.base + "doc/deep/er"
