"""Conditions of requests in the order of RFC 9110, 13.2.2, and validators that tell codings apart."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from http_support import FIREFOX
from odd_site import write_odd_site
from test_cache import BASE, answer_to, opened
from test_plain_queries import LARGE, SELECT, Counted, address
from werkzeug.test import Client

from publisher.app import create_app
from publisher.views.live import Live

PAST, FUTURE = "Thu, 01 Jan 1970 00:00:00 GMT", "Thu, 01 Jan 2099 00:00:00 GMT"
MANY = "SELECT * { ?s ?p ?o } LIMIT 99"


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    folder = tmp_path_factory.mktemp("conditions")
    with opened(write_odd_site(folder / "site"), folder / "state") as live:
        yield live


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"If-Match": "{tag}"}, 200),
        ({"If-Match": "*"}, 200),
        ({"If-Match": '"absent"'}, 412),
        ({"If-Match": "W/{tag}"}, 412),
        ({"If-Match": '"absent"', "If-None-Match": "{tag}"}, 412),
        ({"If-Match": "{tag}", "If-None-Match": "{tag}"}, 304),
        ({"If-Match": "{tag}", "If-Unmodified-Since": PAST}, 200),
        ({"If-Unmodified-Since": PAST}, 412),
        ({"If-Unmodified-Since": FUTURE}, 200),
        ({"If-Unmodified-Since": "one day"}, 200),
        ({"If-Unmodified-Since": PAST, "If-None-Match": "{tag}"}, 412),
        ({"If-Unmodified-Since": FUTURE, "If-None-Match": "{tag}"}, 304),
        ({"If-None-Match": "W/{tag}"}, 304),
        ({"If-None-Match": '"absent"', "If-Modified-Since": FUTURE}, 200),
        ({"If-Modified-Since": FUTURE}, 304),
        ({"If-Modified-Since": PAST}, 200),
    ],
)
def test_conditions_are_asked_one_after_the_other(live: Live, headers: dict[str, str], status: int) -> None:
    for room in (0, 4):
        client = Client(create_app(BASE, lambda: live, room))
        for path in ("doc/plain", "static/style.css", "dumps/SHA256SUMS", address(SELECT)):
            tag = answer_to(client, path, {}).headers["ETag"]
            asked = {name: text.replace("{tag}", tag) for name, text in headers.items()}
            answer = answer_to(client, path, asked)
            assert (answer.status_code, bool(answer.data)) == (status, status != 304), (room, path)
            assert status != 304 or answer.headers["ETag"] == tag


@pytest.mark.parametrize(
    ("query", "is_coded"), [("ASK {}", False), (MANY, True), (LARGE + "}", False)], ids=["small", "many", "large"]
)
def test_a_validator_names_the_coding_that_was_used_and_needs_no_evaluation(
    live: Live, query: str, is_coded: bool
) -> None:
    store = Counted(live.store)
    client = Client(create_app(BASE, lambda: replace(live, store=store)))
    plain = answer_to(client, address(query), {})
    coded = answer_to(client, address(query), {"Accept-Encoding": "gzip"})
    tags = [one.headers["ETag"] for one in (plain, coded)]
    assert ("Content-Encoding" in coded.headers, tags[0] != tags[1], tags[1].endswith('-gzip"')) == (is_coded,) * 3
    evaluated = store.asked
    for tag in tags:
        again = answer_to(client, address(query), {"Accept-Encoding": "gzip", "If-None-Match": tag})
        assert (again.status_code, again.headers["ETag"]) == (304, tag)
    assert store.asked == evaluated
    other = answer_to(client, address(query), {"If-None-Match": tags[1]})
    assert (other.status_code, other.headers["ETag"]) == (200 if is_coded else 304, tags[0])


def test_what_is_no_query_is_told_before_what_it_is_asked_in(live: Live) -> None:
    client = Client(create_app(BASE, lambda: live))
    for query, status in (("DESCRIBE", 400), ("DESCRIBE <urn:x>", 406), ("DESCRIBE" + " " * 20_000, 406)):
        told = answer_to(client, address(query), {"Accept": "text/csv"})
        assert (told.status_code, "line" in told.get_json()) == (status, status == 400)
        assert answer_to(client, address(query), {"Accept": f"text/csv, {FIREFOX}"}).status_code in (200, 400)
