"""Quads as N-Triples text, grouped by subject and predicate: what every writer starts from."""

from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import Quad, Triple

from publisher.namespaces import RDF

# A quad, or a triple; a triple may also be its N-Triples text without the dot.
Statement = Quad | Triple | str

RDF_TYPE = f"<{RDF}type>"
PIECE = 1 << 16  # characters

Groups = dict[str, list[str]]


def triples(quads: Iterable[Statement]) -> Iterator[Triple | str]:
    """Yield the triples of quads without their graph names; a triple in two graphs comes twice."""
    for quad in quads:
        yield quad.triple if isinstance(quad, Quad) else quad


def by_subject(triples: Iterable[Triple | str]) -> Groups:
    """Return the text of each subject with its `predicate object` texts, as canonical N-Triples writes them.

    IRIs are `<…>`, blank nodes `_:…`, literals `"…"`, `"…"@en`, `"…"^^<…>`; no IRI holds a space, so that the
    first space ends the subject, and the next the predicate. IRIs come before blank nodes, both in order of text.
    """
    groups: Groups = {}
    for triple in triples:
        subject, rest = str(triple).split(" ", 1)
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
