"""Names that readers type: the ids they mean, the labels they get, the members of groups."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.fields import CHOOSABLE
from search.naming import Names
from search.permalink import from_params, is_canonical, read_params, to_params
from search.plan import AllOf, AnyOf, Days, Nothing, Values, make_plan, values_clause
from search.syntax import parse
from search.syntax.groups import Group, group_of
from search.vocabulary import load_vocabulary

TODAY = date(2026, 11, 23)
NAMES = Names(load_vocabulary())

TYPED = [
    ("country", "Burma", ["mm"]),
    ("country", "IR", ["ir"]),
    ("country", "uk", ["gb"]),
    ("country", "Iran, Islamic Republic of", ["ir"]),
    ("country", "Congo", ["cd", "cg"]),
    ("country", "Atlantis", ["atlantis"]),
    ("country", "None", ["none"]),
    ("country", "any(G20)", ["any(g20)"]),
    ("country", "any(European  Union@doc)", ["any(eu@doc)"]),
    ("country", "any(nobody)", ["any(nobody)"]),
    ("organisation", "World Bank", ["worldbank"]),
    ("organisation", "x-ministry-of-defence--in", ["x-ministry-of-defence--in"]),
    ("pair", "India+Russia", ["in.ru"]),
    ("pair", "ru.in", ["in.ru"]),
    ("pair", "South Africa India", ["in.za"]),
    ("pair", "U.S.+Russia", ["ru.us"]),
    ("pair", "India – Russia", ["in.ru"]),
    ("pair", "Congo+France", ["cd.fr", "cg.fr"]),
    ("pair", "zz+aa", ["aa.zz"]),
    ("mention", "Iran", ["ir"]),
    ("mention", "World Bank", ["org.worldbank"]),
    ("mention", "au", ["au"]),
    ("mention", "African Union", ["org.au"]),
    ("mention", "org.AU", ["org.au"]),
    ("mention", "any(nato)", ["any(nato)"]),
    ("place", "São Paulo, Brazil", ["sao paulo"]),
    ("place", "PORT-AU-PRINCE", ["port au prince"]),
    ("source", "Le Monde", ["Le Monde"]),
    ("source_country", "France", ["fr"]),
    ("language", "EN", ["en"]),
]


@pytest.mark.parametrize(("key", "text", "values"), TYPED)
def test_a_name_becomes_its_ids_which_mean_themselves(key, text, values):
    assert list(NAMES.values(key, text)) == values
    for value in values:
        assert NAMES.values(key, value) == (value,)


@pytest.mark.parametrize(
    ("key", "value", "label"),
    [
        ("pair", "in.ru", "India – Russia"),
        ("mention", "au", "Australia"),
        ("mention", "org.au", "African Union"),
        ("country", "any(g20)", "G20 members"),
        ("country", "any(g20@2023)", "G20 members in 2023"),
        ("country", "any(g20@doc)", "G20 members at the time"),
        ("country", "any(p5)", "Permanent members of the Security Council"),
        ("country", "any(nobody)", "nobody members"),
        ("country", "xyz", "xyz"),
        ("place", "sao paulo", "Sao Paulo"),
        ("source_country", "fr", "France"),
    ],
)
def test_labels(key, value, label):
    assert NAMES.label(key, value) == label


def test_what_the_vocabulary_knows():
    assert NAMES.knows("country", "mm")
    assert NAMES.knows("pair", "in.ru")
    assert NAMES.knows("mention", "org.un")
    assert NAMES.knows("country", "any(g20@1900)")
    for key, value in [("country", "xx"), ("pair", "in.xx"), ("mention", "un"), ("place", "goa")]:
        assert not NAMES.knows(key, value)
    assert not NAMES.knows("country", "any(worldbank)")  # its members are not listed


@given(
    st.lists(
        st.tuples(
            st.sampled_from([p for f in CHOOSABLE for p in (f.param, f"not.{f.param}")]),
            st.text(max_size=30)
            | st.sampled_from([text for _, text, _ in TYPED])
            | st.text('anyor().@ 20dG"-+', max_size=16).map("any({})".format),
        ),
        max_size=6,
    )
)
@example([("country", "any(any(eu))"), ("pair", "any(a+b)"), ("mentions", "org.")])
@example([("dateline", "--"), ("pair", "+"), ("country", "any(eu@2023-02-31)")])
@settings(max_examples=300, deadline=None)
def test_whatever_is_named_reads_as_one_canonical_query(params):
    query = from_params(params, NAMES)
    assert from_params(to_params(query), NAMES) == query
    assert from_params(to_params(query)) == query  # the canonical one needs no vocabulary
    assert is_canonical(to_params(query), NAMES)


def test_an_address_with_names_is_read_as_ids_without_complaint():
    reading = read_params("country=Burma&country=Korea&pair=India+Russia&mentions=NATO", NAMES)
    assert reading.problems == ()
    assert to_params(reading.query) == (
        ("country", "kp"),
        ("country", "kr"),
        ("country", "mm"),
        ("mentions", "org.nato"),
        ("pair", "in.ru"),
    )
    reading = read_params("country=any()&country=any(eu@soon)", NAMES)
    assert [p.message.partition(":")[0] for p in reading.problems] == ["country", "country"]
    assert to_params(reading.query) == (("country", "any(eu)"),)


def test_members_belonged_on_the_day_or_at_any_time_of_the_period():
    assert "ir" not in NAMES.members(Group("sco", "2022"), TODAY)
    assert "ir" not in NAMES.members(Group("sco", "2023-07-03"), TODAY)
    assert "ir" in NAMES.members(Group("sco", "2023-07"), TODAY)
    assert "ir" in NAMES.members(Group("sco", "2023"), TODAY)
    assert "gb" in NAMES.members(Group("eu"), date(2020, 1, 31))
    assert "gb" not in NAMES.members(Group("eu"), date(2020, 2, 1))
    assert NAMES.members(Group("nobody"), TODAY) == ()
    groups = NAMES.groups_on(TODAY)
    assert "any(g20)" in groups
    assert "any(warsawpact)" not in groups


def test_spans_of_one_member_are_joined(tmp_path: Path):
    toml = """
    [organisation.club]
    label = "The Club"
    members = [
      { states = ["at", "fr"], from = 1990-01-01, until = 1999-12-31 },
      { states = ["at"], from = 2000-01-01, until = 2009-12-31 },
      { states = ["fr"], from = 2001-01-01 },
      { states = ["fr"], from = 2005-01-01, until = 2006-01-01 },
    ]
    """
    tomllib.loads(toml)
    file = tmp_path / "own.toml"
    file.write_text(toml)
    names = Names(load_vocabulary(str(file)))
    assert names.spans("club") == (
        ("at", (date(1990, 1, 1), date(2009, 12, 31))),
        ("fr", (date(1990, 1, 1), date(1999, 12, 31))),
        ("fr", (date(2001, 1, 1), date.max)),
    )
    assert names.values("country", "any(The Club@doc)") == ("any(club@doc)",)
    assert values_clause("country", ("any(club@doc)", "us"), names, TODAY) == AnyOf(
        (
            Values("country", ("us",)),
            AllOf((Values("country", ("fr",)), Days(date(1990, 1, 1), date(1999, 12, 31)))),
            AllOf((Values("country", ("at",)), Days(date(1990, 1, 1), date(2009, 12, 31)))),
            AllOf((Values("country", ("fr",)), Days(date(2001, 1, 1), None))),
        )
    )


def test_members_join_the_other_values_of_a_field():
    clause = values_clause("country", ("any(benelux)", "us"), NAMES, TODAY)
    assert clause == Values("country", ("us", "be", "lu", "nl"))
    assert values_clause("mention", ("any(benelux)",), NAMES, TODAY) == Values(
        "country_mention", ("be", "lu", "nl")
    )
    assert values_clause("country", ("any(nobody)",), NAMES, TODAY) == Nothing()


def planned(text, **more):
    parsed = parse(text)
    return make_plan(parsed.tree, problems=parsed.problems, today=TODAY, names=NAMES, **more)


def test_names_in_a_question_are_told_as_ids():
    plan = planned('country:"Burma" -org:(UN OR "World Bank") oil')
    assert plan.read_as == "country:mm -(org:UN OR org:worldbank) oil"
    assert [(p.message, p.start, p.end) for p in plan.problems] == [
        ("“Burma” was read as Myanmar (country:mm).", 0, 15),
        ("“World Bank” was read as World Bank (org:worldbank).", 28, 40),
    ]
    plan = planned("country:Congo")
    assert plan.read_as == "country:cd OR country:cg"
    assert "(country:cd) or Republic of the Congo (country:cg)." in plan.problems[0].message
    plan = planned('mentions:"World Bank" pair:India+Russia country:any("European Union"@2004)')
    assert plan.read_as == "mentions:org.worldbank pair:in.ru country:any(eu@2004)"
    assert planned("country:IR pair:ru+in country:any(G20) lang:EN").read_as == ""


def test_values_that_nobody_knows_are_told():
    plan = planned("country:Atlantis country:any(nobody) country:mm", has_value=lambda *_: False)
    assert [p.message for p in plan.problems] == [
        "No article has country:atlantis, and the vocabulary does not know it.",
        "“nobody” is no group of states whose members are known.",
    ]
    assert planned("country:Atlantis", has_value=lambda *_: True).problems == ()


@given(st.text(max_size=40))
@example("any(eu@2023-02-30)")
def test_no_text_breaks_a_group(text):
    group = group_of(f"any({text})")
    assert group is None or group_of(str(group)) == group
