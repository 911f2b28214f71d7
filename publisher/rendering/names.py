"""What a resource is called on a page, and where its name leads."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from types import MappingProxyType
from urllib.parse import unquote

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from publisher.labels import Label, last_word
from publisher.namespaces import Prefixes
from publisher.rendering.languages import Interface
from publisher.rendering.links import Links
from publisher.rendering.telling import Told
from publisher.rendering.values import NAME, bounded, show
from publisher.rendering.words import WORDS

ADDRESS = 60  # letters of an address that stands for a name
PART = 60  # letters of a part of a statement that stands for a name

Term = NamedNode | BlankNode | Literal | Triple


@dataclass(frozen=True)
class Name:
    """A resource as a link: `language` is that of the text; `is_label` is False where the text is made of the IRI."""

    iri: str
    text: str
    language: str
    href: str
    about: str | None = None
    is_label: bool = True

    def __html__(self) -> str:
        """Return the text as pages show it, in its language."""
        kind = "" if self.is_label else ' class="made"'
        return f'<bdi lang="{escape(self.language)}"{kind}>{escape(self.text)}</bdi>'


class Names:
    """Names for the resources of one page, from labels that were looked up together; `told` stands in for some.

    `kinds` are the classes of some resources, "" for none.
    """

    def __init__(
        self,
        labels: Mapping[str, Label],
        prefixes: Prefixes,
        links: Links,
        interface: Interface,
        told: Told = MappingProxyType({}),
        kinds: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self._kinds = kinds
        self._told = told
        self._labels = labels
        self._prefixes = prefixes
        self._interface = interface
        self._texts: dict[tuple[str, bool], tuple[str, str, bool]] = {}  # made so far
        self._terms: dict[str, Name] = {}
        self._classes: dict[str, Name] = {}
        self.links = links

    def of(self, iri: str) -> Name:
        """Return the name of a resource that stands as a value: foreign ones lead outward, with our page beside."""
        text, language, is_label = self._text(iri, address=True)
        target = self.links.to(iri)
        return Name(iri, text, language, target.href, target.about, is_label)

    def of_term(self, iri: str) -> Name:
        """Return the name of a property, class or datatype: it leads to our own page about it."""
        if iri not in self._terms:
            text, language, is_label = self._text(iri, address=False)
            self._terms[iri] = Name(iri, text, language, self.links.about(iri), None, is_label)
        return self._terms[iri]

    def of_property(self, iri: str) -> Name:
        """Return the name of a property beside its values: one of the site's own leads to the page about it alone."""
        name = self.of_term(iri)
        if "#" not in iri or not iri.startswith(self.links.base):
            return name
        return Name(iri, name.text, name.language, self.links.alone(iri), None, name.is_label)

    def of_class(self, iri: str) -> Name:
        """Return the name of a class, leading to the list of its things where there is one."""
        if iri not in self._classes:
            name = self.of_term(iri)
            href = self.links.class_page(iri) or name.href
            self._classes[iri] = Name(iri, name.text, name.language, href, None, name.is_label)
        return self._classes[iri]

    def kind_of(self, iri: str) -> Name | None:
        """Return the name of a resource's class, as far as it was looked up."""
        kind = self._kinds.get(iri)
        return self.of_class(kind) if kind else None

    def of_graph(self, iri: str) -> Name:
        """Return the name of a named graph, leading to its page."""
        name = self.of_term(iri)
        text = name.text if name.is_label else self.links.graphs.get(iri, name.text)
        return Name(iri, text, name.language, self.links.graph_page(iri), None, name.is_label)

    def order(self, iri: str) -> tuple[str, str]:
        """Return what to sort resources by, so that they stand in the order of their names."""
        return self._text(iri, address=False)[0].casefold(), iri

    def short(self, iri: str) -> str:
        """Return an IRI in short, by its prefix where it has one: what tells apart two of the same name."""
        split = self._prefixes.split(iri)
        return bounded(f"{split[0]}:{unquote(split[1])}" if split else _shortened(unquote(iri)), NAME)

    def vocabulary(self, iri: str) -> str:
        """Return the vocabulary of a term in short: its prefix, else what its IRI begins with."""
        split = self._prefixes.split(iri)
        return split[0] if split else _shortened(unquote(iri.removesuffix(last_word(iri))))

    def has_prefix(self, iri: str) -> bool:
        """Whether an IRI has a prefixed name."""
        return self._prefixes.split(iri) is not None

    def _text(self, iri: str, address: bool) -> tuple[str, str, bool]:
        """Return the text for an IRI, its language, and whether it is a label; `address` prefers a Web address."""
        key = (iri, address)
        if key not in self._texts:
            self._texts[key] = self._made(iri, address)
        return self._texts[key]

    def _made(self, iri: str, address: bool) -> tuple[str, str, bool]:
        said = self._told.get(iri)
        if said is None:
            return self._plain(iri, address)
        if isinstance(said, Label):
            return bounded(f"{last_word(iri)} · {said.text}", NAME), said.language, False
        parts = [self._part(term) for term in (said.subject, said.predicate, said.object)]
        languages = {language for _, language in parts if language is not None}
        text = " — ".join(bounded(text, PART) for text, _ in parts)
        return f"{last_word(iri)} · {text}", languages.pop() if len(languages) == 1 else "", False

    def _part(self, term: Term) -> tuple[str, str | None]:
        """Return the text of a term in a statement that stands for a name, and its language: None for what has none."""
        if isinstance(term, NamedNode):
            return self._plain(term.value, address=True)[:2]
        if isinstance(term, Literal):
            text = show(term, self._interface)
            return " ".join(text.text.split()), text.language if text.kind == "text" else None
        return "…", None

    def _plain(self, iri: str, address: bool) -> tuple[str, str, bool]:
        """Return what an IRI is called by its label, else by a word of common vocabularies, else by itself."""
        label = self._labels.get(iri)
        if label is not None and label.text.strip():
            return bounded(label.text, NAME), label.language, True
        if iri in WORDS:
            return self._interface.word(WORDS[iri]), self._interface.language, True
        split = self._prefixes.split(iri)
        if split is not None and split[1]:
            return bounded(f"{split[0]}:{unquote(split[1])}", NAME), "", False
        if address and iri.startswith(("http://", "https://")) and not iri.startswith(self.links.base):
            return _shortened(unquote(iri).partition("://")[2]), "", False
        return bounded(unquote(last_word(iri)), NAME), "", False


def _shortened(address: str) -> str:
    """Return an address with its middle left out where it is long: its host and its last words tell most."""
    if len(address) <= ADDRESS:
        return address
    return f"{address[: ADDRESS // 2]}…{address[-ADDRESS // 2 :]}"


def iris_of(terms: Iterable[Term | Quad]) -> set[str]:
    """Return every IRI in terms and quads: what a page must know the names of."""
    found: set[str] = set()
    waiting: list[object] = list(terms)
    while waiting:
        term = waiting.pop()
        if isinstance(term, NamedNode):
            found.add(term.value)
        elif isinstance(term, Literal):
            found.add(term.datatype.value)
        elif isinstance(term, Triple | Quad):
            waiting += (term.subject, term.predicate, term.object)
            if isinstance(term, Quad):
                waiting.append(term.graph_name)
    return found
