"""Plans by example: each case of plan_cases.toml, and the switches of make_plan."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search import plan as p
from search.naming import Names
from search.plan import Clause, Plan, Term, make_plan
from search.plan.wording import MAX_TERMS
from search.syntax import parse
from search.vocabulary import load_vocabulary

TODAY = date(2026, 11, 23)
CASES = tomllib.loads(Path(__file__).with_name("plan_cases.toml").read_text("utf-8"))["case"]


def planned(text: str, **settings: Any) -> Plan:
    parsed = parse(text)
    return make_plan(parsed.tree, problems=parsed.problems, today=TODAY, **settings)


def short(clause: Clause) -> str:
    """A clause in the short hand of the cases."""
    match clause:
        case p.AnyTerm():
            signs = {p.Stream.STEM: "~", p.Stream.WORD: "="}
            return "|".join("t" * t.title + signs[t.stream] + t.text for t in clause.terms)
        case p.Sequence():
            assert clause.offsets == tuple(range(len(clause.terms)))
            return f'"{row(clause.terms)}"'
        case p.AllOf():
            return f"(& {row(clause.children)})"
        case p.AnyOf():
            return f"(/ {row(clause.children)})"
        case p.Except():
            return f"(! {short(clause.child)})"
        case p.Within():
            return f"({'o' if clause.ordered else 'n'}{clause.distance} {row(clause.children)})"
        case p.Pattern():
            return f"*{'t' * clause.title}{clause.pattern}"
        case p.Alike():
            return f"{'t' * clause.title}{clause.text}~{clause.distance}"
        case p.Values():
            return f"{clause.key}:{','.join(clause.values)}"
        case p.Days():
            return f"days:{clause.only or f'{clause.start}..{clause.end}'}"
        case p.AddedBetween():
            assert clause.start
            assert clause.end
            return f"added:{clause.start.date()}..{clause.end.date()}"
        case p.Weighted():
            return f"{short(clause.child)}×{clause.factor:g}"
        case _:
            return type(clause).__name__.lower()


def row(clauses: Iterable[Clause]) -> str:
    return " ".join(map(short, clauses))


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:40] or "empty" for case in CASES])
def test_case(case: dict[str, str]) -> None:
    plan = planned(case["text"])
    assert short(plan.clause) == case["clause"]
    assert row(plan.loose) == case.get("loose", "")
    assert row(plan.narrowing) == case.get("narrowing", "")
    assert row(plan.words) == case.get("words", "")
    assert plan.read_as == case.get("read_as", "")
    told = " ".join(problem.message for problem in plan.problems)
    assert (case["told"] in told) if "told" in case else ("was read as AND" not in told)


def test_names_are_resolved_to_ids() -> None:
    names = Names(load_vocabulary())
    assert short(planned("country:Russia", names=names).clause) == "country:ru"
    assert short(planned("country:Congo", names=names).clause) == "country:cd,cg"
    assert short(planned("country:Atlantis", names=names).clause) == "country:atlantis"
    assert short(planned("pair:in+Russia", names=names).clause) == "pair:in.ru"
    assert short(planned("country:none", names=names).clause) == "country:none"


def test_several_languages_give_several_stems() -> None:
    plan = planned("sanctionnaient", languages=("en", "fr"))
    assert isinstance(plan.clause, p.AnyTerm)
    assert len(plan.clause.terms) > 1


def test_capitals_that_no_article_holds_are_read_as_a_word_and_told() -> None:
    held = {Term(p.Stream.STEM, "talk"), Term(p.Stream.WORD, "US")}
    assert short(planned("TALKS", has_term=held.__contains__).clause).startswith("~talk")
    problem = planned("TALKS", has_term=held.__contains__).problems[0]
    assert "No article holds “TALKS”" in problem.message
    assert short(planned("US", has_term=held.__contains__).clause) == "=US"
    assert short(planned("WHO", has_term=held.__contains__).clause) == "=WHO"
    assert short(planned("+TALKS", has_term=held.__contains__).clause) == "=TALKS"


def test_a_word_of_very_many_parts_is_cut_and_told() -> None:
    plan = planned("-".join(f"w{i}" for i in range(700)))
    assert len(plan.words) == MAX_TERMS
    assert len([x for x in plan.problems if "the rest was left out" in x.message]) == 1


def terms_of(clause: Clause) -> set[Term]:
    match clause:
        case p.AnyTerm():
            return set(clause.terms)
        case p.AllOf() | p.AnyOf() | p.Within():
            return {t for child in clause.children for t in terms_of(child)}
        case p.Sequence():
            return {t for word in clause.terms for t in word.terms}
        case p.Except() | p.Weighted():
            return terms_of(clause.child)
        case _:
            return set()


PIECES = [
    *("iran", "the", "of", "US", "+who", "-war", "sanction*", "Zelensky~", "(", ")", '"', "OR"),
    *("AND", "NOT", "NEAR/3", "title:", "country:ru", "date:2012", "^2", "a-b", "é", "中国", "*"),
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14))
def test_every_question_has_a_plan_whose_parts_agree(pieces: list[str]) -> None:
    plan = planned(" ".join(pieces))
    hash(plan.clause)
    held = terms_of(plan.clause)
    for word in (*plan.loose, *plan.words):
        assert set(word.terms) <= held
    assert set(plan.loose) <= set(plan.words)
    assert len(set(plan.loose)) == len(plan.loose)
    assert not plan.narrowing or plan.loose
    if any(sign in pieces for sign in ('"', "OR", "+who", "-war", "sanction*", "Zelensky~")):
        assert plan.loose == () or parse(" ".join(pieces)).problems


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(codec=None, exclude_categories=()), max_size=40))
def test_no_text_breaks_a_plan(text: str) -> None:
    planned(text)
