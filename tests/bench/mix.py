"""Queries of seventeen kinds that nobody has asked before, one after the other."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import partial
from itertools import count
from random import Random
from statistics import geometric_mean, median
from types import MappingProxyType

import requests
from comparing import PUBLISHER
from hot_queries import SLOW, accept_of
from load import Conversation, Refused, rested
from parties import Party
from pyoxigraph import Store
from queries import evaluated, store_of
from report import NONE, Table, figure, ratio, spread
from stand import Stand

from data import HUBS, KINDS, SEED, WORDS, hub
from publisher.formats import N_TRIPLES

# Each is asked with other constants every time: {thing}, {hub}, {top} (high in the tree), {kind}, two words, a number.
MIX: Mapping[str, str] = MappingProxyType(
    {
        "look-up": "SELECT ?p ?o { {thing} ?p ?o }",
        "DESCRIBE": "DESCRIBE {thing}",
        "join of 2": "SELECT ?s ?l { ?s :in {hub} ; skos:prefLabel ?l }",
        "join of 3": "SELECT ?s ?o ?l { ?s :in {hub} ; :link1 ?o . ?o a {kind} ; skos:prefLabel ?l }",
        "OPTIONAL": "SELECT ?s ?o { ?s :in {hub} OPTIONAL { ?s :link1 ?o . ?o a {kind} } }",
        "UNION": "SELECT ?s { { ?s :in {hub} } UNION { ?s :link1 {thing} } UNION { {thing} :link2 ?s } }",
        "REGEX": 'SELECT ?s ?n { ?s :note ?n FILTER REGEX(?n, "^{word}.*{other}$") }',
        "CONTAINS": 'SELECT ?s ?n { ?s :note ?n FILTER CONTAINS(?n, "{word} {other}") }',
        "path": "SELECT ?l { {thing} (:link1|:link2)/(:link2|:link3)/skos:prefLabel ?l }",
        "closure": "SELECT ?s { ?s :link0+ {top} }",
        "GROUP BY": "SELECT ?h (COUNT(*) AS ?n) (AVG(?v) AS ?a) { ?s a {kind} ; :in ?h ; :number ?v "
        "FILTER(?v != {number}) } GROUP BY ?h",
        "ORDER BY LIMIT": "SELECT ?s ?d { ?s a {kind} ; :date ?d } ORDER BY DESC(?d) ?s LIMIT {number}",
        "DISTINCT": "SELECT DISTINCT ?p { ?s a {kind} ; ?p ?o FILTER(?o != {number}) }",
        "COUNT all": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
        "class counts": "SELECT ?c (COUNT(?s) AS ?n) { ?s a ?c } GROUP BY ?c",
        "CONSTRUCT": "CONSTRUCT { ?s :called ?l } WHERE { ?s :in {hub} ; skos:prefLabel ?l }",
        "NOT EXISTS": "SELECT ?s { ?s :in {hub} FILTER NOT EXISTS { ?s :link1 ?o . ?o a {kind} } }",
    }
)
PREFIXES = "PREFIX : <{base}def#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
TOP = (40, 400)  # their subtrees have about a hundredth of all things
# Of one kind in one round: so many queries, or as many as are asked in this part of a measurement's time.
CALLS, SHARE = 20, 0.15
PATIENT = 30  # seconds for one answer, which are publisher's own
IN_PROCESS = "pyoxigraph in process"
Ask = Callable[[str], object]
Asking = Callable[[], AbstractContextManager[Ask]]


def mix(stand: Stand) -> list[Table]:
    """Measure queries of each kind that were not asked before, one after the other."""
    parties = stand.parties()
    store = Store.read_only(str(store_of(stand.settings.state)))
    sizes = {kind: _sizes(stand, kind, parties) for kind in MIX}
    times = {
        kind: _times(stand, kind, [one for one in parties if sizes[kind][one.name] is not None], store) for kind in MIX
    }
    names = [*(party.name for party in parties if party.name != PUBLISHER), IN_PROCESS]
    rows = [_row(kind, times[kind], names, sizes[kind]) for kind in MIX]
    rows.append(["geometric mean", *(_mean(times, name) for name in names), NONE])
    rows += [[name, *[NONE] * len(names), f"missing: {reason}"] for name, reason in stand.missing.items()]
    note = (
        "Publisher's time for a query over that of each other, asked one after the other on one connection with other "
        f"constants each time; an asterisk marks who finds another number of rows, a dash who needs {PATIENT} s. "
        "Aim: geometric mean at most 1.1 of the Oxigraph server's."
    )
    return [Table("Queries of 17 kinds, cold", note, rows, ("query", *names, "publisher, ms"))]


def _texts(stand: Stand, kind: str, first: int = 11) -> Iterator[str]:
    """Yield queries of a kind without end, numbered from the first: no two alike, the same in each run."""
    random = Random(f"{SEED} {kind}")
    for number in count(first):
        things = (random.randrange(stand.things), hub(random.randrange(HUBS), stand.things), random.randrange(*TOP))
        # Constants may come again, names of variables do not.
        text = PREFIXES.replace("{base}", stand.base) + MIX[kind].replace("?", f"?v{number}")
        for mark, value in (
            *zip(("{thing}", "{hub}", "{top}"), (f"<{stand.thing}{one}>" for one in things), strict=True),
            ("{kind}", f":Kind{random.randrange(KINDS)}"),
            ("{word}", random.choice(WORDS)),
            ("{other}", random.choice(WORDS)),
            ("{number}", str(number)),
        ):
            text = text.replace(mark, value)
        yield text


def _times(stand: Stand, kind: str, parties: Sequence[Party], store: Store) -> dict[str, list[float] | Refused]:
    """Return the median milliseconds of a query in each round; who is asked gets the same queries as the others."""
    texts = _texts(stand, kind)
    asking: dict[str, Asking] = {party.name: partial(_asked, party) for party in parties}
    asking[IN_PROCESS] = lambda: nullcontext(partial(evaluated, store))
    found: dict[str, list[float] | Refused] = {name: [] for name in asking}
    for _ in range(stand.rounds):
        some = [next(texts) for _ in range(CALLS)]
        for name, begin in asking.items():
            found[name] = _more(found[name], begin, some, SHARE * stand.seconds)
    return found


@contextmanager
def _asked(party: Party) -> Iterator[Ask]:
    """Give what asks a server, on a new connection: one that rests while others take their time may be ended."""
    with Conversation(f"{party.origin}/") as conversation:
        yield lambda text: conversation.get(party.query(text).removeprefix(f"{party.origin}/"), accept_of(text))


def _more(times: list[float] | Refused, begin: Asking, texts: Sequence[str], seconds: float) -> list[float] | Refused:
    """Return the times with that of another round; who refused, or was very slow, is not asked again."""
    if isinstance(times, Refused) or any(one > SLOW * 1000 for one in times):
        return times
    try:
        with begin() as ask:
            return [*times, _milliseconds(ask, texts, seconds)]
    except (Refused, OSError) as reason:
        return Refused(reason)


def _milliseconds(ask: Ask, texts: Sequence[str], seconds: float) -> float:
    """Return the median time of as many queries as are asked in so many seconds, of one at least."""
    times: list[float] = []
    end = time.perf_counter() + seconds
    for text in texts:
        began = time.perf_counter()
        ask(text)
        times.append((time.perf_counter() - began) * 1000)
        if time.perf_counter() > end:
            break
    return median(times)


def _sizes(stand: Stand, kind: str, parties: Sequence[Party]) -> dict[str, int | None]:
    """Return how many rows or triples each finds, None for who does not answer."""
    text = next(_texts(stand, kind, first=1))
    return {party.name: _size(party, text) for party in parties}


def _size(party: Party, text: str) -> int | None:
    try:
        answer = requests.get(party.query(text), headers={"Accept": accept_of(text)}, timeout=PATIENT)
        answer.raise_for_status()
    except requests.RequestException:
        rested(party.pid)  # it may not know that nobody waits
        return None
    is_graph = accept_of(text) == N_TRIPLES.media_type
    return answer.text.count("\n") if is_graph else len(answer.json()["results"]["bindings"])


def _row(
    kind: str, times: Mapping[str, list[float] | Refused], names: Sequence[str], sizes: Mapping[str, int | None]
) -> list[str]:
    ours = times[PUBLISHER]
    assert not isinstance(ours, Refused), (kind, ours)
    cells = []
    for name in names:
        theirs = times.get(name, Refused())
        # What a description holds is for each to say.
        differs = kind != "DESCRIBE" and sizes.get(name, sizes[PUBLISHER]) != sizes[PUBLISHER]
        cells.append(NONE if isinstance(theirs, Refused) else ratio(ours, theirs) + " *" * differs)
    return [kind, *cells, spread(ours)]


def _mean(times: Mapping[str, Mapping[str, list[float] | Refused]], name: str) -> str:
    """Return the geometric mean over the kinds of the median ratio of publisher's time to another's."""
    ratios = []
    for of_kind in times.values():
        ours, theirs = of_kind[PUBLISHER], of_kind.get(name, Refused())
        if not isinstance(ours, Refused) and not isinstance(theirs, Refused):
            ratios.append(median(one / other for one, other in zip(ours, theirs, strict=False)))
    return figure(geometric_mean(ratios)) if ratios else NONE
