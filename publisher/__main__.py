"""Run the `publisher` command."""

import sys


def main() -> int:
    """Run it and return its exit status; Ctrl-C ends it with one line from the first moment, before all is loaded."""
    try:
        from publisher.cli import main as run  # here: it takes a moment

        return run()
    except KeyboardInterrupt:
        print("publisher: interrupted", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
