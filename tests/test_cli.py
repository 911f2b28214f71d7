"""The command: exit statuses, messages, output of each subcommand, help that holds."""

import argparse
import json
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse
from support import (
    MINIMAL,
    ROOT,
    clean_environment,
    eventually,
    lay_out_as_another_version,
    publisher,
    serving,
    write_site,
)

from publisher.cli import main
from publisher.cli.commands import COMMANDS, Context
from publisher.cli.reference import SECTIONS, written
from publisher.cli.table import table
from publisher.disk import is_in_use
from publisher.formats import DUMP_FORMATS
from publisher.namespaces import Prefixes
from publisher.settings import load_settings

PEOPLE = """@prefix ex: <https://example.org/t/def#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://example.org/t/id/ada> a ex:Person ; skos:prefLabel "Ada"@en ; ex:knows <https://example.org/t/id/hana> .
<https://example.org/t/id/hana> a ex:Person ; skos:prefLabel "花"@ja , "Hana"@en .
"""
SYNTAX_ERROR = "@prefix ex: <https://example.org/t/def#> .\nex:a ex:b ex:c\nex:d ex:e .\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """A site with a snapshot, for tests that change nothing."""
    folder = write_site(
        tmp_path_factory.mktemp("site"),
        {"data/people.ttl": PEOPLE, "data/places/places.ttl": PEOPLE.replace("id/", "id/place/")},
    )
    done = publisher("build", "--site", folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_an_interrupt_in_the_first_moments_is_one_line() -> None:
    command = [sys.executable, "-X", "importtime", "-m", "publisher", "snapshots", "--site", "/nowhere"]
    with subprocess.Popen(command, cwd=ROOT, env=clean_environment(), stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        assert any(line.split()[-1] == "publisher.errors" for line in process.stderr)
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
    assert process.returncode == 2
    assert [line for line in rest.splitlines() if not line.startswith("import time:")] == ["publisher: interrupted"]


def said(done: subprocess.CompletedProcess[str], status: int) -> str:
    """Return the first line of an error; there is one, and never a traceback."""
    assert done.returncode == status, (done.returncode, done.stdout, done.stderr)
    assert "Traceback" not in done.stderr
    assert "fault of publisher" not in done.stderr
    first = done.stderr.splitlines()[0]
    assert first.startswith("publisher: "), done.stderr
    return first


# What goes wrong, the status it ends with, and words of its first line.
WRONG = [
    ("", 2, "error: the following arguments are required: COMMAND"),
    ("publish", 2, "invalid choice: 'publish'"),
    ("build --colour", 2, "unrecognized arguments: --colour"),
    ("serve --port eighty", 2, "argument --port: invalid int value"),
    ("serve --port 0", 2, "--port is 0"),
    ("serve --port 65536", 2, "--port is 65536"),
    ("serve --workers 0", 2, "--workers is 0"),
    ("serve --workers 100000", 2, "--workers is 100000: it must be a number from 1 to 256"),
    ("serve --host 0.0.0.0 --port 1", 2, "--base-iri"),
    ("serve --host 203.0.113.9 --base-iri https://data.example/", 2, "cannot listen on 203.0.113.9 port 8000"),
    ("serve --host no-such-host.invalid --base-iri https://data.example/", 2, "cannot listen on no-such-host.invalid"),
    ("serve --host a..localhost", 2, "cannot listen on a..localhost port 8000: this is no name of a host"),
    ("build --base-iri data.example", 2, "--base-iri is 'data.example'"),
    ("check --format xml", 2, "invalid choice: 'xml'"),
    ("check --site /no/such/folder", 2, "/no/such/folder/publisher.toml does not exist"),
    ("check --site /dev/null", 2, "/dev/null/publisher.toml cannot be read"),
    ("build --state /dev/null/state", 2, "/dev/null/state"),
    ("build --state /proc/state", 2, "/proc/state"),
    ("query nonsense", 1, "line 1, column 1"),
    ("query 'SELECT * {'", 1, "line 1, column"),
    ("query 'DELETE WHERE { ?s ?p ?o }'", 1, "DELETE is an update; only queries are answered here"),
    ("query 'SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }'", 1, "SERVICE"),
    ("query SITE/publisher.toml", 1, "; to ask what a file holds write @"),
    ("query data/none.rq", 1, "; to ask what a file holds write @data/none.rq"),
    ("query --timeout 0 'ASK {}'", 2, "--timeout is 0: it must be a number of seconds greater than 0"),
    ("query --timeout nan 'ASK {}'", 2, "--timeout is nan"),
    ("query @no-such-file.rq", 2, "the query no-such-file.rq cannot be read: No such file"),
    (
        "query --format turtle 'ASK {}'",
        2,
        "--format turtle does not fit an ASK query: choose one of table, json, xml, csv, tsv",
    ),
    (
        "query --format csv 'CONSTRUCT WHERE { ?s ?p ?o }'",
        2,
        "--format csv does not fit a CONSTRUCT query: choose one of ttl, ",
    ),
    ("query --format pdf 'ASK {}'", 2, "--format pdf"),
    ("query", 2, "arguments are required"),
    ("dump --format html", 2, "--format html is not known"),
    ("dump --graph https://example.org/none", 1, "there is no graph <https://example.org/none>"),
    ("dump -o /no/such/folder/all.ttl", 2, "/no/such/folder/all.ttl cannot be written: No such file"),
    ("dump -o /dev/full", 2, "/dev/full cannot be written: No space left"),
    ("dump --state EMPTY", 1, "there is no snapshot yet"),
    ("query 'ASK {}' --state EMPTY", 1, "there is no snapshot yet"),
    ("rollback", 1, "there is no snapshot of http://127.0.0.1:8000/ before the current one"),
    ("rollback zzz", 1, "no snapshot with an id that begins with 'zzz'"),
    ("rollback --state EMPTY", 1, "nothing is current yet"),
    ("format /no/such/file.ttl", 2, "/no/such/file.ttl does not exist"),
    ("new SITE", 2, "is there already and not empty"),
    ("new /dev/null/site", 2, "cannot write /dev/null/site"),
    ("new", 2, "arguments are required: DIR"),
    ("export", 2, "invalid choice: 'export'"),
]


@pytest.mark.parametrize(("line", "status", "words"), WRONG, ids=[line or "nothing" for line, _, _ in WRONG])
def test_what_goes_wrong_is_said_in_one_line_with_its_status(site, tmp_path, capfd, line, status, words):
    # In this process: what a process of its own adds, others here try.
    arguments = shlex.split(line.replace("SITE", str(site)).replace("EMPTY", str(tmp_path / "empty")))
    where = [] if "--site" in arguments or not arguments or arguments[0] == "new" else ["--site", str(site)]
    try:
        found = main([*arguments[:1], *where, *arguments[1:]])
    except SystemExit as end:
        found = end.code
    output, errors = capfd.readouterr()
    assert words in said(subprocess.CompletedProcess([], found, output, errors), status)
    assert output == ""


def test_an_ambiguous_beginning_of_an_id_is_refused(site, tmp_path):
    state = tmp_path / "state"
    for number in range(2):
        assert publisher("build", "--site", site, "--state", state, PUBLISHER_SITE_TITLE=str(number)).returncode == 0
    assert "2 snapshots with an id that begins with ''" in said(
        publisher("rollback", "", "--site", site, "--state", state), 1
    )


def test_a_file_in_the_way_of_the_state_is_named(site, tmp_path):
    (tmp_path / "state").write_text("in the way")
    for command in ("build", "rollback"):
        message = said(publisher(command, "--site", site, "--state", tmp_path / "state"), 2)
        assert str(tmp_path / "state") in message
        assert "in the way" in message
        assert "--state DIR" in message


def test_a_port_in_use_is_said_before_anything_is_built(site, tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = publisher("serve", "--site", site, "--state", tmp_path / "state", "--port", str(port))
    assert f"cannot listen on 127.0.0.1 port {port}: Address already in use" in said(done, 2)
    assert not (tmp_path / "state").exists()


def test_output_that_cannot_be_written_is_said(site):
    command = [sys.executable, "-m", "publisher", "dump", "--site", str(site)]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command, cwd=ROOT, env=clean_environment(), stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert "the output: No space left on device" in said(done, 2)
    assert done.stderr.count("\n") == 1


def test_output_that_is_closed_is_no_fault(site):
    line = f"{shlex.quote(sys.executable)} -m publisher snapshots --site {shlex.quote(str(site))} >&-"
    done = subprocess.run(["sh", "-c", line], cwd=ROOT, env=clean_environment(), capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_reader_that_has_seen_enough_is_no_error(site):
    line = f"{shlex.quote(sys.executable)} -m publisher snapshots --site {shlex.quote(str(site))} | true"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line], cwd=ROOT, env=clean_environment(), capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")


def test_without_a_site_the_command_says_how_to_make_one(tmp_path):
    message = said(publisher("check", cwd=tmp_path), 2)
    assert "publisher new DIR" in message
    assert "--site DIR" in message


def test_site_and_state_stand_before_or_after_the_name(site, tmp_path):
    given = ["--site", str(site)]
    for arguments in (["snapshots", *given], [*given, "snapshots"]):
        assert " * " in " " + publisher(*arguments, cwd=tmp_path).stdout
    state = ["--state", str(tmp_path / "none")]
    for arguments in (["snapshots", *given, *state], [*given, *state, "snapshots"], [*given, "snapshots", *state]):
        done = publisher(*arguments, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (0, "")
        assert "no current snapshot" in done.stderr


def test_the_nearest_site_upward_is_taken(site):
    assert publisher("snapshots", cwd=site / "data" / "places").stdout.startswith("* ")


def test_a_traceback_is_shown_on_demand_alone(site):
    for arguments in (["--debug", "rollback", "zzz"], ["rollback", "zzz", "--debug"]):
        assert "Traceback" in publisher(*arguments, "--site", site).stderr


def test_check_finds_all_faults_of_all_files_and_says_where(tmp_path):
    site = write_site(tmp_path, {"data/a.ttl": SYNTAX_ERROR, "data/b.nt": "<a> <b> .\n", "data/people.ttl": PEOPLE})
    done = publisher("check", "--site", site)
    assert done.returncode == 1
    assert "data/a.ttl:3: violation: " in done.stdout
    assert "data/b.nt:1: violation: " in done.stdout
    rows = json.loads(publisher("check", "--site", site, "--format", "json").stdout)
    keys = ["severity", "file", "line", "focus_node", "path", "value", "shape", "message"]
    assert all(list(row) == keys for row in rows)
    report = publisher("check", "--site", site, "--format", "turtle").stdout
    assert list(parse(report, RdfFormat.TURTLE))
    japanese = publisher("check", "--site", site, LANG="ja_JP.UTF-8").stdout
    assert japanese == publisher("check", "--site", site, "--lang", "ja").stdout != done.stdout


LABEL = "<http://www.w3.org/2004/02/skos/core#prefLabel>"
QUERY = f'SELECT ?name {{ ?s {LABEL} ?name FILTER(STR(?name) != "Ada") }} ORDER BY ?name'


@pytest.mark.parametrize(
    ("form", "begins"),
    [
        ("table", "name\n----\nHana"),
        ("json", "{"),
        ("xml", "<?xml"),
        ("csv", "name\r\n"),
        ("tsv", "?name\n"),
        ("application/sparql-results+json", "{"),
    ],
)
def test_a_query_is_answered_in_each_format(site, form, begins):
    done = publisher("query", "--site", site, "--format", form, QUERY)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(begins.replace("\r", "")) or done.stdout.startswith(begins)


CONSTRUCT, DESCRIBE = "CONSTRUCT WHERE { ?s ?p ?o }", "DESCRIBE <http://127.0.0.1:8000/id/ada>"


@pytest.mark.parametrize(
    ("form", "query"),
    [
        *((form, CONSTRUCT) for form in ("turtle", "nt", "nq", "trig", "jsonld", "rdf", "n3")),
        *((form, DESCRIBE) for form in ("ttl", "text/turtle", "json", "nq")),
    ],
)
def test_a_graph_is_answered_in_each_format(site, form, query):
    done = publisher("query", "--site", site, "--format", form, query)
    assert done.returncode == 0, done.stderr
    assert "id/ada" in done.stdout


def test_a_query_comes_from_a_file_from_input_or_as_text(site, tmp_path):
    (tmp_path / "ask.rq").write_bytes(b"\xef\xbb\xbfASK { ?s ?p 'Ada'@en }")
    assert publisher("query", "--site", site, f"@{tmp_path}/ask.rq").stdout == "true\n"
    assert publisher("query", "--site", site, "ASK { ?s ?p 'Nobody'@en }").stdout == "false\n"
    command = [sys.executable, "-m", "publisher", "query", "--site", str(site), "-"]
    for text, status, output in ((b"ASK {}", 0, b"true\n"), (b"ASK { ?s ?p '\xff' }", 2, b"")):
        done = subprocess.run(command, input=text, cwd=ROOT, env=clean_environment(), capture_output=True, check=False)
        assert (done.returncode, done.stdout) == (status, output), done.stderr
    assert b"the query standard input is not UTF-8: byte 14" in done.stderr


def test_a_query_past_its_limit_is_ended(site):
    query = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?p ?q ?r . ?s ?t ?u }"
    done = publisher("query", "--site", site, query, PUBLISHER_LIMITS_QUERY_SECONDS="0.5", seconds=20)
    message = said(done, 1)
    assert "stopped after 0.5 s, as [limits] query_seconds says" in message
    assert "--timeout SECONDS" in message
    done = publisher("query", "--site", site, "--timeout", "0.2", query, seconds=20)
    assert "stopped after 0.2 s, as --timeout says" in said(done, 1)


def test_who_asks_by_the_command_may_take_longer_than_the_public(site):
    # Under the public's limit, of a millisecond, none of these would be answered.
    for more in ("60", "1e300", "inf"):
        done = publisher("query", "--site", site, "--timeout", more, QUERY, PUBLISHER_LIMITS_QUERY_SECONDS="0.001")
        assert done.returncode == 0, done.stderr
        assert "Hana" in done.stdout


AUTHORED = "SELECT ?name { <https://example.org/t/id/ada> skos:prefLabel ?name }"


def test_a_query_file_names_things_as_the_sources_do(site, tmp_path):
    (tmp_path / "1.rq").write_text(AUTHORED)
    prefixed = "PREFIX ada: <https://example.org/t/id/a> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
    for query in (
        f"@{tmp_path}/1.rq",
        AUTHORED,
        prefixed + AUTHORED.replace("<https://example.org/t/id/ada>", "ada:da"),
    ):
        done = publisher("query", "--site", site, query)
        assert done.stdout == "name\n----\nAda\n(1 row)\n", done.stderr


@pytest.mark.parametrize(
    "query", [f"{AUTHORED} LIMIT x", "SELECT * { ?s ?p ?o FILTER(<https://example.org/t/def#none>(?s)) }"]
)
def test_a_mistake_is_told_at_its_place_in_the_query_as_it_was_asked(site, query):
    done = publisher("query", "--site", site, query)
    message = said(done, 1)
    shown, caret = done.stderr.splitlines()[1:]
    assert shown == query
    at = query.rindex("x") if query.endswith("x") else query.index("<")
    assert f"line 1, column {at + 1}" in message
    assert caret.index("^") == at


@pytest.mark.parametrize("line", ["serve --foo", "query --nonsense 2", "--nonsense query 2"])
def test_an_unknown_option_is_told_with_the_usage_of_its_subcommand(line):
    name = "serve" if "serve" in line else "query"
    done = publisher(*line.split())
    assert "unrecognized arguments: --" in said(done, 2)
    assert f"usage: publisher {name} " in done.stderr


def test_a_new_site_is_served_by_the_command_as_it_was_called(tmp_path):
    command = Path(sys.executable).with_name("publisher")
    if not command.is_file():
        pytest.skip("publisher is not installed beside Python")
    beside = {**clean_environment(), "PATH": f"{command.parent}:{os.environ['PATH']}"}
    without = {**clean_environment(), "PATH": "/usr/bin:/bin"}
    for number, (called, environment, told) in enumerate(
        (
            ([str(command)], without, str(command)),
            ([str(command)], beside, "publisher"),
            ([sys.executable, "-m", "publisher"], beside, f"{sys.executable} -m publisher"),
        )
    ):
        folder = f"my site {number}"
        done = subprocess.run(
            [*called, "new", folder], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.stdout == f"made {folder}; next: {told} serve --site '{folder}'\n", done.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP], ids=["SIGTERM", "SIGHUP"])
def test_a_query_that_is_ended_leaves_nothing_behind(site, number, request):
    # Whoever started the tests, as with nohup, may have had them ignore it, and so what they start.
    request.addfinalizer(partial(signal.signal, number, signal.signal(number, signal.SIG_DFL)))
    query = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?p ?q ?r . ?s ?t ?u }"
    command = [sys.executable, "-m", "publisher", "query", "--site", str(site), query]
    with tempfile.TemporaryDirectory() as folder:  # the path of a socket must be short
        environment = clean_environment() | {"TMPDIR": folder}
        with subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE) as process:
            eventually(lambda: os.listdir(folder) != [])
            process.send_signal(number)
            assert process.wait(20) == -number
            assert process.communicate()[1] == b""
        eventually(lambda: os.listdir(folder) == [])


def test_columns_of_a_table_stand_below_each_other_whatever_the_letters():
    rows = [("特許庁", "office"), ("Ada", "か\u3099な"), (None, "two\nlines")]
    none = Prefixes({})
    assert table(results(("name", "note"), *rows), none) == (
        "name    note\n------  ---------\n特許庁  office\nAda     か\u3099な\n        two lines\n(3 rows)\n"
    )
    assert table(results(("n",), ("1",)), none).endswith("(1 row)\n")
    assert table(results(("a", "b")), none) == "a  b\n-  -\n(0 rows)\n"
    assert table(b'{"head": {}, "boolean": true}', none) == "true\n"


@pytest.mark.parametrize(
    ("iri", "shown"),
    [
        ("https://e.example/id/ada", "id:ada"),
        ("https://e.example/id/", "id:"),
        ("https://e.example/id/a/b", "https://e.example/id/a/b"),
        ("https://e.example/id/a%2Fb", "https://e.example/id/a%2Fb"),
        ("https://e.example/特許#許", "特:許"),
        ("https://e.example/", "https://e.example/"),
        ("urn:x", "urn:x"),
        ("id:ada", "<id:ada>"),  # an IRI whose scheme is called as a prefix of the site
    ],
)
def test_iris_of_a_table_go_by_their_prefixed_names(iri, shown):
    prefixes = Prefixes({"id": "https://e.example/id/", "特": "https://e.example/特許#", "averylongone": "urn:"})
    term = {"type": "uri", "value": iri}
    triple = {"type": "triple", "value": {"subject": term, "predicate": term, "object": term}}
    answer = {"head": {"vars": ["x", "y"]}, "results": {"bindings": [{"x": term, "y": triple}]}}
    row = table(json.dumps(answer).encode(), prefixes).splitlines()[2]
    assert row == f"{shown}  <<( {shown} {shown} {shown} )>>"


def test_only_the_table_shortens_iris(site):
    query = "SELECT ?s { ?s <http://www.w3.org/2004/02/skos/core#prefLabel> 'Ada'@en } ORDER BY ?s LIMIT 1"
    classes = "SELECT DISTINCT ?c { ?s a ?c }"
    assert publisher("query", "--site", site, classes).stdout == "c\n---------\nex:Person\n(1 row)\n"
    for form in ("csv", "tsv", "json", "xml"):
        assert "http://127.0.0.1:8000/id/" in publisher("query", "--site", site, "--format", form, query).stdout


def results(names: tuple[str, ...], *rows: tuple[str | None, ...]) -> bytes:
    """Return rows of literals as JSON results."""
    bindings = [
        {name: {"type": "literal", "value": value} for name, value in zip(names, row, strict=True) if value is not None}
        for row in rows
    ]
    return json.dumps({"head": {"vars": names}, "results": {"bindings": bindings}}).encode()


@pytest.mark.parametrize(
    ("query", "output"),
    [
        ("SELECT ?x { OPTIONAL { ?x <urn:no> ?y } }", "x\n-\n\n(1 row)\n"),
        ("SELECT ?true { FILTER(false) }", "true\n----\n(0 rows)\n"),
        ("SELECT * {}", "\n(1 row)\n"),
        ("SELECT ?t { BIND(<<( <urn:a> <urn:b> 1 )>> AS ?t) }", f"t\n{'-' * 21}\n<<( urn:a urn:b 1 )>>\n(1 row)\n"),
    ],
)
def test_a_table_has_the_columns_and_rows_of_the_result(site, query, output):
    done = publisher("query", "--site", site, query)
    assert (done.returncode, done.stdout) == (0, output), done.stderr


def test_a_cell_of_a_table_may_be_long(site):
    doubled = "".join(f"BIND(CONCAT(?a{n}, ?a{n}) AS ?a{n + 1}) " for n in range(15))
    done = publisher("query", "--site", site, f"SELECT ?a15 {{ BIND('12345678' AS ?a0) {doubled} }}")
    assert done.stdout.splitlines()[2] == "12345678" * 2**15, done.stderr


@pytest.mark.parametrize("row", DUMP_FORMATS, ids=lambda row: row.suffix)
def test_a_dump_is_the_file_that_is_served(site, row, tmp_path):
    current = site / ".publisher" / "current" / "dumps"
    done = publisher("dump", "--site", site, "--format", row.suffix, "-o", tmp_path / "all")
    assert (done.returncode, done.stdout) == (0, "")
    assert (tmp_path / "all").read_bytes() == (current / f"t.{row.suffix}").read_bytes()


def test_a_dump_of_one_graph_is_asked_for_by_its_iri(site):
    current = site / ".publisher" / "current" / "dumps"
    done = publisher("dump", "--site", site, "--graph", "http://127.0.0.1:8000/graph/places", "--format", "nq")
    assert done.stdout == (current / "t-places.nq").read_text()


def test_a_dump_that_fails_leaves_the_file_from_before(site, tmp_path):
    target = tmp_path / "all.nq"
    target.write_text("before")
    target.chmod(0o640)
    line = f"ulimit -f 0; exec {shlex.quote(sys.executable)} -m publisher dump --format nq --site {site} -o {target}"
    done = subprocess.run(
        ["bash", "-c", line], cwd=ROOT, env=clean_environment(), capture_output=True, text=True, check=False
    )
    assert f"{target} cannot be written: File too large" in said(done, 2)
    assert target.read_text() == "before"
    assert publisher("dump", "--format", "nq", "--site", site, "-o", target).returncode == 0
    assert "id/ada" in target.read_text()
    assert (list(tmp_path.iterdir()), target.stat().st_mode & 0o777) == ([target], 0o640)


def test_a_dump_goes_to_standard_output_by_its_name_too(site):
    done = publisher("dump", "--format", "nq", "--site", site, "-o", "/dev/stdout")
    assert done.stdout == publisher("dump", "--format", "nq", "--site", site).stdout != ""


def test_what_a_command_reads_is_held_until_its_end(site):
    settings = load_settings(site, {})
    context = Context(argparse.Namespace(), settings, print)
    with context.held() as (manifest, folder):
        assert folder.name == manifest.id
        assert is_in_use(folder)
    assert not is_in_use(folder)


def test_snapshots_are_listed_and_the_current_one_marked(site, tmp_path):
    state = tmp_path / "state"
    ids = []
    for title in ("one", "two", "three"):
        done = publisher("build", "--site", site, "--state", state, PUBLISHER_SITE_TITLE=title)
        ids.append(done.stdout.splitlines()[0])
    lines = publisher("snapshots", "--site", site, "--state", state).stdout.splitlines()
    assert [one in line for one, line in zip(ids, lines, strict=True)] == [True] * 3
    assert [line[0] for line in lines] == [" ", " ", "*"]
    assert publisher("rollback", "--site", site, "--state", state).stdout.startswith(f"current: {ids[1]} of ")
    assert publisher("rollback", ids[0][:12], "--site", site, "--state", state).returncode == 0
    assert (state / "current").resolve().name == ids[0]
    lines = publisher("snapshots", "--site", site, "--state", state).stdout.splitlines()
    assert [line[0] for line in lines] == ["*", " ", " "]
    assert "before the current one" in said(publisher("rollback", "--site", site, "--state", state), 1)
    for snapshot_id in ids[:2]:
        lay_out_as_another_version(state, snapshot_id)
    lines = publisher("snapshots", "--site", site, "--state", state).stdout.splitlines()
    assert [line.endswith("(made by another version of publisher: not usable)") for line in lines] == [
        True,
        True,
        False,
    ]
    for arguments in (["rollback", ids[1]], ["query", "ASK {}"], ["dump"]):
        told = said(publisher(*arguments, "--site", site, "--state", state), 1)
        assert "was made by another version of publisher: run `publisher build`" in told


def test_a_new_site_passes_its_check_and_is_canonical(tmp_path):
    done = publisher("new", "my site", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    site = tmp_path / "my site"
    checked = publisher("check", cwd=site)
    assert checked.returncode == 0, checked.stdout
    assert json.loads(publisher("check", "--format", "json", cwd=site).stdout) == []
    assert publisher("format", "--check", cwd=site).returncode == 0
    assert publisher("build", cwd=site).returncode == 0
    assert "is there already and not empty" in said(publisher("new", site), 2)


def test_a_new_site_shows_the_words_that_its_statements_rest_on(tmp_path):
    assert publisher("new", tmp_path / "site").returncode == 0
    with serving(tmp_path / "site", tmp_path / "state") as server:
        source = server.get("source", accept="text/html").text
        assert {name for name in ("R1", "R2") if f">{name}<" in source} == {"R1", "R2"}
        page = server.get("doc/text/sketch-of-the-analytical-engine", accept="text/html").text
        assert "By L. F. Menabrea" in page


def test_the_example_of_the_readme_is_told_where_its_offsets_are_off(tmp_path):
    assert publisher("new", tmp_path / "site").returncode == 0
    example = (ROOT / "README.md").read_text(encoding="utf-8").split("```turtle\n")[1].split("```")[0]
    records = tmp_path / "site" / "data" / "evidence" / "records.ttl"
    assert records.read_text(encoding="utf-8") == example
    records.write_text(example.replace("oa:start 66", "oa:start 60"), encoding="utf-8")
    done = publisher("check", "--site", tmp_path / "site")
    assert done.returncode == 1
    assert "the quote stands at oa:start 66 ; oa:end 83" in done.stdout


def test_each_file_of_a_new_site_says_what_it_is_for(tmp_path):
    assert publisher("new", tmp_path / "site").returncode == 0
    files = sorted((tmp_path / "site").rglob("*.ttl"))
    assert len(files) == 4
    assert all(file.read_text(encoding="utf-8").startswith("# ") for file in files)


def test_a_new_site_may_fill_an_empty_folder(tmp_path):
    (tmp_path / "empty").mkdir()
    assert publisher("new", tmp_path / "empty").returncode == 0
    assert (tmp_path / "empty" / "publisher.toml").is_file()


def test_format_rewrites_or_only_tells(tmp_path):
    untidy = "@prefix ex: <https://example.org/t/def#>.\nex:b a ex:C.\n\n\nex:a a ex:C .\n"
    site = write_site(tmp_path, {"data/untidy.ttl": untidy, "data/wrong.ttl": SYNTAX_ERROR, "notes.ttl": untidy})
    checked = publisher("format", "--check", cwd=site)
    assert checked.returncode == 1
    assert checked.stdout == "data/untidy.ttl: would be rewritten\n"
    assert "data/wrong.ttl:3" in checked.stderr
    assert (site / "data" / "untidy.ttl").read_text() == untidy
    done = publisher("format", cwd=site)
    assert (done.returncode, done.stdout) == (1, "data/untidy.ttl: was rewritten\n")
    assert (site / "data" / "wrong.ttl").read_text() == SYNTAX_ERROR
    assert (site / "notes.ttl").read_text() == untidy, "outside the three folders, and not named"
    (site / "data" / "wrong.ttl").unlink()
    again = publisher("format", "--check", cwd=site)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert publisher("format", "notes.ttl", cwd=site).stdout == "notes.ttl: was rewritten\n"


def test_format_of_what_is_named_needs_no_site(tmp_path):
    (tmp_path / "notes.ttl").write_text("<urn:a>   <urn:b> <urn:c>.")
    done = publisher("format", "notes.ttl", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "notes.ttl: was rewritten\n"), done.stderr
    assert "publisher new DIR" in said(publisher("format", cwd=tmp_path), 2)


def test_every_command_has_help_with_its_example():
    whole = publisher("--help")
    assert whole.returncode == 0
    for command in COMMANDS:
        assert f"  {command.name}  " in whole.stdout
        help_text = publisher(command.name, "--help")
        assert help_text.returncode == 0
        assert command.example in " ".join(help_text.stdout.split())
        assert command.example.startswith(f"publisher {command.name}")
        for word in ("--site", "--state"):
            assert word in help_text.stdout


@pytest.mark.parametrize("command", [one for one in COMMANDS if one.name != "serve"], ids=lambda one: one.name)
def test_the_example_of_each_command_works(site, tmp_path, command):
    shutil.copytree(site, tmp_path / "site", symlinks=True)
    state = tmp_path / "site" / ".publisher"
    if command.name == "rollback":
        publisher("build", cwd=tmp_path / "site", PUBLISHER_SITE_TITLE="another")
        first = (site / ".publisher" / "current").resolve().name
        example = command.example.replace("3f9c", first[:4])
    else:
        example = command.example
    done = publisher(*shlex.split(example)[1:], cwd=tmp_path / "site")
    # `format --check` says of the site's own Turtle that it could be tidier.
    assert done.returncode == (1 if command.name == "format" else 0), done.stderr
    assert state.is_dir()


def test_the_tables_of_the_readme_are_those_of_the_code():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert written(text) == text
    for name, write in SECTIONS.items():
        assert f"<!-- generated: {name} -->\n{write()}\n" in text


def test_a_file_out_of_step_is_told_and_rewritten(tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text("# A\n<!-- generated: commands -->\nold\n<!-- end: commands -->\nafter\n")
    command = [sys.executable, "-m", "publisher.cli.reference", str(readme)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    checked = subprocess.run([*command, "--check"], env=environment, capture_output=True, text=True, check=False)
    assert checked.returncode == 1
    assert "out of step" in checked.stderr
    assert subprocess.run(command, env=environment, check=False).returncode == 0
    assert "| `check` |" in readme.read_text()
    assert readme.read_text().endswith("<!-- end: commands -->\nafter\n")
    assert subprocess.run([*command, "--check"], env=environment, check=False).returncode == 0


def test_the_minimal_site_builds(tmp_path):
    done = publisher("build", "--site", write_site(tmp_path, {}, MINIMAL))
    assert done.returncode == 0, done.stderr
    assert "0 triples" in done.stdout
