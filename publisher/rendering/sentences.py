"""Sentences that the code says to readers: English as they stand, in other languages by the catalogues."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from publisher.rendering.languages import Interface


@dataclass(frozen=True)
class Sentence:
    """A text of the catalogues with `values` in its places, `%(name)s`."""

    text: str
    values: Mapping[str, Any]

    def __str__(self) -> str:
        """Return it in English."""
        return self.text % self.values

    def told(self, interface: Interface) -> str:
        """Return it in an interface language."""
        return interface.word(self.text) % self.values


def sentence(text: str, /, **values: object) -> Sentence:
    """Return a sentence; the catalogues find its text by the call."""
    return Sentence(text, values)
