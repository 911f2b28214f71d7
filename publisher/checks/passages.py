"""What is wrong with quoted words: they are compared with the source document character by character."""

from collections.abc import Iterator

from pyoxigraph import NamedNode

from publisher.checks.faults import LESS_THAN, PATTERN, Fault
from publisher.checks.selectors import form_faults, selector_fault
from publisher.checks.texts import quoted
from publisher.checks.words import Near, Words, unlike
from publisher.evidence import END, EXACT, PREFIX, START, SUFFIX, Material, Passage

_NEAR_EN = "; at {start}–{end} it has {found}: {here} where the quote has {quoted}{codes}"
_NEAR_JA = "。{start}–{end} の位置には {found} とあります（引用の {quoted} は文書では {here}{codes}）"


def passage_faults(material: Material, passage: Passage, words: Words | None) -> Iterator[Fault]:
    """Yield what is wrong with a passage; its words are compared where the document could be read."""
    form = list(form_faults(material, passage.iri))
    if form or words is None:
        yield from form
        return
    here = _Compared(material, passage, words)
    yield from here.against_position() if passage.start is not None else here.against_text()


def is_misplaced(fault: Fault) -> bool:
    """Whether a fault of a passage is that its offsets do not lead to its words."""
    return fault.path in (START, END) and fault.component in (PATTERN, LESS_THAN)


class _Compared:
    """One passage, well-formed, beside the document."""

    def __init__(self, material: Material, passage: Passage, words: Words) -> None:
        self._material, self._passage, self._words = material, passage, words
        self._exact, self._prefix, self._suffix = passage.exact or "", passage.prefix or "", passage.suffix or ""

    def against_position(self) -> Iterator[Fault]:
        """Yield what is wrong with a passage that has offsets."""
        text, start, end = self._words.text, self._passage.start or 0, self._passage.end or 0
        if end <= start:
            en = f"oa:end {end} is not greater than oa:start {start}; oa:end counts to behind the last character"
            ja = f"oa:end {end} が oa:start {start} より大きくありません。oa:end は最後の文字の次の位置です"
            yield self._fault(START, LESS_THAN, en, ja, self._place(start))
        elif end > len(text):
            en = f"the document has {len(text)} characters, so {start}–{end} leads out of it; correct the offsets"
            ja = f"文書は {len(text)} 文字なので、{start}–{end} は文書の外に出ます。直してください"
            yield self._fault(START if start >= len(text) else END, LESS_THAN, en, ja, self._place(start))
        elif self._exact and text[start:end] != self._exact:
            yield self._misplaced(start, end)
        elif self._exact:
            yield from self._context(start, end)

    def against_text(self) -> Iterator[Fault]:
        """Yield what is wrong with a passage that has only a quote, or no selector of words at all."""
        if not self._exact:
            return
        if self._words.find(self._exact) < 0:
            yield self._missing(None)
        elif self._words.find(self._prefix + self._exact + self._suffix) < 0:
            at = self._half_adjoined()
            yield from self._context(at, at + len(self._exact))

    def _half_adjoined(self) -> int:
        """Return where the quote stands behind its prefix, else before its suffix, else where it first stands."""
        behind = self._words.find(self._prefix + self._exact)
        if behind >= 0:
            return behind + len(self._prefix)
        before = self._words.find(self._exact + self._suffix)
        return before if before >= 0 else self._words.find(self._exact)

    def _context(self, start: int, end: int) -> Iterator[Fault]:
        """Yield a prefix or suffix that does not adjoin the quote at a place where it stands."""
        text = self._words.text
        before, behind = text[max(0, start - len(self._prefix)) : start], text[end : end + len(self._suffix)]
        if (before, behind) == (self._prefix, self._suffix):
            return
        adjoined = self._words.find(self._prefix + self._exact + self._suffix, start)
        place = adjoined + len(self._prefix) if adjoined >= 0 else None
        if before != self._prefix:
            en = f"before the quote at {start}–{end} the document has {quoted(before)}; correct oa:prefix"
            ja = f"{start}–{end} の引用の前にあるのは {quoted(before)} です。oa:prefix を直してください"
            yield self._fault(PREFIX, PATTERN, en, ja, place)
        if behind != self._suffix:
            en = f"behind the quote at {start}–{end} the document has {quoted(behind)}; correct oa:suffix"
            ja = f"{start}–{end} の引用の後にあるのは {quoted(behind)} です。oa:suffix を直してください"
            yield self._fault(SUFFIX, PATTERN, en, ja, place)

    def _misplaced(self, start: int, end: int) -> Fault:
        """Return the fault of offsets that select other words than the quote."""
        found = self._place(start)
        if found is None:
            return self._missing(start)
        selected = quoted(self._words.text[start:end])
        en = f"the offsets {start}–{end} select {selected}, not the quote; correct the offsets, or quote that"
        ja = f"{start}–{end} の位置にあるのは {selected} で、引用と異なります。位置か引用を直してください"
        return self._fault(START if found != start else END, PATTERN, en, ja, found)

    def _missing(self, around: int | None) -> Fault:
        """Return the fault of a quote that does not stand in the document."""
        near = self._words.nearest(self._exact, around)
        en = "the document does not have these words; quote it character by character, misprints too"
        ja = "この語句は文書にありません。誤植も含め、文書のとおりに引用してください"
        return self._fault(EXACT, PATTERN, en + self._near(near, _NEAR_EN), ja + self._near(near, _NEAR_JA))

    def _near(self, near: Near | None, text: str) -> str:
        """Return what the document has instead, by a template."""
        if near is None:
            return ""
        codes = unlike(near.here, near.quoted)
        return text.format(
            found=quoted(self._words.text[near.start : near.end]),
            start=near.start,
            end=near.end,
            here=quoted(near.here, 60),
            quoted=quoted(near.quoted, 60),
            codes=f" ({codes})" if codes else "",
        )

    def _place(self, start: int) -> int | None:
        """Return where the quote stands, nearest to an offset and if possible between its prefix and suffix."""
        if not self._exact:
            return None
        whole = self._words.find(self._prefix + self._exact + self._suffix, start)
        found = whole + len(self._prefix) if whole >= 0 else self._words.find(self._exact, start)
        return found if found >= 0 else None

    def _fault(self, path: NamedNode, component: str, en: str, ja: str, place: int | None = None) -> Fault:
        """Return a fault of the passage, with the offsets that would be right where they are known."""
        if place is not None:
            right = f"oa:start {place} ; oa:end {place + len(self._exact)}"
            en, ja = f"{en}; the quote stands at {right}", f"{ja}（引用の位置: {right}）"
        value = self._material.selected[self._passage.iri][path][0]
        return selector_fault(self._material, self._passage.iri, path, value, component, en, ja)
