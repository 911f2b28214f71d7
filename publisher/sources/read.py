"""Read a site's sources: every file of `ontology/`, `data/` and `shapes/`, and every fault of all of them at once."""

from codecs import BOM_UTF8
from collections.abc import Iterable
from pathlib import Path

from publisher.findings import Finding
from publisher.formats import Format
from publisher.settings import FOLDERS, Settings
from publisher.sources import faults, files, prefixes
from publisher.sources.graphs import graph_of
from publisher.sources.model import SourceFile, Sources
from publisher.sources.parse import parse_file


def read_sources(settings: Settings) -> Sources:
    """Read all sources in order of path; nothing raises for what a file holds, all faults are findings."""
    root, base = settings.root, settings.site.authored_base
    found = {folder: files.find(root, folder) for folder in FOLDERS}
    findings = [finding for part in found.values() for finding in part.findings]
    numbered = ((path, row) for folder in FOLDERS for path, row in found[folder].rdf)
    parsed = {path: _read(root, base, path, row, n, findings) for n, (path, row) in enumerate(numbered, 1)}
    ontology, data, shapes = (tuple(parsed[path] for path, _ in found[folder].rdf) for folder in FOLDERS)
    document = _document(root, settings.site.document, findings) if settings.site.document is not None else None
    return Sources(
        ontology,
        data,
        shapes,
        tuple(_questions(root, found["data"].questions, findings)),
        prefixes.collect(ontology, data, shapes),
        tuple(findings),
        document,
    )


def _content(root: Path, path: str, findings: list[Finding]) -> bytes | None:
    """Return what a file holds; None, and why among the findings, for one that cannot be read."""
    try:
        return (root / path).read_bytes()
    except OSError as error:
        findings.append(files.unreadable(path, error))
        return None


def _document(root: Path, path: str, findings: list[Finding]) -> bytes | None:
    """Return the source document; a finding tells why it cannot be shown as text, if so."""
    content = _content(root, path, findings)
    fault = faults.encoding(path, content) if content is not None else None
    findings += [fault] if fault is not None else []
    return content


def _read(root: Path, base: str, path: str, row: Format, number: int, findings: list[Finding]) -> SourceFile:
    content = _content(root, path, findings)
    if content is None:
        return SourceFile(path, [], {})
    source, faulty = parse_file(path, content, row, graph_of(path, base), number)
    findings += faulty
    if faulty and path.startswith("shapes/"):  # half a shape says something else than the whole
        return SourceFile(path, [], source.prefixes)
    return source


def _questions(root: Path, paths: Iterable[str], findings: list[Finding]) -> Iterable[tuple[str, str]]:
    for path in paths:
        content = _content(root, path, findings)
        if content is None:
            continue
        text = content.removeprefix(BOM_UTF8)
        fault = faults.encoding(path, text)
        if fault is not None:
            findings.append(fault)
        else:
            yield path, text.decode()
