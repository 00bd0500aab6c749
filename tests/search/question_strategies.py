"""Questions and filters at random, in the question language, over the words of the test corpora."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from search.fields import CHOOSABLE
from search.model import NONE, DateSpan, Filters, Match, Query, Selection, Sort

BARE = ["iran", "sanctions", "oil", "talks", "peace", "treaty", "us", "US", "UN", "the", "of"]
BARE += ["Israeli", "Keats", "news", "missing", "Turkiye", "council", "iran-oil"]
OTHERS = ["sanct*", "treat?es", "cou*l?", "isr*", "u*n", "treety~", "keatin~2", "counsil~", "oil^3"]
PHRASES = ['"the council"', '"iran sanctions"', '"oil talks"~3', '"peace treaty of"', '"US"']
FIELDS = ["title:oil", "title:(iran OR us)", 'title:"oil talks"', "country:ir", "country:none"]
FIELDS += ["org:un", "source:Wire", "lang:fr", "pair:ir+us", "mentions:us", "date:2014"]
FIELDS += ["mentions:UN", "mentions:none", "country:any(p5)", "country:any(opec@1970)"]
FIELDS += ["country:any(eu@doc)", "country:France", "dateline:vienna"]
FIELDS += ["source.country:Britain"]
FIELDS += ["date:2014-03", "date:none", "date:outside", "date:>2014", "date:2014-03-05..2015-02"]
FIELDS += ["added:>2020-01-01", "date:last-3y", "title:treat*"]

simple = st.sampled_from(BARE)
near_parts = st.one_of(simple, st.sampled_from(["sanct*", '"the council"', "(oil OR talks)"]))


@st.composite
def nears(draw: st.DrawFn) -> str:
    operator = draw(st.sampled_from(["NEAR/1", "NEAR/3", "NEAR", "ADJ/2", "ADJ"]))
    parts = draw(st.lists(near_parts, min_size=2, max_size=4))
    return f" {operator} ".join(parts)


leaves = st.one_of(
    simple,
    simple,
    st.sampled_from(OTHERS),
    st.sampled_from(PHRASES),
    st.sampled_from(FIELDS),
    nears(),
)


def _bigger(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(
        several.map(" ".join),
        several.map(lambda parts: "(" + " OR ".join(parts) + ")"),
        several.map(lambda parts: "(" + " AND ".join(parts) + ")"),
        inner.map("NOT ({})".format),
        inner.map("({})^2".format),
        st.tuples(inner, inner).map(lambda ab: f"{ab[0]} AND NOT ({ab[1]})"),
    )


loose = st.lists(simple, min_size=1, max_size=5).map(" ".join)
loose_in_field = st.tuples(loose, st.sampled_from(FIELDS)).map(" ".join)
strict = st.recursive(leaves, _bigger, max_leaves=6)
typed = st.one_of(loose, loose_in_field, strict, strict, st.just(""), st.just("*"))

VALUES = {
    "country": ["ir", "us", "fr", "zz", "any(p5)", "any(eu@doc)", NONE],
    "organisation": ["un", "nato", NONE],
    "source": ["Wire", "Post", NONE],
    "language": ["en", "fr", NONE],
    "pair": ["ir.us", "fr.ir", NONE],
    "mention": ["ir", "org.un", "any(p5)", NONE],
    "source_country": ["gb", NONE],
    "place": ["vienna", "goa", NONE],
}
assert VALUES.keys() == {field.key for field in CHOOSABLE}


@st.composite
def selections(draw: st.DrawFn, key: str) -> Selection:
    drawn = draw(st.lists(st.sampled_from(VALUES[key]), max_size=3, unique=True))
    cut = draw(st.integers(0, len(drawn)))
    include, exclude = tuple(sorted(drawn[:cut])), tuple(sorted(drawn[cut:]))
    return Selection(include, exclude, every=bool(include) and draw(st.booleans()))


spans = st.one_of(
    st.just(DateSpan()),
    st.sampled_from(
        [
            DateSpan(date(2014, 1, 1), date(2014, 12, 31)),
            DateSpan(date(2014, 3, 3), date(2014, 4, 2)),
            DateSpan(date(2014, 3, 5), None),
            DateSpan(None, date(2014, 12, 31)),
            DateSpan(date(2014, 3, 3), date(2016, 6, 15)),
            DateSpan(date(1790, 5, 5), date(2016, 6, 15)),
            DateSpan(rolling="last-30d"),
            DateSpan(rolling="this-month"),
            DateSpan(only="none"),
            DateSpan(only="outside"),
            DateSpan(date(2014, 3, 5), date(2014, 3, 5)),
            DateSpan(date(1000, 1, 1), date(2999, 12, 31)),
        ]
    ),
)


@st.composite
def filters(draw: st.DrawFn) -> Filters:
    keys = draw(st.lists(st.sampled_from(sorted(VALUES)), max_size=2, unique=True))
    chosen = Filters(span=draw(spans))
    for key in keys:
        chosen = chosen.replace(key, draw(selections(key)))
    return chosen


queries = st.builds(
    Query,
    text=typed,
    filters=filters(),
    sort=st.sampled_from([Sort.RELEVANCE, Sort.RELEVANCE, Sort.NEWEST, Sort.OLDEST]),
    match=st.sampled_from([Match.AUTO, Match.AUTO, Match.ALL, Match.MOST]),
    size=st.just(100),
)
