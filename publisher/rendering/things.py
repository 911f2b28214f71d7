"""Terms and relations turned into what templates show: names, texts, and nodes without a name in their place."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from publisher.documents import PAGE
from publisher.labels import Label, choose
from publisher.rendering.languages import Interface
from publisher.rendering.names import Name, Names, Term
from publisher.rendering.notes import NO_MARKS, NO_NOTES, Marks, Notes
from publisher.rendering.relations import NIL, Relation, Stated, items_of, outgoing, place_of
from publisher.rendering.values import NAME, Text, bounded, show
from publisher.terms import Arrangement, Heading, Place

DEPTH = 3  # nodes inside nodes before they are shown further down the page
UNRANKED = Place().rank
UNARRANGED: Arrangement = MappingProxyType({})
NODES = 300  # nodes without a name on one page; a list is one, by its head


@dataclass(frozen=True)
class Value:
    """A value as it is shown, by `kind`.

    "name": a link; "text": a literal; "node": what is said of a node without a name; "again": a link to where that
    stands on the page; "list": its items; "statement": subject, property, object; "elsewhere": a node that another
    page, `href`, shows. `marks` lead to the notes on what the statement rests on.
    """

    kind: str
    name: Name | None = None
    text: Text | None = None
    anchor: str = ""
    href: str = ""
    groups: tuple["Group", ...] = ()
    items: tuple["Value", ...] = ()
    left: int = 0
    graphs: tuple[Name, ...] = ()
    marks: Marks = NO_MARKS


@dataclass(frozen=True)
class Group:
    """The values of one property: the first of `total`, with the address of all; `graphs` where all share them.

    `short` is the property's IRI in short where another property beside it has the same name; `heading` is what the
    shapes of the thing's class put the property under.
    """

    property: Name
    total: int
    values: tuple[Value, ...]
    more: str | None = None
    graphs: tuple[Name, ...] = ()
    short: str = ""
    heading: Label | None = None


class Composer:
    """Makes the values of one page; every node without a name is shown once, and linked to from elsewhere.

    `statements` are those of the page by subject and predicate; `whole` is the address of something that holds all
    that the page must leave out; `common` are the graphs of every statement, which need not be repeated.
    """

    def __init__(
        self,
        names: Names,
        interface: Interface,
        languages: Sequence[str],
        statements: Mapping[Term, Mapping[str, list[Quad]]],
        whole: str = "",
        common: tuple[str, ...] = (),
        notes: Notes = NO_NOTES,
    ) -> None:
        self._notes = notes
        self._names = names
        self._interface = interface
        self._languages = languages
        self._statements = statements
        self._whole = whole
        self._common = common
        self._placed: set[BlankNode] = set()
        self._deep: list[BlankNode] = []

    def groups(
        self, relations: Sequence[Relation], more_of: str | None, depth: int = 0, arrangement: Arrangement = UNARRANGED
    ) -> tuple[Group, ...]:
        """Return relations in their order on the page, first those that are arranged.

        `more_of` is the thing whose lists are paged, if any.
        """

        def order(relation: Relation) -> tuple[bool, tuple[float, str, float], int, tuple[str, str]]:
            place, by_name = arrangement.get(relation.predicate), self._names.order(relation.predicate)
            return place is None, place.rank if place else UNRANKED, place_of(relation.predicate), by_name

        def more(relation: Relation) -> str | None:
            if more_of is None or not relation.goes_on:
                return self._whole
            return self._names.links.values(more_of, relation.predicate, incoming=False)

        groups = (self.group(relation, more(relation), depth=depth) for relation in sorted(relations, key=order))
        return self.told_apart(self._arranged(group, arrangement) if arrangement else group for group in groups)

    def _arranged(self, group: Group, arrangement: Arrangement) -> Group:
        """Return a group under the heading, and the name in the reader's language, that shapes give to its property."""
        place = arrangement.get(group.property.iri)
        if place is None:
            return group
        called, name = choose(place.names, self._languages), group.property
        is_own = name.is_label and name.language == self._languages[0]
        if called and called.text.strip() and (called.language in ("", self._languages[0]) or not is_own):
            name = replace(name, text=bounded(called.text, NAME), language=called.language, is_label=True)
        return replace(group, property=name, heading=self._headed(place.heading) if place.heading else None)

    def _headed(self, heading: Heading) -> Label:
        """Return what a group of properties is called, for want of a name by its IRI."""
        found = choose(heading.names, self._languages)
        if found is None or not found.text.strip():
            return Label(self._names.of_term(heading.iri).text, "")
        return Label(bounded(found.text, NAME), found.language)

    def told_apart(self, groups: Iterable[Group], beside: Iterable[Group] = ()) -> tuple[Group, ...]:
        """Return groups, each property that has the name of another one of them, or of those beside, with its IRI."""
        found = tuple(groups)
        names = {group.property.iri: group.property.text for group in (*found, *beside)}
        counted = Counter(names.values())
        return tuple(
            replace(group, short=self._names.short(group.property.iri)) if counted[group.property.text] > 1 else group
            for group in found
        )

    def group(self, relation: Relation, more: str | None, elsewhere: str = "", depth: int = 0) -> Group:
        """Return the first page of a relation: `more` is the address of all where it goes on, `elsewhere` is where
        nodes that are not on this page are shown.
        """
        values = self.values(relation, 1, elsewhere, depth)
        shared = {value.graphs for value in values}
        graphs = shared.pop() if len(shared) == 1 else ()
        return Group(
            self._names.of_property(relation.predicate),
            relation.total,
            tuple(replace(value, graphs=()) for value in values) if graphs else values,
            more if relation.goes_on else None,
            graphs,
        )

    def values(self, relation: Relation, page: int, elsewhere: str = "", depth: int = 0) -> tuple[Value, ...]:
        """Return one page (from 1) of a relation's values, in the order of their names where that is feasible."""
        values: Sequence[Stated] = relation.values
        if relation.is_sorted and relation.total > 1:
            values = sorted(values, key=self._order)
        return tuple(self.value(one, elsewhere, depth) for one in values[(page - 1) * PAGE : page * PAGE])

    def value(self, stated: Stated, elsewhere: str = "", depth: int = 0) -> Value:
        """Return one value, with the graphs that state it and what it rests on."""
        marks = self._notes.marks(stated.triple, self._names.links)
        value = self._term(stated.term, elsewhere, depth)
        if marks is not NO_MARKS:
            value = replace(value, marks=marks)
        if stated.graphs in ((), self._common):
            return value
        return replace(value, graphs=tuple(self._names.of_graph(graph) for graph in stated.graphs))

    def parts(self) -> tuple[Value, ...]:
        """Return the nodes that were too deep for their place; call it when all else of the page is made."""
        parts = []
        while self._deep:
            parts.append(self._opened(self._deep.pop(0), 0))
        return tuple(parts)

    def _order(self, stated: Stated) -> tuple[int, int, tuple[str, str]]:
        term = stated.term
        if isinstance(term, Literal):
            tag = (term.language or "").partition("-")[0]
            place = self._languages.index(tag) if tag in self._languages else len(self._languages)
            return 0, place, (term.value.casefold(), term.value)
        if isinstance(term, NamedNode):
            return 1, 0, self._names.order(term.value)
        return 2, 0, (str(term), "")

    def _term(self, term: Term, elsewhere: str, depth: int) -> Value:
        if isinstance(term, NamedNode):
            return Value("list") if term.value == NIL else Value("name", name=self._names.of(term.value))
        if isinstance(term, Literal):
            return self._literal(term)
        if isinstance(term, Triple):
            return self.statement(term, elsewhere)
        return self._node(term, elsewhere, depth)

    def _literal(self, literal: Literal) -> Value:
        text = show(literal, self._interface)
        datatype = self._names.of_term(text.datatype) if text.datatype else None
        return Value("text", name=datatype, text=text, href=self._whole)

    def statement(self, triple: Triple | Quad, elsewhere: str = "") -> Value:
        """Return a whole statement as a value."""
        parts = (
            self._term(triple.subject, elsewhere, DEPTH),
            Value("name", name=self._names.of_term(triple.predicate.value)),
            self._term(triple.object, elsewhere, DEPTH),
        )
        return Value("statement", items=parts)

    def _node(self, node: BlankNode, elsewhere: str, depth: int) -> Value:
        if node not in self._statements and elsewhere:
            return Value("elsewhere", href=elsewhere)
        anchor = _anchor(node)
        if node in self._placed:
            return Value("again", anchor=anchor)
        if len(self._placed) >= NODES:
            return Value("elsewhere", href=self._whole)
        self._placed.add(node)
        if depth >= DEPTH:
            self._deep.append(node)
            return Value("again", anchor=anchor)
        return self._opened(node, depth)

    def _opened(self, node: BlankNode, depth: int) -> Value:
        """Return what a node says or, where it begins a list, the list's items; what is inside stands deeper."""
        anchor, items = _anchor(node), items_of(node, self._statements)
        if items is None:
            said = outgoing(self._statements.get(node, {}))
            return Value("node", anchor=anchor, groups=self.groups(said, None, depth + 1))
        shown = tuple(self._term(item.term, "", depth + 1) for item in items[:PAGE])
        return Value("list", anchor=anchor, items=shown, left=len(items) - len(shown), href=self._whole)


def _anchor(node: BlankNode) -> str:
    return f"node-{node.value}"
