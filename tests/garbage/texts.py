"""Texts that are not what they should be: octets, characters, escapes, numbers, and sound queries spoilt."""

from collections.abc import Iterator
from random import Random
from urllib.parse import quote

from garbage.case import (
    BAD,
    BASE,
    COSTLY,
    FORM,
    ODD,
    Case,
    in_form,
    in_url,
    mutated,
    numbered,
    posted,
    queries,
    request,
    table,
)

ASK = b'PREFIX p: <http://p/> # c\nASK { ?s p:x "a@" FILTER(?s != <http://x/@>) }'
FILE = "texts.txt"
NINES, ZEROS = "9" * 10_000, "0" * 10_000
XSD = "http://www.w3.org/2001/XMLSchema#"
NUMBERS = (
    *(
        f"ASK {{ ?s ?p {one} }}"
        for one in (NINES, "-" + NINES, f"{NINES}.{NINES}", f"1e{NINES}", f"{ZEROS}1", "." + NINES)
    ),
    *(f"SELECT * {{}} LIMIT {one}" for one in (NINES, ZEROS, "18446744073709551616", "-1", "1e3", "0x10", "1.0", "９")),
    *(f"SELECT * {{}} OFFSET {one}" for one in (NINES, "18446744073709551615", "9223372036854775808", "+1", "--1")),
    *(f"SELECT ({one} AS ?x) {{}}" for one in (f"{NINES} * {NINES}", f"1 / {NINES}", f"ROUND({NINES}.5)", "1/0")),
    f'SELECT (SUBSTR("a", {NINES}, {NINES}) AS ?x) {{}}',
    f'ASK {{ FILTER("{NINES}"^^<{XSD}integer> > 1) }}',
    f'ASK {{ FILTER(<{XSD}decimal>("{NINES}") > 1) }}',
    f'ASK {{ FILTER("99999999999-99-99T99:99:99Z"^^<{XSD}dateTime> < NOW()) }}',
    f'SELECT (REPLACE("abc", "(b)", "${NINES}") AS ?x) {{}}',
    f'ASK {{ FILTER(REGEX("a", "a{{{NINES}}}")) }}',
)
LONG = 300_000
LONGS = {
    "a string": f'ASK {{ ?s ?p "{"x" * LONG}" }}',
    "a string of escapes": f'ASK {{ ?s ?p "{chr(92) + "n"}{(chr(92) + "n") * (LONG // 2)}" }}',
    "a string of quotes": f'ASK {{ ?s ?p """{(chr(92) + chr(34)) * (LONG // 2)}""" }}',
    "a Japanese string": f'ASK {{ ?s ?p "{"特" * (LONG // 3)}" }}',
    "an IRI": f"ASK {{ <http://x/{'x' * LONG}> ?p ?o }}",
    "a variable": f"SELECT ?{'x' * LONG} {{}}",
    "a local name": f"PREFIX p: <http://p/> ASK {{ p:{'x' * LONG} ?p ?o }}",
    "a prefix": f"PREFIX {'p' * (LONG // 2)}: <http://p/> ASK {{ {'p' * (LONG // 2)}:x ?p ?o }}",
    "an unknown prefix": f"ASK {{ {'p' * LONG}:x ?p ?o }}",
    "a language": f'ASK {{ ?s ?p "x"@{"x" * LONG} }}',
    "a comment": "#" * LONG + "\nASK {}",
    "comments": "#\n" * (LONG // 2) + "ASK {}",
    "comments alone": "#\n" * (LONG // 2),
    "spaces": " " * LONG + "ASK" + "\t" * 10_000 + "{}",
    "line ends": "\r\n" * (LONG // 2) + "ASK {}",
    "spaces alone": " " * LONG,
    "one word": "A" * LONG,
    "words": "a " * (LONG // 2),
    "signs": "?" * LONG,
    "quotes": "\"'" * (LONG // 2),
    "errors": "\\" * LONG,
    "less than": "ASK {" + "<a" * (LONG // 2),
    "escapes of codepoints": "ASK {" + "\\u0041" * (LONG // 6) + "}",
    "percent": "ASK { p:" + "%4" * (LONG // 2),
    "dots": "ASK { p:a" + "." * LONG,
    "numbers": "ASK { ?s ?p 1" + "e" * LONG + " }",
    "binary": bytes(range(256)).decode("latin-1") * 2_000,
    "bases": "BASE <b/> " * (LONG // 10) + "ASK {}",
    "graphs of a long base": f"BASE <http://b/{'b' * (LONG // 2)}/> SELECT * {'FROM <g> ' * (LONG // 20)} {{}}",
}


def octets(chance: Random) -> Iterator[Case]:
    """Yield what is not UTF-8, at several places of a query and by each way."""
    for broken in table(FILE, "octets"):
        for number, text in enumerate((ASK.replace(b"@", broken), ASK.replace(b"x/", b"x/" + broken), broken + ASK)):
            way = (posted, in_url, in_form)[number]
            yield Case(f"octets {broken!r} {way.__name__}", (way(text),), BAD)
        yield Case(f"octets {broken!r} as they are", (posted(b"query=ASK%7B%7D%20%23" + broken, FORM),), BAD)


def characters(chance: Random) -> Iterator[Case]:
    """Yield strange characters, at several places of a query and in its address."""
    for strange in table(FILE, "characters"):
        for number, at in enumerate((b"@", b"?s", b"# c", b"http://x/")):
            way = (posted, in_form, in_url)[number % 3]
            yield Case(f"character {strange[:4]!r} behind {at!r}", (way(ASK.replace(at, at + strange, 1)),), ODD)
        target = BASE + b"doc/plain" + quote(strange).encode()
        yield Case(f"character {strange[:4]!r} in a path", (request(target),), ODD | {308})


def written(chance: Random) -> Iterator[Case]:
    """Yield escapes, unclosed brackets and strings, and numbers of ten thousand digits."""
    yield from queries(numbered("escape", table(FILE, "escapes")), ODD)
    unclosed = (b"SELECT * { ?s ?p " + text for text in table(FILE, "unclosed"))
    yield from queries(numbered("unclosed", unclosed), BAD)
    yield from queries(numbered("number", (text.encode() for text in NUMBERS)), COSTLY)


def longs(chance: Random) -> Iterator[Case]:
    """Yield queries of a third of a megabyte."""
    yield from queries(LONGS, COSTLY)


def changed(chance: Random) -> Iterator[Case]:
    """Yield sound queries with some bytes lost, doubled or changed."""
    seeds = table(FILE, "seeds")
    for number in range(100):
        text = mutated(chance.choice(seeds), chance)
        way = (posted, in_form, in_url)[number % 3]
        yield Case(f"changed {number}", (way(text),), ODD | {503})
