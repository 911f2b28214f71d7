"""Findings as people and programs read them: text, JSON, or the SHACL report in Turtle."""

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType

from publisher.checks import Checked
from publisher.findings import Finding, Severity
from publisher.formats import TURTLE
from publisher.syntax import serialise
from publisher.syntax.names import Names

_COLOURS: Mapping[Severity, str] = MappingProxyType(
    {Severity.VIOLATION: "\033[31m", Severity.WARNING: "\033[33m", Severity.INFO: "\033[36m"}
)
# In the sums; in front of a finding stands the one word that programs look for.
_JAPANESE: Mapping[Severity, str] = MappingProxyType(
    {Severity.VIOLATION: "違反", Severity.WARNING: "警告", Severity.INFO: "情報"}
)
# In English and in Japanese.
_HALF_READ = (
    "Some files could not be read whole: mend these first. What the shapes found may come of that, and whether records "
    "and data agree was not compared.",
    "読み切れなかったファイルがあります。まずそれらを直してください。シェイプの指摘はそのためかもしれず、記録とデータの照合はしていません。",
)
_DATATYPE = re.compile(r'"\^\^(<[^<>]*>)$')
_FAINT, _PLAIN = "\033[2m", "\033[0m"


def colour_wanted(is_terminal: bool, environment: Mapping[str, str]) -> bool:
    """Return whether output is coloured: on a terminal, and not where NO_COLOR is set (no-color.org)."""
    return is_terminal and not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"


def render(checked: Checked, format: str = "text", language: str = "en", colour: bool = False) -> str:
    """Return the findings of a check; `format` is a key of FORMATS, the text ends with a newline."""
    return FORMATS[format](checked, language, colour)


def _text(checked: Checked, language: str, colour: bool) -> str:
    """Return a line a finding, grouped by file, and the sums in the last line."""
    names = Names(checked.sources.prefixes.with_well_known())
    groups = [
        "\n".join(line for finding in group for line in _lines(finding, language, colour, names))
        for _, group in groupby(checked.findings, key=lambda finding: finding.file)
    ]
    note = [_HALF_READ[language == "ja"]] if checked.half_read else []
    return "\n\n".join([*groups, *note, _sums(checked.findings, len(checked.sources.files), language)]) + "\n"


def _json(checked: Checked, language: str, colour: bool) -> str:
    rows = [finding.as_row(language) for finding in checked.findings]
    return json.dumps(rows, ensure_ascii=False, indent=2) + "\n"


def _turtle(checked: Checked, language: str, colour: bool) -> str:
    return b"".join(serialise(checked.report, TURTLE, checked.sources.prefixes.with_well_known())).decode()


FORMATS: Mapping[str, Callable[[Checked, str, bool], str]] = MappingProxyType(
    {"text": _text, "json": _json, "turtle": _turtle}
)


def _lines(finding: Finding, language: str, colour: bool, names: Names) -> list[str]:
    """Return the finding's own line and, where it is about a term, one that shows which."""
    place = ":".join(str(part) for part in (finding.file, finding.line) if part is not None)
    word = f"{_COLOURS[finding.severity]}{finding.severity.word}{_PLAIN}" if colour else finding.severity.word
    lines = [f"{place}{': ' if place else ''}{word}: {_on_one_line(finding.message(language))}"]
    # A path of several IRIs says less than the message does.
    path = finding.path if finding.path is not None and _is_iri(finding.path) else None
    shown = [_named(part, names) for part in (finding.focus_node, path, finding.value) if part is not None]
    if shown:
        about = f"    {' '.join(shown)}"
        lines.append(f"{_FAINT}{about}{_PLAIN}" if colour else about)
    return lines


def _named(shown: str, names: Names) -> str:
    """Return a term as Turtle writes it with the site's prefixes; of a long one the beginning."""
    if _is_iri(shown):
        return names[f"<{shown}>"]
    text = _DATATYPE.sub(lambda match: f'"^^{names[match[1]]}', shown)
    return text if len(text) <= 200 else f"{text[:199]}…"


def _is_iri(shown: str) -> bool:
    """Return whether a term or path of a finding is one IRI: it stands without brackets then."""
    return shown[:1] not in ('"', "_", "<", "^", "(")


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def _sums(findings: Sequence[Finding], files: int, language: str) -> str:
    counts = Counter(finding.severity for finding in findings)
    grave = [severity for severity in sorted(Severity, reverse=True) if counts[severity]]
    if language == "ja":
        found = "、".join(f"{_JAPANESE[severity]} {counts[severity]} 件" for severity in grave)
        return f"{files} ファイル: {found or '指摘なし'}"
    words = [
        f"{counts[severity]} {severity.word}{'' if counts[severity] == 1 or severity is Severity.INFO else 's'}"
        for severity in grave
    ]
    return f"{', '.join(words) or 'no findings'} in {files} file{'' if files == 1 else 's'}"
