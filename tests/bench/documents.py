"""Documents: asked for again, asked whether they have changed, asked for once; and dumps."""

import time
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from comparing import PUBLISHER, Found, compared, in_turn, rows_of
from load import Load, Refused, load, load_each
from neighbours import bare
from parties import Party
from report import NONE, Table, figure, missing_rows, ratio, spread
from stand import HOT, Stand
from starting import memory_rows

from publisher.documents import Documents
from publisher.formats import HTML, JSON_LD, N_TRIPLES, TURTLE, Format
from publisher.namespaces import Prefixes
from publisher.rendering.rdf import document_quads
from publisher.settings import Limits, site_from
from publisher.snapshot import DOCUMENTS
from publisher.syntax import serialise
from publisher.views.known import addresses_of
from publisher.views.small import FEW

FORMATS = (TURTLE, HTML, JSON_LD, N_TRIPLES)
CODINGS = ("", "gzip")
DOWNLOADS = (".nt", ".nt.gz")
DOWNLOADERS = 2  # connections
LOOP, LOOPED = "a bare loop", 2000  # documents of a round
MEGABYTE = 1_000_000


def hot(stand: Stand) -> list[Table]:
    """Measure one document asked for again and again, and the memory that this takes."""
    parties = stand.parties(with_nginx=True)
    before = memory_rows(parties, "after start")
    rows = [row for format in FORMATS for coding in CODINGS for row in _hot_rows(stand, parties, format, coding)]
    rows += _python_rows(stand)
    rows += [row for format in (TURTLE, HTML) for row in _unchanged_rows(stand, format)]
    note = (
        "One document, negotiated by Accept, over 16 connections that stay open; answers a second and microseconds of "
        "the server's processors for each. nginx has the same bytes and headers as files; who has no documents answers "
        "DESCRIBE. Aim: 0.8 of nginx (at least 0.6), 4 times the fastest neighbour."
    )
    return [
        Table("Hot documents, and 304", note, rows + missing_rows(stand.missing)),
        Table(
            "Memory",
            "Megabytes of a server with all its processes, what they share counted once (PSS).",
            before + memory_rows(parties, "after the hot documents"),
        ),
    ]


def _hot_rows(stand: Stand, parties: Sequence[Party], format: Format, coding: str) -> list[list[str]]:
    headers = {"Accept": format.media_type} | ({"Accept-Encoding": coding} if coding else {})
    able = [party for party in parties if _gives(party, format, coding)]
    unable = ", ".join(party.name for party in parties if party not in able)
    what = f"{format.label}, gzip" if coding else format.label
    rows = compared(
        what, able, stand.rounds, lambda party, _: load(party.pid, party.document(HOT), headers, stand.seconds)
    )
    return rows + ([[NONE, what, "", unable, "do not give this"]] if unable else [])


def _python_rows(stand: Stand) -> list[list[str]]:
    """Ask publisher for the document, and a server that does nothing for as many bytes or less."""
    headers = {"Accept": TURTLE.media_type}
    with bare(stand.ground) as limit:
        return compared(
            TURTLE.label,
            [stand.publisher, limit],
            stand.rounds,
            lambda party, _: load(party.pid, party.document(HOT), headers, stand.seconds),
        )


def _gives(party: Party, format: Format, coding: str) -> bool:
    """Whether a party answers for the hot document in a format and a coding."""
    asked = Request(party.document(HOT), headers={"Accept": format.media_type, "Accept-Encoding": coding or "identity"})
    try:
        with urlopen(asked, timeout=60) as answer:
            is_format = answer.headers.get_content_type() == format.media_type
            return is_format and answer.headers.get("Content-Encoding", "") == coding
    except OSError:
        return False


def _unchanged_rows(stand: Stand, format: Format) -> list[list[str]]:
    """Ask publisher and nginx whether the document is other than the one with its ETag."""

    def ask(party: Party, _: int) -> Load:
        plain = {"Accept": format.media_type}
        with urlopen(Request(party.document(HOT), headers=plain), timeout=60) as answer:
            known = plain | {"If-None-Match": answer.headers["ETag"]}
        with suppress(HTTPError), urlopen(Request(party.document(HOT), headers=known), timeout=60) as answer:
            raise Refused(f"answers {answer.status} to its own ETag")
        return load(party.pid, party.document(HOT), known, stand.seconds)

    return compared(f"{format.label}, 304", [stand.publisher, *stand.nginx], stand.rounds, ask)


def cold(stand: Stand) -> list[Table]:
    """Measure documents that are asked for once, against neighbours and against a loop over the same code."""
    headers = {"Accept": TURTLE.media_type}
    parties = stand.parties()

    def ask(party: Party, number: int) -> Load:
        # Others in each round: none of them was asked for before.
        numbers = range(number, stand.things, stand.rounds)
        return load_each(party.pid, [party.document(one) for one in numbers], headers, 2 * stand.seconds)

    measures = {party.name: partial(ask, party) for party in parties}
    found = in_turn({**measures, LOOP: lambda number: _looped(stand, number)}, stand.rounds)
    note = (
        f"Each of {stand.things:,} things once, in Turtle, or as many as are answered in {stand.rounds} × "
        f"{2 * stand.seconds:g} s; the bare loop looks up and serialises the same documents in one process, and is "
        "compared by the time on processors. Aim: 0.5 of the bare loop, ahead of every neighbour."
    )
    rows = [_beside_loop(found), *rows_of("Turtle", found)]
    return [Table("Cold documents", note, rows + missing_rows(stand.missing))]


def _looped(stand: Stand, number: int) -> Load:
    """Look up and serialise the things of a round where nothing stands between."""
    manifest = stand.manifest
    documents = Documents(stand.snapshot / DOCUMENTS)
    site, prefixes, size = site_from(manifest.site), Prefixes(manifest.prefixes), 0
    things = range(number, stand.things, stand.rounds)[:LOOPED]
    began, spent = time.perf_counter(), time.process_time()
    for one in things:
        name = f"doc/thing/{one}"
        addresses = addresses_of(name, stand.base)
        found = documents.light(addresses, FEW) or documents.among(addresses)
        quads = document_quads(found[f"{stand.thing}{one}"], stand.base + name, site, stand.base, Limits().incoming)
        size += len(b"".join(serialise(quads, TURTLE, prefixes)))
    spent, passed = time.process_time() - spent, time.perf_counter() - began
    return Load(len(things) / passed, spent / len(things) * 1e6, size / passed)


def _beside_loop(found: Found) -> list[str]:
    ours, loop = (
        [one.cpu for one in loads] for loads in (found[PUBLISHER], found.pop(LOOP)) if isinstance(loads, list)
    )
    each, bare = spread([1e6 / one for one in ours], "/s"), spread([1e6 / one for one in loop], "/s")
    return [ratio(loop, ours), "Turtle, by processor", each, LOOP, bare]


def dumps(stand: Stand) -> list[Table]:
    """Measure the download of the largest files."""
    parties = [stand.publisher, *stand.nginx]
    rows = []
    for suffix in DOWNLOADS:
        path = f"/dumps/{stand.ground.dump.stem}{suffix}"

        def ask(party: Party, _: int, path: str = path) -> Load:
            found = load(party.pid, party.origin + path, {}, stand.seconds, DOWNLOADERS)
            # A file may take longer than a round: what counts is the bytes that came.
            megabytes = found.bytes / MEGABYTE
            return Load(megabytes, found.cpu * found.rate / megabytes, found.bytes)

        size = stand.ground.dump.with_suffix(suffix).stat().st_size / MEGABYTE
        rows += compared(f"{suffix}, {figure(size)} MB", parties, stand.rounds, ask)
    note = (
        f"Megabytes a second over {DOWNLOADERS} connections, and microseconds of the server's processors for each. "
        "Aim: 0.5 of nginx."
    )
    return [Table("Dumps", note, rows + missing_rows(stand.missing))]
