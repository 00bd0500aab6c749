"""The commands that ask: what they print, what they end with, what they ask the engine."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import click
import pytest
from click.testing import CliRunner
from fake_searcher import FakeSearcher
from search_samples import ARTICLES, INFO

from search import command as module
from search import console
from search.cli import Commands, ExitCode
from search.engine import (
    DEFAULT_WANT,
    EngineError,
    EngineUnavailable,
    IndexLocked,
    IndexMissing,
    OutOfSpace,
    SchemaMismatch,
)
from search.fields import CHOOSABLE
from search.model import (
    Facet,
    FacetValue,
    IndexInfo,
    Match,
    Notice,
    NoticeKind,
    Query,
    SearchPage,
    Want,
)
from search.permalink import from_params, from_url, to_params


class Samples(FakeSearcher):
    """Holds the samples; its facets are long, with values chosen, excluded and without a count."""

    def __init__(self, articles=ARTICLES):
        super().__init__(articles)

    def info(self) -> IndexInfo:
        return replace(INFO, notices=(Notice(NoticeKind.BEHIND, "The last run was cut short."),))

    def search(self, query: Query, want: Want = DEFAULT_WANT, budget=None) -> SearchPage:
        page = super().search(query, want, budget)
        return replace(page, facets={} if want.facets else facets(page.total))


def facets(total: int) -> dict[str, Facet]:
    countries = (
        FacetValue(f"c{number}", f"Country {number}", total, selected=number == 11)
        for number in range(12)
    )
    months = (FacetValue(f"2012-{n:02}", f"2012-{n:02}", n) for n in range(1, 13))
    return {
        "country": Facet(tuple(countries), 30),
        "date": Facet(tuple(months), 12, "month", ("2012",)),
        "source": Facet((FacetValue("X", "X", 0, excluded=True),), 1),
    }


@pytest.fixture
def searcher(monkeypatch):
    fake = Samples()
    opened = []

    def open_searcher(url, **_):
        opened.append(url)
        return fake

    fake.opened = opened
    monkeypatch.setattr(module, "open_searcher", open_searcher)
    return fake


def run(*args, env=None):
    group = Commands("dragoman", {command.name: command for command in module.commands})
    return CliRunner().invoke(group, args, env=env or {})


def test_an_answer_tells_the_count_first_then_hits_then_facets(searcher):
    result = run("search", "sanctions")
    lines = result.stdout.splitlines()
    assert result.exit_code == 0
    assert lines[:2] == ["3 articles   0.5 ms", "Read as: sanctions"]
    assert lines[4] == "  1. Sanctions on Iran end. (from the text)"
    assert "  2. Sanctions on Iran renewed" in lines
    assert "     2012-01-24 · The Wire · VIENNA · ir un · iran-1" in lines
    assert "     undated · @x · =cmd" in lines
    assert "Country" in lines and "x Country 11 (c11)         3" in lines
    assert f"- X  {0:>8}" in lines
    assert f"  2012-12      {12:>8}" in lines and not any("2012-01 " in line for line in lines)
    assert "  … 4 earlier" in lines
    assert any("… 21 more" in line for line in lines)
    assert "\x1b" not in result.stdout
    assert searcher.closed


def test_what_was_repaired_or_misspelt_is_told(searcher):
    assert "Note: A quotation mark stands alone. Try: iran" in run("search", '"iran').stdout
    assert "1 article " in run("search", "vienna").stdout
    result = run("search", "sanktions")
    assert "Did you mean: sanctions" in result.stdout
    assert result.exit_code == ExitCode.NOTHING_FOUND
    most = run("search", "iran vienna", "--match", "most").stdout
    assert "2 articles with most of the words; 1 of them has all" in most


def test_what_cannot_be_read_is_told_as_it_was_typed(searcher):
    result = run("search", "iran", "--added", "yesterday")
    assert result.exit_code == ExitCode.USAGE
    assert "“yesterday” is no instant" in result.stderr


def test_nothing_found_for_the_filters_is_told(searcher):
    result = run("search", "vienna", "--country", "fr")
    assert result.exit_code == ExitCode.NOTHING_FOUND
    assert result.stdout.splitlines()[:2] == ["0 articles   0.5 ms", "Read as: vienna"]
    assert "Without the filters: 1 article\n" in result.stdout
    for words in (["search", "vienna"], ["search", "zzz"], ["search", "vienna", "--country", "ir"]):
        assert "Without the filters" not in run(*words).stdout
    assert "Without" not in run("search", "vienna", "--country", "fr", "--json").stdout


def test_options_are_the_parameters_of_the_canonical_url(searcher):
    result = run(
        *("search", "iran", "--country", "IR", "--country", "us", "--not-country", "cn"),
        *("--country-match", "all", "--org", "un", "--source", "The Wire", "--from", "2012"),
        *("--to", "2015", "--sort", "newest", "--match", "all", "--page", "2", "--size", "1"),
        *("--pair", "Russia.in", "--added", "2026-11-01", "--mentions", "eu"),
    )
    assert result.exit_code == ExitCode.NOTHING_FOUND
    assert searcher.asked[0] == from_params(
        "country=ir&country=us&country.match=all&not.country=cn&org=un&source=The+Wire&pair=in.ru"
        "&from=2012-01-01&to=2015-12-31&sort=newest&match=all&page=2&size=1&q=iran"
        "&added=2026-11-01&mentions=org.eu"
    )


def test_every_keyword_field_can_be_chosen_and_excluded():
    for field in CHOOSABLE:
        name = field.param.replace(".", "-")
        one, other = ("a.b", "a.c") if field.key == "pair" else ("a", "b")
        result = run("search", f"--{name}", one, f"--not-{name}", other, "--url")
        assert from_url(result.stdout.strip()).filters.of(field.key).include == (one,)
        assert from_url(result.stdout.strip()).filters.of(field.key).exclude == (other,)


def test_the_address_is_printed_without_an_index():
    result = run("search", "a b", "--date", "last-30d", "--url")
    assert (result.exit_code, result.stdout) == (0, "/search?date=last-30d&q=a+b\n")


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["search"], "Type a question"),
        (["search", "a", "--from", "soon"], "from: “soon” is not a date"),
        (["search", "a", "--from", "2015", "--to", "2012"], "is after to"),
        (["search", "a", "--sort", "best"], "best"),
        (["search", "a", "--size", "0"], "size: “0” is not a number"),
        (["search", "a", "--page", "9999"], "pages of 10 hits end at 1,000"),
        (["search", "a", "--country", "ir", "--not-country", "ir"], "both chosen and excluded"),
        (["search", "a", "--json", "--csv"], "cannot both"),
        (["search", "a", "--colour", "red"], "--colour"),
        (["show"], "ID"),
    ],
)
def test_a_wrong_option_ends_with_2_and_says_which(searcher, args, message):
    result = run(*args)
    assert result.exit_code == ExitCode.USAGE
    assert message in result.stderr
    assert searcher.asked == []


def test_json_is_the_page_and_nothing_else(searcher):
    result = run("search", "sanctions", "--json")
    page = json.loads(result.stdout)
    assert (page["total"], page["query"]) == (3, {"q": "sanctions"})
    assert result.exit_code == 0
    empty = run("search", "nowhere", "--json")
    assert json.loads(empty.stdout)["total"] == 0
    assert empty.exit_code == ExitCode.NOTHING_FOUND


def test_csv_holds_the_page_and_no_formula(searcher):
    result = run("search", "sanctions", "--csv", "--size", "3")
    heading, *rows = csv.reader(io.StringIO(result.stdout))
    assert heading[:3] == ["id", "date", "title"]
    assert rows[2][:4] == ["'=cmd", "", "'-1+1", "'@x"]
    assert "\r\r\n" not in result.stdout


def test_all_hits_are_fetched_by_cursor_with_the_mode_pinned(searcher, monkeypatch):
    monkeypatch.setattr("search.harvest.BATCH", 2)
    result = run("search", "*", "--all", "--csv")
    assert [row[0] for row in csv.reader(io.StringIO(result.stdout))] == [
        "id",
        "iran-2",
        "iran-1",
        "'=cmd",
    ]
    assert [query.cursor for query in searcher.asked] == ["", "2"]
    assert {query.match for query in searcher.asked} == {Match.ALL}
    assert not any(want.snippets or want.facets for want in searcher.wants)
    lines = run("search", "*", "--all", "--json", "--match", "most").stdout.splitlines()
    assert {json.loads(line)["id"] for line in lines} == {article.id for article in ARTICLES}
    assert searcher.asked[-1].match is Match.MOST
    assert run("search", "nowhere", "--all").exit_code == ExitCode.NOTHING_FOUND


def test_the_index_is_named_by_option_or_environment(searcher):
    run("info")
    run("info", env={"DRAGOMAN_INDEX": "archive"})
    run("info", "--index", "whoosh:x", env={"DRAGOMAN_INDEX": "archive"})
    assert searcher.opened == ["index", "archive", "whoosh:x"]
    result = run("info", env={"DRAGOMAN_TIMEZONE": "Nowhere/At all"})
    assert result.exit_code == ExitCode.USAGE
    assert "DRAGOMAN_TIMEZONE" in result.stderr


def test_an_article_is_shown_whole(searcher):
    result = run("show", "iran-1")
    assert result.stdout.splitlines()[0] == "Sanctions on Iran renewed"
    assert "Countries     ir (mentions at)" in result.stdout
    assert result.stdout.rstrip().endswith("Talks go on in Vienna.")
    assert json.loads(run("show", "iran-1", "--json").stdout)["id"] == "iran-1"
    missing = run("show", "\x1b[31mno")
    assert missing.exit_code == ExitCode.NOTHING_FOUND
    assert "\x1b" not in missing.stderr


def test_an_index_is_described(searcher):
    result = run("info")
    assert "2012-01-24 to 2015-07-14" in result.stdout
    assert "The last run was cut short." in result.stdout
    assert "7: one more with each commit" in result.stdout
    assert json.loads(run("info", "--json").stdout)["generation"] == 7


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (IndexMissing, 3),
        (SchemaMismatch, 4),
        (IndexLocked, 5),
        (EngineUnavailable, 6),
        (OutOfSpace, 7),
        (EngineError, 6),
    ],
)
def test_what_an_engine_raises_is_a_message_and_a_code(monkeypatch, error, code):
    def fail(url, **_):
        raise error("what to do next")

    monkeypatch.setattr(module, "open_searcher", fail)
    for args in (["search", "a"], ["show", "a"], ["info"]):
        result = run(*args)
        assert (result.exit_code, result.stderr) == (code, "Error: what to do next\n")


def test_an_interrupted_command_says_so(monkeypatch):
    def interrupt(url, **_):
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "open_searcher", interrupt)
    result = run("info")
    assert (result.exit_code, result.stderr) == (130, "Error: interrupted\n")


def test_verify_and_optimize_report(monkeypatch):
    monkeypatch.setattr(module, "verify_index", lambda url: ())
    assert (run("verify").exit_code, run("verify").stdout) == (0, "The index is sound.\n")
    monkeypatch.setattr(module, "verify_index", lambda url: (f"{url}: torn\x1b",))
    result = run("verify", "--index", "x")
    assert (result.exit_code, result.stdout) == (ExitCode.NOTHING_FOUND, "x: torn \n")
    asked = []
    monkeypatch.setattr(
        module, "optimize_index", lambda url, timeout: asked.append((url, timeout)) or INFO
    )
    assert "in 2 segments" in run("optimize", "--timeout", "3").stdout
    assert asked == [("index", 3.0)]


def test_articles_cannot_steer_the_terminal(monkeypatch):
    nasty = Samples(
        tuple(
            type(article)(
                **{**_fields(article), "title": "\x1b[2J\u202eevil\ud800", "text": "a\x07b"}
            )
            for article in ARTICLES
        )
    )
    monkeypatch.setattr(module, "open_searcher", lambda url, **_: nasty)
    for args in (["search", "*"], ["show", "iran-1"]):
        output = run(*args).stdout
        assert "evil" in output
        assert not set(output) & set("\x1b\x07\u202e\ud800")


def _fields(article):
    return {name: getattr(article, name) for name in article.__slots__}


def test_on_a_terminal_marks_are_highlighted_and_facets_are_tables(searcher, monkeypatch):
    group = Commands("dragoman", {command.name: command for command in module.commands})
    monkeypatch.setattr(console, "_is_terminal", lambda: True)
    result = CliRunner().invoke(group, ["search", "sanctions"], color=True)
    assert click.style("sanctions", fg="green", bold=True) in result.stdout
    assert "Country 11" in result.stdout
    plain = CliRunner().invoke(group, ["search", "sanctions"], env={"NO_COLOR": "1"}, color=True)
    assert click.style("sanctions", fg="green", bold=True) not in plain.stdout


def test_every_command_shows_an_example_in_its_help():
    for command in module.commands:
        assert f"dragoman {command.name}" in run(command.name, "--help").stdout


def test_wrapped_marks_go_on_in_the_next_line():
    text = "x" * 30 + " " + "y" * 30
    assert list(console._wrapped(text, 40)) == [(0, 30), (31, 61)]
    assert "".join(piece.text for piece in console._marked(text, 31, 61, ((25, 35),))) == "y" * 30
    assert list(console._wrapped("z" * 100, 40)) == [(0, 40), (40, 80), (80, 100)]


def test_parameters_given_as_options_are_canonical(searcher):
    run("search", "  a   b ", "--lang", "EN")
    assert to_params(searcher.asked[0]) == (("lang", "en"), ("q", "a b"))
