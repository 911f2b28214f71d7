"""Fingerprints: whatever a build would read changes them, and nothing else."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from support import write_site

from publisher.fingerprint import code_version, digest, fingerprint
from publisher.settings import load_settings

BASE = "https://data.example/"


def taken(site: Path, base: str = BASE, **environment: str) -> str:
    return fingerprint(load_settings(site, environment), base)


@pytest.fixture
def site(tmp_path) -> Path:
    """A site with a folder that is linked from elsewhere."""
    write_site(tmp_path / "outside", {"b.ttl": "# nothing\n"})
    site = write_site(tmp_path / "site", {"data/a.ttl": "# nothing\n", "data/note.unknown": "", "data/.hidden": ""})
    (site / "data" / "linked").symlink_to(tmp_path / "outside")
    return site


@pytest.mark.parametrize(
    "change",
    [
        lambda site: (site / "data" / "a.ttl").write_text("# something\n"),
        lambda site: (site / "data" / "a.ttl").rename(site / "data" / "b.ttl"),
        lambda site: (site / "data" / "note.unknown").unlink(),
        lambda site: (site / "data" / "linked" / "b.ttl").write_text("# something\n"),
        lambda site: write_site(site, {"shapes/a.ttl": ""}),
        lambda site: write_site(site, {"ontology/a.ttl": ""}),
        lambda site: write_site(site, {"data/q.rq": "ASK {}"}),
        lambda site: write_site(site, {}, '[site]\ntitle = "Other"\nauthored_base = "https://example.org/t/"\n'),
    ],
)
def test_a_change_of_what_is_read_is_seen(site, change: Callable[[Path], object]):
    before = taken(site)
    change(site)
    assert taken(site) != before


@pytest.mark.parametrize(
    "change",
    [
        lambda site: os.utime(site / "data" / "a.ttl", (0, 0)),
        lambda site: (site / "data" / ".hidden").write_text("swap file of an editor"),
        lambda site: write_site(site, {"README.md": "", "notes/a.ttl": ""}),
        lambda site: (site / "data" / "empty").mkdir(),
    ],
)
def test_what_is_not_read_is_not_seen(site, change: Callable[[Path], object]):
    before = taken(site)
    change(site)
    assert taken(site) == before


def test_settings_and_base_are_part_of_it(site):
    assert taken(site, "https://other.example/") != taken(site)
    assert taken(site, PUBLISHER_LIMITS_INCOMING="5") != taken(site)
    assert taken(site, PUBLISHER_SITE_BASE_IRI="https://x.example/") == taken(site), "only the base itself counts"
    assert taken(site, PUBLISHER_SERVE_WORKERS="5", PUBLISHER_SNAPSHOTS_KEEP="1") == taken(site)


def test_a_pipe_or_a_circle_of_links_does_not_stop_it(site):
    os.mkfifo(site / "data" / "pipe.ttl")
    (site / "data" / "self").symlink_to(site / "data")
    (site / "data" / "loop.ttl").symlink_to("loop.ttl")
    assert taken(site) == taken(site)


def test_no_two_lists_of_parts_have_one_digest():
    assert len({digest(parts) for parts in ([], [b""], [b"", b""], [b"ab"], [b"a", b"b"], [b"", b"ab"])}) == 6


def test_the_version_tells_the_code():
    assert code_version().startswith("0.1.0+")
    assert len(code_version().partition("+")[2]) == 12
