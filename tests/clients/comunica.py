"""Comunica in a process of its own, which answers one question after the other."""

import json
import selectors
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from javascript import node

JSON, QUADS = "application/sparql-results+json", "application/n-quads"
SECONDS = 60


@dataclass(frozen=True)
class Comunica:
    """The process: questions go in and answers come out, a line of JSON each."""

    process: "subprocess.Popen[bytes]"
    log: Path

    def ask(self, query: str, *sources: object, type: str = JSON, **context: object) -> dict[str, Any]:
        """Ask some sources at once; return the `body` of the answer in a media type, or its `error`."""
        question = {"query": query, "sources": sources, "type": type, "context": context}
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(json.dumps(question).encode() + b"\n")
        self.process.stdin.flush()
        with selectors.DefaultSelector() as waiting:
            waiting.register(self.process.stdout, selectors.EVENT_READ)
            assert waiting.select(SECONDS), "Comunica gives no answer"
        line = self.process.stdout.readline()
        assert line, f"Comunica has ended:\n{self.log.read_text()[-2000:]}"
        answer: dict[str, Any] = json.loads(line)
        return answer

    def rows(self, query: str, *sources: object, **context: object) -> list[dict[str, str]]:
        """Return the rows of a SELECT, the value of each bound variable."""
        answer = self.ask(query, *sources, **context)
        assert "body" in answer, answer["error"]
        bindings = json.loads(answer["body"])["results"]["bindings"]
        return [{name: term["value"] for name, term in row.items()} for row in bindings]

    def number(self, query: str, *sources: object, **context: object) -> int:
        """Return the one number in a result."""
        [row] = self.rows(query, *sources, **context)
        return int(row["n"])

    def triples(self, query: str, *sources: object) -> set[ox.Triple]:
        """Return the triples of a CONSTRUCT or DESCRIBE."""
        answer = self.ask(query, *sources, type=QUADS)
        return {quad.triple for quad in ox.parse(answer["body"], format=ox.RdfFormat.N_QUADS)}


@contextmanager
def comunica(log: Path) -> Iterator[Comunica]:
    """Start Comunica, which has to be installed, and end it."""
    command = [node(), str(Path(__file__).with_name("comunica.mjs"))]
    with log.open("wb") as errors:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors)
    with process:
        try:
            yield Comunica(process, log)
        finally:
            process.kill()
