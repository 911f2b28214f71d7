"""`publisher serve`: make sure that a snapshot is current, then serve it."""

import subprocess
import sys

from publisher.cli.commands import Context
from publisher.errors import PublisherError, SettingsError
from publisher.fingerprint import fingerprint
from publisher.serve import serve
from publisher.serve.supervisor import Address, check_address
from publisher.settings import Settings, check_base


class BuildFailed(PublisherError):
    """The build that had to come first did not end well; it has said why."""

    def __init__(self, status: int) -> None:
        super().__init__("nothing to serve: the build above failed")
        self.status = status


def run(context: Context) -> int:
    """Serve until SIGTERM; build first where sources, settings or base have changed."""
    settings, asked = context.settings, context.asked
    address = Address(asked.host, asked.port)
    base = check_base(asked.base_iri or settings.site.base_iri or address.base, "--base-iri")
    workers = asked.workers or settings.serve.workers
    if workers < 1 or not 0 < address.port < 65536:
        raise SettingsError("--workers must be at least 1, and --port from 1 to 65535")
    check_address(address, base)
    _bring_up_to_date(context, settings, base)
    return serve(settings, base, address, workers, context.tell)


def _bring_up_to_date(context: Context, settings: Settings, base: str) -> None:
    newest = context.state.newest(base)
    if newest is None or newest.fingerprint != fingerprint(settings, base):
        status = _build(settings, base)
        current = context.state.current()
        if status and not (current and current.base == base):
            raise BuildFailed(status)
        if status:
            context.tell("the sources do not pass, so the snapshot from before is served; mend them and build again")
    current = context.state.current()
    if (current is None or current.base != base) and (newest := context.state.newest(base)):
        context.state.activate(context.state.find(newest.id))


def _build(settings: Settings, base: str) -> int:
    """Build in a process of its own: this one stays small, without rdflib and pySHACL."""
    command = [sys.executable, "-m", "publisher", "build", "--base-iri", base]
    command += ["--site", str(settings.root), "--state", str(settings.state)]
    return subprocess.run(command, stdout=sys.stderr, check=False).returncode
