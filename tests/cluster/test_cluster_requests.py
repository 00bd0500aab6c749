"""Requests to a cluster, word by word, as `golden/*.json` holds them; no cluster is needed.

`WRITE_GOLDEN=1` writes the files anew, to be read through before they are committed.
"""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import pytest

from search.cluster import requests
from search.cluster.clauses import matching
from search.cluster.mapping import KEYWORD_KEYS, article_index, source_index
from search.cluster.requests import Counting, Window, facet_keys
from search.cluster.scoring import Scoring
from search.cluster.shapes import Json
from search.cluster.statistics import Statistics, counted
from search.model import DateSpan, Filters, Selection, Sort
from search.naming import Names
from search.plan import Plan, make_plan, resolve_span
from search.syntax import parse
from search.vocabulary import load_vocabulary

GOLDEN = Path(__file__).with_name("golden")
TODAY = date(2020, 3, 15)
NAMES = Names(load_vocabulary())

QUESTIONS = {
    "nothing": "",
    "words": "sanctions on Iran",
    "phrase": '"Bank of England"',
    "acronym": "+US talks",
    "near-ordered": "oil ADJ/3 talks",
    "near-any-order": "oil NEAR/5 sanct* NEAR/5 talks",
    "near-phrase": '("the council" OR council) NEAR/2 iran',
    "pattern": "wom?n*",
    "fuzzy": "Zelensky~2",
    "title": 'title:oil title:"oil talks"',
    "boolean": "(oil OR gas)^2 AND NOT iran",
    "conditions": "country:ir date:2014-03 added:>2020-01-01 source:none",
    "undated": "treaty date:none",
}

FILTERS = {
    "facets": Filters((("country", Selection(("ir", "us"), ("fr",))),)),
    "every": Filters((("country", Selection(("ir", "us"), every=True)),)),
    "none": Filters((("source", Selection(("none",))),)),
    "dates": Filters(span=DateSpan(date(2014, 1, 1), date(2014, 2, 1))),
    "several": Filters(
        (("country", Selection(("ir",))), ("source", Selection(("Wire",)))),
        DateSpan(rolling="last-3y"),
    ),
}


def held(name: str, made: Json) -> None:
    """A request is the one that a file holds."""
    path = GOLDEN / f"{name}.json"
    if os.environ.get("WRITE_GOLDEN"):
        path.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert json.loads(path.read_text(encoding="utf-8")) == json.loads(json.dumps(made))


def plan_of(text: str) -> Plan:
    parsed = parse(text)
    return make_plan(parsed.tree, languages=("en", "fr"), names=NAMES, today=TODAY)


def statistics_of(plan: Plan) -> Statistics:
    return Statistics(1_000, 250.0, {clause: 9 + i for i, clause in enumerate(counted(plan))})


@pytest.mark.parametrize("name", QUESTIONS)
def test_queries(name: str) -> None:
    plan = plan_of(QUESTIONS[name])
    scoring = Scoring(statistics_of(plan), TODAY)
    made = {
        "question": QUESTIONS[name],
        "matching": matching(plan.clause, TODAY),
        "scoring": scoring.query(plan.clause),
        "counts": requests.counts(counted(plan), TODAY),
    }
    if plan.loose:
        made["most"] = scoring.most(plan.loose, plan.narrowing)
    held(f"query-{name}", made)


@pytest.mark.parametrize("name", FILTERS)
def test_searches_with_facets(name: str) -> None:
    filters = FILTERS[name]
    filtering = requests.filtering(filters, NAMES, TODAY)
    keys = facet_keys(("country", "source", "date"))
    ticked = {"country": {"ir": {"terms": {"country": ["ir"]}}}} if filters.of("country") else {}
    span = resolve_span(filters.span, TODAY)
    counting = Counting(keys, filtering, span, TODAY, ticked, {})
    query = requests.and_filters({"match_all": {}}, filtering.but(*counting.split))
    post = [filtering.choices[key] for key in sorted(counting.split)]
    body = requests.hits_of(query, Window(10, 20), Sort.NEWEST, scored=False, post=post)
    held(f"search-{name}", {**body, "aggs": counting.aggregations()})


def test_the_other_requests() -> None:
    query: Json = {"term": {"stem": "oil"}}
    made = {
        "relevance": requests.hits_of(query, Window(200, text=True), Sort.RELEVANCE, scored=True),
        "oldest": requests.hits_of(query, Window(5, 0, (3, "x")), Sort.OLDEST, scored=True),
        "totals": requests.totals(),
        "days": requests.days_within(query, date(2014, 3, 1), date(2014, 3, 9)),
        "first page of values": requests.values_page(query, "source", None),
        "next page of values": requests.values_page(query, "source", "Wire"),
    }
    held("others", made)


def test_the_indices() -> None:
    articles = article_index(3, 1)
    properties = articles["mappings"]["properties"]
    mapped = {key: properties.pop(key) for key in KEYWORD_KEYS}
    assert all(m == {"type": "keyword", "eager_global_ordinals": True} for m in mapped.values())
    held("index", {"articles": articles, "sources": source_index(1)})


def test_every_golden_file_is_used() -> None:
    names = {f"query-{name}" for name in QUESTIONS} | {f"search-{name}" for name in FILTERS}
    assert {path.stem for path in GOLDEN.glob("*.json")} == names | {"others", "index"}
