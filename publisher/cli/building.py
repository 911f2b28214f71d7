"""`publisher build`: publish, or say why not."""

import sys

from publisher.build import build
from publisher.checks import Checked
from publisher.cli.checking import shown
from publisher.cli.commands import Context
from publisher.settings import check_base

FALLBACK = "http://127.0.0.1:8000/"


def run(context: Context) -> int:
    """Build a snapshot; print its id and counts."""
    settings = context.settings
    current = context.state.current()
    base = context.asked.base_iri or settings.site.base_iri or (current.base if current else FALLBACK)
    manifest = build(settings, check_base(base, "--base-iri"), context.tell, _show)
    counts = ", ".join(f"{number} {name}" for name, number in manifest.counts.items())
    print(f"{manifest.id}\n{counts}\npublished under {manifest.base}")
    return 0


def _show(checked: Checked) -> None:
    if checked.findings:
        sys.stderr.write(shown(checked, "text", None, sys.stderr))
