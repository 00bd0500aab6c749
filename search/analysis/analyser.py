"""Texts to word ids and tokens, each distinct raw word analysed once."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator

from search.analysis.casing import stretches
from search.analysis.folding import fold, fold_aligned
from search.analysis.forms import MAX_POSITION, MAX_TERM, Token, WordForm
from search.analysis.splitting import raw_spans, raw_words
from search.analysis.wording import form_of


class _Book(dict[str, int]):
    """Raw word to word id for one language and one way of reading capitals; fills itself."""

    def __init__(self, analyser: Analyser, language: str, caseless: bool) -> None:
        super().__init__()
        self._analyser = analyser
        self._language = language
        self._caseless = caseless

    def __missing__(self, raw: str) -> int:
        analyser = self._analyser
        number = analyser.id_of(analyser.read(raw, self._language, self._caseless))
        if len(raw) <= MAX_TERM:  # a megabyte without a blank is not worth remembering
            self[raw] = number
        return number


class Analyser:
    """Text to word ids, each distinct raw word analysed once.

    `forms` is the lexicon, by word id; it grows with the vocabulary until `clear`.
    Not for use by several threads at once. `read` gives the form of a raw word.
    """

    def __init__(self, read: Callable[[str, str, bool], WordForm] = form_of) -> None:
        self.read = read
        self.forms: list[WordForm] = []
        self._ids: dict[WordForm, int] = {}
        self._books: dict[tuple[str, bool], _Book] = {}

    def id_of(self, form: WordForm) -> int:
        """The id of a form, given to it now if it is new."""
        number = self._ids.get(form)
        if number is None:
            number = self._ids[form] = len(self.forms)
            self.forms.append(form)
        return number

    def _book(self, language: str, caseless: bool) -> _Book:
        key = (language, caseless)
        if key not in self._books:
            self._books[key] = _Book(self, language, caseless)
        return self._books[key]

    def encode(self, text: str, language: str = "en") -> array[int]:
        """The word id at every position of `text`, as unsigned 32-bit integers."""
        folded = fold(text)
        ids = array("I")
        for start, end, caseless in stretches(folded):
            words = raw_words(folded, start, end)
            ids.extend(map(self._book(language, caseless).__getitem__, words))
        return ids[: MAX_POSITION + 1] if len(ids) > MAX_POSITION else ids

    def tokens(self, text: str, language: str = "en") -> Iterator[Token]:
        """The same words at the same positions, with where each stands in `text`."""
        folded, starts, ends = fold_aligned(text)
        position = 0
        for start, end, caseless in stretches(folded):
            book = self._book(language, caseless)
            for raw, first, last in raw_spans(folded, start, end):
                if position > MAX_POSITION:
                    return
                form = self.forms[book[raw]]
                yield Token(form, position, starts[first], ends[last - 1])
                position += 1

    def clear(self) -> None:
        """Forget the lexicon: ids handed out before mean nothing afterwards."""
        self.forms = []
        self._ids.clear()
        self._books.clear()
