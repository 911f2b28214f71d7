"""Run pySHACL: one report or one reason why there is none, nothing printed, values in messages as they are."""

import logging
import re
import threading
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version

import pyshacl
from pyshacl.constraints.constraint_component import ConstraintComponent
from rdflib import OWL, RDF, RDFS, SH, Graph
from rdflib.term import Node

from publisher.errors import SurroundingsError

_LOGGERS = ("rdflib.term", "rdflib", "pyshacl", "pyshacl-validate", "pyshacl.validator")
_TARGETS = frozenset((SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf))
_FOR_READERS = frozenset((SH.name, SH.description, SH.order, SH.group, RDFS.label, RDFS.comment))
_CLASSES = frozenset((RDFS.Class, OWL.Class))  # a shape that is one is its own target
_BOUND = ("this", "path", "value")
VARIABLE = re.compile(r"\{[?$](\w+)\}")  # of a query, in a message
_FILLING = "_format_sparql_based_result_message"
_ONE_RUN = threading.Lock()


class Failure(Exception):
    """pySHACL could not finish; the text says why."""


def run(data: Graph, shape_graph: Graph) -> Graph:
    """Return the validation report of shapes on data, which is left as it is; raise Failure where there is none."""
    with _mended():
        return _report(data, shape_graph)


def _report(data: Graph, shape_graph: Graph) -> Graph:
    try:
        _, report, text = pyshacl.validate(
            data,
            shacl_graph=_bare(shape_graph),
            inference="none",
            advanced=False,
            inplace=True,
            do_owl_imports=False,
            meta_shacl=False,
            js=False,
        )
    # A shape that is not as SHACL wants it can raise anything out of pySHACL, rdflib and pyparsing.
    except Exception as error:
        raise Failure(_one_line(error)) from None
    if not isinstance(report, Graph):
        raise Failure(" ".join(str(text).split()))
    return report


def _bare(shapes: Graph) -> Graph:
    """Return shapes without what only readers need, in a store that knows no contexts.

    pySHACL reads the triples of a shape anew for each focus node: 2.0 s instead of 2.4 for this repository's site.
    """
    graph = Graph(store="SimpleMemory", bind_namespaces="none")
    for triple in shapes:
        if triple[1] not in _FOR_READERS:
            graph.add(triple)
    return graph


def aimed(shapes: Graph, targets: Iterable[tuple[Node, Node]]) -> Graph:
    """Return a copy of shapes with certain targets only: pairs of a shape and a node."""
    graph = Graph(bind_namespaces="none")
    for triple in shapes:
        if triple[1] not in _TARGETS and not (triple[1] == RDF.type and triple[2] in _CLASSES):
            graph.add(triple)
    for shape, node in targets:
        graph.add((shape, SH.targetNode, node))
    return graph


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the libraries from printing: what is wrong with a literal or a shape is told as a finding."""
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    before = [logger.disabled for logger in loggers]
    for logger in loggers:
        logger.disabled = True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for logger, disabled in zip(loggers, before, strict=True):
            logger.disabled = disabled


@contextmanager
def _mended() -> Iterator[None]:
    """Mend what pySHACL 0.40 does with a message that names a value, for as long as it runs.

    It takes a backslash of the value for a part of a pattern, and ends the run; see CONTRIBUTING. Two runs at once wait
    for each other, so that what is put back is pySHACL's own.
    """
    with _ONE_RUN:
        before = vars(ConstraintComponent).get(_FILLING)
        if before is None:
            raise SurroundingsError(
                f"pySHACL {version('pyshacl')} is not supported: it has no {_FILLING}; "
                "install the release that constraints.txt names, as with pip install 'pyshacl>=0.40,<0.41'"
            )
        setattr(ConstraintComponent, _FILLING, _filled)
        try:
            yield
        finally:
            setattr(ConstraintComponent, _FILLING, before)


def _filled(_: ConstraintComponent, message: str, bound: object) -> str:
    """Return a message with the values of a query's variables: a mapping, or this, path and value with one behind."""
    values: dict[str, object] = {}
    if isinstance(bound, Mapping):
        values.update(bound)
    elif isinstance(bound, (tuple, list)):
        values.update(bound[3] if len(bound) > 3 else {})
        values.update((name, value) for name, value in zip(_BOUND, bound, strict=False) if value is not None)
    return VARIABLE.sub(lambda match: str(values.get(match[1], match[0])), message)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
