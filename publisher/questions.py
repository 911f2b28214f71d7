"""Query files as pages offer them: questions of a site, and those that can be asked of any."""

from collections.abc import Mapping, Sequence
from itertools import takewhile
from pathlib import Path
from typing import Any

from publisher.lexer import Kind
from publisher.store.sparql.language import analyse

GENERAL = Path(__file__).parent / "web" / "questions"
LANGUAGES = ("en", "ja")  # of the general ones


def general() -> list[dict[str, Any]]:
    """Return what explorers of any dataset ask first, in order."""
    return [offered(path.name, path.read_text(encoding="utf-8"), LANGUAGES) for path in sorted(GENERAL.glob("*.rq"))]


def offered(path: str, text: str, languages: Sequence[str]) -> dict[str, Any]:
    """Return a query file as pages offer it, by the comments that it begins with.

    The first is the question in the site's first language; those that begin with another, as in `# ja: …`, are the
    question in that one. Without any, the file's name is the title. What further comments say is a note on the answer,
    in the same way by language: a line of a language that has its title already goes on with its note.
    """
    lines = text.lstrip("\ufeff \n").splitlines()
    comments = [line.lstrip("# ").rstrip() for line in takewhile(lambda line: line.startswith("#"), lines)]
    titles: dict[str, str] = {}
    notes: dict[str, list[str]] = {}
    for number, comment in enumerate(comments):
        tag, _, rest = comment.partition(":")
        tag, said = (tag, rest.strip()) if tag in languages else (languages[0], comment)
        is_title = tag not in titles and (number == 0 or said != comment)
        if said and is_title:
            titles[tag] = said
        elif said:
            notes.setdefault(tag, []).append(said)
    stem = Path(path).stem
    title = next(iter(titles.values()), stem)
    joined = {tag: " ".join(said) for tag, said in notes.items()}
    return {"name": stem, "title": title, "titles": titles, "notes": joined, "text": text}


def named_in(text: str, prefixes: Mapping[str, str], base: str) -> set[str]:
    """Return the IRIs that a query which can be asked speaks of."""
    query = analyse(text, prefixes, base)
    spoken = query.tokens[query.form_index :]
    return {query.names.iri(token) for token in spoken if token.kind in (Kind.IRI, Kind.PNAME)}
