"""Sentences for results whose shape brings no message: the table's, their gaps filled with short names."""

from collections import Counter
from collections.abc import Callable, Mapping
from types import MappingProxyType

from rdflib import SH, Graph, Literal
from rdflib.term import Node

from publisher.checks.naming import Named, enumerated
from publisher.checks.paths import ends
from publisher.checks.results import Result
from publisher.checks.sentences import KINDS, LANGUAGES, OTHER, SENTENCES, WITHOUT_PATH, Texts


class Sentences:
    """The sentences for results of shapes on data, with the short names of a site."""

    def __init__(self, data: Graph, shapes: Graph, named: Named) -> None:
        self.data, self.shapes, self.named = data, shapes, named

    def of(self, result: Result) -> dict[str, str]:
        """Return what to tell of a result, by language."""
        special = WITHOUT_PATH if result.path is None else {}
        templates = special.get(result.word) or SENTENCES.get(result.word, OTHER)
        return {
            language: template.format_map(_Words(self, result, place))
            for place, (language, template) in enumerate(zip(LANGUAGES, templates, strict=True))
        }


class _Words:
    """What the names in braces stand for, for one result in one language; each is asked for when it is met."""

    def __init__(self, sentences: Sentences, result: Result, language: int) -> None:
        self._data, self._shapes, self._named = sentences.data, sentences.shapes, sentences.named
        self._result, self._language = result, language

    def __getitem__(self, name: str) -> str:
        return _GAPS[name](self)

    def what(self) -> str:
        """The value that is wrong."""
        return self._either(("the value of {}", "{} の値"), ("this thing", "このもの"))

    def whats(self) -> str:
        """All values of the path."""
        return self._either(("the values of {}", "{} の値"), ("this thing", "このもの"))

    def path(self) -> str:
        """The path."""
        return self._either(("{}", "{}"), ("this thing", "このもの"))

    def _either(self, with_path: Texts, without: Texts) -> str:
        path = self._result.path
        return without[self._language] if path is None else with_path[self._language].format(self._named.path(path))

    def shape(self) -> str:
        """The shape."""
        return self._named.shape(self._result.shape)

    def component(self) -> str:
        """The constraint component."""
        return self._named.iri(self._result.component)

    def qualified(self) -> str:
        """The shape that a number of values must conform to."""
        return self._listed(self._values("qualifiedValueShape"), self._named.shape)

    def wanted(self) -> str:
        """The value of the parameter."""
        word = self._result.word
        members = self._named.members(self._values(word[0].lower() + word[1:]))
        name = _NAMED_BY.get(word, _Words.term)
        return self._listed(members, lambda member: name(self, member))

    def found(self) -> str:
        """What there is: the number of values, or the languages that several of them have."""
        values = self._reached()
        if self._result.word == "UniqueLang":
            tags = Counter(value.language.lower() for value in values if isinstance(value, Literal) and value.language)
            return ", ".join(f"@{tag}" for tag, number in sorted(tags.items()) if number > 1)
        if self._language:
            return str(len(values))
        return f"{len(values) or 'no'} value{'' if len(values) == 1 else 's'}"

    def lacking(self) -> str:
        """The one of two paths that does not lead to the value."""
        return self.wanted() if self._result.value in self._reached() else self.path()

    def _reached(self) -> set[Node]:
        path, focus = self._result.path, self._result.focus
        return {focus} if path is None else ends(self._data, path, focus)

    def _values(self, parameter: str) -> list[Node]:
        return list(self._shapes.objects(self._result.shape, SH[parameter]))

    def _listed(self, values: list[Node], name: Callable[[Node], str]) -> str:
        return enumerated(values, name, ("、" if self._language else ", "))

    def term(self, term: Node) -> str:
        """A value of a parameter that is just a term."""
        return self._named.term(term)

    def inner(self, shape: Node) -> str:
        """A shape that is the value of a parameter."""
        return self._named.shape(shape)

    def kind(self, kind: Node) -> str:
        """A node kind or a datatype."""
        plain = ("a valid {}", "正しい {} ")
        return KINDS.get(kind, plain)[self._language].format(self._named.term(kind))

    def tag(self, tag: Node) -> str:
        """A language."""
        return f"@{tag}"

    def pattern(self, pattern: Node) -> str:
        """A regular expression, with its flags."""
        flags = "".join(str(flag) for flag in self._values("flags"))
        return f'"{pattern}"{flags and f" ({flags})"}'


_GAPS: Mapping[str, Callable[[_Words], str]] = MappingProxyType(
    {
        "what": _Words.what,
        "whats": _Words.whats,
        "path": _Words.path,
        "shape": _Words.shape,
        "component": _Words.component,
        "qualified": _Words.qualified,
        "wanted": _Words.wanted,
        "found": _Words.found,
        "lacking": _Words.lacking,
    }
)
# How the values of a component's parameter are written, where they are not just terms.
_NAMED_BY: Mapping[str, Callable[[_Words, Node], str]] = MappingProxyType(
    {
        "Datatype": _Words.kind,
        "NodeKind": _Words.kind,
        "Pattern": _Words.pattern,
        "LanguageIn": _Words.tag,
        **dict.fromkeys(("Node", "Property", "Not", "And", "Or", "Xone"), _Words.inner),
    }
)
