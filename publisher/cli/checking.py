"""`publisher check`: print every finding with its place."""

import os
import sys
from typing import TextIO

from publisher.checks import Checked, check
from publisher.checks.output import colour_wanted, render
from publisher.cli.commands import Context


def run(context: Context) -> int:
    """Check the sources; 1 if anything is a violation."""
    checked = check(context.settings)
    sys.stdout.write(shown(checked, context.asked.format, context.asked.lang))
    return 0 if checked.passed else 1


def shown(checked: Checked, form: str, language: str | None, output: TextIO = sys.stdout) -> str:
    """Return findings as text for an output, coloured where that is a terminal that wants it."""
    colour = colour_wanted(output.isatty(), os.environ)
    return render(checked, form, language or environment_language(), colour)


def environment_language() -> str:
    """Return the language of messages that the environment asks for: Japanese, or else English."""
    asked = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "ja" if asked.lower().startswith("ja") else "en"
