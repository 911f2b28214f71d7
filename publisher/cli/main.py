"""Read the command line, run the command, and say in one line what went wrong."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from publisher import __version__
from publisher.cli.commands import COMMANDS, Command, Context
from publisher.errors import PublisherError
from publisher.settings import Settings, find_site, load_settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return 0 for done, 1 for did not pass or not found, 2 for wrong usage or surroundings."""
    asked, unknown = parser().parse_known_args(arguments)
    if unknown:
        asked.parser.error(f"unrecognized arguments: {' '.join(unknown)}")
    command: Command = asked.command
    try:
        status = command.run(Context(asked, _settings(asked, command), _tell))
        if sys.stdout is not None:  # it is where the output was closed
            sys.stdout.flush()
        return status
    except BrokenPipeError:
        # Whoever read our output has seen enough.
        _forget_output()
        return 0
    except (Exception, KeyboardInterrupt) as error:
        if asked.debug:
            raise
        message, status = _explained(error)
        _tell(message)
        return status


def _explained(error: BaseException) -> tuple[str, int]:
    """Return what to tell of an error in one line, and the exit status."""
    if isinstance(error, PublisherError):
        return f"error: {error}", error.status
    if isinstance(error, KeyboardInterrupt):
        return "interrupted", 2
    if isinstance(error, OSError) and error.strerror:
        if error.filename is None:
            _forget_output()
        return f"error: {error.filename or 'the output'}: {error.strerror}", 2
    return f"error: {type(error).__name__}: {error} - this is a fault of publisher; --debug shows where", 2


def _forget_output() -> None:
    """Let what standard output did not take go, or Python would complain of it at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class Parser(argparse.ArgumentParser):
    """A parser that says first what is wrong."""

    def error(self, message: str) -> NoReturn:
        """End the command with the message, and below it how the command is used."""
        self.exit(2, f"publisher: error: {message}\n{self.format_usage()}")


def parser() -> Parser:
    """Return the parser of the whole command line."""
    common = _common(argparse.SUPPRESS)
    whole = Parser(prog="publisher", description="Publish a folder of RDF as a site.", parents=[_common(None)])
    whole.add_argument("--version", action="version", version=f"publisher {__version__}")
    commands = whole.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for command in COMMANDS:
        one = commands.add_parser(
            command.name,
            help=command.summary,
            description=command.description,
            epilog=f"example: {command.example}",
            parents=[common],
        )
        for names, options in command.options:
            one.add_argument(*names, **options)
        one.set_defaults(command=command, parser=one)
    return whole


def _common(default: str | None) -> Parser:
    """Return the options that stand before or after the command's name; one not given must not undo the other."""
    options = Parser(add_help=False)
    options.add_argument(
        "--site",
        metavar="DIR",
        type=Path,
        default=default,
        help="the site (default: the nearest with publisher.toml)",
    )
    options.add_argument(
        "--state", metavar="DIR", type=Path, default=default, help="where snapshots are kept (default: SITE/.publisher)"
    )
    options.add_argument("--debug", action="store_true", default=default or False, help="show tracebacks")
    return options


def _settings(asked: argparse.Namespace, command: Command) -> Settings | None:
    if not command.needs_site(asked):
        return None
    root = asked.site if asked.site is not None else find_site(Path.cwd())
    return load_settings(root, os.environ, asked.state)


def _tell(text: str) -> None:
    print(f"publisher: {text}", file=sys.stderr, flush=True)
