"""The vocabulary: labels, what readers type, members by date, users' own lists."""

from __future__ import annotations

import pickle
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.vocabulary import VocabularyError, fold, load_vocabulary, plain

BOOK = load_vocabulary()


@pytest.mark.parametrize(
    ("field", "value", "label"),
    [
        ("country", "ru", "Russia"),
        ("country_mention", "suhh", "Soviet Union"),
        ("country", "qq", "qq"),
        ("country", "", ""),
        ("organisation", "sco", "Shanghai Cooperation Organisation"),
        ("organisation_mention", "worldbank", "World Bank"),
        (
            "organisation",
            "x-ministry-of-external-affairs--in",
            "Ministry of External Affairs (India)",
        ),
        ("organisation", "x-bkl-group", "BKL Group"),
        ("organisation", "other", "other"),
        ("pair", "in.ru", "India – Russia"),
        ("pair", "in", "in"),
        ("source", "ru", "ru"),
    ],
)
def test_labels(field: str, value: str, label: str) -> None:
    assert BOOK.label(field, value) == label


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Burma", ("mm",)),
        ("ru", ("ru",)),
        ("U.S.", ("us",)),
        ("usa", ("us",)),
        ("the United States of America", ("us",)),
        ("BRITISH", ("gb",)),
        ("Türkiye", ("tr",)),
        ("Turkiye", ("tr",)),
        ("cote d’ivoire", ("ci",)),
        ("Bosnia-Herzegovina", ("ba",)),
        ("St Kitts & Nevis", ("kn",)),
        ("Iran, Islamic Republic of", ("ir",)),
        ("Falkland Islands (Malvinas)", ("fk",)),
        ("Swaziland", ("sz",)),
        ("Zaire", ("cd",)),
        ("USSR", ("suhh",)),
        ("Kremlin", ("ru",)),
        ("Congo", ("cd", "cg")),
        ("Korea", ("kr", "kp")),
        ("Dominican", ("do", "dm")),
        ("it", ("it",)),
        ("is", ("is",)),
        ("Baltic states", ("ee", "lv", "lt")),
        ("Atlantis", None),
        ("", None),
        ("x" * 10_000, None),
    ],
)
def test_countries_as_readers_type_them(text: str, ids: tuple[str, ...] | None) -> None:
    assert BOOK.resolve("country", text) == ids
    assert BOOK.resolve("country_mention", text) == ids


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("NATO", ("nato",)),
        ("n.a.t.o.", ("nato",)),
        ("Shanghai Cooperation Organization", ("sco",)),
        ("IMF", ("imf",)),
        ("IDB", ("iadb", "isdb")),
        ("IWC", ("iwc",)),  # an id outranks another's acronym
        ("Islamic State", ("is",)),
        ("x-foo-bar", ("x-foo-bar",)),
        ("Guild of Bakers", None),
    ],
)
def test_organisations_as_readers_type_them(text: str, ids: tuple[str, ...] | None) -> None:
    assert BOOK.resolve("organisation", text) == ids


@pytest.mark.parametrize(
    "text", ["in.ru", "ru+in", "Russia–India", "India - Russia", "india and russia", "Russia-India"]
)
def test_pairs_as_readers_type_them(text: str) -> None:
    assert BOOK.resolve("pair", text) == ("in.ru",)


def test_pairs_of_nothing() -> None:
    assert BOOK.resolve("pair", "India") is None
    assert BOOK.resolve("pair", "in.in") is None
    assert BOOK.resolve("pair", "in.ru.us") is None
    assert BOOK.resolve("pair", "Congo.ru") == ("cd.ru", "cg.ru")


def test_other_fields_have_no_names() -> None:
    assert BOOK.resolve("source", "Reuters") is None


@pytest.mark.parametrize(
    ("group", "day", "count"),
    [
        ("un", None, 193),
        ("un", date(1945, 12, 31), 51),
        ("un", date(1991, 12, 31), 166),
        ("eu", None, 27),
        ("eu", date(2010, 1, 1), 27),
        ("eu", date(2020, 1, 31), 28),
        ("eu", date(2020, 2, 1), 27),
        ("ec", date(1987, 1, 1), 12),
        ("nato", date(1949, 4, 4), 12),
        ("nato", None, 32),
        ("g7", None, 7),
        ("g20", None, 19),
        ("brics", date(2010, 1, 1), 4),
        ("brics", date(2023, 1, 1), 5),
        ("brics", None, 10),
        ("sco", date(2016, 1, 1), 6),
        ("sco", date(2017, 6, 9), 8),
        ("sco", None, 10),
        ("asean", date(1990, 1, 1), 6),
        ("asean", None, 11),
        ("au", None, 55),
        ("arableague", None, 22),
        ("gcc", None, 6),
        ("opec", date(2020, 1, 1), 13),
        ("opec", None, 12),
        ("oecd", None, 38),
        ("commonwealth", None, 56),
        ("cis", None, 9),
        ("schengen", None, 29),
        ("nobody", None, 0),
    ],
)
def test_members_by_date(group: str, day: date | None, count: int) -> None:
    assert len(BOOK.members(group, day)) == count


def test_members_come_and_go() -> None:
    assert "gb" in BOOK.members("eu", date(2019, 1, 1))
    assert "gb" not in BOOK.members("eu", date(2021, 1, 1))
    assert BOOK.members("sco", date(2023, 7, 4)) >= {"ir", "in", "pk"}
    assert "ir" not in BOOK.members("sco", date(2023, 7, 3))
    assert "tw" in BOOK.members("un", date(1970, 1, 1))
    assert "cn" not in BOOK.members("un", date(1970, 1, 1))


def test_a_users_own_list_adds_overrides_and_removes(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(
        """
        remove = ["Burma"]
        [country.ru]
        label = "Russian Federation"
        names = ["Ruritania"]
        [organisation.bakers]
        label = "Guild of Bakers"
        kind = "ngo"
        acronyms = ["GOB"]
        members = [{ states = ["fr", "it"], from = 2001-01-01, until = 2009-12-31 }]
        """,
        encoding="utf-8",
    )
    book = load_vocabulary(str(file))
    assert book.label("country", "ru") == "Russian Federation"
    assert book.resolve("country", "ruritania") == book.resolve("country", "Russia") == ("ru",)
    assert book.resolve("country", "Burma") is None
    assert book.resolve("organisation", "gob") == ("bakers",)
    assert book.members("bakers", date(2005, 5, 5)) == {"fr", "it"}
    assert book.members("bakers") == frozenset()
    assert book.fingerprint() != BOOK.fingerprint()
    assert load_vocabulary(str(file)) is book


@pytest.mark.parametrize(
    ("toml", "told"),
    [
        ("[", "not TOML"),
        ("countries = 1", "has no 'countries'"),
        ("[country]\nru = 1", "must be a table"),
        ("[country.ru]\nnames = 'x'", "list of names"),
        ("[country.ru]\nnames = ['']", "list of names"),
        ("[country.ru]\nname = ['x']", "has no 'name'"),
        ("[country.ru]\nlabel = 1", "text in quotes"),
        ("[organisation.x]\nmembers = 1", "list of tables"),
        ("[organisation.x]\nmembers = [{ states = ['fr'], from = '2001' }]", "must be a day"),
    ],
)
def test_a_bad_list_is_refused_in_words(tmp_path: Path, toml: str, told: str) -> None:
    file = tmp_path / "own.toml"
    file.write_text(toml, encoding="utf-8")
    with pytest.raises(VocabularyError, match=told) as caught:
        load_vocabulary(str(file))
    assert str(file) in str(caught.value)


def test_a_missing_list_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(VocabularyError, match="No such file"):
        load_vocabulary(str(tmp_path / "none.toml"))
    file = tmp_path / "latin.toml"
    file.write_bytes(b"label = '\xff'")
    with pytest.raises(VocabularyError, match="UTF-8"):
        load_vocabulary(str(file))


def test_it_travels_to_another_process_by_name() -> None:
    again = pickle.loads(pickle.dumps(BOOK))
    assert again is BOOK
    assert len(pickle.dumps(BOOK.resolve)) < 300


def test_a_searching_process_does_not_load_the_reader_of_users_lists() -> None:
    code = (
        "import sys; from search.vocabulary import load_vocabulary; load_vocabulary();"
        "print('tomllib' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@given(st.text())
def test_nothing_typed_raises(text: str) -> None:
    for field in ("country", "organisation", "pair", "source"):
        found = BOOK.resolve(field, text)
        assert found is None or all(found)
        assert isinstance(BOOK.label(field, text), str)


@given(st.text())
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert plain(plain(text)) == plain(text) or "." in text or "'" in fold(text)
