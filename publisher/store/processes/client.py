"""A store whose queries run in processes: who asks waits in line for one of them."""

from contextlib import suppress
from pathlib import Path

from pyoxigraph import QueryBoolean, QueryResultsFormat, parse_query_results

from publisher.errors import QueryOutOfMemory, QueryTimeout, StoreBusy
from publisher.formats import RESULTS_JSON, Format
from publisher.settings.model import Limits
from publisher.store import Gist, Query, Result, Term
from publisher.store.processes.connections import Connections
from publisher.store.processes.exchange import Answer, Question, exchanged, told
from publisher.store.processes.line import TRIAL_SECONDS, Line

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
        seconds, memory = min(query.seconds, self._limits.query_seconds), self._limits.query_memory_mb
        with self._line.place(seconds=seconds) as is_whole:
            if is_whole:
                return self._answer(query, format, seconds, memory)
            # A query of a moment is answered here. What the trial runs into need not be what the query runs into.
            trial = min(seconds, TRIAL_SECONDS)
            with suppress(QueryOutOfMemory, *([QueryTimeout] if trial < seconds else [])):
                return self._answer(query, format, trial, max(1, memory // TRIAL_SHARE))
        with self._line.place(whole=True, seconds=seconds):
            return self._answer(query, format, seconds, memory)

    def _answer(self, query: Query, format: str | None, seconds: float, memory: int) -> Answer:
        question = Question(query, format, seconds, memory, self._limits.result_mb)
        for _ in range(ATTEMPTS):
            connection = self._connections.take()
            try:
                answer = exchanged(connection, question)
            except BaseException:
                connection.close()
                raise
            if answer is None:
                connection.close()
                continue
            self._connections.give_back(connection)
            if "error" in answer[0]:
                raise told(answer[0])
            return answer
        raise StoreBusy("all query processes are busy; try again in a moment")
