"""The subcommands: one row each, with its options, its example and what it runs."""

import argparse
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from publisher.disk import in_use
from publisher.errors import SettingsError, SnapshotNotFound
from publisher.settings import Settings
from publisher.snapshot import Manifest, State

Option = tuple[tuple[str, ...], dict[str, Any]]


@dataclass(frozen=True)
class Context:
    """What a command runs with: its arguments, the site's settings, and where it tells of its progress."""

    asked: argparse.Namespace
    given: Settings | None
    tell: Callable[[str], None]

    @property
    def settings(self) -> Settings:
        """The settings of the site; for commands that need one."""
        if self.given is None:
            raise SettingsError("this command needs a site: name it with --site DIR")
        return self.given

    @property
    def state(self) -> State:
        """The site's snapshots."""
        return State(self.settings.state)

    def current(self) -> Manifest:
        """Return the current snapshot; SnapshotNotFound when nothing was built, OtherLayout when it is unusable."""
        manifest = self.state.current()
        if manifest is None:
            raise SnapshotNotFound("there is no snapshot yet: build one with `publisher build`")
        return manifest.usable()

    @contextmanager
    def held(self) -> Iterator[tuple[Manifest, Path]]:
        """Give the current snapshot and its folder, which no build removes until the end of the block."""
        manifest = self.current()
        with ExitStack() as hold:
            while True:
                folder = self.state.folder(manifest.id)
                with suppress(FileNotFoundError):
                    hold.enter_context(in_use(folder))
                # Another may have become current, and this one been removed, before it was marked.
                marked, manifest = manifest, self.current()
                if marked.id == manifest.id:
                    break
            yield manifest, folder


@dataclass(frozen=True)
class Command:
    """A subcommand; `description` is its help, `example` a line that works."""

    name: str
    summary: str
    description: str
    example: str
    run: Callable[[Context], int]
    options: tuple[Option, ...] = field(default=())
    needs_site: Callable[[argparse.Namespace], bool] = lambda asked: True


def option(*names: str, **settings: Any) -> Option:
    """Return an option as argparse takes it."""
    return names, settings


# Each command's work is imported when it runs: `serve` must load neither rdflib nor pySHACL.
def _check(context: Context) -> int:
    from publisher.cli.checking import run

    return run(context)


def _build(context: Context) -> int:
    from publisher.cli.building import run

    return run(context)


def _serve(context: Context) -> int:
    from publisher.cli.serving import run

    return run(context)


def _query(context: Context) -> int:
    from publisher.cli.querying import run

    return run(context)


def _dump(context: Context) -> int:
    from publisher.cli.dumping import run

    return run(context)


def _format(context: Context) -> int:
    from publisher.cli.formatting import run

    return run(context)


def _new(context: Context) -> int:
    from publisher.cli.scaffolding import run

    return run(context)


def _snapshots(context: Context) -> int:
    current = context.state.current()
    for manifest in context.state.manifests():
        mark = "*" if current is not None and manifest.id == current.id else " "
        made = manifest.made[:19].replace("T", " ")
        other = "" if manifest.is_usable else "  (made by another version of publisher: not usable)"
        print(f"{mark} {manifest.id}  {made}  {manifest.counts['triples']:>10} triples  {manifest.base}{other}")
    if current is None:
        context.tell("there is no current snapshot: build one with `publisher build`")
    return 0


def _rollback(context: Context) -> int:
    state = context.state
    with state.locked(lambda: context.tell("a build is at work: waiting for it to end")):
        manifest = state.before_current() if context.asked.id is None else state.find(context.asked.id)
        state.activate(manifest)
    print(f"current: {manifest.id} of {manifest.base}")
    return 0


BASE = option("--base-iri", metavar="IRI", help="where the site is published (default: base_iri of publisher.toml)")

COMMANDS = (
    Command(
        "check",
        "parse, lint and validate the sources",
        "Parse, lint and validate the sources; print every finding with its file and line. Exit status 1 if any is a "
        "violation.",
        "publisher check --format json",
        _check,
        (
            option("--format", choices=("text", "json", "turtle"), default="text", help="how findings are printed"),
            option("--lang", choices=("en", "ja"), help="language of messages (default: that of the environment)"),
        ),
    ),
    Command(
        "build",
        "check, then write a snapshot and make it current",
        "Check the sources, write a new immutable snapshot and make it current in one step. A failed check changes "
        "nothing.",
        "publisher build --base-iri https://data.example/kg/",
        _build,
        (BASE,),
    ),
    Command(
        "serve",
        "serve the current snapshot, built anew if the sources have changed",
        "Build if the sources, the settings or the base have changed, then serve the current snapshot. SIGHUP or a new "
        "snapshot switches without a lost request; SIGTERM lets running requests finish.",
        "publisher serve --port 9000",
        _serve,
        (
            option("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)"),
            option("--port", type=int, default=8000, help="port to listen on (default: %(default)s)"),
            option("--workers", type=int, metavar="N", help="worker processes (default: [serve] workers)"),
            BASE,
        ),
    ),
    Command(
        "query",
        "ask the current snapshot, without a server",
        "Run a SPARQL query on the current snapshot: its text, @FILE, or - for standard input. What it names under "
        "authored_base is found where it is published.",
        'publisher query "SELECT (COUNT(*) AS ?triples) { ?s ?p ?o }"',
        _query,
        (
            option("--format", default=None, help="table json xml csv tsv; for graphs turtle nt nq trig jsonld rdf n3"),
            option(
                "--timeout",
                type=float,
                metavar="SECONDS",
                help="how long it may take, be it longer than [limits] query_seconds (the default)",
            ),
            option("query", metavar="TEXT|@FILE|-", help="the query"),
        ),
    ),
    Command(
        "dump",
        "write the data of the current snapshot",
        "Write the current snapshot's data, all of it or one graph.",
        "publisher dump --format nq -o all.nq",
        _dump,
        (
            option("--format", default="turtle", help="turtle nt nq trig jsonld rdf (default: %(default)s)"),
            option("--graph", metavar="IRI", help="only this graph"),
            option("-o", "--output", metavar="FILE", type=Path, help="where to (default: standard output)"),
        ),
    ),
    Command(
        "snapshots",
        "list the snapshots",
        "List the snapshots, oldest first; * marks the current one.",
        "publisher snapshots",
        _snapshots,
    ),
    Command(
        "rollback",
        "make an earlier snapshot current",
        "Make an earlier snapshot current: the one before, or the one whose id begins as given.",
        "publisher rollback 3f9c",
        _rollback,
        (option("id", metavar="ID", nargs="?", help="the beginning of its id"),),
    ),
    Command(
        "format",
        "rewrite Turtle in its canonical form",
        "Rewrite Turtle in its canonical, diff-stable form: all in ontology/, data/ and shapes/, or what is named.",
        "publisher format --check data/",
        _format,
        (
            option("--check", action="store_true", help="change nothing; exit status 1 if anything would change"),
            option("paths", metavar="PATH", nargs="*", type=Path, help="files or folders"),
        ),
        needs_site=lambda asked: not asked.paths,
    ),
    Command(
        "new",
        "make a small site to start from",
        "Make a folder with a small site that passes its checks and can be served.",
        "publisher new my-site",
        _new,
        (option("dir", metavar="DIR", type=Path, help="the folder to make"),),
        needs_site=lambda asked: False,
    ),
)
