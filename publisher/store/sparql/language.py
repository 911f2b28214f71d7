"""Read a SPARQL query's tokens: its form, its dataset, and what this read-only endpoint refuses."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from publisher.errors import QueryError, QueryRefused
from publisher.lexer import Kind, Token, line_and_column, tokens
from publisher.store import Gist
from publisher.store.diagnosis.beginnings import FORMS, begins_nothing
from publisher.store.diagnosis.characters import strange
from publisher.store.diagnosis.prefixes import misnamed, undeclared
from publisher.store.diagnosis.unclosed import unclosed_string
from publisher.store.diagnosis.words import printable
from publisher.store.sparql.bounds import MOST_IRI_CHARACTERS, BeyondBounds, bounded
from publisher.store.sparql.edits import Edit, apply, offset_before
from publisher.syntax.iris import resolve

UPDATES = ("INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH")
# The engine's parser wants no space between keywords: `DELETEWHERE{…}` is an update to it.
_UPDATE = re.compile(rf"({'|'.join(UPDATES)})(?:DATA|WHERE|SILENT|GRAPH|DEFAULT|NAMED|ALL|INTO|TO)*")
# In any place of a word, for the same reason: `DISTINCTRAND()`.
_VOLATILE = ("NOW", "RAND", "UUID", "BNODE")
# A query that says its form before anything that only its tokens tell: a comment, for one.
_GAP = r"[ \t\r\n]"
_DECLARED = rf"(?:PREFIX{_GAP}++[A-Za-z0-9_-]*+:|BASE){_GAP}*+<[^<>\"{{}}|^`\\\x00-\x20]*+>"
_BEGINNING = re.compile(
    rf"(?:{_GAP}*+{_DECLARED})*+{_GAP}*+(SELECT|ASK|CONSTRUCT|DESCRIBE)(?=[ \t\r\n{{*(<?$])", re.IGNORECASE | re.ASCII
)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_LOCAL_ESCAPE = re.compile(r"\\(.)")


@dataclass(frozen=True)
class Names:
    """How a query makes absolute IRIs of its IRI references and prefixed names."""

    base: str
    prefixes: Mapping[str, str]

    def iri(self, token: Token) -> str:
        """Return the absolute IRI of an IRI or PNAME token; ValueError says why there is none."""
        if token.kind is Kind.IRI:
            return resolve(token.text, self.base)
        prefix, _, local = token.text.partition(":")
        if prefix not in self.prefixes:
            raise ValueError(undeclared(prefix, self.prefixes))
        return self.prefixes[prefix] + _LOCAL_ESCAPE.sub(r"\1", local)


@dataclass(frozen=True)
class QueryText:
    """A query that may be evaluated, and what its tokens tell.

    `sent` is the query as it came; `text` has its codepoint escapes resolved where they stand outside strings and
    IRIs, by the edits `decoded`. `tokens` are those of `text` without comments, `words` the words among them in
    capitals; the query form stands at `form_index`. `default_graphs` and `named_graphs` are the absolute IRIs of FROM
    and FROM NAMED, both None when the query names no dataset. `volatile` says that two evaluations may differ (NOW,
    RAND, UUID, STRUUID, BNODE).
    """

    sent: str
    text: str
    form: str
    volatile: bool
    default_graphs: tuple[str, ...] | None
    named_graphs: tuple[str, ...] | None
    words: frozenset[str] = field(repr=False)
    names: Names = field(repr=False)
    tokens: tuple[Token, ...] = field(repr=False)
    form_index: int = field(repr=False)
    decoded: tuple[Edit, ...] = field(repr=False)

    @property
    def gist(self) -> Gist:
        """What is to be known of the query before it is evaluated."""
        return Gist(self.form, self.volatile)

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column, in the query as it came, of an offset in `text`."""
        return line_and_column(self.sent, offset_before(self.decoded, offset))


def analyse(text: str, prefixes: Mapping[str, str], base: str) -> QueryText:
    """Return what the tokens of a query tell; `prefixes` are those known without PREFIX, `base` resolves IRIs.

    Raises QueryRefused for an update and for SERVICE, QueryError for what begins no query or uses a prefix that
    nobody declares. Whether the rest is SPARQL is for the engine to say. Linear in the length of the text.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        told = f"U+{ord(text[error.start]):04X} is no character of its own"
        raise QueryError(told, *line_and_column(text, error.start)) from None
    return _Reader(text, Names(base, dict(prefixes))).read()


def glimpsed(text: str) -> Gist | None:
    """Return the gist of a query by its beginning, in a tenth of the time; None where that does not tell it.

    It is right if the text is a query at all, which those who evaluate it find.
    """
    found = _BEGINNING.match(text)
    capitals = text.upper()
    if found is None or "\\" in text or any(name in capitals for name in _VOLATILE):
        return None
    return Gist(found[1].upper(), volatile=False)


def outside_brackets(found: tuple[Token, ...], start: int) -> list[int]:
    """Return the indexes from `start` of the tokens that stand outside all brackets, these left out."""
    depth, outside = 0, []
    for index in range(start, len(found)):
        token = found[index]
        if token.kind is Kind.PUNCTUATION and token.text in "{[(":
            depth += 1
        elif token.kind is Kind.PUNCTUATION and token.text in "}])":
            depth -= 1
        elif depth == 0:
            outside.append(index)
    return outside


def _codepoint_escapes(text: str) -> list[Edit]:
    """Return the edits that resolve escapes outside strings and IRIs (SPARQL 1.1, section 19.2).

    Inside them the engine does it; elsewhere it knows none, though `SERV\\u0049CE` is a keyword there too.
    """
    if "\\u" not in text and "\\U" not in text:
        return []
    found = []
    for token in bounded(tokens(text)):
        match = _ESCAPE.match(text, token.start) if token.kind is Kind.ERROR else None
        codepoint = int(match[1] or match[2], 16) if match else 0x110000
        if match and codepoint < 0x110000 and not 0xD800 <= codepoint < 0xE000:
            found.append(Edit(match.start(), match.end(), chr(codepoint)))
    return found


class _Reader:
    """One pass over the tokens of one query."""

    def __init__(self, sent: str, names: Names) -> None:
        self.sent = sent
        self.text, self.decoded = sent, tuple[Edit, ...]()
        try:
            self.decoded = tuple(_codepoint_escapes(sent))
            self.text = apply(sent, self.decoded)
            self.tokens = tuple(bounded(tokens(self.text)))
        except BeyondBounds as beyond:
            raise self._fault_at(str(beyond), beyond.offset) from None
        self.words = [token.text.upper() if token.kind is Kind.WORD else "" for token in self.tokens]
        self.names = names
        self.iri_characters = 0

    def read(self) -> QueryText:
        start = self._read_prologue()
        form = self.words[start] if start < len(self.words) else ""
        if update := _UPDATE.fullmatch(form):
            raise self._fault(f"{update[1]} is an update; only queries are answered here", start, QueryRefused)
        self._refuse_service()
        if form not in FORMS:
            raise self._fault_at(*begins_nothing(self.text, self.tokens, start))
        self._check_tokens()
        default_graphs, named_graphs = self._dataset(start)
        return QueryText(
            sent=self.sent,
            text=self.text,
            form=form,
            volatile=any(name in word for word in self.words for name in _VOLATILE),
            default_graphs=default_graphs,
            named_graphs=named_graphs,
            words=frozenset(self.words),
            names=self.names,
            tokens=self.tokens,
            form_index=start,
            decoded=self.decoded,
        )

    def _read_prologue(self) -> int:
        """Read BASE, PREFIX and VERSION declarations; return the index of the token behind them."""
        index = 0
        while index < len(self.tokens):
            word = self.words[index]
            kinds = [token.kind for token in self.tokens[index + 1 : index + 3]]
            if word == "BASE" and kinds[:1] == [Kind.IRI]:
                self.names = replace(self.names, base=self._iri(index + 1))
                index += 2
            elif word == "PREFIX" and kinds == [Kind.PNAME, Kind.IRI]:
                prefix = self.tokens[index + 1].text.partition(":")[0]
                # One dictionary grows: a copy for each of many prefixes takes quadratic time.
                prefixes = self.names.prefixes
                assert isinstance(prefixes, dict)
                prefixes[prefix] = self._iri(index + 2)
                index += 3
            elif word == "VERSION" and kinds[:1] == [Kind.STRING]:
                index += 2
            else:
                break
        return index

    def _refuse_service(self) -> None:
        for index, word in enumerate(self.words):
            # In any place of a word: the engine's parser wants no space around keywords (`SERVICESILENT<…>`).
            if "SERVICE" in word:
                raise self._fault("SERVICE is not allowed: no other server is asked", index, QueryRefused)

    def _check_tokens(self) -> None:
        """Raise for what no engine need look at: characters that begin no token, prefixes that nobody declares."""
        for index, token in enumerate(self.tokens):
            if token.kind is Kind.PNAME:
                if token.text.partition(":")[0] not in self.names.prefixes:
                    if found := misnamed(self.text, self.tokens, index):
                        raise self._fault_at(*found)
                    self._iri(index)
            elif token.kind is Kind.ERROR:
                if token.text in "\"'":
                    raise self._fault_at(*unclosed_string(self.text, self.tokens, index))
                raise self._fault(strange(self.text, token.start), index)

    def _dataset(self, start: int) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
        """Return the graphs of the FROM clauses, which stand outside all brackets."""
        if "FROM" not in self.words:
            return None, None
        graphs: dict[bool, dict[str, None]] = {False: {}, True: {}}
        for index in outside_brackets(self.tokens, start):
            if self.words[index] == "FROM":
                is_named = self.words[index + 1 : index + 2] == ["NAMED"]
                at = index + 1 + is_named
                if at < len(self.tokens) and self.tokens[at].kind in (Kind.IRI, Kind.PNAME):
                    graphs[is_named][self._iri(at)] = None
        if not graphs[False] and not graphs[True]:
            return None, None
        return tuple(graphs[False]), tuple(graphs[True])

    def _iri(self, index: int) -> str:
        try:
            iri = self.names.iri(self.tokens[index])
        except ValueError as error:
            raise self._fault(str(error), index) from None
        self.iri_characters += len(iri)
        if self.iri_characters > MOST_IRI_CHARACTERS:
            told = f"the IRIs up to here have more than {MOST_IRI_CHARACTERS} characters; write shorter or fewer ones"
            raise self._fault(told, index)
        return iri

    def _fault(self, message: str, index: int, kind: type[QueryError] = QueryError) -> QueryError:
        return self._fault_at(message, self.tokens[index].start if index < len(self.tokens) else len(self.text), kind)

    def _fault_at(self, message: str, offset: int, kind: type[QueryError] = QueryError) -> QueryError:
        return kind(printable(message), *line_and_column(self.sent, offset_before(self.decoded, offset)))
