"""Catalogues: every text of the pages in every interface language."""

from collections.abc import Iterator

from babel.messages.catalog import Message
from babel.messages.extract import extract
from babel.messages.pofile import read_po

from publisher.rendering.frame import WEB
from publisher.rendering.languages import INTERFACE_LANGUAGES, load_interfaces, own_name
from publisher.rendering.words import WORDS

TEMPLATE_WORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}


def texts() -> Iterator[object]:
    """Yield every text that pages say: of templates, of the code around them, of the words for common terms."""
    for path in sorted((WEB / "templates").glob("*.html")):
        with path.open("rb") as file:
            yield from (message for _, message, _, _ in extract("jinja2.ext:babel_extract", file, TEMPLATE_WORDS))
    for path in sorted(WEB.parent.glob("**/*.py")):
        with path.open("rb") as file:
            yield from (message for _, message, _, _ in extract("python", file, {"word": None, "sentence": None}))
    yield from WORDS.values()


def catalogue() -> dict[object, Message]:
    """Return the Japanese messages by their English text."""
    with (WEB / "translations" / "ja.po").open("rb") as file:
        return {message.id: message for message in read_po(file) if message.id}


def test_every_text_is_translated_and_nothing_else() -> None:
    assert set(catalogue()) == set(texts())


def test_no_translation_is_empty_or_a_guess() -> None:
    for message in catalogue().values():
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        assert all(strings), message.id
        assert not message.fuzzy, message.id


def test_translations_have_the_places_of_the_original() -> None:
    for message in catalogue().values():
        ids = message.id if isinstance(message.id, tuple) else (message.id,)
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        for name in ("total", "count", "shown", "page", "pages", "name", "status"):
            place = f"%({name})s"
            assert all((place in ids[-1]) == (place in string) for string in strings), message.id


def test_interfaces_are_compiled_in_memory() -> None:
    interfaces = load_interfaces(WEB / "translations")
    assert tuple(interfaces) == INTERFACE_LANGUAGES
    assert [interfaces[tag].word("Search") for tag in INTERFACE_LANGUAGES] == ["Search", "検索"]
    assert [own_name(tag) for tag in (*INTERFACE_LANGUAGES, "de", "zz")] == ["English", "日本語", "Deutsch", "zz"]
    assert interfaces["ja"].number(1234567) == "1,234,567"
