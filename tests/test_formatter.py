"""Formatting keeps graph and comments, ends in one canonical text, and refuses by line what it cannot keep."""

import os
import random
import resource
import stat
from pathlib import Path

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, Literal, NamedNode, Quad, RdfFormat, parse

from publisher.errors import SourceError, SurroundingsError
from publisher.lexer import Kind, tokens
from publisher.syntax.formatter import format_paths, format_turtle

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning:rdflib")

quick = settings(max_examples=150, deadline=None, derandomize=True)
HEAD = """@base <http://base.test/a/b> .
@prefix ex: <http://ex.test/> .
@prefix : <#> .
PREFIX deep: <http://ex.test/deep/>
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""

iris = (
    r"<http://ex.test/a> <http://ex.test/\u0061> <http://ex.test/a(b)> <http://ex.test/deep/c> <tel:+81> <rel> <#x> <>"
)
names = r"ex:a ex:b :x ex: ex:a\(b\) ex:%41:b ex:特許 ex:a.b deep:c"
resources = st.sampled_from(iris.split() + names.split())
labels = st.sampled_from(["_:x", "_:y", "_:z", "_:a.b"])
predicates = st.sampled_from(["a", "ex:p", "ex:q", "<http://ex.test/p>", "rdf:type", ":x", "rdf:first", "rdf:rest"])
content = st.text(alphabet="ab\"'\\\n\r\t\0\x0b \u2028😀ש#<.", max_size=8)
numbers = st.sampled_from(["5", "05", "+5", "-1.50", ".5", "1e0", "-.5E-3", "true", "false"])
suffixes = st.sampled_from(["", "", "@en", "@EN-gb", "@zh-Hant", "^^xsd:int", "^^<http://ex.test/dt>", "^^xsd:string"])


@st.composite
def strings(draw: st.DrawFn) -> str:
    """Return a literal in one of the four quotations, with raw line breaks where the quotation allows them."""
    mark = draw(st.sampled_from(['"', "'", '"""', "'''"]))
    text = draw(content).replace("\\", "\\\\").replace("\0", "\\u0000")
    text = text.replace(mark[0], f"\\{mark[0]}")
    if len(mark) == 1:
        text = text.replace("\n", "\\n").replace("\r", "\\r")
    return mark + text + mark + draw(suffixes)


terms = resources | labels | numbers | strings()
values = st.recursive(
    terms,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"( {' '.join(items)} )")
        | st.lists(st.tuples(predicates, inner), max_size=3).map(
            lambda pairs: f"[ {' ; '.join(map(' '.join, pairs))} ]"
        )
    ),
    max_leaves=6,
)
pairs = st.tuples(predicates, st.lists(values, min_size=1, max_size=3)).map(
    lambda pair: f"{pair[0]} {' , '.join(pair[1])}"
)
subjects = resources | labels | st.sampled_from(["[]", "( 1 ex:a )", "[ ex:p _:x ]"])
statements = st.tuples(subjects, st.lists(pairs, min_size=1, max_size=3)).map(lambda s: f"{s[0]} {' ; '.join(s[1])} .")
bodies = st.lists(statements, max_size=6)


def whole(statements: list[str]) -> str:
    return HEAD + "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n" + "\n".join(statements) + "\n"


def graph(text: str) -> Dataset:
    dataset = Dataset(parse(text, format=RdfFormat.TURTLE, base_iri="http://file.test/x"))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def read_by_rdflib(text: str) -> Dataset:
    def term(node: rdflib.term.Node) -> NamedNode | BlankNode | Literal:
        if isinstance(node, rdflib.URIRef):
            return NamedNode(str(node))
        if isinstance(node, rdflib.BNode):
            return BlankNode("b" + str(node).encode().hex())
        if node.language:
            return Literal(str(node), language=node.language)
        return Literal(str(node), datatype=NamedNode(str(node.datatype)) if node.datatype else None)

    read = rdflib.Graph().parse(data=text, format="turtle", publicID="http://file.test/x")
    dataset = Dataset(Quad(term(s), term(p), term(o)) for s, p, o in read)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


@given(body=bodies)
@quick
def test_the_graph_stays_and_formatting_again_changes_nothing(body: list[str]) -> None:
    source = whole(body)
    formatted = format_turtle(source, "x.ttl")
    assert graph(formatted) == graph(source), formatted
    assert format_turtle(formatted, "x.ttl") == formatted
    assert formatted.endswith("\n")
    assert not formatted.endswith("\n\n")


@given(body=bodies, seed=st.integers(0, 99))
@quick
def test_the_order_of_statements_does_not_matter(body: list[str], seed: int) -> None:
    shuffled = list(body)
    random.Random(seed).shuffle(shuffled)
    assert format_turtle(whole(shuffled), "x.ttl") == format_turtle(whole(body), "x.ttl")


@given(body=bodies, data=st.data())
@quick
def test_every_comment_above_a_statement_stays(body: list[str], data: st.DataObject) -> None:
    gaps = st.sampled_from(["", "\n", "\n# c{0}\n", "# c{0}\n# d{0}\n", "# c{0}\n\n# d{0}\n\n", "# c{0} \t\r\n"])
    commented = [data.draw(gaps).format(number) + statement for number, statement in enumerate(body)]
    source = "# Title\n#\n# More\n\n" + whole(commented)
    formatted = format_turtle(source, "x.ttl")
    assert sorted(_comments(formatted)) == sorted(_comments(source))
    assert formatted.startswith("# Title\n#\n# More\n\n@base")
    assert graph(formatted) == graph(source)
    assert format_turtle(formatted, "x.ttl") == formatted


def _comments(text: str) -> list[str]:
    return [token.text.strip() for token in tokens(text) if token.kind is Kind.COMMENT]


@given(body=bodies)
@quick
def test_rdflib_reads_what_is_written(body: list[str]) -> None:
    source = whole(body)
    for number in ("-1.50", "05", "+5", "-.5E-3", ".5", "1e0"):  # rdflib makes numbers of these, and loses their form.
        source = source.replace(f" {number}", " 5")
    formatted = format_turtle(source, "x.ttl")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rdflib, "NORMALIZE_LITERALS", False)
        assert read_by_rdflib(formatted) == graph(formatted), formatted


def test_a_file_is_laid_out_for_readers_and_for_diffs() -> None:
    source = """# The head, which stays.
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
# For labels.
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix ex: <http://ex.test/> .

# Offices
<http://ex.test/wjo> a ex:Office ; ex:in _:place ; ex:note '''two
lines''' ; ex:named 'WIPO "Japan" Office'@en-GB , "WIPO日本事務所"@ja ; ex:staff 05 .

_:place ex:city ex:tokyo ; a ex:Place .
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
ex:a ex:list _:l1 . _:l1 rdf:first 1 ; rdf:rest ( 2 ) .
# Said again.
ex:wjo ex:staff 05, 7 .
[ ex:of _:kept ] ex:of _:kept . _:kept ex:p [] .
"""
    assert (
        format_turtle(source, "x.ttl")
        == """# The head, which stays.

@prefix ex: <http://ex.test/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
# For labels.
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

ex:a
    ex:list ( 1 2 ) .

# Offices
# Said again.
ex:wjo
    a ex:Office ;
    ex:in [
        a ex:Place ;
        ex:city ex:tokyo
    ] ;
    ex:named
        "WIPO \\"Japan\\" Office"@en-GB,
        "WIPO日本事務所"@ja ;
    ex:note \"\"\"two
lines\"\"\" ;
    ex:staff
        05,
        7 .

[]
    ex:of [ ex:p [] ] .
"""
    )


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("ex:a ex:b ex:c .", "x.ttl:1: The prefix ex: has not been declared"),
        ("<a> <b> <c> .\n\n<d> .", "x.ttl:3: "),
        ('<a> <b> "c\nd" .', "x.ttl:1: Line jumps are not allowed"),
        ("<a> <b> <c> . # why", "x.ttl:1: this comment would be lost; move it above the statement it speaks of"),
        ("<a> <b>\n# why\n<c> .", "x.ttl:2: this comment would be lost"),
        ("<a> <b> <c> ; # why\n <d> <e> .", "x.ttl:1: this comment would be lost"),
        ("<a> <b> (\n1 # one\n) .", "x.ttl:2: this comment would be lost"),
        ('<a> <b> "c" # why\n.', "x.ttl:1: this comment would be lost"),
        ("@prefix # why\nex: <x> .", "x.ttl:1: this comment would be lost"),
        ("<a> <b> <c> .\n# the end", "x.ttl:2: this comment would be lost"),
        (
            "@prefix e: <http://a/> .\n@prefix e: <http://b/> .\ne:a e:b e:c .",
            "x.ttl:2: prefix e: has another namespace",
        ),
        ("<a> <b> <c> .\n@base <http://a/> .", "x.ttl:2: the base changes in mid-file"),
        ("@base <http://a/> .\n@base <b> .", "x.ttl:2: the base changes in mid-file"),
        ("@prefix e: <#> .\n@base <http://a/> .", "x.ttl:2: a prefix above is relative to another base"),
        ("<a> <b> <<( <a> <b> <c> )>> .", "x.ttl:1: cannot format '<': only Turtle 1.1 can be formatted"),
        ("<a> <b> <c> {| <d> <e> |} .", "x.ttl:1: cannot format '{': only Turtle 1.1 can be formatted"),
        ("<a> <b> " + "[ <c> " * 2000 + "1" + " ]" * 2000 + " .", "x.ttl:1: "),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_line(source: str, message: str) -> None:
    with pytest.raises(SourceError) as raised:
        format_turtle(source, "x.ttl")
    assert str(raised.value).startswith(message)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("", ""),
        ("\ufeff<a> <b> <c>.", "<a>\n    <b> <c> .\n"),
        ("# only\r\n\r\n# comments", "# only\n\n# comments\n"),
        ("# close\n<a> <b> <c> .", "# close\n<a>\n    <b> <c> .\n"),
        ("# far\n\n# close\n<a> <b> <c> .", "# far\n\n# close\n<a>\n    <b> <c> .\n"),
        ("# far\n\n<b> <b> <c> .\n# x\n\n<a> <b> 1 .", "# far\n\n# x\n<a>\n    <b> 1 .\n\n<b>\n    <b> <c> .\n"),
        ('<a> <b> """x\r\ny""" .\r\n', '<a>\n    <b> """x\\r\ny""" .\n'),
        ('<a> <b> "c"@EN, "c"@en .', '<a>\n    <b> "c"@EN .\n'),
        ("<a> <b> _:x . _:x <b> _:y . _:y <b> _:x .", "<a>\n    <b> _:x .\n\n_:x\n    <b> [ <b> _:x ] .\n"),
        ("_:x <b> _:y . _:y <b> _:x .", "_:x\n    <b> _:y .\n\n_:y\n    <b> _:x .\n"),
        ("<a> <b> _:x .\n# why\n_:x <b> 1 .", "<a>\n    <b> _:x .\n\n# why\n_:x\n    <b> 1 .\n"),
        ("<a> <b> _:x, _:x .", "<a>\n    <b> [] .\n"),
        ('<a> <b> "" , """""" .', '<a>\n    <b> "" .\n'),
        ('<a> <b> """"q"\n""\\"""" .', '<a>\n    <b> """\\"q"\n\\"\\"\\"""" .\n'),
    ],
)
def test_corner_cases(source: str, expected: str) -> None:
    assert format_turtle(source, "x.ttl") == expected
    assert format_turtle(expected, "x.ttl") == expected


def test_a_long_list_spelled_out_becomes_brackets() -> None:
    rdf = "@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .\n"
    cells = [f"_:l{i} rdf:first {i} ; rdf:rest {f'_:l{i + 1}' if i < 2999 else 'rdf:nil'} .\n" for i in range(3000)]
    formatted = format_turtle(f"{rdf}<a> <b> _:l0 .\n{''.join(cells)}", "x.ttl")
    assert formatted.count("(") == 1
    assert len(formatted.splitlines()) == 3005


UGLY = b"\xef\xbb\xbf<b> <p> 1 .\r\n<a> <p> 1 .\r\n"
TIDY = b"<a>\n    <p> 1 .\n\n<b>\n    <p> 1 .\n"


def test_folders_are_walked_and_files_replaced_whole(tmp_path: Path) -> None:
    ugly, tidy, hidden, link = (tmp_path / name for name in ("data/b.ttl", "data/a.ttl", ".venv/x.ttl", "link.ttl"))
    for file, content in ((ugly, UGLY), (tidy, TIDY), (hidden, UGLY), (tmp_path / "data/notes.txt", b"x")):
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(content)
    ugly.chmod(0o640)
    link.symlink_to(ugly)
    before = tidy.stat().st_mtime_ns

    assert format_paths([tmp_path], check=True).changed == [ugly]
    assert ugly.read_bytes() == UGLY
    result = format_paths([tmp_path, ugly], check=False)
    assert (result.changed, result.faults) == ([ugly], [])
    assert ugly.read_bytes() == TIDY
    assert stat.S_IMODE(ugly.stat().st_mode) == 0o640
    assert link.is_symlink()
    assert tidy.stat().st_mtime_ns == before
    assert hidden.read_bytes() == UGLY
    assert sorted(os.listdir(tmp_path / "data")) == ["a.ttl", "b.ttl", "notes.txt"]
    assert format_paths([tmp_path], check=False).changed == []


def test_all_faults_are_told_and_the_other_files_formatted(tmp_path: Path) -> None:
    broken, latin, ugly = (tmp_path / name for name in ("a.ttl", "b.ttl", "c.ttl"))
    broken.write_text("<a> <b>\n.")
    latin.write_bytes(b"# a\n# caf\xe9\n")
    ugly.write_bytes(UGLY)
    (tmp_path / "x.nt").write_text("")
    result = format_paths([tmp_path, tmp_path / "x.nt", tmp_path / "none"], check=False)
    assert result.changed == [ugly]
    messages = [str(fault).removeprefix(f"{tmp_path}/") for fault in result.faults]
    assert messages[0].startswith("a.ttl:2: ")
    assert messages[1:] == [
        "b.ttl:2: is not UTF-8; save the file in that encoding",
        "x.nt: is no Turtle file; only files that end in .ttl are formatted",
        "none: does not exist; name Turtle files, or folders that hold some",
    ]
    assert broken.read_text() == "<a> <b>\n."


def test_a_file_that_cannot_be_written_stays_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "a.ttl"
    file.write_bytes(UGLY)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4, limits[1]))
    try:
        with pytest.raises(SurroundingsError, match=r"a\.ttl cannot be written: File too large"):
            format_paths([file], check=False)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert file.read_bytes() == UGLY
    assert os.listdir(tmp_path) == ["a.ttl"]


@pytest.mark.parametrize("length", [9, 40, 150, 400])
def test_a_chain_of_labelled_blank_nodes_is_nested_eight_levels_deep_and_keeps_its_labels_below(length: int) -> None:
    source = whole(["ex:a ex:p _:n0 ."] + [f"_:n{n} ex:p _:n{n + 1} ." for n in range(length)])
    formatted = format_turtle(source, "x.ttl")
    assert length > 40 or graph(formatted) == graph(source)  # labelling a long chain anew takes minutes
    assert format_turtle(formatted, "x.ttl") == formatted
    assert max(len(line) - len(line.lstrip()) for line in formatted.splitlines()) <= 9 * 4
    assert f"_:n{length}" not in formatted  # of which nothing is said
    assert formatted.count("_:n") == 2 * (length // 9)


def test_labelled_lists_stay_lists_however_long_they_are() -> None:
    cells = [f"_:c{n} rdf:first {n} ; rdf:rest _:c{n + 1} ." for n in range(400)]
    formatted = format_turtle(whole(["ex:a ex:p _:c0 .", *cells, "_:c400 rdf:first 400 ; rdf:rest () ."]), "x.ttl")
    assert "_:c" not in formatted


def test_brackets_nested_too_deeply_are_refused_with_what_to_do() -> None:
    text = HEAD + "ex:a ex:p " + "[ ex:p " * 2000 + "1" + " ]" * 2000 + " ."
    with pytest.raises(SourceError, match=r"^x.ttl:1: brackets are nested too deeply .* give some a label instead$"):
        format_turtle(text, "x.ttl")
