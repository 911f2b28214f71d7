"""Pages about what went wrong: what that is called, what the reader can do, what there is instead."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from publisher.labels import Label
from publisher.rendering.frame import Framed, Reading
from publisher.rendering.sentences import Sentence
from publisher.rendering.troubles import word

# By status; of others their phrase in English.
HEADINGS: Mapping[int, str] = MappingProxyType(
    {
        400: word("That request cannot be understood"),
        403: word("That is not done here"),
        404: word("Nothing is published here"),
        405: word("That is not done here"),
        406: word("Not available in that format"),
        410: word("This has been withdrawn."),
        413: word("That request is too long"),
        500: word("Something went wrong here"),
        503: word("Too much to answer just now"),
    }
)


class ErrorPages(Framed):
    """The page for an error of HTTP."""

    def error(
        self,
        reading: Reading,
        status: int,
        said: Sentence | str,
        links: Sequence[Mapping[str, Any]] = (),
        others: Sequence[str] = (),
    ) -> str:
        """Return the page: what was said, `links` to variants, each a `type` and, if any, a `href`, and `others`, the
        IRIs of what has come in the place of what was asked for.
        """
        interface, heading = self.frame.interface(reading), HEADINGS.get(status)
        title = Label(HTTPStatus(status).phrase, "en")
        if heading:
            title = Label(interface.word(heading), reading.language)
        detail = Label(str(said), "en")
        if isinstance(said, Sentence):
            detail = Label(said.told(interface), reading.language)
        names = self.frame.names(reading, others)
        context: dict[str, Any] = {"status": status, "title": title, "detail": detail}
        context |= {"variants": links, "others": [names.of(iri) for iri in others]}
        return self.frame.render("error.html", reading, title.text, **context)
