"""Quads as N-Triples text, grouped by subject and predicate: what every writer starts from."""

from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import Quad, Triple

from publisher.namespaces import RDF

# A quad or a triple; either may also be its canonical N-Quads text without the dot.
Statement = Quad | Triple | str

RDF_TYPE = f"<{RDF}type>"
PIECE = 1 << 16  # characters

Groups = dict[str, list[str]]


def triples(statements: Iterable[Statement]) -> Iterator[str]:
    """Yield the text of statements without their graph names; a triple in two graphs comes twice."""
    for one in statements:
        yield graph_apart(one)[0] if isinstance(one, str) else str(one.triple if isinstance(one, Quad) else one)


def graph_apart(statement: str) -> tuple[str, str]:
    """Return the triple of a statement and the name of its graph, "" for the default graph, both as text."""
    rest, _, last = statement.rpartition(" ")
    # What follows the last space may also be the end of a literal or triple term, or an object after its predicate.
    is_graph = last[0] in "<_" and '"' not in last and rest.count(" ") > 1
    return (rest, last) if is_graph else (statement, "")


def by_subject(triples: Iterable[str]) -> Groups:
    """Return the text of each subject with its `predicate object` texts, as canonical N-Triples writes them.

    IRIs are `<…>`, blank nodes `_:…`, literals `"…"`, `"…"@en`, `"…"^^<…>`; no IRI holds a space, so that the
    first space ends the subject, and the next the predicate. IRIs come before blank nodes, both in order of text.
    """
    groups: Groups = {}
    for triple in triples:
        subject, rest = triple.split(" ", 1)
        groups.setdefault(subject, []).append(rest)
    return {subject: groups[subject] for subject in sorted(groups, key=without_bracket)}


def by_predicate(rests: Sequence[str]) -> Groups:
    """Return the objects of each predicate, both sorted and distinct; rdf:type comes first."""
    if len(rests) == 1:
        predicate, value = rests[0].split(" ", 1)
        return {predicate: [value]}
    groups: Groups = {}
    for rest in sorted(set(rests)):
        predicate, value = rest.split(" ", 1)
        groups.setdefault(predicate, []).append(value)
    for values in groups.values():
        if len(values) > 1:
            values.sort(key=without_bracket)
    return {predicate: groups[predicate] for predicate in sorted(groups, key=_type_first)}


def without_bracket(term: str) -> str:
    """Return a term as it is to be sorted: a closing bracket would put a thing after what lies below its IRI."""
    return term.rstrip(">")


def is_literal(term: str) -> bool:
    """Say whether an N-Triples term is a literal."""
    return term[0] == '"'


def is_triple(term: str) -> bool:
    """Say whether an N-Triples term is a triple term (RDF 1.2), which older syntaxes cannot hold."""
    return term.startswith("<<(")


def literal_parts(term: str) -> tuple[str, str, str]:
    """Return quoted text, language and datatype (`<IRI>`) of a literal; the last two may be empty."""
    text, _, rest = term.rpartition('"')
    language = rest[1:] if rest.startswith("@") else ""
    return f'{text}"', language, rest[2:] if rest.startswith("^^") else ""


def iris(groups: Groups) -> Iterator[str]:
    """Yield every IRI (`<…>`) that stands as subject, predicate, object or datatype."""
    for subject, rests in groups.items():
        yield subject
        for rest in rests:
            predicate, value = rest.split(" ", 1)
            yield predicate
            yield literal_parts(value)[2] if is_literal(value) else value


def pieces(texts: Iterable[str]) -> Iterator[bytes]:
    """Yield texts joined into UTF-8 pieces of about 64 KB, so that neither calls nor memory pile up."""
    held: list[str] = []
    size = 0
    for text in texts:
        held.append(text)
        size += len(text)
        if size >= PIECE:
            yield "".join(held).encode()
            held, size = [], 0
    if held:
        yield "".join(held).encode()


def _type_first(predicate: str) -> str:
    return "" if predicate == RDF_TYPE else without_bracket(predicate)
