"""The order of publication: check, move, seal, switch."""

import gc
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, Quad

from publisher.catalogue import Catalogue
from publisher.checks import Checked, check_sources
from publisher.checks.gated import graphs_named
from publisher.checks.report import warned
from publisher.documents import Documents, write_documents, write_facts, write_warnings
from publisher.dumps import graph_names, write_dumps
from publisher.errors import SourceError
from publisher.fingerprint import code_version, digest, fingerprint, settings_text
from publisher.formats import N_TRIPLES, TURTLE
from publisher.namespaces import Prefixes
from publisher.overview import overview_of
from publisher.questions import general, named_in, offered
from publisher.receipts import Account, account_of, receipts_in, told, write_receipts
from publisher.search import write_search
from publisher.settings import Settings
from publisher.snapshot import (
    DATASET,
    DOCUMENTS,
    DUMPS,
    REPORT,
    SEARCH,
    SERVICE,
    SHAPES,
    SOURCE,
    STORE,
    Manifest,
    State,
    now,
)
from publisher.sources import canonicalise, mover, read_sources
from publisher.statistics import Statistics, as_facts, count
from publisher.store.beside import store_beside
from publisher.store.held import Held
from publisher.syntax import serialise
from publisher.terms import terms_in, write_terms

Tell = Callable[[str], None]


class CheckFailed(SourceError):
    """The sources hold violations: nothing was published."""

    def __init__(self) -> None:
        super().__init__("the data did not pass its checks, so nothing was published and what is served stays as it is")


@dataclass(frozen=True)
class Publication:
    """All that a snapshot is made of, in the published space: canonical, sorted, nothing left to decide.

    `files` counts those that were checked, by the folder that they stand in; `gated` are the graphs that need records.
    """

    base: str
    quads: Sequence[Quad]
    shapes: Sequence[Quad]
    report: Sequence[Quad]
    prefixes: Prefixes
    questions: Sequence[tuple[str, str]]
    document: bytes | None
    files: Mapping[str, int]
    gated: Sequence[str]

    def id(self, settings: Settings) -> str:
        """Return the SHA-256 of everything that reaches a byte of the site."""
        parts = [
            code_version(),
            self.base,
            settings_text(settings),
            json.dumps(dict(self.prefixes)),
            json.dumps(self.questions),
            json.dumps([dict(self.files), list(self.gated)]),
            *("".join(f"{quad} .\n" for quad in quads) for quads in (self.quads, self.shapes, self.report)),
        ]
        return digest([*(part.encode() for part in parts), self.document or b""])


def build(settings: Settings, base: str, tell: Tell, show: Callable[[Checked], None] = lambda _: None) -> Manifest:
    """Check the sources, write a snapshot for a base and make it current; CheckFailed leaves everything as it was.

    `tell` is given a line as each stage begins, `show` what the check has found, be it nothing.
    """
    state = State(settings.state)
    waiting = f"another build is at work in {settings.state}: waiting for it to end"
    with state.locked(lambda: tell(waiting)):
        # Taken before anything is read: what changes meanwhile makes the next start build again.
        seen = fingerprint(settings, base)
        checked = _passed(settings, tell, show)
        with _uncollected(), state.staging() as folder:
            publication = prepare(settings, base, checked, tell)
            del checked  # not held longer than need be: it is as large as what is published
            manifest = state.seal(folder, write_snapshot(folder, settings, publication, seen, tell))
        state.activate(manifest, seen)
        state.prune(settings.snapshots.keep)
    return manifest


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let Python look for no cycles of objects in the block, where millions would be walked again and again.

    That takes a tenth of the time of reading and of tables, which make no cycles. Checks do make some.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _passed(settings: Settings, tell: Tell, show: Callable[[Checked], None]) -> Checked:
    """Read and check the sources; CheckFailed when there are violations."""
    tell("reading")
    with _uncollected():
        sources = read_sources(settings)
    tell("checking")
    checked = check_sources(settings, sources)
    gc.collect()  # what checks leave are cycles, and a copy of the data among them: nobody looks for them from here on
    show(checked)
    if not checked.passed:
        raise CheckFailed
    return checked


def prepare(settings: Settings, base: str, checked: Checked, tell: Tell) -> Publication:
    """Move what was checked from the authored base to the published one, and make it canonical."""
    tell("moving under the base")
    sources = checked.sources
    move = mover(settings.site.authored_base, base)
    said = [quad for file in (*sources.ontology, *sources.data) for quad in move.quads(file.quads)]
    shapes = [quad for file in sources.shapes for quad in move.shapes(file.quads)]
    report = move.quads(checked.report)
    tell("labelling blank nodes")
    return Publication(
        base=base,
        quads=canonicalise(said, file_of=sources.file_of),
        shapes=canonicalise(shapes),
        report=canonicalise(report),
        prefixes=move.prefixes(sources.prefixes),
        questions=[(path, move.sparql(text)) for path, text in sources.questions],
        document=sources.document,
        files={
            "ontology": len(sources.ontology),
            "data": len(sources.data),
            "shapes": len(sources.shapes),
        },
        gated=[move.iri(graph) for graph in _gated(settings, checked)],
    )


def _gated(settings: Settings, checked: Checked) -> list[str]:
    """Return the graphs, in the authored space, whose every statement was found to have a record."""
    if settings.site.document is None or not settings.site.gated:
        return []
    graphs = {quad.graph_name for quad in checked.sources.quads()}
    named, _ = graphs_named(settings, frozenset(graph for graph in graphs if isinstance(graph, NamedNode)))
    return [graph.value for graph in named]


def write_snapshot(folder: Path, settings: Settings, publication: Publication, seen: str, tell: Tell) -> Manifest:
    """Write every file of a snapshot but its manifest, which is returned."""
    site, base, quads = settings.site, publication.base, publication.quads
    prefixes = publication.prefixes.with_well_known()
    iris = {quad.graph_name.value for quad in quads if isinstance(quad.graph_name, NamedNode)}
    graphs = graph_names(iris, base)
    with store_beside(folder / STORE, quads) as stored:
        tell("counting")
        statistics = count(quads, graphs, base, prefixes)
        tell(f"writing {statistics.triples} triples: documents, with the SPARQL store beside them")
        write_documents(folder / DOCUMENTS, quads, base, settings.limits.incoming, site.languages)
        _write_receipts(folder / DOCUMENTS, publication)
        _write_terms(folder / DOCUMENTS, publication)
        write_warnings(folder / DOCUMENTS, warned(publication.report))
        tell("writing the search table")
        write_search(folder / SEARCH, quads)
        tell("writing dumps")
        dumps = write_dumps(folder / DUMPS, site.name, quads, graphs, prefixes)
        tell("waiting for the SPARQL store")
        held = stored()
    tell("describing the dataset")
    account = _account(publication, statistics)
    _write_pages(folder, publication, Catalogue(site, base, statistics, held, dumps), account)
    questions = [offered(path, text, site.languages) for path, text in publication.questions]
    asked = {"questions": questions, "general": general()}
    seen_at_once = {"overview": _overview(folder / DOCUMENTS, quads, statistics), "checked": asdict(account)}
    write_facts(folder / DOCUMENTS, as_facts(statistics, dumps) | asked | seen_at_once)
    tell("sealing")
    return _manifest(settings, publication, statistics, held, seen)


def _write_receipts(path: Path, publication: Publication) -> None:
    """Add what the statements rest on to the document table, where the site has a document and records of that."""
    if publication.document is None:
        return
    # Decoded as the page of the document shows it, with all its line ends: offsets count what stands there.
    text = publication.document.decode("utf-8", errors="replace")
    found = receipts_in(publication.quads, text, publication.base)
    if found.receipts:
        write_receipts(path, found)


def _write_terms(path: Path, publication: Publication) -> None:
    """Add to the document table where terms stand among others, and which shapes and questions speak of them."""
    prefixes, base = publication.prefixes.with_well_known(), publication.base
    asked = ((Path(name).stem, named_in(text, prefixes, base)) for name, text in publication.questions)
    write_terms(path, terms_in(publication.quads, publication.shapes, asked))


def _overview(path: Path, quads: Sequence[Quad], statistics: Statistics) -> dict[str, Any]:
    """Return the picture of the whole graph; what only tells what statements rest on is left out."""
    members = {kind.iri: kind.total for kind in statistics.classes}
    return overview_of(quads, members, Documents(path).receipts.classes)


def _account(publication: Publication, statistics: Statistics) -> Account:
    """Return in figures what was checked."""
    return account_of(
        publication.files,
        publication.quads,
        statistics.triples,
        publication.shapes,
        len(publication.questions),
        publication.document,
        publication.gated,
        publication.base,
    )


def _write_pages(folder: Path, publication: Publication, catalogue: Catalogue, account: Account) -> None:
    """Write what is served as it stands: report, shapes, dataset description, service description, source text."""
    prefixes = publication.prefixes.with_well_known()
    pages = (
        (REPORT, TURTLE, [*publication.report, *told(account, publication.base)]),
        (SHAPES, TURTLE, publication.shapes),
        (DATASET, N_TRIPLES, catalogue.dataset()),
        (SERVICE, N_TRIPLES, catalogue.service()),
    )
    for name, row, content in pages:
        (folder / name).write_bytes(b"".join(serialise(content, row, prefixes)))
    if publication.document is not None:
        (folder / SOURCE).write_bytes(publication.document)


def _manifest(settings: Settings, publication: Publication, statistics: Statistics, held: Held, seen: str) -> Manifest:
    return Manifest(
        id=publication.id(settings),
        base=publication.base,
        version=code_version(),
        made=now(),
        fingerprint=seen,
        counts=statistics.counts,
        overlaps=held.overlaps,
        site=json.loads(json.dumps(asdict(settings.site), default=str)),
        prefixes=dict(publication.prefixes.with_well_known()),
    )
