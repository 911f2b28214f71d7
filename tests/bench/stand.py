"""What the cases share: the site, its snapshot, and the servers, each started when it is first asked for."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from load import rested
from neighbours import NEIGHBOURS
from nginx import fetched_variant, nginx
from parties import WORKERS, Ground, Missing, Party
from support import Server, free_port, publisher, serving

from data import PER_THING, synthetic_site
from publisher.formats import DOCUMENT_FORMATS
from publisher.settings import Settings, load_settings
from publisher.snapshot import DUMPS, Manifest, State

BUILD_SECONDS = 1200
HOT = 7  # the thing whose document is asked for again and again


@dataclass
class Stand:
    """A run of the benchmark: its folder, its size, and how often and how many seconds each thing is measured.

    `missing` names the rivals that are not here, with the reason.
    """

    folder: Path
    triples: int
    rounds: int
    seconds: float
    stack: ExitStack
    missing: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)

    @property
    def things(self) -> int:
        """How many things the data describes."""
        return self.triples // PER_THING

    @property
    def base(self) -> str:
        """What the site is published under."""
        return f"http://127.0.0.1:{self.port}/"

    @cached_property
    def site(self) -> Path:
        """The folder of the site."""
        return synthetic_site(self.folder / "site", self.triples)

    @property
    def settings(self) -> Settings:
        """The settings under which the site is built to be served here."""
        return load_settings(self.site, {}, self.folder / "state")

    @property
    def manifest(self) -> Manifest:
        """What the site's snapshot is; it is built when there is none."""
        state = State(self.settings.state)
        if state.current() is None:
            where = ["--site", self.site, "--state", state.path, "--base-iri", self.base]
            done = publisher("build", *where, seconds=BUILD_SECONDS)
            assert done.returncode == 0, done.stderr
        current = state.current()
        assert current
        return current

    @property
    def snapshot(self) -> Path:
        """The folder of the site's snapshot."""
        return State(self.settings.state).folder(self.manifest.id)

    @cached_property
    def server(self) -> Server:
        """Publisher's server until the end of the run, at rest: it has asked itself what pages offer to ask."""
        state = self.settings.state
        server = self.stack.enter_context(
            serving(self.site, state, "", self.port, BUILD_SECONDS, PUBLISHER_SERVE_WORKERS=str(WORKERS))
        )
        rested(server.process.pid)
        return server

    @cached_property
    def publisher(self) -> Party:
        """Publisher as one who takes part."""
        return Party("publisher", self.base.rstrip("/"), self.server.process.pid, self.thing, has_documents=True)

    @property
    def thing(self) -> str:
        """What comes before the number of a thing in its name."""
        return f"{self.base}id/thing/"

    @cached_property
    def ground(self) -> Ground:
        """What rivals start from: the dump of the whole dataset."""
        dumps = self.snapshot / DUMPS
        return Ground(self.folder, min(dumps.glob("*.nt"), key=lambda file: len(file.name)), self.thing)

    @cached_property
    def neighbours(self) -> list[Party]:
        """The rivals that answer queries, as far as they are here."""
        found = []
        for name, start in NEIGHBOURS.items():
            try:
                found.append(self.stack.enter_context(start(self.ground)))
            except Missing as reason:
                self.missing[name] = str(reason)
        return found

    @cached_property
    def nginx(self) -> list[Party]:
        """nginx with what publisher answers for the hot document; none where it is missing."""
        path = self.publisher.document(HOT).removeprefix(self.publisher.origin)
        variants = [
            fetched_variant(self.publisher.origin, path, row.media_type, row.suffix) for row in DOCUMENT_FORMATS
        ]
        modified = self.snapshot.lstat().st_mtime
        try:
            rival = nginx(self.ground, variants, path, modified, self.ground.dump.parent)
            return [self.stack.enter_context(rival)]
        except Missing as reason:
            self.missing["nginx"] = str(reason)
            return []

    def parties(self, with_nginx: bool = False) -> list[Party]:
        """Return publisher and after it the rivals that are here."""
        return [self.publisher, *(self.nginx if with_nginx else ()), *self.neighbours]
