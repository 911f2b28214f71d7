"""The line of a triple is the line on which its object ends, whatever the layout."""

import random
import time
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse
from support import write_site

from publisher.formats import JSON_LD, N3, N_QUADS, N_TRIPLES, RDF_XML, TRIG, TURTLE, Format
from publisher.settings import load_settings
from publisher.sources import Locator, read_sources
from publisher.sources.lines import PARSERS, object_lines

XSD = "http://www.w3.org/2001/XMLSchema#"


def lines(text: str, row: Format = TURTLE) -> dict[str, int | None]:
    """Return the line of each object that occurs once, by the object's text."""
    quads = list(parse(text, PARSERS[row]))
    found = object_lines(text.encode(), row, len(quads))
    return {str(quad.object): line for quad, line in zip(quads, found, strict=True)}


@pytest.mark.parametrize(
    ("text", "value", "line"),
    [
        ('e:a e:p "x" .', '"x"', 2),
        ('e:a e:p "x"\n;\n e:q 1 .', '"x"', 2),
        ('e:a e:p "x"\n\n# end\n.', '"x"', 2),
        ("e:a e:p <http://e/x>\n, 1 .", "<http://e/x>", 2),
        ('e:a\n e:p\n  "x"@en\n .', '"x"@en', 4),
        ('e:a e:p """x\n\ny""" .', '"x\\n\\ny"', 4),
        ("e:a e:p '''x\n'''@ja\n.", '"x\\n"@ja', 3),
        (f'e:a e:p "x"^^\n<{XSD}string2>\n.', f'"x"^^<{XSD}string2>', 3),
        ("e:a e:p 1\n.", f'"1"^^<{XSD}integer>', 2),
        ("e:a e:p true\n; e:q false\n.", f'"true"^^<{XSD}boolean>', 2),
        ("e:a e:p 1 ,\n 2 ;\n e:q 3 .", f'"3"^^<{XSD}integer>', 4),
        ('e:a e:p "# ; . [" # "\n, "y" .', '"# ; . ["', 2),
    ],
)
@pytest.mark.parametrize("row", [TURTLE, TRIG, N3], ids=lambda row: row.suffix)
def test_a_triple_stands_where_its_object_ends(row: Format, text: str, value: str, line: int) -> None:
    assert lines(f"@prefix e: <http://e/> .\n{text}", row)[value] == line


def test_a_node_in_brackets_ends_with_its_bracket() -> None:
    text = "@prefix e: <http://e/> .\ne:a e:p [ e:q 1\n; e:r [\n] ] , (\n2\n3 ) ;\n e:s (\n) ."
    quads = list(parse(text, RdfFormat.TURTLE))
    found = object_lines(text.encode(), TURTLE, len(quads))
    of_a = [line for quad, line in zip(quads, found, strict=True) if quad.subject.value == "http://e/a"]
    assert of_a == [4, 6, 8]


@pytest.mark.parametrize("row", [TURTLE, TRIG, N3], ids=lambda row: row.suffix)
def test_lines_are_exact_in_any_layout(row: Format) -> None:
    for seed in range(150):
        text, wanted = _Layout(random.Random(seed)).document()
        quads = list(parse(text, PARSERS[row]))
        for quad, line in zip(quads, object_lines(text.encode(), row, len(quads)), strict=True):
            expected = wanted.get(str(quad.object)) or wanted.get(str(quad.predicate))
            assert expected in (None, line), f"seed {seed}: {quad} is on line {expected}, not {line}\n{text}"


@pytest.mark.parametrize(("row", "graph"), [(N_TRIPLES, ""), (N_QUADS, " <http://e/g>")], ids=["nt", "nq"])
def test_line_formats_are_counted_over_comments_and_blank_lines(row: Format, graph: str) -> None:
    long = "y" * 20_000
    text = f'# 1\n\n<a:a> <a:b> <a:c>{graph} .\n\n<a:a> <a:b> "{long}"{graph} . # c\n<a:a> <a:b> <a:d>{graph} .'
    assert list(lines(text, row).values()) == [3, 5, 6]


def test_graph_blocks_of_trig_do_not_disturb() -> None:
    text = "@prefix e: <http://e/> .\nGRAPH e:g { e:a e:p 1\n. [] e:p 2 }\n[] e:p [\n] .\ne:h { () e:p 3\n}"
    assert list(lines(text, TRIG).values())[:2] == [2, 3]
    assert lines(text, TRIG)[f'"3"^^<{XSD}integer>'] == 6


def test_rdf_xml_is_told_by_the_end_of_the_element() -> None:
    text = (
        '<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">\n'
        '<r:Description r:about="http://e/a">\n<e:p>x\ny</e:p>\n<e:q\n r:resource="http://e/b"/>\n'
        "</r:Description></r:RDF>"
    )
    assert lines(text, RDF_XML) == {'"x\\ny"': 4, "<http://e/b>": 6}


def test_json_ld_has_no_lines() -> None:
    assert object_lines(b'{"@id": "a:a", "a:b": 1}', JSON_LD, 1) == ()


def test_paths_of_n3_are_told_by_the_parsers_line() -> None:
    text = "@prefix e: <http://e/> .\ne:a!e:p e:q 1 .\ne:b e:q 2 .\n"
    assert lines(text, N3)[f'"2"^^<{XSD}integer>'] == 3


def test_the_locator_reads_marks_and_files_with_faults(tmp_path: Path) -> None:
    files = {
        "data/a.ttl": b"\xef\xbb\xbf<a:a> <a:b>\r\n 1 .\r\n",
        "data/b.ttl": "<a:a> <a:b> 1 .\n<a:a> x:b 1 .\n<a:a> <a:b> 2 .\n",
        "data/c.jsonld": '{"@id": "a:a", "a:b": 1}',
    }
    settings = load_settings(write_site(tmp_path, files), {})
    first, second, third = read_sources(settings).data
    locator = Locator(settings.root)
    assert locator.line_of(first, 0) == 2
    assert [locator.line_of(second, index) for index in range(len(second.quads))] == [1, 3]
    assert locator.line_of(third, 0) is None


def test_twenty_thousand_triples_are_told_within_seconds() -> None:
    text = "@prefix e: <http://e/> .\n" + "".join(f'e:i{n} e:p "{n}"@en ;\n e:q e:i{n + 1}\n.\n' for n in range(10_000))
    started = time.process_time()
    found = object_lines(text.encode(), TURTLE, 20_000)
    assert time.process_time() - started < 5
    assert (found[0], found[-1]) == (2, 30_000)


class _Layout:
    """Writes a random document, and remembers on which line each object ends."""

    def __init__(self, choose: random.Random) -> None:
        self.choose = choose
        self.text: list[str] = []
        self.wanted: dict[str, int] = {}
        self.number = 0

    def document(self) -> tuple[str, dict[str, int]]:
        self.put("@prefix e: <http://e/> .\n")
        for _ in range(5):
            subject = self.choose.choice(["e:s", "<http://e/s>", "_:b", "[]", "node", "list"])
            if subject == "node":
                self.put("[")
                self.predicates(1)
                self.put("]")
            elif subject == "list":
                self.put("(")
                self.object(1)
                self.put(")")
            else:
                self.put(subject)
            self.predicates(0)
            self.put(".")
            self.space()
        return "".join(self.text), self.wanted

    def put(self, text: str) -> None:
        self.text.append(text)

    def space(self) -> None:
        self.put(self.choose.choice([" ", "\n", " \n ", "\t", ' # c ; . "[(\n']))

    def ended(self, key: str) -> None:
        self.wanted[key] = "".join(self.text).count("\n") + 1

    def predicates(self, depth: int) -> None:
        for count in range(self.choose.randint(1, 3)):
            self.space()
            if count:
                self.put(";")
                self.space()
            self.number += 1
            predicate = f"e:p{self.number}"
            self.put(predicate)
            self.space()
            self.object(depth)
            self.ended(f"<http://e/{predicate[2:]}>")
            self.space()
        if self.choose.random() < 0.3:
            self.put("; a")
            for separator in ("", ","):
                self.put(separator)
                self.space()
                self.object(depth)
                self.space()

    def object(self, depth: int) -> None:
        self.space()
        self.number += 1
        name = f"o{self.number}"
        nested = ["node", "list", "[]", "()", "[\n]", "(\n)"] if depth < 3 else []
        kind = self.choose.choice([*_SIMPLE, *nested])
        if kind == "node":
            self.put("[")
            self.predicates(depth + 1)
            self.put("]")
        elif kind == "list":
            self.put("(")
            for _ in range(self.choose.randint(1, 3)):
                self.object(depth + 1)
            self.space()
            self.put(")")
        elif kind in _SIMPLE:
            self.put(kind.replace("NAME", name).replace("NUMBER", str(self.number)))
            self.ended(_SIMPLE[kind].replace("NAME", name).replace("NUMBER", str(self.number)))
        else:
            self.put(kind)


_SIMPLE = {
    "<http://e/NAME>": "<http://e/NAME>",
    "e:NAME": "<http://e/NAME>",
    '"NAME"': '"NAME"',
    '"""NAME\n;.x"""': '"NAME\\n;.x"',
    "'NAME'@en": '"NAME"@en',
    '"NAME"^^e:dt': '"NAME"^^<http://e/dt>',
    "NUMBER": f'"NUMBER"^^<{XSD}integer>',
    "NUMBER.5": f'"NUMBER.5"^^<{XSD}decimal>',
}
