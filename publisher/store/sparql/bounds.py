"""How deep and how long a query may be: what goes further is refused on its tokens, before anything else reads it."""

from collections.abc import Iterable, Iterator

from publisher.lexer import Kind, Token

# Brackets around a place. The engine's parser takes up to 10 KB of its stack for each: 8 MB hold 800.
MOST_LEVELS = 256
# Tokens of a query. For as many it takes 60 MB and half a second of its worker's time until the engine has it.
MOST_TOKENS = 250_000
# Characters of the IRIs that a query's declarations and FROM make. A text of 1 MB can make a thousand times as many:
# each is put together of a base or a namespace, which may be as long as one likes, and a base of the base before.
MOST_IRI_CHARACTERS = 4_000_000


class BeyondBounds(Exception):
    """A query goes further than a query may, from an offset on."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


def bounded(found: Iterable[Token]) -> Iterator[Token]:
    """Yield the tokens of a query without its comments; BeyondBounds as soon as it is too deep or too long."""
    depth = signs = number = 0
    for token in found:
        if token.kind is Kind.COMMENT:
            continue
        number += 1
        if number > MOST_TOKENS:
            told = f"a query has at most {MOST_TOKENS} words, names and signs; ask for this in several queries"
            raise BeyondBounds(told, token.start)
        if token.kind is Kind.PUNCTUATION:
            signs = signs + 1 if token.text == "!" else 0
            depth += (token.text in "{[(") - (token.text in "}])")
            if depth + signs > MOST_LEVELS:
                told = f"this is nested more than {MOST_LEVELS} levels deep; write it flatter"
                raise BeyondBounds(told, token.start)
        else:
            signs = 0
        yield token
