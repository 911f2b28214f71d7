"""Findings: what a check has to say of the sources, each with its place and how to mend it."""

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any


class Severity(IntEnum):
    """How grave a finding is; a violation stops the publication (SHACL, section 2.1.4)."""

    INFO = 0
    WARNING = 1
    VIOLATION = 2

    @property
    def word(self) -> str:
        """The word used in output: `violation`, `warning` or `info`."""
        return self.name.lower()


@dataclass(frozen=True)
class Finding:
    """One fault, in the authored space.

    `file` is relative to the site's folder; `line` counts from 1 and is None where no line can be told (JSON-LD).
    `focus_node`, `path` and `value` are terms as N-Triples writes them, without angle brackets for IRIs.
    `messages` maps a language tag to the text ("en" is always there).
    """

    severity: Severity
    messages: dict[str, str]
    file: str | None = None
    line: int | None = None
    focus_node: str | None = None
    path: str | None = None
    value: str | None = None
    shape: str | None = None
    component: str | None = field(default=None, compare=False)

    def message(self, language: str = "en") -> str:
        """Return the text in a language, else in English, else in whatever there is."""
        return self.messages.get(language) or self.messages.get("en") or next(iter(self.messages.values()))

    def as_row(self, language: str = "en") -> dict[str, Any]:
        """Return the finding as a row of `check --format json`, keys in the order that it prints."""
        return {
            "severity": self.severity.word,
            "file": self.file,
            "line": self.line,
            "focus_node": self.focus_node,
            "path": self.path,
            "value": self.value,
            "shape": self.shape,
            "message": self.message(language),
        }


def violation(message: str, ja: str | None = None, **place: Any) -> Finding:
    """Return a violation with an English and, where given, a Japanese message."""
    return Finding(Severity.VIOLATION, {"en": message} | ({"ja": ja} if ja else {}), **place)


def warning(message: str, ja: str | None = None, **place: Any) -> Finding:
    """Return a warning with an English and, where given, a Japanese message."""
    return Finding(Severity.WARNING, {"en": message} | ({"ja": ja} if ja else {}), **place)
