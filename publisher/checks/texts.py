"""Terms and words of a document as findings and their messages show them."""

import json

from pyoxigraph import BlankNode, Literal, NamedNode, Triple


def plain(term: NamedNode | BlankNode | Literal | Triple) -> str:
    """Return a term as a finding has it: N-Triples, IRIs without angle brackets."""
    if isinstance(term, NamedNode):
        return term.value
    return f"<<( {term} )>>" if isinstance(term, Triple) else str(term)


def brief(text: str, most: int = 120) -> str:
    """Return a text without its middle where it has more characters than `most`."""
    return text if len(text) <= most else f"{text[: most // 2]} … {text[-most // 2 :]}"


def quoted(text: str, most: int = 160) -> str:
    """Return a text in quotation marks on one line, the middle of a long one left out."""
    return json.dumps(brief(text, most), ensure_ascii=False)
