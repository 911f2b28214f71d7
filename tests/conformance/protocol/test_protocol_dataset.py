"""SPARQL 1.1 Protocol, 2.1.4: the dataset by the protocol, by the query, by default, and which of them comes first."""

from dataclasses import dataclass

import pytest
from conformance_site import ALL
from exchanges import QUERY, Exchange, said
from support import Server

LEFT, RIGHT, FOREIGN = "{base}graph/left", "{base}graph/right", "https://foreign.example/g"
ABSENT, UTF8, ENCODED = "urn:example:absent", "{base}graph/特許", "{base}graph/caf%C3%A9"
IN_DEFAULT = "SELECT ?v {dataset} {{ ?s ex:p ?v }}"
IN_NAMED = "SELECT ?v {dataset} {{ GRAPH ?g {{ ?s ex:p ?v }} }}"
NAMES = "SELECT DISTINCT ?g {dataset} {{ GRAPH ?g {{ ?s ?p ?v }} }}"
LEFT_AND_RIGHT = (1, 2, 3, 4)


@dataclass(frozen=True)
class Asked:
    """A dataset and the numbers in it: `default` and `named` by the protocol, `query` as clauses of the query."""

    name: str
    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    query: str = ""
    in_default: tuple[int, ...] = ()
    in_named: tuple[int, ...] = ()

    def parameters(self) -> list[tuple[str, str]]:
        """Return the parameters of the protocol."""
        return [
            *(("default-graph-uri", one) for one in self.default),
            *(("named-graph-uri", one) for one in self.named),
        ]

    def text(self, query: str, base: str) -> str:
        """Return a query with the clauses of this dataset."""
        return query.format(dataset=self.query.replace("{base}", base))


DATASETS = (
    Asked("by default all graphs are named, and their union is the default graph", in_default=ALL, in_named=ALL),
    # By the protocol.
    Asked("one default graph", default=(LEFT,), in_default=(1, 2)),
    Asked("two default graphs are merged", default=(LEFT, RIGHT), in_default=LEFT_AND_RIGHT),
    Asked("a default graph twice", default=(LEFT, LEFT), in_default=(1, 2)),
    Asked("one named graph, and the default graph is empty", named=(LEFT,), in_named=(1, 2)),
    Asked("two named graphs", named=(LEFT, RIGHT), in_named=LEFT_AND_RIGHT),
    Asked("default and named graphs", default=(LEFT,), named=(RIGHT,), in_default=(1, 2), in_named=(3, 4)),
    Asked("one graph in both roles", default=(LEFT,), named=(LEFT,), in_default=(1, 2), in_named=(1, 2)),
    Asked("a foreign name", default=(FOREIGN,), in_default=(5,)),
    Asked("a URN", named=("urn:example:graph",), in_named=(6,)),
    Asked("a name beyond ASCII", default=(UTF8,), named=(UTF8,), in_default=(7,), in_named=(7,)),
    Asked("a percent-encoded name", default=(ENCODED,), in_default=(8,)),
    Asked("a name with signs of forms", default=("{base}graph/plus+and&more",), in_default=(13,)),
    Asked("a name with a fragment", default=("{base}register#r1",), in_default=(12,)),
    Asked("an absent graph is empty", default=(ABSENT,)),
    Asked("an absent named graph is empty", named=(ABSENT,)),
    Asked("an absent graph beside one that is there", default=(ABSENT, LEFT), in_default=(1, 2)),
    Asked("empty parameters are none", default=("",), named=("",), in_default=ALL, in_named=ALL),
    Asked("an empty parameter beside a graph", default=("", LEFT), in_default=(1, 2)),
    # By the query.
    Asked("FROM", query=f"FROM <{LEFT}>", in_default=(1, 2)),
    Asked("FROM twice", query=f"FROM <{LEFT}> FROM <{RIGHT}>", in_default=LEFT_AND_RIGHT),
    Asked("FROM NAMED", query=f"FROM NAMED <{RIGHT}>", in_named=(3, 4)),
    Asked("FROM and FROM NAMED", query=f"FROM <{LEFT}> FROM NAMED <{RIGHT}>", in_default=(1, 2), in_named=(3, 4)),
    Asked("FROM an absent graph", query=f"FROM <{ABSENT}>"),
    Asked("FROM a relative name", query="FROM <graph/left>", in_default=(1, 2)),
    # The protocol comes first.
    Asked("the protocol before FROM", default=(LEFT,), query=f"FROM <{RIGHT}>", in_default=(1, 2)),
    Asked("the protocol before FROM NAMED", named=(LEFT,), query=f"FROM NAMED <{RIGHT}>", in_named=(1, 2)),
    Asked(
        "a named graph of the protocol leaves nothing of FROM", named=(LEFT,), query=f"FROM <{RIGHT}>", in_named=(1, 2)
    ),
    Asked(
        "a default graph of the protocol leaves nothing of FROM NAMED",
        default=(LEFT,),
        query=f"FROM NAMED <{RIGHT}>",
        in_default=(1, 2),
    ),
    Asked("an absent graph of the protocol before FROM", default=(ABSENT,), query=f"FROM <{LEFT}>"),
    Asked("empty parameters leave FROM", default=("",), query=f"FROM <{LEFT}>", in_default=(1, 2)),
)
EVERY_DATASET = pytest.mark.parametrize("asked", DATASETS, ids=lambda asked: f"2.1.4 {asked.name}")


def in_three_ways(asked: Asked, query: str, base: str) -> list[Exchange]:
    """Return the exchanges that send a query with a dataset by GET, as a form, and as a body."""
    text, dataset = asked.text(query, base), asked.parameters()
    return [
        Exchange("2.1.4", "GET", url=[*dataset, ("query", text)]),
        Exchange("2.1.4", "form", form=[("query", text), *dataset]),
        Exchange("2.1.4", "direct", url=dataset, body=text, kind=QUERY),
    ]


@EVERY_DATASET
def test_the_default_graph_is_that_of_the_dataset(conformance_server: Server, asked: Asked) -> None:
    for way in in_three_ways(asked, IN_DEFAULT, conformance_server.base):
        assert said(way.check(conformance_server)) == asked.in_default


@EVERY_DATASET
def test_the_named_graphs_are_those_of_the_dataset(conformance_server: Server, asked: Asked) -> None:
    for way in in_three_ways(asked, IN_NAMED, conformance_server.base):
        assert said(way.check(conformance_server)) == asked.in_named


@EVERY_DATASET
def test_a_graph_that_is_not_in_the_dataset_is_empty(conformance_server: Server, asked: Asked) -> None:
    base = conformance_server.base
    query = f"SELECT ?v {{dataset}} {{{{ GRAPH <{base}graph/left> {{{{ ?s ex:p ?v }}}} }}}}"
    seen = said(in_three_ways(asked, query, base)[0].check(conformance_server))
    assert seen == tuple(number for number in (1, 2) if number in asked.in_named)


@EVERY_DATASET
def test_constructing_and_describing_keep_to_the_dataset(conformance_server: Server, asked: Asked) -> None:
    base = conformance_server.base
    described = f"DESCRIBE <{base}id/a> <{base}id/f> {{dataset}}"
    for query in ("CONSTRUCT {{ ?s ex:p ?v }} {dataset} {{ ?s ex:p ?v }}", described):
        text = asked.text(query, base)
        answer = Exchange("2.1.4", "", url=[*asked.parameters(), ("query", text), ("format", "nt")]).check(
            conformance_server
        )
        seen = {int(line.split('"')[1]) for line in answer.text.splitlines() if "def#p>" in line}
        in_either = set(asked.in_default) | (set(asked.in_named) if query is described else set())
        assert seen == (in_either & {1, 3, 5} if query is described else set(asked.in_default))


def test_a_statement_in_two_default_graphs_counts_once(conformance_server: Server) -> None:
    graphs = [("default-graph-uri", LEFT), ("default-graph-uri", RIGHT)]
    count = "SELECT (COUNT(*) AS ?n) {dataset} {{ ?s ?p ?o }}"
    by_query = Asked("", query=f"FROM <{LEFT}> FROM <{RIGHT}>").text(count, conformance_server.base)
    Exchange("2.1.4", "", url=[*graphs, ("query", count.format(dataset=""))], gives=(5,)).check(conformance_server)
    Exchange("2.1.4", "", url=[("query", by_query)], gives=(5,)).check(conformance_server)


def test_the_default_dataset_is_the_union_as_a_set(conformance_server: Server) -> None:
    union, distinct, named = (
        "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } } }",
        "SELECT (COUNT(*) - 1 AS ?n) { GRAPH ?g { ?s ?p ?o } }",
    )
    counts = [
        said(Exchange("2.1.4", "", url=[("query", one)]).check(conformance_server)) for one in (union, distinct, named)
    ]
    assert len(set(counts)) == 1


def test_the_names_of_graphs_are_those_of_the_dataset(conformance_server: Server) -> None:
    base = conformance_server.base
    named = Exchange("2.1.4", "", url=[("query", NAMES.format(dataset="")), ("named-graph-uri", "{base}graph/left")])
    assert said(named.check(conformance_server)) == (f"{base}graph/left",)
    assert len(said(Exchange("2.1.4", "", url=[("query", NAMES.format(dataset=""))]).check(conformance_server))) == 12


@pytest.mark.parametrize("name", ["graph/left", "/kg/graph/left", "#x", "left", "http://x.example/a b", "<urn:x>"])
@pytest.mark.parametrize("parameter", ["default-graph-uri", "named-graph-uri"])
@pytest.mark.parametrize("query", ["ASK {}", "DESCRIBE <urn:x>", "CONSTRUCT WHERE { ?s ?p ?o }"])
def test_a_name_that_is_no_absolute_iri_is_400(
    conformance_server: Server, parameter: str, name: str, query: str
) -> None:
    answer = Exchange("2.1.4", "", url=[("query", query), (parameter, name)], status=400).check(conformance_server)
    assert parameter in answer.json()["detail"]


def test_the_choices_that_a_refusal_offers_keep_the_dataset(conformance_server: Server) -> None:
    row = Exchange(
        "2.1.4",
        "",
        form=[("query", IN_DEFAULT.format(dataset="")), ("default-graph-uri", LEFT)],
        accept="image/png",
        status=406,
    )
    variants = {one["type"]: one["href"] for one in row.check(conformance_server).json()["variants"]}
    assert said(conformance_server.get(variants["text/csv"])) == (1, 2)
