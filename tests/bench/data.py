"""The data: a site of any size that is the same for everybody, for its random numbers come from a fixed seed.

Each thing has ten triples: a class (few classes have most things), a label, a number, a date, a note in one of three
languages, the hub that it is in, its parent in one tree of all things, and three links to others.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random

from support import write_site

SEED = 20_150_331
PER_THING = 10
KINDS, HUBS, NUMBERS, DAYS = 20, 50, 1000, 3650
FIRST_DAY = date(2010, 1, 1)
# Predicates of links: 0 leads to the parent, the others to anything.
LINKS = 4
BRANCHES = 3  # children of a thing in the tree
BEGINNINGS, ENDS = ("al", "bor", "cen", "dal", "er", "fin"), ("da", "lo", "mi", "ra", "sto", "ve")
WORDS = tuple(beginning + end for beginning in BEGINNINGS for end in ENDS)
NOTE_WORDS = 6
LANGUAGES = ("en", "en", "ja", "fr")  # half of the notes are in English
AUTHORED = "https://example.org/t/"
TERM = AUTHORED + "def#"
TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
LABEL = "http://www.w3.org/2004/02/skos/core#prefLabel"
XSD = "http://www.w3.org/2001/XMLSchema#"


def synthetic_site(folder: Path, triples: int) -> Path:
    """Write a site of so many triples; return its folder."""
    return write_site(folder, {"data/things.nt": "".join(f"{line} .\n" for line in _lines(triples // PER_THING))})


def hub(number: int, things: int) -> int:
    """Return the number of the thing that is a hub, by the hub's own number."""
    return number % HUBS * max(1, things // HUBS)


def _lines(things: int) -> Iterator[str]:
    random = Random(SEED)
    weights = list(accumulate(1 / (kind + 1) for kind in range(KINDS)))
    for number in range(things):
        thing = _thing(number)
        day = FIRST_DAY + timedelta(random.randrange(DAYS))
        note = " ".join(random.choices(WORDS, k=NOTE_WORDS))
        yield f"{thing} <{TYPE}> <{TERM}Kind{random.choices(range(KINDS), cum_weights=weights)[0]}>"
        yield f'{thing} <{LABEL}> "Thing {number}"@en'
        yield f'{thing} <{TERM}number> "{random.randrange(NUMBERS)}"^^<{XSD}integer>'
        yield f'{thing} <{TERM}date> "{day}"^^<{XSD}date>'
        yield f'{thing} <{TERM}note> "{note}"@{random.choice(LANGUAGES)}'
        yield f"{thing} <{TERM}in> {_thing(hub(random.randrange(HUBS), things))}"
        yield f"{thing} <{TERM}link0> {_thing(max(0, number - 1) // BRANCHES)}"
        for link in range(1, LINKS):
            yield f"{thing} <{TERM}link{link}> {_thing(random.randrange(things))}"


def _thing(number: int) -> str:
    return f"<{AUTHORED}id/thing/{number}>"
