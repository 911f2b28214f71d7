"""The `publisher` command."""

from publisher.cli.main import main

__all__ = ["main"]
