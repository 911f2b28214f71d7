"""Write the README's tables and its example from the code, or check that they are in step."""

import sys
from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path

from publisher.cli.commands import COMMANDS
from publisher.formats import DOCUMENT_FORMATS


def commands() -> str:
    """Return the table of subcommands."""
    rows = [f"| `{one.name}` | {one.summary} | `{one.example.replace('|', chr(92) + '|')}` |" for one in COMMANDS]
    return "\n".join(["| command | what it does | example |", "|---|---|---|", *rows])


def formats() -> str:
    """Return the table of document formats."""
    rows = [
        f"| {one.label} | `{one.media_type}` | {', '.join(f'`{alias}`' for alias in one.aliases)} | `.{one.suffix}` |"
        for one in DOCUMENT_FORMATS
    ]
    return "\n".join(["| format | media type | also asked for as | suffix |", "|---|---|---|---|", *rows])


def records() -> str:
    """Return the records of the site that `publisher new` makes."""
    example = files("publisher") / "scaffold" / "data" / "evidence" / "records.ttl"
    return f"```turtle\n{example.read_text(encoding='utf-8')}```"


SECTIONS: Mapping[str, Callable[[], str]] = {"commands": commands, "formats": formats, "records": records}


def written(text: str) -> str:
    """Return a text with each generated section, between its two marks, as the code has it."""
    for name, write in SECTIONS.items():
        start, end = f"<!-- generated: {name} -->", f"<!-- end: {name} -->"
        if start in text:
            head, _, rest = text.partition(start)
            _, _, tail = rest.partition(end)
            text = f"{head}{start}\n{write()}\n{end}{tail}"
    return text


def main() -> int:
    """Rewrite the named files; with --check change nothing and return 1 when one is out of step."""
    arguments = sys.argv[1:]
    status = 0
    for path in map(Path, (one for one in arguments if one != "--check")):
        text = path.read_text(encoding="utf-8")
        if written(text) == text:
            continue
        if "--check" in arguments:
            print(f"{path}: its generated sections are out of step; run make format", file=sys.stderr)
            status = 1
        else:
            path.write_text(written(text), encoding="utf-8")
    return status


if __name__ == "__main__":
    sys.exit(main())
