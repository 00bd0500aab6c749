"""The words, quotations, patterns and fuzzy words of a question, in terms of an index."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from search.analysis import QuestionForm, is_caseless, question_forms
from search.analysis.folding import fold
from search.model import Problem
from search.plan.clauses import Alike, AllOf, AnyTerm, Clause, Pattern, Stream, Term, Within
from search.plan.clauses import Sequence as Places
from search.plan.conditions import join_any
from search.plan.widening import family_of
from search.syntax.limits import MAX_NEAR, MIN_FIXED, MIN_FUZZY
from search.syntax.tree import Fuzzy, Node, Phrase, Wildcard, Word
from search.vocabulary import Vocabulary

MAX_TERMS = 500
"""Words of a question after splitting (`a-b-c` is three): bounds what one question costs."""

HasTerm = Callable[[Term], bool]
"""Whether any article holds a term."""

_PARTS = re.compile(r"[\w*?']+")
_ISE = re.compile(r"([a-z]{2,}[bcdghklmnprst])is([eai][a-z]*)?")


@dataclass(frozen=True, slots=True)
class Setting:
    """Where in the question a word stands, as far as that decides how it is read."""

    exact: bool = False
    title: bool = False
    near: bool = False
    denied: bool = False


@dataclass(slots=True)
class Wording:
    """Turns what was typed into terms, and keeps account of scored and left-out words."""

    languages: Sequence[str]
    caseless: bool
    keep_stops: bool = False
    has_term: HasTerm | None = None
    widen: Vocabulary | None = None
    words: list[AnyTerm] = field(default_factory=list)
    omitted: list[str] = field(default_factory=list)
    widened: tuple[str, ...] = ()
    gone: set[int] = field(default_factory=set)  # identities of Word nodes that left no term
    problems: list[Problem] = field(default_factory=list)
    spent: int = 0

    def word(self, node: Word, setting: Setting) -> list[AnyTerm]:
        """The terms of each part of a word; none where it is left out."""
        forms = self._within_budget(self._forms(node), node)
        kept = [form for form in forms if not self.is_idle(form, setting)]
        self.omitted += [form.surface for form in forms if self.is_idle(form, setting)]
        if not kept:
            self.gone.add(id(node))
        return self._counted([self._terms(form, setting, node) for form in kept], setting)

    def is_idle(self, form: QuestionForm, setting: Setting) -> bool:
        """Whether a form is a function word that nothing calls for."""
        called_for = setting.exact or setting.near or form.acronym or self.keep_stops
        return form.stop and not called_for

    def has_content(self, node: Word) -> bool:
        """Whether a word holds more than function words."""
        return any(form.acronym or not form.stop for form in self._forms(node))

    def phrase(self, node: Phrase, setting: Setting) -> Clause | None:
        """The exact words of a quotation at their places, or within so many of each other."""
        caseless = self.caseless or is_caseless(node.text)
        forms = question_forms(node.text, self.languages, caseless=caseless)
        forms = self._within_budget(forms, node)
        terms = [self._exact(form.surfaces, setting.title) for form in forms]
        telling = [t for t, form in zip(terms, forms, strict=True) if not form.stop]
        self._counted(telling or terms, setting)
        if len(terms) < 2:
            return terms[0] if terms else None
        if not node.within:
            return in_row(terms)
        if len(terms) > MAX_NEAR:
            message = f"A quotation with ~ takes at most {MAX_NEAR} words; it was read as AND."
            self.problems.append(Problem(message, *node.at))
            return AllOf(tuple(dict.fromkeys(terms)))
        return Within(tuple(terms), node.within, ordered=False)

    def pattern(self, node: Wildcard, setting: Setting) -> list[Clause]:
        """A pattern over surface words; the parts around its hyphens are words of their own."""
        clauses: list[Clause] = []
        for part in _PARTS.findall(fold(node.pattern)):
            fixed = re.split(r"[*?]", part, maxsplit=1)[0]
            if fixed == part:
                clauses += self.word(Word(part, at=node.at), setting)
            elif len(fixed) >= MIN_FIXED:
                clauses.append(_spellings(part, setting.title))
        return clauses

    def alike(self, node: Fuzzy, setting: Setting) -> list[Clause]:
        """Words like it; a part too short for that is taken exactly."""
        clauses: list[Clause] = []
        for form in self._within_budget(question_forms(node.text, self.languages), node):
            if len(form.surface) >= MIN_FUZZY:
                clauses.append(Alike(form.surface.lower(), node.distance, setting.title))
            else:
                clauses += self._counted([self._exact(form.surfaces, setting.title)], setting)
        return clauses

    def _forms(self, node: Word) -> tuple[QuestionForm, ...]:
        return question_forms(node.text, self.languages, caseless=self.caseless)

    def _within_budget(
        self, forms: tuple[QuestionForm, ...], node: Node
    ) -> tuple[QuestionForm, ...]:
        room = max(MAX_TERMS - self.spent, 0)
        if len(forms) > room and self.spent <= MAX_TERMS:
            message = f"The question holds more than {MAX_TERMS} words; the rest was left out."
            self.problems.append(Problem(message, *node.at))
            self.spent = MAX_TERMS + 1  # told once
        self.spent += len(forms)
        return forms[:room]

    def _terms(self, form: QuestionForm, setting: Setting, node: Word) -> AnyTerm:
        if setting.exact:
            return self._exact(form.surfaces, setting.title)
        if wider := self._widened(form, setting, node):
            return wider
        if not form.acronym:
            return self._stemmed(form, setting.title)
        exact = self._exact(form.surfaces, setting.title)
        if self.has_term is None or any(self.has_term(term) for term in exact.terms):
            return exact
        return self._small(form, setting, node) or exact

    def _widened(self, form: QuestionForm, setting: Setting, node: Word) -> AnyTerm | None:
        """A country's name with its other names, as far as any article holds them."""
        if self.widen is None or setting.title or setting.near or setting.denied:
            return None
        family = family_of(form, node.text[form.start :], self.widen, self.languages)
        if family is None:
            return None
        held = self.has_term or (lambda _: True)
        words = {term: name for term, name in family.words if held(term)}
        typed = {*form.stems, *form.surfaces}
        others = {name: None for term, name in words.items() if term.text not in typed}
        if not others:
            return None
        self.widened = tuple(others)
        if not form.acronym:  # the same word in the index's other languages
            own = (Term(Stream.STEM, stem) for stem in form.stems)
            words |= {term: "" for term in own if held(term)}
        return AnyTerm(tuple(sorted(words, key=lambda term: (term.text, term.stream))))

    def _small(self, form: QuestionForm, setting: Setting, node: Word) -> AnyTerm | None:
        """An acronym that no article holds, read as the ordinary word of the same letters."""
        forms = question_forms(form.surface.lower(), self.languages)
        terms = self._stemmed(forms[0], setting.title) if len(forms) == 1 else None
        if terms is None or not any(self.has_term and self.has_term(t) for t in terms.terms):
            return None
        message = (
            f"No article holds “{form.surface}” in capitals; it was read as "
            f"“{forms[0].surface}”. With + or in quotation marks, capitals are kept."
        )
        self.problems.append(Problem(message, *node.at))
        return terms

    def _stemmed(self, form: QuestionForm, title: bool) -> AnyTerm:
        return AnyTerm(tuple(Term(Stream.STEM, stem, title) for stem in form.stems))

    def _exact(self, surfaces: Iterable[str], title: bool) -> AnyTerm:
        return AnyTerm(tuple(Term(Stream.WORD, surface, title) for surface in surfaces))

    def _counted(self, terms: list[AnyTerm], setting: Setting) -> list[AnyTerm]:
        if not setting.denied:
            self.words += [term for term in terms if term not in self.words]
        return terms


def in_row(terms: Sequence[AnyTerm]) -> Places:
    """The terms one right after another."""
    return Places(tuple(terms), tuple(range(len(terms))))


def _spellings(part: str, title: bool) -> Clause:
    """A pattern as articles' words are spelt: in small letters, `-ise` as `-ize`, or an acronym."""
    small = part.lower()
    patterns = [Pattern(small, title)]
    fixed = re.split(r"[*?]", small, maxsplit=1)[0]
    rest = small[len(fixed) :]
    british = _ISE.fullmatch(fixed)
    if british:
        patterns.append(Pattern(f"{british[1]}iz{british[2] or ''}{rest}", title))
    if part.isupper():
        patterns.append(Pattern(part, title))
    return join_any(patterns) or patterns[0]
