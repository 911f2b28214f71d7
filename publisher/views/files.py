"""Files of the snapshot, sent in chunks: dumps, and graphs, which are dumps under another address."""

import base64
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as Answer
from werkzeug.wsgi import FileWrapper

from publisher.disk import file_sha256
from publisher.dumps import CHECKSUMS, GZIP
from publisher.formats import N3, N_QUADS, N_TRIPLES, RDF_FORMATS, TRIG, TURTLE, Format, by_word
from publisher.negotiation import accepts_gzip
from publisher.rendering.sentences import sentence
from publisher.snapshot import DUMPS
from publisher.views.addresses import requested_path, url_path
from publisher.views.conditions import conditional
from publisher.views.live import live
from publisher.views.refusals import problem
from publisher.views.responses import finished_page, how_read, send_to, url_below, vary_of
from publisher.views.things import known_here

files = Blueprint("files", __name__)

CHUNK = 256 * 1024
# A dump that serves for another format too: Turtle is N3.
SAME_BYTES = {N3.name: TURTLE.name}
# The Graph Store Protocol gives triples without their graph; Turtle and N-Triples without graphs are TriG and N-Quads.
WITHOUT_GRAPH = {TRIG.name: TURTLE.name, N_QUADS.name: N_TRIPLES.name, N3.name: TURTLE.name}


@files.get("/dumps/")
def listing() -> Answer:
    """List the dump files."""
    if not request.path.endswith("/"):
        return send_to(url_below("dumps/"), 308)
    reading = how_read("dumps/")
    return finished_page(live().pages.dumps(reading, live().facts), reading, "Accept-Encoding, Accept-Language")


@files.get("/dumps/<name>")
def dump(name: str) -> Answer:
    """Send one dump file, whole or a range of it."""
    if name == CHECKSUMS:
        path = live().folder / DUMPS / CHECKSUMS
        return _send(path, "text/plain; charset=utf-8", file_sha256(path), name)
    found = next((one for one in live().facts["dumps"] if requested_path(one["file"]) == requested_path(name)), None)
    if found is None and (answer := known_here()):
        return answer
    if found is None:
        problem(404, sentence("There is no dump %(name)r: %(base)sdumps/ lists them.", name=name, base=live().base))
    row = None if found["compression"] else by_word(found["format"], RDF_FORMATS)
    return _send_dump_file(found, row.content_type if row else found["media_type"], found["file"])


def send_dump(graph: str | None, row: Format, negotiated: bool, with_graph: bool = True) -> Response:
    """Send the dump of a graph (None: of the whole dataset) as an answer in a format, gzipped where that is welcome.

    `with_graph` keeps the graph's name in TriG and N-Quads.
    """
    wanted = (SAME_BYTES if with_graph else WITHOUT_GRAPH).get(row.name, row.name)
    rows = {
        dump["compression"]: dump
        for dump in live().facts["dumps"]
        if dump["graph"] == graph and dump["format"] == wanted
    }
    coded = accepts_gzip(request.headers.get("Accept-Encoding", "")) and "Range" not in request.headers
    response = _send_dump_file(rows[GZIP.name if coded else None], row.content_type, None, row.name)
    if coded:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = vary_of(row, None if negotiated else row)
    return response


def _send_dump_file(dump: dict[str, Any], content_type: str, attachment: str | None, tag: str = "") -> Response:
    path = live().folder / DUMPS / dump["file"]
    return _send(path, content_type, dump["sha256"], attachment, tag)


def _send(path: Path, content_type: str, sha256: str, attachment: str | None, tag: str = "") -> Response:
    """Send a file in chunks; `sha256` in hex is its validator, `attachment` the name it is saved under."""
    length = path.stat().st_size
    file = path.open("rb")
    response = Response(FileWrapper(file, CHUNK), content_type=content_type, direct_passthrough=True)
    response.call_on_close(file.close)
    response.content_length = length
    response.set_etag(f"{sha256[:32]}-{tag}" if tag else sha256[:32])
    if attachment:
        # RFC 6266, appendix D: a name for everybody, and the right one for who knows more letters.
        names = {"filename": attachment.encode("ascii", "replace").decode().replace("?", "_")}
        names |= {} if attachment.isascii() else {"filename*": f"UTF-8''{url_path(attachment)}"}
        response.headers.set("Content-Disposition", "attachment", **names)
        digest = base64.b64encode(bytes.fromhex(sha256)).decode()
        response.headers["Repr-Digest"] = f"sha-256=:{digest}:"
    try:
        return conditional(response, length)
    except Exception:
        response.close()
        raise
