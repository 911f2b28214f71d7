"""Why a query was not answered: in English for programs, and in the reader's language on the query page."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from markupsafe import Markup

from publisher.formats import Format
from publisher.rendering.languages import Interface
from publisher.store.diagnosis.excerpt import Excerpt


def word(text: str) -> str:
    """Return a text as it is, marked for the catalogues; it is translated when a page shows it."""
    return text


PLACE = word("Line %(line)s, column %(column)s:")
NOT_ALLOWED = word("This endpoint only reads its own data:")
OTHER_FORMAT = word("The result cannot be had in the format asked for; choose another one:")
BUSY = word("Nothing is wrong with the query; ask again in a moment:")
TIMEOUT = word(
    "The query was stopped after %(seconds)s s, its limit of time. "
    "Ask for less of it at a time, or load a dump and ask that: %(dumps)s"
)
TOO_LARGE = word(
    "The result is larger than %(megabytes)s MB, the most that is sent. "
    "Ask for less with LIMIT, or load a dump: %(dumps)s"
)
OUT_OF_MEMORY = word(
    "The query was stopped: it needed more than %(megabytes)s MB of memory, or its process died. "
    "Sort, group and join less at a time, or load a dump and ask that: %(dumps)s"
)
UNAVAILABLE = word("Queries cannot be answered now; why is in the log of the server. Ask again in a moment.")


@dataclass(frozen=True)
class Trouble:
    """What a page tells: a text with `values` in its places, `words` in English, an excerpt, other formats."""

    text: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    words: str = ""
    excerpt: Excerpt | None = None
    formats: tuple[Format, ...] = ()  # in which the result can be had instead

    @property
    def english(self) -> str:
        """The text for programs."""
        return self.text % self.values

    def said(self, interface: Interface) -> Markup:
        """Return the text in a language, addresses in it as links."""
        return Markup(interface.word(self.text)) % {name: _linked(value) for name, value in self.values.items()}


def _linked(value: str) -> Markup | str:
    return Markup('<a href="{0}">{0}</a>').format(value) if value.startswith(("http://", "https://")) else value
