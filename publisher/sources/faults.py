"""What is wrong with a file, each fault with its line and how to mend it."""

import re
from collections.abc import Callable, Iterable
from typing import NamedTuple
from xml.parsers import expat

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from publisher.findings import Finding, violation, warning
from publisher.formats import JSON_LD, RDF_XML, Format
from publisher.lexer import Kind, tokens
from publisher.sources.feed import LineFeed

MOST = 20  # faults told of one file; after so many the rest are echoes of the first


class Advice(NamedTuple):
    """What the parser says, and what we say instead; `{0}` is its first group, `{text}` the place itself."""

    pattern: str
    en: str
    ja: str


ADVICE = (
    Advice(
        r"The prefix (\S*:) has not been declared",
        "the prefix {0} is not declared; add @prefix {0} <…> . at the top",
        "接頭辞 {0} が宣言されていません。冒頭に @prefix {0} <…> . を加えてください",
    ),
    Advice(
        r"(?:error while parsing IRI '(?P<iri>.*)': )?No scheme found in an absolute IRI",
        "the IRI {text} is relative and the file declares no base; write it in full, or declare a base at the top",
        "IRI {text} は相対 IRI ですが、基底が宣言されていません。完全な IRI を書くか、冒頭で基底を宣言してください",
    ),
    Advice(
        r"A dot is expected at the end of statements",
        "expected '.' before {text}; end the statement above with '.', or go on with ';' or ','",
        "{text} の前に '.' が必要です。前の文を '.' で終えるか、';' か ',' で続けてください",
    ),
    Advice(
        r"No LoadDocumentCallback has been set to load remote contexts",
        "its @context is an address, and addresses are never fetched; embed the context in the file",
        "@context がアドレスです。外部の文脈は取得しません。ファイルの中に書いてください",
    ),
    Advice(
        r"Only UTF-8 is supported by the RDF/XML parser",
        "it declares an encoding other than UTF-8; save it as UTF-8 and declare that",
        "UTF-8 以外の符号化が宣言されています。UTF-8 で保存し直してください",
    ),
    Advice(
        r"(?:error while parsing IRI '(?P<iri>.*)': )?Invalid IRI code point (.*)",
        "the IRI {text} holds a character that no IRI may hold; percent-encode it",
        "IRI {text} に使えない文字があります。パーセント符号化してください",
    ),
    Advice(
        r"variables are not allowed in regular RDF.*",
        "a variable is no RDF; publish the facts, not the rule",
        "変数は RDF ではありません。規則ではなく事実を公開してください",
    ),
)
_PLACE = re.compile(r"(?:Parser )?error (?:at|between) line .*?: ", re.IGNORECASE | re.DOTALL)
_UNCLOSED = re.compile(r"Unexpected end of file")


def encoding(path: str, data: bytes) -> Finding | None:
    """Return the violation for the first byte that is not UTF-8, with its line, or None."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return violation(
            f"is not UTF-8: byte 0x{data[error.start]:02X} on this line; save the file as UTF-8",
            f"UTF-8 ではありません（この行のバイト 0x{data[error.start]:02X}）。UTF-8 で保存し直してください",
            file=path,
            line=data.count(b"\n", 0, error.start) + 1,
        )
    return None


def too_large(path: str) -> Finding:
    """Return the violation for a file with a value beyond what the parser holds at once (16 MiB)."""
    return violation(
        "holds a value or name of more than 16 MB and was not read; keep it in a file of its own and link to it",
        "16 MB を超える値または名前があるため読み込めませんでした。別のファイルに置いて参照してください",
        file=path,
    )


def empty(path: str, row: Format) -> list[Finding]:
    """Return the warning for an empty file of a format in which nothing is no document."""
    if row not in (RDF_XML, JSON_LD):
        return []
    en = f"is empty, which is no {row.label}; remove it, or write it again if it should hold something"
    ja = f"空です。{row.label} として不完全なので、取り除くか、内容があるはずなら書き直してください"
    return [warning(en, ja, file=path)]


def beyond_rdf(path: str, text: str) -> list[Finding]:
    """Return a violation for each of the first lines of an N3 file that hold a formula, a rule or a variable."""
    found: dict[int, Finding] = {}
    line, counted = 1, 0
    for token in tokens(text):
        if token.kind is Kind.VARIABLE:
            shown, what = token.text, "a variable"
        elif token.kind is Kind.PUNCTUATION and (mark := text[token.start : token.start + 2]) in _RULES:
            shown, what = mark, "a rule"
        elif token.text == "{":
            shown, what = "{", "a formula"
        else:
            continue
        line, counted = line + text.count("\n", counted, token.start), token.start
        if line not in found and len(found) == MOST:
            break
        en = f"{shown} is {what}, which is N3 beyond RDF and cannot be published; write the facts as plain triples"
        ja = f"{shown} は RDF を超える N3 の記法で、公開できません。普通の三つ組で書いてください"
        found.setdefault(line, violation(en, ja, file=path, line=line))
    return list(found.values())


_RULES = ("=>", "<=")


def reread(
    path: str, data: bytes, row: Format, parser_format: RdfFormat
) -> tuple[list[Quad], dict[str, str], list[Finding]]:
    """Read a file line by line, going on after faults: what could be read, and one violation for each faulty line."""
    if row is RDF_XML and (fault := _ill_formed(path, data)) is not None:
        return [], {}, [fault]
    feed = LineFeed(data)
    parser = parse(feed, parser_format)  # type: ignore[arg-type]
    quads: list[Quad] = []
    found: dict[int | None, Finding] = {}
    text = data.decode().split("\n")
    while len(found) < MOST:
        try:
            quads.append(next(parser))
        except StopIteration:
            break
        except SyntaxError as error:
            line = error.lineno or feed.line
            found.setdefault(line, _syntax(path, error, line, text, row))
            if row in (RDF_XML, JSON_LD):  # their parsers do not recover: what follows are echoes
                break
    return quads, dict(parser.prefixes), list(found.values())


def relative_json_ld(path: str, quads: list[Quad], base: str) -> list[Finding]:
    """Return a violation for each IRI of a JSON-LD file that was relative; the quads that hold them are removed."""
    relative: dict[str, None] = {}
    kept = []
    for quad in quads:
        met = [
            t.value.removeprefix(base) for t in _terms(quad) if isinstance(t, NamedNode) and t.value.startswith(base)
        ]
        relative.update(dict.fromkeys(met))
        if not met:
            kept.append(quad)
    quads[:] = kept
    advice = ADVICE[1]
    shown = [f"<{iri}>" for iri in list(relative)[:MOST]]
    return [violation(advice.en.format(text=iri), advice.ja.format(text=iri), file=path) for iri in shown]


def unpublishable(path: str, quads: list[Quad], line_of: Callable[[int], int | None]) -> list[Finding]:
    """Return violations for what no format of the site can carry."""
    suspects = [index for index, quad in enumerate(quads) if _is_beyond(quad.object, quad.graph_name)]
    found: list[Finding] = []
    for index in suspects[:MOST]:
        fault = next(text for test, *text in _UNPUBLISHABLE if test(quads[index]))
        found.append(violation(*fault, file=path, line=line_of(index)))
    return found


def _is_beyond(value: object, graph: object) -> bool:
    return type(graph) is BlankNode or type(value) is Triple or getattr(value, "direction", None) is not None


_UNPUBLISHABLE: tuple[tuple[Callable[[Quad], bool], str, str], ...] = (
    (
        lambda quad: type(quad.graph_name) is BlankNode,
        "the graph's name is a blank node; give the graph an IRI",
        "グラフ名が空白ノードです。IRI を付けてください",
    ),
    (
        lambda quad: type(quad.object) is Triple,
        "a triple term (RDF 1.2) cannot be published yet; describe the statement as an rdf:Statement with an IRI",
        "三つ組項（RDF 1.2）はまだ公開できません。IRI を持つ rdf:Statement として書いてください",
    ),
    (
        lambda quad: type(quad.object) is Literal and quad.object.direction is not None,
        "a base direction (RDF 1.2) cannot be published yet; write the language tag without it",
        "書字方向（RDF 1.2）はまだ公開できません。言語タグだけにしてください",
    ),
)


def _terms(quad: Quad) -> Iterable[object]:
    yield from quad
    if isinstance(quad.object, Literal):
        yield quad.object.datatype


def _ill_formed(path: str, data: bytes) -> Finding | None:
    """Return the violation for XML that is not well-formed: expat knows the line, pyoxigraph does not."""
    reader = expat.ParserCreate()
    try:
        reader.Parse(data, True)
    except expat.ExpatError as error:
        what = expat.ErrorString(error.code)
        return violation(
            f"is not well-formed XML: {what} (column {error.offset + 1})",
            f"整形式の XML ではありません: {what}（{error.offset + 1} 桁目）",
            file=path,
            line=error.lineno,
        )
    return None


def _syntax(path: str, error: SyntaxError, line: int, text: list[str], row: Format) -> Finding:
    """Return the violation that tells a parser's error in our words, at the parser's line."""
    said = _PLACE.sub("", error.msg)
    place = _place(error, text)
    en = ja = _with_place(said, place)
    for advice in ADVICE:
        if match := re.search(advice.pattern, said):
            groups = match.groupdict()
            shown = f"<{groups['iri']}>" if groups.get("iri") is not None else place
            en, ja = (text.format(*match.groups(), text=shown) for text in (advice.en, advice.ja))
            break
    if _UNCLOSED.search(said) and place[:1] in ("'", '"'):
        en, ja = (
            "the string that begins here is not closed; add its closing quote",
            "ここで始まる文字列が閉じていません",
        )
    if row is JSON_LD:  # no line is told for JSON-LD, so that the place stands in the message
        where = f"line {error.lineno}, column {error.offset}: " if error.lineno else ""
        return violation(where + en, where + ja, file=path)
    return violation(en, ja, file=path, line=line)


def _place(error: SyntaxError, text: list[str]) -> str:
    """Return the text that the parser complains of, cut to what fits a line."""
    if error.lineno is None or error.offset is None or error.lineno > len(text):
        return ""
    line = text[error.lineno - 1]
    end = error.end_offset if error.end_lineno == error.lineno and error.end_offset else len(line) + 1
    found = line[error.offset - 1 : max(end - 1, error.offset)].strip()
    return found if len(found) <= 60 else found[:59] + "…"


def _with_place(said: str, place: str) -> str:
    return f"{said} (at {place})" if place and place not in said else said
