"""What tests of the checks share: a site of one file of shapes and one of data, with the prefixes that both use."""

from pathlib import Path

from support import write_site

from publisher.checks import Checked, check
from publisher.findings import Finding, Severity
from publisher.settings import load_settings

BASE = "https://example.org/t/"
PREFIXES = (
    f"@prefix e: <{BASE}> . @prefix sh: <http://www.w3.org/ns/shacl#> . "
    "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .\n"
)
DECLARED = PREFIXES + f'<{BASE}onto> sh:declare [ sh:prefix "e" ; sh:namespace "{BASE}"^^xsd:anyURI ] .'


def run(folder: Path, shapes: str, data: str, **more: str) -> Checked:
    """Check a site of one shape file and one data file; both begin with a line of prefixes."""
    files = {"shapes/s.ttl": PREFIXES + shapes, "data/d.ttl": PREFIXES + data, "ontology/prefixes.ttl": DECLARED}
    settings = load_settings(write_site(folder, {**files, **more}), {})
    return check(settings)


def violations(checked: Checked) -> list[Finding]:
    """Return the violations of a check."""
    return [found for found in checked.findings if found.severity is Severity.VIOLATION]


def one(checked: Checked) -> Finding:
    """Return the only violation."""
    [finding] = violations(checked)
    return finding


def shape(constraint: str) -> str:
    """Return a shape for the class e:T."""
    return f"e:S a sh:NodeShape ; sh:targetClass e:T ; {constraint} ."


def about(constraint: str) -> str:
    """Return a shape for the values of e:name."""
    return shape(f"sh:property [ sh:path e:name ; {constraint} ]")
