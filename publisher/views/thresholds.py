"""From which size on a request or an answer is treated otherwise, and why."""

from publisher.units import MEGABYTE

# Parameters of a request to the endpoint; most of them would name graphs.
MOST_PARAMETERS = 20_000
# Characters of a query that is read in a query process: as many take 10 ms, in which no other thread gets on.
LARGE_QUERY = 16_384
# Characters of an address that is told; no client sends a much longer one.
LONGEST_URL = 8_000
# Bytes of a body that nobody asked for that are read; a client that is interrupted while it sends sees no answer.
MOST_READ = 16_777_216
# Smaller bodies are not worth a coding: the headers weigh more than what it saves.
SMALLEST_CODED = 512
# A larger result of a query goes out as it was spooled: to code it would take a copy in memory.
LARGEST_CODED = 4 * MEGABYTE
# Pages of larger results are written one at a time: the first megabyte, the most that is shown, takes 0.2 s.
LARGE_SHOWN = MEGABYTE // 16
