"""The order of publication: one input one id, nothing half done, whatever happens meanwhile."""

import fcntl
import gc
import hashlib
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse
from support import ROOT, clean_environment, publisher, write_site

from publisher.build import CheckFailed, build
from publisher.documents import Documents
from publisher.settings import load_settings
from publisher.snapshot import Manifest, State, damaged_files

BASE = "https://data.example/kg/"
SETTINGS = '[site]\ntitle = "Test"\nauthored_base = "https://example.org/t/"\ndocument = "data/page.txt"\n'
PREFIXES = """@prefix ex: <https://example.org/t/def#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
DATA = (
    PREFIXES
    + """<https://example.org/t/id/a>
    ex:number "007"^^xsd:int , "1.10"^^xsd:decimal , "1"^^xsd:boolean , "INF"^^xsd:double ;
    ex:at "2015-02-01T00:00:00+00:00"^^xsd:dateTime ;
    ex:part [ ex:label "x" ; ex:part [ ex:label "y" ] ] , [ ex:label "z" ] .
"""
)
SHAPES = """@prefix ex: <https://example.org/t/def#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix shape: <https://example.org/t/shapes#> .
shape:Person a sh:NodeShape ; sh:targetClass ex:Person ; sh:property shape:name .
shape:name a sh:PropertyShape ; sh:path ex:name ; sh:minCount 1 ; sh:message "Give a name"@en .
"""
FILES = {
    "ontology/prefixes.ttl": PREFIXES,
    "data/a.ttl": DATA,
    "data/page.txt": "The source.",
    "data/questions/all.rq": "# What is there?\nSELECT * { ?s ?p ?o }\n",
    "shapes/person.ttl": SHAPES,
}
PUBLISHED = ("documents.sqlite", "search.sqlite", "report.ttl", "shapes.ttl", "dataset.nt", "service.nt", "source.txt")


def site_in(folder: Path, settings: str = SETTINGS, **changed: str) -> Path:
    """Write the site; `changed` names files by their stem."""
    files = {name: changed.get(Path(name).stem, text) for name, text in FILES.items()}
    return write_site(folder, files, settings)


def built(site: Path, base: str = BASE, **environment: str) -> Manifest:
    return build(load_settings(site, environment), base, lambda _: None)


def id_of(folder: Path, base: str = BASE, settings: str = SETTINGS, **changed: str) -> str:
    """Return the id of the site with changes, built in a folder of its own."""
    return built(site_in(folder / str(len(os.listdir(folder))), settings, **changed), base).id


def published_bytes(site: Path) -> dict[str, str]:
    """Return the digest of each file from which documents and dumps come."""
    folder = (site / ".publisher" / "current").resolve()
    paths = [folder / name for name in PUBLISHED] + sorted((folder / "dumps").iterdir())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def test_the_same_input_is_the_same_bytes_in_another_folder_process_and_order_of_hashes(tmp_path):
    answers = set()
    for number, seed in enumerate(("0", "1", "4242")):
        site = site_in(tmp_path / f"folder{number}" / ("deep/" * number))
        for path in site.rglob("*"):
            os.utime(path, (number * 10**8, number * 10**8))
        environment = {"PYTHONHASHSEED": seed, "TZ": ("UTC", "Asia/Tokyo", "America/Lima")[number]}
        done = publisher("build", "--site", site, "--base-iri", BASE, **environment)
        assert done.returncode == 0, done.stderr
        answers.add((done.stdout, tuple(sorted(published_bytes(site).items()))))
    assert len(answers) == 1


def test_nothing_but_the_manifest_tells_the_day_of_the_build(tmp_path):
    site = site_in(tmp_path)
    made = datetime.fromisoformat(built(site).made)
    folder = (site / ".publisher" / "current").resolve()
    day = made.date().isoformat().encode()
    assert [str(path) for path in folder.rglob("*") if path.is_file() and day in path.read_bytes()] == [
        str(folder / "manifest.json")
    ]


@pytest.mark.parametrize(
    ("comments", "titles"),
    [
        ("# What?\n# ja: 何？\n# A note: not a title.\n", {"en": "What?", "ja": "何？"}),
        ("# ja: 何？\n# en: What?\n", {"ja": "何？", "en": "What?"}),
        ("# un: what is it?\n", {"en": "un: what is it?"}),
        ("", {}),
    ],
    ids=["two languages", "each with its tag", "no tag of the site's", "no comment"],
)
def test_a_question_is_offered_in_the_languages_of_its_comments(tmp_path, comments, titles):
    site = site_in(tmp_path, all=f"\ufeff\n{comments}SELECT * {{ ?s ?p ?o }}\n")
    built(site)
    (row,) = Documents(site / ".publisher" / "current" / "documents.sqlite").fact("questions")
    assert (row["titles"], row["title"]) == (titles, next(iter(titles.values()), "all"))


CHANGES = {
    "a triple": {"a": DATA + "ex:new ex:p ex:o .\n"},
    "a lexical form": {"a": DATA.replace('"007"', '"07"')},
    "a time zone's form": {"a": DATA.replace("+00:00", "Z")},
    "a language": {"a": DATA.replace('"z"', '"z"@en')},
    "a prefix": {"prefixes": PREFIXES + "@prefix more: <https://example.org/more#> .\n"},
    "a shape": {"person": SHAPES.replace("Give a name", "Write a name")},
    "a question": {"all": "# What is there?\nSELECT ?s { ?s ?p ?o }\n"},
    "the document": {"page": "The source, changed."},
    "the title": {"settings": SETTINGS.replace("Test", "Other")},
    "a limit": {"settings": SETTINGS + "[limits]\nincoming = 7\n"},
    "the base": {"base": "https://data.example/other/"},
}


def test_the_id_changes_with_each_thing_that_reaches_a_byte(tmp_path):
    ids = {what: id_of(tmp_path, **change) for what, change in CHANGES.items()}
    assert len({id_of(tmp_path), *ids.values()}) == len(CHANGES) + 1, ids


def test_the_id_does_not_change_with_what_reaches_none(tmp_path):
    shuffled = PREFIXES + "".join(f"{line} .\n" for line in reversed(_triples(DATA)))
    same = {
        "comments and blank lines": {"a": "# About a\n\n" + DATA.replace(";", ";\n\n   # more\n")},
        "another order": {"a": shuffled},
        "another end of lines": {"a": DATA.replace("\n", "\r\n")},
        "a byte-order mark": {"a": "\ufeff" + DATA},
        "how many snapshots are kept": {"settings": SETTINGS + "[snapshots]\nkeep = 3\n"},
        "how many workers serve": {"settings": SETTINGS + "[serve]\nworkers = 1\n"},
        "where the base comes from": {"settings": SETTINGS + f'base_iri = "{BASE}"\n'},
    }
    ids = {what: id_of(tmp_path, **change) for what, change in same.items()}
    assert set(ids.values()) == {id_of(tmp_path)}, ids


def _triples(turtle: str) -> list[str]:
    return [str(quad.triple) for quad in parse(turtle, RdfFormat.TURTLE)]


def test_lexical_forms_leave_as_written(tmp_path):
    site = site_in(tmp_path)
    folder = State(site / ".publisher").folder(built(site).id)
    document = Documents(folder / "documents.sqlite").at(f"{BASE}id/a")
    assert document
    xsd = "http://www.w3.org/2001/XMLSchema#"
    forms = {
        f'"007"^^<{xsd}int>',
        f'"1.10"^^<{xsd}decimal>',
        f'"1"^^<{xsd}boolean>',
        f'"INF"^^<{xsd}double>',
        f'"2015-02-01T00:00:00+00:00"^^<{xsd}dateTime>',
    }
    assert forms <= {str(quad.object) for quad in document.outgoing}
    for suffix, form in (
        ("nt", RdfFormat.N_TRIPLES),
        ("nq", RdfFormat.N_QUADS),
        ("ttl", RdfFormat.TURTLE),
        ("trig", RdfFormat.TRIG),
        ("rdf", RdfFormat.RDF_XML),
        ("jsonld", RdfFormat.JSON_LD),
    ):
        quads = parse((folder / "dumps" / f"t.{suffix}").read_bytes(), form)
        assert forms <= {str(quad.object) for quad in quads}, suffix


def test_blank_nodes_carry_their_canonical_labels(tmp_path):
    site = site_in(tmp_path)
    text = (State(site / ".publisher").folder(built(site).id) / "dumps" / "t.nt").read_text()
    assert {"_:c14n0", "_:c14n1", "_:c14n2"} == {word for word in text.split() if word.startswith("_:")}


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({"a": DATA + "\nex:broken ex:p .\n"}, "data/a.ttl:8: violation: "),
        ({"a": DATA + "\n<https://example.org/t/id/b> a ex:Person .\n"}, "data/a.ttl:8: violation: "),
    ],
    ids=["syntax", "shape"],
)
def test_a_failed_check_says_where_and_changes_nothing(tmp_path, changed, line):
    site = site_in(tmp_path)
    before = built(site)
    state = State(site / ".publisher")
    seen, pointed = _tree(site / ".publisher"), state.pointed()
    site_in(tmp_path, **changed)
    done = publisher("build", "--site", site, "--base-iri", BASE)
    assert (done.returncode, done.stdout) == (1, "")
    assert line in done.stderr
    assert "what is served stays as it is" in done.stderr.splitlines()[-1]
    assert (_tree(site / ".publisher"), state.pointed(), state.current()) == (seen, pointed, before)
    with pytest.raises(CheckFailed):
        built(site)


def _tree(folder: Path) -> dict[str, str]:
    paths = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def test_the_document_that_was_checked_is_the_one_that_is_published(tmp_path):
    site = site_in(tmp_path)
    page = site / "data" / "page.txt"
    build(load_settings(site, {}), BASE, lambda _: None, lambda _: page.unlink() or page.write_text("Another."))
    assert (site / ".publisher" / "current" / "source.txt").read_text() == FILES["data/page.txt"]


def test_a_build_tells_how_it_goes_on(tmp_path):
    done = publisher("build", "--site", site_in(tmp_path))
    id_line, counts, base = done.stdout.splitlines()
    assert len(id_line) == 64
    assert counts.startswith("11 triples, 11 quads, ")
    assert base == "published under http://127.0.0.1:8000/"
    told = [line.removeprefix("publisher: ") for line in done.stderr.splitlines()]
    assert (told[0], told[-1]) == ("reading", "sealing")
    assert any(line.startswith("writing 11 triples") for line in told), "long work tells how much it is"


def test_pythons_collector_is_left_as_it_was(tmp_path):
    built(site_in(tmp_path))
    assert gc.isenabled()
    gc.disable()
    try:
        built(site_in(tmp_path))
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_without_any_other_the_base_is_that_of_the_current_snapshot(tmp_path):
    site = site_in(tmp_path)
    built(site)
    assert f"published under {BASE}" in publisher("build", "--site", site).stdout


def test_a_second_build_waits_and_says_so(tmp_path):
    site = site_in(tmp_path)
    state = site / ".publisher"
    state.mkdir()
    with (state / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        waiting = _start(site)
        assert waiting.stderr.readline() == f"publisher: another build is at work in {state}: waiting for it to end\n"
        time.sleep(0.2)
        assert waiting.poll() is None
        assert not list((state / "snapshots").iterdir())
    output, _ = waiting.communicate(timeout=60)
    assert waiting.returncode == 0
    assert (state / "current").resolve().name == output.splitlines()[0]


def test_builds_at_once_end_with_one_snapshot(tmp_path):
    site = site_in(tmp_path)
    running = [_start(site) for _ in range(3)]
    outputs = {one.communicate(timeout=120)[0] for one in running}
    assert [one.returncode for one in running] == [0, 0, 0]
    assert len(outputs) == 1
    assert len(list((site / ".publisher" / "snapshots").iterdir())) == 1


def _start(site: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "publisher", "build", "--site", str(site), "--base-iri", BASE]
    return subprocess.Popen(
        command, cwd=ROOT, env=clean_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


FULL = "is full: free some space and run again; what is being served is untouched"


@pytest.mark.parametrize("blocks", [1, 40, 130])
def test_a_limit_on_the_size_of_files_is_said_and_leaves_the_current_one(tmp_path, blocks):
    site = site_in(tmp_path)
    before = built(site)
    site_in(tmp_path, page="Changed. " * 20_000)
    size = blocks * 1024
    done = subprocess.run(
        [sys.executable, "-m", "publisher", "build", "--site", str(site), "--base-iri", BASE],
        cwd=ROOT,
        env=clean_environment(),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert FULL in done.stderr.splitlines()[-1]
    _holds_only(site / ".publisher", before)


@pytest.mark.parametrize("kilobytes", [700, 1000])
def test_a_full_disk_is_said_and_leaves_the_current_one(tmp_path, kilobytes):
    site = site_in(tmp_path)
    with _small_disk(tmp_path / "disk", kilobytes) as disk:
        state = ("--state", disk / "state", "--site", site, "--base-iri", BASE)
        first = publisher("build", *state)
        assert first.returncode == 0, first.stderr
        before = State(disk / "state").current()
        site_in(tmp_path, page="Changed. " * 50_000)
        done = publisher("build", *state)
        assert (done.returncode, done.stdout) == (2, ""), done.stderr
        assert FULL in done.stderr.splitlines()[-1]
        _holds_only(disk / "state", before)
        assert publisher("query", "ASK { ?s ?p ?o }", *state[:4]).stdout == "true\n"


@contextmanager
def _small_disk(folder: Path, kilobytes: int) -> Iterator[Path]:
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "none", str(folder)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small disk is not permitted here; the limit on the size of files is tested everywhere")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def _holds_only(state: Path, manifest: Manifest) -> None:
    assert State(state).current() == manifest
    assert os.listdir(state / "snapshots") == [manifest.id]
    assert damaged_files(State(state).folder(manifest.id)) == []


def test_killed_at_any_moment_a_build_leaves_the_old_or_the_new_snapshot(tmp_path):
    site = site_in(tmp_path)
    state = State(site / ".publisher")
    began = time.monotonic()
    known = {_start(site).communicate(timeout=60)[0].splitlines()[0]}
    length = time.monotonic() - began
    moments = 15
    for number in range(moments):
        site_in(tmp_path, page=f"The source, {number}.")
        build_process = _start(site)
        time.sleep(length * (0.3 + 0.8 * number / moments))
        build_process.send_signal(signal.SIGKILL)
        build_process.communicate(timeout=60)
        current = state.current()
        assert current is not None
        assert damaged_files(state.folder(current.id)) == []
        assert current.id in known or (state.folder(current.id) / "source.txt").read_text() == f"The source, {number}."
        known.add(current.id)
    answer = publisher("query", "ASK { ?s ?p ?o }", "--site", site)
    assert (answer.returncode, answer.stdout) == (0, "true\n")
    last = built(site)
    assert state.current() == last
    names = os.listdir(state.snapshots)
    assert not [name for name in names if name.startswith(".")], "what killed builds left is cleared"
    assert sorted(names) == sorted(manifest.id for manifest in state.manifests())


def test_answering_changes_no_file_of_a_snapshot(tmp_path):
    site = site_in(tmp_path)
    manifest = built(site)
    folder = State(site / ".publisher").folder(manifest.id)
    names = {str(path) for path in folder.rglob("*")}
    for query in ("SELECT * { ?s ?p ?o }", f"DESCRIBE <{BASE}id/a>"):
        assert publisher("query", query, "--site", site).returncode == 0
    assert publisher("dump", "--site", site).returncode == 0
    assert {str(path) for path in folder.rglob("*")} == names
    assert damaged_files(folder) == []
