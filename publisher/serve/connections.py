"""How many connections a worker takes, silent ones among them."""

import resource

# Connections of a worker: an idle one takes 5 KB, and ends by itself half a minute later. More wait until one ends.
MOST = 4096
# Files that a worker has open beside them.
FILES = 512


def allow_connections() -> int:
    """Let this process and its children open as many files as it takes; return how many connections a worker may have.

    Fewer than `MOST` where the system's hard limit of open files does not reach for them.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST + FILES
    if 0 <= soft < wanted:  # no limit is a negative number
        soft = wanted if hard < 0 else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        return max(1, min(MOST, soft - FILES))
    return MOST
