"""`publisher serve`: make sure that a snapshot is current, then serve it."""

import signal
import subprocess
import sys
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from publisher.cli.commands import Context
from publisher.errors import PublisherError, SettingsError, SurroundingsError
from publisher.fingerprint import fingerprint
from publisher.serve.address import Address, check_reach, reserved
from publisher.serve.signals import Ended, Signals, signals
from publisher.serve.supervisor import LOOK, Task, serve
from publisher.settings import check_base, check_number


class BuildFailed(PublisherError):
    """The build that had to come first did not end well; it has said why."""

    def __init__(self, status: int) -> None:
        super().__init__(f"nothing to serve: the build above {_failure(status)}")
        self.status = status if status > 0 else SurroundingsError.status


def run(context: Context) -> int:
    """Serve until SIGTERM; build first where sources, settings or base have changed."""
    task = _task(context)
    with signals() as received, reserved(task.address) as place, suppress(Ended):
        _bring_up_to_date(context, task, received)
        if not received.ended:
            serve(replace(task, place=place), received, _ready, context.tell)
    return 0


def _task(context: Context) -> Task:
    settings, asked = context.settings, context.asked
    if not 0 < asked.port < 65536:
        raise SettingsError(f"--port is {asked.port}: it must be from 1 to 65535")
    address = Address(asked.host, asked.port)
    workers = settings.serve.workers if asked.workers is None else asked.workers
    check_number("--workers", workers, "[serve] workers")
    given = asked.base_iri or settings.site.base_iri
    base = check_base(given or address.base, "--base-iri")
    check_reach(address, given)
    return Task(settings, base, address, address, workers)


def _bring_up_to_date(context: Context, task: Task, received: Signals) -> None:
    """Make a snapshot of the base current: the newest, built anew where it is not of these sources and settings."""
    state = context.state
    newest = state.newest(task.base)
    if newest is None or newest.fingerprint != fingerprint(task.settings, task.base):
        status = _build(task, received)
        if received.ended:
            return
        if status and newest is None:
            raise BuildFailed(status)
        if status:
            context.tell(
                f"the build above {_failure(status)}, so the snapshot from before is served; mend that and build again"
            )
    current = state.current()
    if current is None or current.base != task.base or not current.is_usable:
        waiting = "a build is at work: waiting for it to end"
        with state.locked(lambda: context.tell(waiting), lambda seconds: _wait(received, seconds)):
            if newest := state.newest(task.base):
                state.activate(state.find(newest.id))


def _wait(received: Signals, seconds: float) -> None:
    received.wait(seconds)
    if received.ended:
        raise Ended


def _failure(status: int) -> str:
    """Return what happened to a build that ended with a status other than 0; a negative one is a signal's number."""
    if status > 0:
        return "failed"
    names = {int(one): one.name for one in signal.Signals}
    return f"was ended by {names.get(-status, f'signal {-status}')} (SIGKILL: often too little memory)"


def _build(task: Task, received: Signals) -> int:
    """Build in a process of its own: this one stays small, without rdflib and pySHACL."""
    command = [sys.executable, "-m", "publisher", "build", "--base-iri", task.base]
    command += ["--site", str(task.settings.root), "--state", str(task.settings.state)]
    # The folder: so that `-m` finds this package and no other.
    with subprocess.Popen(command, stdout=sys.stderr, cwd=Path(__file__).parents[2]) as process:
        while process.poll() is None and not received.ended:
            received.wait(LOOK)
        if received.ended:
            process.terminate()
    return process.returncode


def _ready(text: str) -> None:
    print(f"publisher: {text}", flush=True)
