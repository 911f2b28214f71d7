"""Requests to an endpoint as rows of a table, each with what the Recommendation has a server answer."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import requests
from support import Server

FORM, QUERY, UPDATE = (
    "application/x-www-form-urlencoded",
    "application/sparql-query",
    "application/sparql-update",
)
JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
CSV, TSV = "text/csv; charset=utf-8", "text/tab-separated-values; charset=utf-8"
PROBLEM = "application/problem+json"

Pairs = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Exchange:
    """A request and its answer, under a section of a Recommendation.

    `url` and `form` are parameters of the address and of the body, in order; `target` is an address as it stands,
    `body` a body as it stands. `{base}` in any of them is the base of the server. `gives` is what the answer says: the
    boolean of an ASK, or the values of the first column, as whole numbers where they are such.
    """

    section: str
    name: str
    url: Pairs = ()
    form: Pairs | None = None
    body: bytes | str | None = None
    kind: str | None = None
    target: str = ""
    method: str = ""
    accept: str | None = None
    status: int = 200
    type: str | None = None
    gives: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)
    tells: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.section} {self.name}"

    def ask(self, server: Server) -> requests.Response:
        """Send the request."""
        pairs = urlencode([(name, _filled(server, value)) for name, value in self.url], quote_via=quote)
        target = _filled(server, self.target) or "sparql" + f"?{pairs}" * bool(pairs)
        form = None if self.form is None else urlencode([(name, _filled(server, value)) for name, value in self.form])
        body = self.body if form is None else form
        kind = FORM if form is not None and self.kind is None else self.kind
        method = self.method or ("GET" if body is None else "POST")
        data = _filled(server, body).encode() if isinstance(body, str) else body
        return server.request(
            method, target, accept=self.accept, data=data, headers={"Content-Type": kind, **self.headers}
        )

    def check(self, server: Server) -> requests.Response:
        """Send the request and compare its answer with the row; return it for what a table cannot say."""
        answer = self.ask(server)
        assert answer.status_code == self.status, answer.text
        if self.type is not None:
            assert answer.headers["Content-Type"] == self.type
        for name, value in self.tells.items():
            assert answer.headers.get(name) == value, name
        if self.gives is not None:
            assert said(answer) == self.gives
        if answer.status_code >= 400 and self.method != "HEAD":
            assert answer.json()["detail"], "an error says what to do"
        return answer


def _filled(server: Server, text: str) -> str:
    return text.replace("{base}", server.base)


def said(answer: requests.Response) -> Any:
    """Return what a SELECT or ASK says, in whichever format: a boolean, or the sorted values of the first column."""
    kind = answer.headers["Content-Type"].partition(";")[0]
    if kind == "text/csv":
        rows = list(csv.reader(io.StringIO(answer.content.decode(), newline="")))[1:]
        return tuple(sorted(_number(row[0]) for row in rows))
    assert kind == JSON, kind
    told = answer.json()
    if "boolean" in told:
        return told["boolean"]
    column = told["head"]["vars"][0]
    return tuple(sorted(_number(row[column]["value"]) for row in told["results"]["bindings"]))


def _number(text: str) -> Any:
    return int(text) if text.isdigit() else text


def rows(*tables: Sequence[Exchange]) -> pytest.MarkDecorator:
    """Return the mark that gives a test each row of some tables as `row`, under its section and name."""
    every = [row for table in tables for row in table]
    names = [str(row) for row in every]
    assert len(set(names)) == len(names), "two rows have one name"
    return pytest.mark.parametrize("row", every, ids=names)
