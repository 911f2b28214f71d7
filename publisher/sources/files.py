"""Which files of a site are RDF, which are questions, and which nobody can tell."""

import errno
import stat
from dataclasses import dataclass
from pathlib import Path

from publisher.disk import walk
from publisher.findings import Finding, violation, warning
from publisher.formats import RDF_FORMATS, Format

NO_RDF = frozenset({"txt", "md", "rq", "csv"})
_BY_SUFFIX = {row.suffix: row for row in RDF_FORMATS}
_KNOWN = ", ".join(f".{suffix}" for suffix in _BY_SUFFIX)


@dataclass(frozen=True)
class Found:
    """The files of one folder: RDF with its format, questions, and what is wrong with the rest."""

    rdf: tuple[tuple[str, Format], ...]
    questions: tuple[str, ...]
    findings: tuple[Finding, ...]


def find(root: Path, folder: str) -> Found:
    """Return what lies in a folder of the site, hidden files left out, in order of path; a missing folder is empty."""
    findings: list[Finding] = []
    rdf, questions = [], []
    for path in sorted(walk(root, folder, lambda path, error: findings.append(_unentered(path, error)))):
        suffix = path.rpartition("/")[2].rpartition(".")[2].lower() if "." in path.rpartition("/")[2] else ""
        fault = _fault(root, path)
        if fault is not None:
            findings.append(fault)
        elif suffix in _BY_SUFFIX:
            rdf.append((path, _BY_SUFFIX[suffix]))
        elif suffix == "rq" and folder == "data":
            questions.append(path)
        elif suffix not in NO_RDF:
            findings.append(_unknown(path, suffix))
    return Found(tuple(rdf), tuple(questions), tuple(findings))


def unreadable(path: str, error: OSError) -> Finding:
    """Return the violation for a file or folder that the system does not let us read."""
    return violation(
        f"cannot be read: {error.strerror}; mend or remove it",
        f"読み込めません（{error.strerror}）。直すか、取り除いてください",
        file=path,
    )


def _unentered(path: str, error: OSError) -> Finding:
    """Return the finding for a folder that was not entered."""
    if error.errno != errno.ELOOP:
        return unreadable(path, error)
    return warning(
        "is a link to a folder above itself and was not followed; remove it",
        "上位のフォルダーへのリンクなので、たどりませんでした。取り除いてください",
        file=path,
    )


def _fault(root: Path, path: str) -> Finding | None:
    """Return what keeps a file from being read at all, or None."""
    try:
        path.encode()
        is_file = stat.S_ISREG((root / path).stat().st_mode)
    except UnicodeEncodeError:
        shown = path.encode(errors="surrogateescape").decode(errors="backslashreplace")
        return violation(
            "its name is not UTF-8; rename it", "ファイル名が UTF-8 ではありません。改名してください", file=shown
        )
    except OSError as error:
        return unreadable(path, error)
    if is_file:
        return None
    return warning("is no regular file and was left alone; remove it", "通常のファイルではありません", file=path)


def _unknown(path: str, suffix: str) -> Finding:
    what = f"the suffix .{suffix} is unknown" if suffix else "its name has no suffix"
    ja = f"拡張子 .{suffix} は未知です" if suffix else "拡張子がありません"
    return warning(
        f"{what}, so it was left alone: give an RDF file one of {_KNOWN} (unpacked), or move it elsewhere",
        f"{ja}。RDF なら（展開して）{_KNOWN} のいずれかにし、そうでなければ移してください",
        file=path,
    )
