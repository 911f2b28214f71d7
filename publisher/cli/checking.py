"""`publisher check`: print every finding with its place."""

import os
import sys

from publisher.checks import check
from publisher.checks.output import render
from publisher.cli.commands import Context


def run(context: Context) -> int:
    """Check the sources; 1 if anything is a violation."""
    checked = check(context.settings)
    sys.stdout.write(shown(checked, context.asked.format, context.asked.lang))
    return 0 if checked.passed else 1


def shown(checked, form: str, language: str | None):  # type: ignore[no-untyped-def]
    """Return findings as text for standard output, coloured on a terminal (https://no-color.org)."""
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    return render(checked, form, language or environment_language(), colour)


def environment_language() -> str:
    """Return the language of messages that the environment asks for: Japanese, or else English."""
    asked = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "ja" if asked.lower().startswith("ja") else "en"
