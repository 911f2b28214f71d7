"""Checks: what syntax, linter, shapes and the gate of evidence find in the sources, in the authored space."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Quad

from publisher.checks.evidence import check_evidence
from publisher.checks.lint import lint
from publisher.checks.prefixes import Declared
from publisher.checks.questions import ask_all
from publisher.checks.report import report_quads
from publisher.checks.shacl import validate
from publisher.findings import Finding, Severity
from publisher.settings import Settings
from publisher.sources import Locator, Sources, read_sources


@dataclass(frozen=True)
class Checked:
    """The sources with all that was found in them; `findings` by file and line, `report` the same as SHACL has it."""

    sources: Sources
    findings: tuple[Finding, ...]
    report: list[Quad]

    @property
    def passed(self) -> bool:
        """Whether the site may be published: there is no violation."""
        return all(finding.severity < Severity.VIOLATION for finding in self.findings)

    @property
    def half_read(self) -> bool:
        """Whether there are files that could not be read whole, so that shapes and gate may miss what they hold."""
        return any(finding.severity == Severity.VIOLATION for finding in self.sources.findings)


def check(settings: Settings) -> Checked:
    """Read and check a site; all faults of all files are found in one run, syntax errors too."""
    return check_sources(settings, read_sources(settings))


def check_sources(settings: Settings, sources: Sources) -> Checked:
    """Check the sources of a site that have been read."""
    locator = Locator(settings.root)
    declared = Declared(sources)
    outcome = validate(sources, declared, locator)
    asked = ask_all(sources, settings.site.authored_base)
    beside = [*lint(sources, settings.site.authored_base, locator), *check_evidence(sources, settings, locator)]
    others = _not_told_by(outcome.findings, beside)
    findings = in_order((*sources.findings, *declared.findings(locator), *asked, *outcome.findings, *others))
    return Checked(sources, findings, report_quads(findings, outcome.paths, settings.site.authored_base))


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings by file and line, the gravest of a line first, each once."""
    texts = {json.dumps([f.as_row(), f.messages], sort_keys=True): f for f in findings}
    ordered = sorted(texts, key=lambda text: (*_place(texts[text]), text))
    return tuple(texts[text] for text in ordered)


def _not_told_by(shapes: Iterable[Finding], others: Iterable[Finding]) -> list[Finding]:
    """Return other findings but for those that a shape tells of the same triple, for the same reason, as gravely."""
    told: dict[object, Severity] = {}
    for finding in shapes:
        told[_fault(finding)] = max(finding.severity, told.get(_fault(finding), finding.severity))
    return [other for other in others if _fault(other) not in told or told[_fault(other)] < other.severity]


def _fault(finding: Finding) -> tuple[object, ...]:
    triple = (finding.focus_node, finding.path, finding.value)
    return finding.file, finding.line, *triple, finding.component


def _place(finding: Finding) -> tuple[str, int, int]:
    return finding.file or "", finding.line or 0, -finding.severity
