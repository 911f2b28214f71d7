"""Evaluate a query on an open store: its dataset, its columns, its result as bytes."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from mmap import mmap
from pathlib import Path
from types import MappingProxyType
from typing import IO, cast

import pyoxigraph
from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
)

from publisher.errors import NotCarried, QueryError, SurroundingsError
from publisher.formats import RDF_FORMATS, RESULTS_CSV, RESULTS_JSON, RESULTS_TSV, RESULTS_XML, Format
from publisher.namespaces import Prefixes
from publisher.store import Gist, Query, Resource
from publisher.store.diagnosis.faults import fault, refuse_silent, runtime_fault
from publisher.store.fresh_nodes import constructed
from publisher.store.sparql.edits import Edit
from publisher.store.sparql.graphs import graph_edits
from publisher.store.sparql.language import QueryText, analyse
from publisher.store.sparql.rewriting import columns, description, engine_text, plain_variables, star
from publisher.store.spool import CsvLines, Spool, XmlSpool
from publisher.syntax import serialise
from publisher.syntax.statements import Statement

Results = QuerySolutions | QueryBoolean | QueryTriples
Describe = Callable[[Resource, frozenset[str] | None], Iterable[str]]
Graphs = list[NamedNode | BlankNode | DefaultGraph]
_TABLES = (RESULTS_JSON, RESULTS_XML, RESULTS_CSV, RESULTS_TSV)
_ENGINE_FORMATS: Mapping[str, QueryResultsFormat] = MappingProxyType(
    {
        RESULTS_JSON.name: QueryResultsFormat.JSON,
        RESULTS_XML.name: QueryResultsFormat.XML,
        RESULTS_CSV.name: QueryResultsFormat.CSV,
        RESULTS_TSV.name: QueryResultsFormat.TSV,
    }
)
_SPOOLS: Mapping[str, type[Spool]] = MappingProxyType({RESULTS_XML.name: XmlSpool})


@dataclass(frozen=True)
class Dataset:
    """The graphs that a query sees; None stands for the store's own default graph, and for all named graphs."""

    default: tuple[str, ...] | None
    named: tuple[str, ...] | None


class Evaluator:
    """A store and the prefixes that queries on it need not declare.

    `overlaps` says that some triple stands in two named graphs; None lets the store be counted. `describe` tells what
    DESCRIBE answers of a resource in some graphs, None for all of them; without it the engine answers.
    """

    def __init__(
        self,
        store: pyoxigraph.Store,
        prefixes: Prefixes,
        overlaps: bool | None = None,
        describe: Describe | None = None,
    ) -> None:
        self._store = store
        self._describe = describe
        self._prefixes = prefixes
        self._known = dict(prefixes)
        self._graphs = frozenset(graph.value for graph in store.named_graphs())
        self._overlaps = _has_overlaps(store) if overlaps is None else overlaps
        self._nothing = pyoxigraph.Store()

    def respond(self, query: Query, format: Format, limit: int, folder: Path, memory: mmap | None = None) -> Spool:
        """Return the result in a format, at most `limit` bytes; in `memory`, a large one in a file in `folder`."""
        read = analyse(query.text, self._known, query.base)
        _check_form(read.form, format)
        refuse_silent(read)
        spool = _SPOOLS.get(format.name, Spool)(limit, folder, memory)
        try:
            if read.form == "DESCRIBE" and self._describe:
                self._write_graph(self._descriptions(query, read, self._describe), format, spool)
            else:
                self._write(self._results(query, read), format, spool)
        except BaseException:
            spool.close()
            raise
        return spool

    def gist(self, query: Query) -> Gist:
        """Return what the tokens of a query tell."""
        return analyse(query.text, self._known, query.base).gist

    def resources(self, query: Query, read: QueryText) -> Iterator[Resource]:
        """Yield the resources that a DESCRIBE asks for, those it names first, as often as they are found."""
        self._variables(query, read, engine_text(read))  # its syntax, before it is rewritten
        wanted = description(read, self._edits(query, read))
        yield from map(NamedNode, wanted.iris)
        if wanted.select is not None:
            solutions = self._evaluate(query, read, wanted.select)
            assert isinstance(solutions, QuerySolutions)
            for solution in solutions:
                yield from (term for term in solution if isinstance(term, NamedNode | BlankNode))

    def _descriptions(self, query: Query, read: QueryText, describe: Describe) -> Iterable[str]:
        """Return what a DESCRIBE answers, each statement once."""
        dataset = _dataset(query, read)
        default, named = _nodes(dataset.default or ()), _nodes(dataset.named or ())
        is_whole = dataset.default is None and dataset.named is None
        graphs = None if is_whole else frozenset(str(graph.value) for graph in (*default, *named))
        resources = dict.fromkeys(self.resources(query, read))
        return dict.fromkeys(one for resource in resources for one in describe(resource, graphs))

    def _results(self, query: Query, read: QueryText) -> Results:
        token, edits = star(read), self._edits(query, read)
        listed = plain_variables(read) if token is not None else None
        variables = listed or []
        if edits or (token is not None and listed is None):
            variables = self._variables(query, read, engine_text(read))  # its syntax, before it is rewritten
        # `SELECT *` without a variable has no other spelling.
        text = columns(read, token, variables, edits) if token and variables else engine_text(read, edits)
        return self._evaluate(query, read, text)

    def _edits(self, query: Query, read: QueryText) -> list[Edit]:
        named = _dataset(query, read).named
        return graph_edits(read, list(self._graphs) if named is None else [node.value for node in _nodes(named)])

    def _variables(self, query: Query, read: QueryText, text: str) -> list[str]:
        """Return the variables of a SELECT; on an empty store, where the text is parsed and nothing found."""
        results = self._run(self._nothing, query, read, text, Dataset(None, None))
        return [variable.value for variable in results.variables] if isinstance(results, QuerySolutions) else []

    def _evaluate(self, query: Query, read: QueryText, text: str) -> Results:
        dataset = _dataset(query, read)
        if self._counts_twice(dataset):
            return self._run(self._copy(dataset), query, read, text, Dataset(None, dataset.named))
        return self._run(self._store, query, read, text, dataset)

    def _run(self, store: pyoxigraph.Store, query: Query, read: QueryText, text: str, dataset: Dataset) -> Results:
        default: Graphs | None = None
        if dataset.default is not None:
            default = [DefaultGraph()] if self._is_all(dataset.default) else [*_nodes(dataset.default)]
        elif dataset.named is not None:
            default = [DefaultGraph()]
        named = None if dataset.named is None else _nodes(dataset.named)
        try:
            results = store.query(
                text,
                base_iri=query.base or None,
                # No others: the engine reads each of them anew, 1 µs a prefix.
                prefixes={name: iri for name, iri in self._known.items() if f"{name}:" in text},
                default_graph=default,
                named_graphs=named,
            )
        except SyntaxError as error:
            raise fault(read, error) from None
        except RuntimeError as error:  # a function that the engine does not have
            raise runtime_fault(read, error) from None
        except OSError as error:
            raise SurroundingsError(f"the SPARQL store cannot be read: {error}") from None
        assert isinstance(results, Results)
        return results

    def _is_all(self, graphs: tuple[str, ...]) -> bool:
        """Whether the graphs' union is the store's own default graph, where each triple stands once."""
        return len(graphs) > 1 and self._graphs <= set(graphs)

    def _counts_twice(self, dataset: Dataset) -> bool:
        """Whether the engine would find a triple of the default graph once for each graph it stands in."""
        if not self._overlaps or dataset.default is None or self._is_all(dataset.default):
            return False
        return len(self._graphs.intersection(dataset.default)) > 1

    def _copy(self, dataset: Dataset) -> pyoxigraph.Store:
        """Return a store in memory with the dataset, the union of its default graphs in the store's own."""
        copy = pyoxigraph.Store()
        for name in dataset.default or ():
            copy.bulk_extend(Quad(q.subject, q.predicate, q.object) for q in self._quads(name))
        for name in dataset.named or ():
            copy.bulk_extend(self._quads(name))
        return copy

    def _quads(self, graph: str) -> Iterator[Quad]:
        return self._store.quads_for_pattern(None, None, None, NamedNode(graph))

    def _write(self, results: Results, format: Format, spool: Spool) -> None:
        try:
            if isinstance(results, QueryTriples):
                self._write_graph(constructed(results), format, spool)
            elif format is RESULTS_CSV and isinstance(results, QuerySolutions):
                results.serialize(cast(IO[bytes], CsvLines(spool)), format=QueryResultsFormat.TSV)
            else:
                results.serialize(cast(IO[bytes], spool), format=_ENGINE_FORMATS[format.name])
        except RuntimeError as error:
            raise QueryError(str(error)) from None

    def _write_graph(self, statements: Iterable[Statement], format: Format, spool: Spool) -> None:
        for piece in serialise(statements, format, self._prefixes):
            spool.write(piece)


def _check_form(form: str, format: Format) -> None:
    fitting = RDF_FORMATS if form in ("CONSTRUCT", "DESCRIBE") else _TABLES
    if format not in fitting:
        labels = ", ".join(row.label for row in fitting)
        raise NotCarried(f"{format.label} cannot carry the result of {form}; ask for one of {labels}")


def _dataset(query: Query, read: QueryText) -> Dataset:
    """Return the dataset: the protocol's before the query's before the store's (SPARQL 1.1 Protocol, 2.1.4)."""
    default, named = query.default_graphs, query.named_graphs
    if default is None and named is None:
        default, named = read.default_graphs, read.named_graphs
    if default is None and named is None:
        return Dataset(None, None)
    return Dataset(default or (), named or ())


def _nodes(iris: tuple[str, ...]) -> list[NamedNode | BlankNode]:
    nodes: list[NamedNode | BlankNode] = []
    for iri in dict.fromkeys(iris):
        try:
            nodes.append(NamedNode(iri))
        except ValueError:
            raise QueryError(f"{iri[:200]!r} names no graph: it is not an absolute IRI") from None
    return nodes


def _has_overlaps(store: pyoxigraph.Store) -> bool:
    """Whether some triple stands in two named graphs: then they hold more quads than their union, the default graph."""
    counted = store.query("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert isinstance(counted, QuerySolutions)
    union = int(next(counted)["n"].value)
    return len(store) > 2 * union
