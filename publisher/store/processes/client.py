"""A store whose queries run in processes: who asks waits in line for one of them."""

import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from pyoxigraph import QueryBoolean, QueryResultsFormat, parse_query_results

from publisher.errors import QueryOutOfMemory, QueryTimeout, StoreBusy
from publisher.formats import RESULTS_JSON, Format
from publisher.settings.model import Limits
from publisher.store import Gist, Query, Result, Term
from publisher.store.processes.connections import Connections
from publisher.store.processes.exchange import Answer, Question, answered, asked, sound
from publisher.store.processes.line import TRIAL_SECONDS, Line
from publisher.store.processes.shared import Connection

ATTEMPTS = 3  # to find a process that takes a query: one may end, for itself, in the moment in which it is asked
TRIAL_SHARE = 4  # of the memory that a query may have, a trial has one part in so many


class ProcessStore:
    """A `Store` whose queries run in the processes behind a socket; any thread may ask.

    At most `limits.concurrent_queries` are asked at once, and one is tried beside them for a moment; a few wait for
    two seconds, or as long as they may take if that is less; then StoreBusy.
    """

    def __init__(self, socket_path: Path, limits: Limits) -> None:
        self._limits = limits
        self._line = Line(limits.concurrent_queries)
        self._connections = Connections(socket_path)

    def respond(self, query: Query, format: Format) -> Result:
        """Return the whole result in a format (`Store.respond`)."""
        header, body = self._ask(query, format.name)
        return Result(format, body, int(header["length"]))

    def begin(self, query: Query, format: Format) -> "Asking | None":
        """Ask for a result (`Store.begin`)."""
        asking = None
        if self._line.take():
            try:
                asking = self._begin(self._question(query, format.name), format)
            finally:
                if asking is None:
                    self._line.give_back()
        return asking

    def end(self, connection: Connection, is_sound: bool) -> None:
        """Take back the place and the connection of what was begun."""
        if is_sound:
            self._connections.give_back(connection)
        else:
            connection.close()
        self._line.give_back()

    def gist(self, query: Query) -> Gist:
        """Return what the tokens of a query tell (`Store.gist`)."""
        header, _ = self._ask(query, None)
        return Gist(header["form"], header["volatile"])

    def select(self, query: Query) -> list[dict[str, Term]]:
        """Return the solutions (`Store.select`)."""
        with self.respond(query, RESULTS_JSON) as result:
            results = parse_query_results(result.read(), format=QueryResultsFormat.JSON)
        if isinstance(results, QueryBoolean):
            return [{}] if results else []
        names = [variable.value for variable in results.variables]
        return [
            {name: term for name, term in zip(names, solution, strict=True) if term is not None} for solution in results
        ]

    def close(self) -> None:
        """Let the processes go; they belong to who started them."""
        self._connections.close()

    def _ask(self, query: Query, format: str | None) -> Answer:
        question = self._question(query, format)
        with self._line.place(seconds=question.seconds) as is_whole:
            if is_whole:
                return self._answer(question)
            # A query of a moment is answered here. What the trial runs into need not be what the query runs into.
            seconds, memory = min(question.seconds, TRIAL_SECONDS), max(1, question.memory_mb // TRIAL_SHARE)
            with suppress(QueryOutOfMemory, *([QueryTimeout] if seconds < question.seconds else [])):
                return self._answer(replace(question, seconds=seconds, memory_mb=memory))
        with self._line.place(whole=True, seconds=question.seconds):
            return self._answer(question)

    def _question(self, query: Query, format: str | None) -> Question:
        limits = self._limits
        return Question(
            query, format, min(query.seconds, limits.query_seconds), limits.query_memory_mb, limits.result_mb
        )

    def _begin(self, question: Question, format: Format) -> "Asking | None":
        connection, since = self._connections.idle(), time.monotonic()
        if connection is None:
            return None
        if asked(connection, question):
            return Asking(self, connection, question, format, since)
        connection.close()
        return None

    def _answer(self, question: Question) -> Answer:
        for _ in range(ATTEMPTS):
            connection, since = self._connections.take(), time.monotonic()
            try:
                answer = answered(connection, question, since) if asked(connection, question) else None
            except BaseException:
                connection.close()
                raise
            if answer is None:
                connection.close()
                continue
            self._connections.give_back(connection)
            return sound(answer)
        raise StoreBusy("all query processes are busy; try again in a moment")


class Asking:
    """A query that a process is at, of a store that keeps a place for it (`store.Asking`)."""

    def __init__(
        self, store: ProcessStore, connection: Connection, question: Question, format: Format, since: float
    ) -> None:
        self._store, self._connection, self._question = store, connection, question
        self._format, self._since = format, since
        self._answer: Answer | None = None
        self._error: Exception | None = None
        self._has_come = self._is_over = False

    def fileno(self) -> int:
        """Return the descriptor that can be read from once the answer has come."""
        return self._connection.socket.fileno()

    def come(self) -> int | None:
        """Wait until the answer has come; return the bytes of the result, None where there is none."""
        if not self._has_come:
            self._has_come = True
            try:
                self._answer = answered(self._connection, self._question, self._since)
            except Exception as error:
                self._error = error
            finally:
                self._store.end(self._connection, is_sound=self._answer is not None)
        return self._answer[0].get("length") if self._answer else None

    def result(self) -> Result:
        """Return the result, whenever it comes (`Store.respond`)."""
        assert not self._is_over, "a result is fetched once"
        self.come()
        answer, self._answer, self._is_over = self._answer, None, True
        if self._error:
            raise self._error
        if answer is None:  # the process took no more questions
            return self._store.respond(self._question.query, self._format)
        header, body = sound(answer)
        return Result(self._format, body, int(header["length"]))

    def close(self) -> None:
        """Give the result up, when it has come: that is waited for."""
        if self.come() is not None and not self._is_over:
            self.result().close()
