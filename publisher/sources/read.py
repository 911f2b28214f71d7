"""Read a site's sources: every file of `ontology/`, `data/` and `shapes/`, and every fault of all of them at once."""

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
    if settings.site.document is not None:
        findings += _document_faults(root, settings.site.document)
    return Sources(
        ontology,
        data,
        shapes,
        tuple(_questions(root, found["data"].questions, findings)),
        prefixes.collect(ontology, data, shapes),
        tuple(findings),
    )


def _document_faults(root: Path, path: str) -> list[Finding]:
    """Return why the source document cannot be shown as text, if so."""
    try:
        fault = faults.encoding(path, (root / path).read_bytes())
    except OSError as error:
        fault = files.unreadable(path, error)
    return [fault] if fault is not None else []


def _read(root: Path, base: str, path: str, row: Format, number: int, findings: list[Finding]) -> SourceFile:
    try:
        content = (root / path).read_bytes()
    except OSError as error:
        findings.append(files.unreadable(path, error))
        return SourceFile(path, [], {})
    source, faulty = parse_file(path, content, row, graph_of(path, base), number)
    findings += faulty
    if faulty and path.startswith("shapes/"):  # half a shape says something else than the whole
        return SourceFile(path, [], source.prefixes)
    return source


def _questions(root: Path, paths: Iterable[str], findings: list[Finding]) -> Iterable[tuple[str, str]]:
    for path in paths:
        try:
            content = (root / path).read_bytes().removeprefix(b"\xef\xbb\xbf")
        except OSError as error:
            findings.append(files.unreadable(path, error))
            continue
        fault = faults.encoding(path, content)
        if fault is not None:
            findings.append(fault)
        else:
            yield path, content.decode()
