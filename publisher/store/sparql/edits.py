"""Edits of a text: apply them, and find an offset of the result in the text as it was."""

from collections.abc import Iterable
from typing import NamedTuple


class Edit(NamedTuple):
    """The replacement of `source[start:end]` by `text`."""

    start: int
    end: int
    text: str


def apply(source: str, edits: Iterable[Edit]) -> str:
    """Return the text with the edits made; they are in order of place and do not overlap."""
    parts, position = [], 0
    for edit in edits:
        parts += [source[position : edit.start], edit.text]
        position = edit.end
    return "".join([*parts, source[position:]])


def offset_before(edits: Iterable[Edit], offset: int) -> int:
    """Return where the character at `offset` of the edited text stood before; inside an edit, where that began."""
    shift = 0
    for edit in edits:
        start = edit.start + shift
        if offset < start:
            break
        if offset < start + len(edit.text):
            return edit.start
        shift += len(edit.text) - (edit.end - edit.start)
    return offset - shift
