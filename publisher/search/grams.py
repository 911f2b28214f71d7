"""Names as tokens of three letters, and queries as what FTS5 looks for among these (https://sqlite.org/fts5.html).

FTS5 parts text at spaces, and Japanese has none. Its own trigrams find nothing under three letters; so tokens are made
here: at each letter of a word the next three, or what is left of it. A word of a query is then a phrase of tokens, or
of one or two letters the beginning of a token, for which FTS5 has an index.
"""

import string
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from publisher.search.folding import fold

LENGTH = 3
# What marks the beginning of a name and a name as a whole; private use, so that hardly any name holds it.
BEGINNING, WHOLE = "\ue100", "\ue101"
# ASCII's signs as letters of private use: to the tokenizer, and in what is looked for, they mean nothing.
SIGNS = {code: 0xE000 + code for code in range(0x80) if chr(code) not in string.ascii_letters + string.digits + " "}
# What is looked for of a query: each word costs a look at all things that hold it, and SQLite cannot be stopped within.
WORDS, LETTERS = 16, 200


@dataclass(frozen=True)
class Query:
    """What is asked for: different folded `words` of the `whole`; `is_cut` where there were more of them."""

    words: tuple[str, ...]
    whole: str
    is_cut: bool

    def holding(self) -> str:
        """Return what finds the things whose names hold all words."""
        return " AND ".join(map(_within, self.words))

    def places(self) -> list[str]:
        """Return what finds them in order, one disjoint part after the other.

        Those that are called that, those with a name that begins with the first word, then the others; and of each
        part those first of which a main name says so.
        """
        beginning = " AND ".join((_begun(self.words[0]), *map(_within, self.words[1:])))
        parts, before = [], ""
        for part in (f'"{_digest(self.whole)}"', beginning, self.holding()):
            main = f"main : ({part})"
            parts += [_without(main, before), _without(f"({part})", f"{main} OR {before}" if before else main)]
            before = f"({part})"
        return parts


def read_query(text: str) -> Query | None:
    """Return what a text asks for, None where it holds no word."""
    words = fold(text).split()
    if not words:
        return None
    different = list(dict.fromkeys(words))
    kept, left = [], LETTERS
    for word in different[:WORDS]:
        if left:
            kept.append(word[:left])
            left -= len(kept[-1])
    return Query(tuple(kept), " ".join(words), kept != different)


def tokens(name: str) -> list[str]:
    """Return the tokens of a folded name, some of them joined by a space."""
    words = name.split()
    if not words:
        return []
    begun = words[0].translate(SIGNS)[:LENGTH]
    marks = [BEGINNING + begun[:end] for end in range(1, len(begun) + 1)]
    return [_digest(" ".join(words)), *marks, *map(_tokens_of, words)]


@lru_cache(10_000)
def _tokens_of(word: str) -> str:
    """Return the tokens of a word: names are made of the same ones again and again."""
    plain = word.translate(SIGNS)
    return " ".join([plain[start : start + LENGTH] for start in range(len(plain))])


def _digest(whole: str) -> str:
    return WHOLE + blake2b(whole.encode(), digest_size=8).hexdigest()


def _within(word: str) -> str:
    plain = word.translate(SIGNS)
    return f'"{plain}" *' if len(plain) < LENGTH else f'"{_phrase(plain)}"'


def _begun(word: str) -> str:
    plain = word.translate(SIGNS)
    rest = f" {_phrase(plain)}" if len(plain) > LENGTH else ""
    return f'"{BEGINNING}{plain[:LENGTH]}{rest}"'


def _phrase(plain: str) -> str:
    return " ".join(plain[start : start + LENGTH] for start in range(len(plain) - LENGTH + 1))


def _without(part: str, before: str) -> str:
    return f"{part} NOT ({before})" if before else part
