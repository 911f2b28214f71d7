"""Settings: the file, the environment, the options, and every way to get them wrong."""

import json
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest
from support import MINIMAL, publisher, write_site

from publisher.errors import SettingsError
from publisher.settings import TABLES, check_base, find_site, load_settings, site_from

EVERY_KEY = """
[site]
name = "library"
title = { en = "Library", JA = "図書館" }
description = "One text"
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
creator = "Somebody"
languages = ["JA", "en"]
authored_base = "https://example.org/lib/"
base_iri = "https://data.example/kg/"
modified = 2026-11-22
document = "data/page.txt"
gated = ["source", "more"]
[limits]
query_seconds = 2.5
query_memory_mb = 10
result_mb = 11
concurrent_queries = 12
incoming = 13
request_bytes = 14
[serve]
workers = 3
cache_mb = 15
memory_mb = 16
warm = true
[snapshots]
keep = 4
"""

TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
GRAPHS = {f"data/{name}.nt": f"<http://a.example/> {TYPE} <http://b.example/> .\n" for name in ("source", "more")}


def write(folder: Path, text: str) -> Path:
    return write_site(folder, {"data/page.txt": "text", **GRAPHS}, text)


def load(folder: Path, text: str, **environment: str):
    return load_settings(write(folder, text), environment)


def refusal(folder: Path, text: str, **environment: str) -> str:
    with pytest.raises(SettingsError) as caught:
        load(folder, text, **environment)
    return str(caught.value)


def test_every_key_is_read(tmp_path):
    settings = load(tmp_path, EVERY_KEY)
    site, limits = settings.site, settings.limits
    assert (site.name, site.title, site.description) == ("library", {"en": "Library", "ja": "図書館"}, {"": "One text"})
    assert (site.licence, site.creator) == ("https://creativecommons.org/publicdomain/zero/1.0/", "Somebody")
    assert (site.languages, site.gated, site.document) == (("ja", "en"), ("source", "more"), "data/page.txt")
    assert (site.authored_base, site.base_iri) == ("https://example.org/lib/", "https://data.example/kg/")
    assert site.modified == date(2026, 11, 22)
    assert [getattr(limits, one.name) for one in fields(limits)] == [2.5, 10, 11, 12, 13, 14]
    assert [getattr(settings.serve, one.name) for one in fields(settings.serve)] == [3, 15, 16, True]
    assert settings.snapshots.keep == 4
    named = {line.split(" =")[0] for line in EVERY_KEY.splitlines() if " =" in line}
    assert named == {one.name for table in TABLES.values() for one in fields(table)}


def test_only_title_and_authored_base_are_required(tmp_path):
    settings = load(tmp_path, MINIMAL)
    assert settings.site.title == {"": "Test"}
    assert settings.site.name == "t", "the last word of the path of authored_base"
    assert settings.site.languages == ("en", "ja")
    assert settings.limits.query_seconds == 30
    assert settings.snapshots.keep == 10
    assert load(tmp_path, MINIMAL.replace("org/t/", "org/")).site.name == "site"
    assert "title and authored_base" in refusal(tmp_path, "[site]\n")
    assert "title and authored_base" in refusal(tmp_path, "")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (MINIMAL + 'colour = "red"\n', "unknown key 'colour' in [site]"),
        (MINIMAL + "[limits]\nquery_secnods = 3\n", "unknown key 'query_secnods' in [limits]"),
        (MINIMAL + "[sevre]\nworkers = 3\n", "unknown key 'sevre'"),
        ("title = 'x'\n" + MINIMAL, "unknown key 'title'"),
        ("limits = 3\n" + MINIMAL, "limits must be a table"),
        (MINIMAL + "[limits]\nquery_seconds = '3'\n", "[limits] query_seconds is '3': it must be a number"),
        (MINIMAL + "[limits]\nquery_seconds = nan\n", "greater than 0"),
        (MINIMAL + "[limits]\nquery_seconds = inf\n", "greater than 0"),
        (MINIMAL + "[limits]\nincoming = 0\n", "greater than 0"),
        (MINIMAL + "[limits]\nincoming = 1.5\n", "a whole number"),
        (MINIMAL + "[limits]\nincoming = true\n", "a whole number"),
        (MINIMAL + "[serve]\nwarm = 1\n", "true or false"),
        (MINIMAL + "[serve]\nworkers = 0\n", "[serve] workers is 0: it must be a number from 1 to 256"),
        (MINIMAL + "[serve]\nworkers = 257\n", "from 1 to 256"),
        (MINIMAL + "[serve]\ncache_mb = -1\n", "[serve] cache_mb is -1: it must be a number from 0"),
        (MINIMAL + "[snapshots]\nkeep = -1\n", "greater than 0"),
        (MINIMAL + 'languages = "en"\n', "a list of strings"),
        (MINIMAL + "languages = []\n", "languages is empty"),
        (MINIMAL + 'languages = ["english language"]\n', "'english language'"),
        (MINIMAL + "gated = [1]\n", "a list of strings"),
        (MINIMAL + 'gated = ["source"]\n', "gated is set without [site] document: write document ="),
        (MINIMAL + "modified = 2026-11-22T10:00:00\n", "a date"),
        (MINIMAL + 'modified = "2026-11-22"\n', "a date"),
        (MINIMAL + "licence = 3\n", "a string"),
        (MINIMAL + "description = { en = 3 }\n", "one string, or strings by language"),
        (MINIMAL + 'document = "data/none.txt"\n', "data/none.txt, which does not exist"),
        (MINIMAL + 'document = "/etc/hostname"\n', "below the site's folder"),
        (MINIMAL + 'document = "../x"\n', "below the site's folder"),
        (MINIMAL + 'name = "a/b"\n', "[site] name is 'a/b'"),
        (MINIMAL + 'base_iri = "https://data.example/kg"\n', "[site] base_iri"),
        (MINIMAL.replace("org/t/", "org/t"), "[site] authored_base"),
        ("[site\n", "is not TOML"),
        ("[site]\ntitle = 'a'\ntitle = 'b'\n", "is not TOML"),
    ],
)
def test_a_wrong_file_is_refused_with_the_key_in_the_message(tmp_path, text, words):
    assert words in refusal(tmp_path, text)


def test_nothing_may_be_cached_and_as_many_workers_run_as_a_machine_can_hold(tmp_path):
    assert load(tmp_path, MINIMAL + "[serve]\ncache_mb = 0\nworkers = 256\n").serve.cache_mb == 0
    assert load(tmp_path, MINIMAL, PUBLISHER_SERVE_CACHE_MB="0").serve.cache_mb == 0
    assert "[serve] workers is 100000" in refusal(tmp_path, MINIMAL, PUBLISHER_SERVE_WORKERS="100000")


def test_a_file_that_is_not_utf_8_is_refused(tmp_path):
    write_site(tmp_path, {}).joinpath("publisher.toml").write_bytes(b"[site]\ntitle = '\xff'\n")
    with pytest.raises(SettingsError, match="is not TOML"):
        load_settings(tmp_path, {})


@pytest.mark.parametrize(
    "base",
    [
        "https://data.example/kg",
        "data.example/",
        "/kg/",
        "urn:x:/",
        "ftp://data.example/",
        "https:///kg/",
        "https://data.example/?q/",
        "https://data.example/kg/?",
        "https://data.example/#/",
        "https://data.example/a b/",
        "https://data.example/a\nb/",
        "https://data.example/{a}/",
        "https://data.example:99999/",
        "https://data.example:x/",
        "http://[::1/",
        "https://data.example/a/../b/",
        "",
    ],
)
def test_a_base_that_cannot_be_one_is_refused(base):
    with pytest.raises(SettingsError, match="--base-iri is"):
        check_base(base, "--base-iri")


@pytest.mark.parametrize("base", ["http://127.0.0.1:8000/", "https://data.example/kg/", "http://[::1]:80/特許/a.b/"])
def test_a_base_that_can_be_one_is_taken(base):
    assert check_base(base, "--base-iri") == base


def test_the_environment_overrides_the_file(tmp_path):
    settings = load(
        tmp_path,
        EVERY_KEY,
        PUBLISHER_SITE_TITLE="From outside",
        PUBLISHER_SITE_LANGUAGES="de, fr,",
        PUBLISHER_SITE_GATED="",
        PUBLISHER_SITE_MODIFIED="2027-01-02",
        PUBLISHER_SITE_BASE_IRI="https://other.example/",
        PUBLISHER_LIMITS_QUERY_SECONDS="5",
        PUBLISHER_LIMITS_INCOMING="7",
        PUBLISHER_SERVE_WARM="false",
        PUBLISHER_SNAPSHOTS_KEEP="2",
    )
    assert settings.site.title == {"": "From outside"}
    assert (settings.site.languages, settings.site.gated) == (("de", "fr"), ())
    assert (settings.site.modified, settings.site.base_iri) == (date(2027, 1, 2), "https://other.example/")
    assert (settings.limits.query_seconds, settings.limits.incoming) == (5.0, 7)
    assert (settings.serve.warm, settings.snapshots.keep) == (False, 2)


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("PUBLISHER_LIMITS_QUERY_SECNODS", "3", "unknown key 'query_secnods'"),
        ("PUBLISHER_LIMITS_QUERY_SECONDS", "soon", "PUBLISHER_LIMITS_QUERY_SECONDS is 'soon': it must be a number"),
        ("PUBLISHER_LIMITS_QUERY_SECONDS", "nan", "greater than 0"),
        ("PUBLISHER_LIMITS_INCOMING", "", "it must be a whole number"),
        ("PUBLISHER_SERVE_WARM", "maybe", "it must be true or false"),
        ("PUBLISHER_SITE_MODIFIED", "yesterday", "it must be a date"),
        ("PUBLISHER_SITE_", "x", "unknown key ''"),
    ],
)
def test_a_wrong_variable_is_refused_with_its_name(tmp_path, name, text, words):
    assert words in refusal(tmp_path, MINIMAL, **{name: text})


def test_of_the_environment_only_the_four_tables_are_read(tmp_path):
    others = {"PUBLISHER_TEST_ALL": "1", "PUBLISHER_COLOUR": "red", "PUBLISHER_SITES": "x", "SITE_TITLE": "x"}
    assert load(tmp_path, MINIMAL, **others) == load(tmp_path, MINIMAL)


def test_the_state_lies_in_the_site_or_where_it_is_said(tmp_path):
    write(tmp_path, MINIMAL)
    elsewhere, option = tmp_path / "elsewhere", tmp_path / "option"
    assert load_settings(tmp_path, {}).state == tmp_path / ".publisher"
    assert load_settings(tmp_path, {"PUBLISHER_STATE": str(elsewhere)}).state == elsewhere
    assert load_settings(tmp_path, {"PUBLISHER_STATE": str(elsewhere)}, option).state == option


def test_the_site_is_the_nearest_folder_upward_with_a_file(tmp_path):
    inner = write(tmp_path / "outer" / "inner", MINIMAL)
    write(tmp_path / "outer", MINIMAL)
    (inner / "data" / "deep").mkdir(parents=True)
    assert find_site(inner / "data" / "deep") == inner
    assert find_site(tmp_path / "outer") == tmp_path / "outer"
    with pytest.raises(SettingsError, match="--site DIR"):
        find_site(tmp_path)


def test_what_a_manifest_holds_becomes_the_settings_again(tmp_path):
    done = publisher("build", "--site", write(tmp_path, EVERY_KEY.replace("[limits]", "[limits]\n")))
    assert done.returncode == 0, done.stderr
    manifest = json.loads((tmp_path / ".publisher" / "current" / "manifest.json").read_text())
    assert site_from(manifest["site"]) == load_settings(tmp_path, {}).site


def test_options_beat_the_environment_which_beats_the_file(tmp_path):
    site = write(tmp_path, EVERY_KEY)
    by_variable = publisher("build", "--site", site, PUBLISHER_SITE_BASE_IRI="https://variable.example/")
    assert "published under https://variable.example/" in by_variable.stdout
    by_option = publisher(
        "build", "--site", site, "--base-iri", "https://option.example/", PUBLISHER_SITE_BASE_IRI="https://v.example/"
    )
    assert "published under https://option.example/" in by_option.stdout
