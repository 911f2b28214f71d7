"""Snapshots: sealed whole, switched in one step, pruned with care, mended when damaged."""

import hashlib
import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from support import MINIMAL, lay_out_as_another_version, publisher, write_site

from publisher.build import build
from publisher.disk import in_use, is_in_use
from publisher.errors import OtherLayout, SnapshotNotFound, SurroundingsError
from publisher.settings import Settings, Snapshots, load_settings
from publisher.snapshot import ASIDE, MANIFEST, Manifest, State, damaged_files

BASE, OTHER = "https://data.example/kg/", "https://other.example/"


@pytest.fixture
def settings(tmp_path) -> Settings:
    site = write_site(
        tmp_path / "site", {"data/a.ttl": '<https://example.org/t/id/a> <https://example.org/t/p> "0" .\n'}
    )
    return replace(load_settings(site, {}, tmp_path / "state"), snapshots=Snapshots(100))


def build_with(settings: Settings, value: object, base: str = BASE, keep: int = 100) -> Manifest:
    """Build the site with a value in its data, so that another value is another snapshot."""
    path = settings.root / "data" / "a.ttl"
    path.write_text(f'<https://example.org/t/id/a> <https://example.org/t/p> "{value}" .\n')
    return build(replace(settings, snapshots=Snapshots(keep)), base, lambda _: None)


def ids(state: State) -> list[str]:
    return [manifest.id for manifest in state.manifests()]


def on_disk(state: State) -> set[str]:
    return set(os.listdir(state.snapshots))


def test_a_manifest_tells_the_size_and_digest_of_every_file(settings):
    manifest = build_with(settings, 1)
    folder = State(settings.state).folder(manifest.id)
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert found == {*manifest.files, MANIFEST}
    for name, entry in manifest.files.items():
        content = (folder / name).read_bytes()
        assert entry == {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    assert Manifest.read(folder) == manifest
    assert {"documents.sqlite", "report.ttl", "dumps/SHA256SUMS", "dumps/t.ttl"} <= found
    assert manifest.base == BASE
    assert manifest.counts["triples"] == 1


def test_a_snapshot_that_exists_is_used_again(settings):
    state = State(settings.state)
    first = build_with(settings, 1)
    since = state.pointed()
    inode = state.folder(first.id).stat().st_ino
    again = build_with(settings, 1)
    assert again == first, "the time of the first build stands in it"
    assert state.folder(first.id).stat().st_ino == inode
    assert state.pointed() == since, "it became current when it did: Last-Modified stays"
    assert on_disk(state) == {first.id}


@pytest.mark.parametrize("harm", ["shorter", "other bytes", "gone", "no manifest", "torn manifest"])
def test_a_damaged_snapshot_is_replaced_by_the_next_build(settings, harm):
    state = State(settings.state)
    manifest = build_with(settings, 1)
    folder = state.folder(manifest.id)
    table, sealed = folder / "documents.sqlite", folder / MANIFEST
    content = bytearray(table.read_bytes())
    content[100] ^= 1
    {
        "shorter": lambda: table.write_bytes(content[:-1]),
        "other bytes": lambda: table.write_bytes(content),
        "gone": table.unlink,
        "no manifest": sealed.unlink,
        "torn manifest": lambda: sealed.write_text(sealed.read_text()[:100]),
    }[harm]()
    assert damaged_files(folder)
    assert build_with(settings, 1).id == manifest.id
    assert damaged_files(folder) == []
    assert on_disk(state) == {manifest.id}
    assert state.current() is not None


def test_a_broken_snapshot_keeps_nothing_else_from_working(settings):
    state = State(settings.state)
    broken, kept = build_with(settings, 1), build_with(settings, 2)
    (state.folder(broken.id) / MANIFEST).write_text("{")
    (state.snapshots / "a-file").write_text("")
    (state.snapshots / "empty-folder").mkdir()
    assert ids(state) == [kept.id]
    assert build_with(settings, 3, keep=1).id == ids(state)[-1]


@pytest.mark.parametrize(
    "target", ["snapshots/0000", "/dev/null", "../../../etc", "snapshots/.building-x", "current"], ids=str
)
def test_a_link_that_names_no_snapshot_counts_as_none_and_is_replaced(settings, target):
    state = State(settings.state)
    manifest = build_with(settings, 1)
    state.link.unlink()
    state.link.symlink_to(target)
    assert state.current() is None
    with pytest.raises(SnapshotNotFound, match="build with"):
        state.before_current()
    build_with(settings, 1)
    assert state.current() == manifest


def test_a_file_in_the_place_of_the_link_is_replaced_but_a_folder_is_told(settings):
    state = State(settings.state)
    manifest = build_with(settings, 1)
    state.link.unlink()
    state.link.write_text("garbage")
    assert state.current() is None
    build_with(settings, 1)
    assert state.current() == manifest
    state.link.unlink()
    shutil.copytree(state.folder(manifest.id), state.link)
    with pytest.raises(SurroundingsError, match=r"current is in the way: move it"):
        build_with(settings, 1)


def test_a_torn_line_of_the_journal_swallows_nothing(settings):
    state = State(settings.state)
    first = build_with(settings, 1)
    journal = settings.state / "journal.jsonl"
    with journal.open("ab") as file:
        file.write(b'{"id": "torn\xff')
    assert state.newest(BASE).id == first.id
    second = build_with(settings, 2)
    assert state.newest(BASE).id == second.id
    assert [json.loads(line)["id"] for line in journal.read_bytes().splitlines() if line.endswith(b"}")] == [
        first.id,
        second.id,
    ]


def test_without_its_journal_a_state_still_works(settings):
    state = State(settings.state)
    manifest = build_with(settings, 1)
    (settings.state / "journal.jsonl").unlink()
    assert (state.newest(BASE), ids(state), state.current()) == (None, [manifest.id], manifest)


def test_of_each_base_the_newest_are_kept(settings):
    state = State(settings.state)
    other = build_with(settings, 0, OTHER)
    made = [build_with(settings, value, keep=2).id for value in range(1, 5)]
    assert ids(state) == [other.id, *made[-2:]]
    assert on_disk(state) == {other.id, *made[-2:]}
    assert build_with(settings, 9, keep=1).id == state.current().id
    assert len(ids(state)) == 2


def test_a_current_snapshot_is_never_pruned(settings):
    state = State(settings.state)
    made = [build_with(settings, value) for value in range(4)]
    state.activate(made[0])
    assert state.prune(1) == [made[1].id, made[2].id]
    assert ids(state) == [made[0].id, made[3].id]


def test_a_snapshot_that_answers_is_not_pruned_until_it_is_let_go(settings):
    state = State(settings.state)
    first = build_with(settings, 1)
    with in_use(state.folder(first.id)), in_use(state.folder(first.id)):
        assert is_in_use(state.folder(first.id))
        build_with(settings, 2, keep=1)
        assert first.id in ids(state)
    last = build_with(settings, 3, keep=1)
    assert ids(state) == [last.id]


def test_one_goes_back_step_by_step_in_the_order_of_the_list(settings):
    state = State(settings.state)
    first, second = build_with(settings, 1), build_with(settings, 2)
    foreign = build_with(settings, 2, OTHER)
    again = build_with(settings, 1)
    assert again.id == first.id
    assert ids(state) == [second.id, foreign.id, first.id], "built again, it is the newest"
    assert state.before_current() == second
    state.activate(second)
    with pytest.raises(SnapshotNotFound, match="before the current one"):
        state.before_current()


def test_a_snapshot_is_found_by_the_beginning_of_its_id(settings):
    state = State(settings.state)
    first, second = build_with(settings, 1), build_with(settings, 2)
    assert state.find(first.id[:10]) == first
    assert state.find(second.id) == second
    with pytest.raises(SnapshotNotFound, match="2 snapshots with an id that begins"):
        state.find("")
    with pytest.raises(SnapshotNotFound, match="no snapshot with an id that begins with 'x'"):
        state.find("x")


def test_what_a_killed_build_left_is_cleared_by_the_next(settings):
    state = State(settings.state)
    manifest = build_with(settings, 1)
    left = state.snapshots / f"{ASIDE}left"
    shutil.copytree(state.folder(manifest.id), left)
    (settings.state / ".current-new").symlink_to("nowhere")
    assert ids(state) == [manifest.id], "a snapshot aside is none, however complete"
    new = build_with(settings, 2)
    assert on_disk(state) == {manifest.id, new.id}
    assert sorted(os.listdir(settings.state)) == ["current", "journal.jsonl", "lock", "snapshots"]


def test_a_snapshot_of_another_layout_is_listed_and_pruned_but_never_made_current(settings):
    state = State(settings.state)
    old, new = build_with(settings, 1), build_with(settings, 2)
    lay_out_as_another_version(settings.state, old.id)
    assert [manifest.is_usable for manifest in state.manifests()] == [False, True]
    with pytest.raises(OtherLayout, match=f"{old.id[:12]} was made by another version of publisher: run"):
        state.activate(state.before_current())
    assert state.current() == new
    assert build_with(settings, 3, keep=1).id == ids(state)[-1]
    assert old.id not in on_disk(state)


def test_the_newest_snapshot_is_the_newest_that_is_usable(settings):
    state = State(settings.state)
    first, second = build_with(settings, 1), build_with(settings, 2)
    lay_out_as_another_version(settings.state, second.id)
    assert state.newest(BASE).id == first.id
    lay_out_as_another_version(settings.state, first.id)
    assert state.newest(BASE) is None


def test_a_copied_state_works_in_another_place(settings, tmp_path):
    manifest = build_with(settings, 1)
    shutil.copytree(settings.state, tmp_path / "copy", symlinks=True)
    assert State(tmp_path / "copy").current() == manifest
    done = publisher("query", "ASK { ?s ?p '1' }", "--site", settings.root, "--state", tmp_path / "copy")
    assert done.stdout == "true\n"


def test_a_state_of_an_empty_site_is_whole(tmp_path):
    site = write_site(tmp_path, {}, MINIMAL)
    manifest = build(load_settings(site, {}), BASE, lambda _: None)
    assert damaged_files(State(Path(site, ".publisher")).folder(manifest.id)) == []
