"""Names that nobody knows: what is told of them, and what they were probably meant as."""

from __future__ import annotations

from datetime import date

import pytest
from counted_steps import steps
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.asked import unknown_values
from search.fields import BY_OPERATOR
from search.model import Filters, Selection
from search.naming import Names
from search.plan import MOST_MEANT, find_meant, make_plan
from search.plan.nearest import nearest
from search.syntax import parse
from search.vocabulary import load_vocabulary

NAMES = Names(load_vocabulary())
OUTLETS = ("BBC", "Le Monde", "Reuters", "Deutsche Welle", "irna")


def has_value(key: str, value: str) -> bool:
    return key == "source" and value in OUTLETS


def told(text: str) -> list[tuple[str, str | None]]:
    parsed = parse(text)
    plan = make_plan(
        parsed.tree,
        problems=parsed.problems,
        names=NAMES,
        today=date(2026, 11, 23),
        has_value=has_value,
        text=text,
    )
    return [(problem.message, problem.repair) for problem in plan.problems]


def repairs(text: str) -> list[str | None]:
    return [repair for message, repair in told(text) if "was read as" not in message]


@pytest.mark.parametrize(
    ("text", "repair"),
    [
        ("country:Irann", "country:ir"),
        ("oil COUNTRY:irann war", "oil country:ir war"),
        ('country:"Untied States" oil', "country:us oil"),
        ("country:Philippin", "country:ph"),
        ("country:Koreaa", "country:(kr OR kp)"),
        ("-country:irann oil", "-country:ir oil"),
        ("country:(irann OR iraq)", "country:(ir OR iraq)"),
        ('org:"Nato Allies"', "org:nato"),
        ('org:"Wrold Bank" loan', "org:worldbank loan"),
        ("country:nato", "country:any(nato)"),
        ("country:ICRC", "org:red-cross"),
        ("org:Iran", "country:ir"),
        ("country:any(natto@2014)", "country:any(nato@2014)"),
        ("mentions:Irann", "mentions:ir"),
        ("mentions:org.natto", "mentions:org.nato"),
        ("pair:irann+russia", "pair:ir.ru"),
        ("source.country:frnace", "source.country:fr"),
        ("source:bbc", "source:BBC"),
        ("source:www.bbc.co.uk", "source:BBC"),
        ('source:"le monde"', 'source:"Le Monde"'),
        ("source:IRNA", "source:irna"),
        ("lang:french", "lang:fr"),
    ],
)
def test_a_name_like_it_is_offered(text: str, repair: str) -> None:
    assert repairs(text) == [repair]
    assert repairs(repair) in ([], [None])


@pytest.mark.parametrize(
    "text",
    [
        "country:Atlantis",
        "country:zz",
        "country:united",
        "org:european",
        "country:any(g99)",
        "country:(icrc OR iraq)",
        "source:nobody",
        "lang:xq",
        "dateline:gao",
        "pair:qq+russia",
        "country:" + "x" * 500,
    ],
)
def test_nothing_is_offered_where_nothing_is_like_it(text: str) -> None:
    assert repairs(text)[0] is None


def test_a_sign_within_a_field_is_left_to_its_own_repair() -> None:
    assert repairs("country:-irann") == ["-country:irann", None]


def test_what_is_told() -> None:
    assert [message for message, _ in told("country:Irann country:nato org:nobody-at-all")] == [
        "No article has country:irann, and the vocabulary does not know it; did you mean Iran "
        "(country:ir)?",
        "No article has country:nato: it is an organisation; did you mean NATO members "
        "(country:any(nato))?",
        "No article has org:nobody-at-all, and the vocabulary does not know it.",
    ]


def test_filters_are_put_right_as_well() -> None:
    filters = Filters(
        (
            ("country", Selection(("fr", "irann"), ("nato",), every=True)),
            ("organisation", Selection(("iraq", "un"))),
        )
    )
    instead = [problem.filters for problem in unknown_values(filters, NAMES, has_value)]
    organisations = Selection(("iraq", "un"))
    assert instead == [
        Filters(
            (
                ("country", Selection(("fr", "ir"), ("nato",), every=True)),
                ("organisation", organisations),
            )
        ),
        Filters(
            (
                ("country", Selection(("fr", "irann"), ("any(nato)",), every=True)),
                ("organisation", organisations),
            )
        ),
        Filters(
            (
                ("country", Selection(("fr", "iq", "irann"), ("nato",), every=True)),
                ("organisation", Selection(("un",))),
            )
        ),
    ]


def test_many_unknown_names_cost_no_more_than_a_few() -> None:
    many = tuple(f"iran{chr(97 + i)}" for i in range(20))
    problems = unknown_values(Filters((("country", Selection(many)),)), NAMES, has_value)
    assert len(problems) == 20
    assert sum(problem.filters is not None for problem in problems) == MOST_MEANT
    asked = repairs(" ".join(f"country:{name}" for name in many))
    assert sum(repair is not None for repair in asked) == MOST_MEANT


def test_a_long_name_costs_a_bounded_time() -> None:
    hostile = "abcdefghijklmnopqrstuvwxyz " * 40
    nearest(NAMES.vocabulary, "country", "irann")
    nearest(NAMES.vocabulary, "organisation", "natto")
    for length in (60, 120, 1_000):
        text = hostile[:length]
        assert steps(lambda text=text: nearest(NAMES.vocabulary, "organisation", text)) < 400_000  # type: ignore[misc]


KEYS = sorted({field.key for field in BY_OPERATOR.values() if field.param})


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(KEYS), st.text(max_size=40))
@example("country", "any(\ud800)")
@example("pair", "....")
@example("source", "https://")
@example("mention", "org.")
def test_what_is_offered_is_known(key: str, value: str) -> None:
    meant = find_meant(key, value, NAMES, has_value)
    if meant:
        assert meant.values
        for known in meant.values:
            known_here = NAMES.knows(meant.key, known) or has_value(meant.key, known)
            assert known_here or meant.key == "language"
        assert not parse(meant.text).problems
