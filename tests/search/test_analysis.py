"""The one analysis: what each word becomes, for articles and questions."""

from __future__ import annotations

import subprocess
import sys

import pytest

from search.analysis import (
    LANGUAGES,
    MAX_TERM,
    Analyser,
    WordForm,
    fingerprint,
    is_caseless,
    phrase_forms,
    question_forms,
)


def forms(text: str, language: str = "en") -> list[WordForm]:
    analyser = Analyser()
    return [analyser.forms[number] for number in analyser.encode(text, language)]


def surfaces(text: str, language: str = "en") -> list[str]:
    return [form.surface for form in forms(text, language)]


def stems(text: str, language: str = "en") -> list[str]:
    return [form.stem for form in forms(text, language)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Bank of England", ["bank", "of", "england"]),
        ("U.S., U.S and US, not us", ["US", "US", "and", "US", "not", "us"]),
        ("the U.S.-led U.N.'s U.S.S.R.", ["the", "US", "led", "UN", "USSR"]),
        ("e.g. at 8 a.m.", ["eg", "at", "8", "am"]),
        ("NATO's NGOs, the IMF’s MPs", ["NATO", "NGO", "the", "IMF", "MP"]),
        ("organisation's countries' it's", ["organization", "countries", "it"]),
        ("we're he'll don't Let's", ["we", "he", "dont", "let"]),
        ("Iran-backed S-400 COVID-19", ["iran", "backed", "s", "400", "COVID", "19"]),
        ("co-operation, Co-ordinated, co-chair", ["cooperation", "coordinated", "co", "chair"]),
        ("O'Neill's Sana'a N'Djamena D'Souza", ["oneill", "sanaa", "ndjamena", "dsouza"]),
        ("Côte d’Ivoire, l'ONU, dell'Onu", ["cote", "d", "ivoire", "l", "ONU", "dell", "onu"]),
        ("qu'il n'est Powell's", ["qu", "il", "n", "est", "powell"]),
        ("Erdoğan Türkiye Łódź Tromsø Straße", ["erdogan", "turkiye", "lodz", "tromso", "strasse"]),
        ("E\u0301lyse\u0301e İstanbul Diyarbakır", ["elysee", "istanbul", "diyarbakir"]),
        (
            "1,200 3.5 1,200.50 1.200.000 1,2,3",
            ["1200", "3.5", "1200.50", "1200000", "1", "2", "3"],
        ),
        ("G20 1980s F-16s", ["g20", "1980s", "f", "16s"]),
        ("ﬁnance Ｔｏｋｙｏ km² ٢٠٢٣", ["finance", "tokyo", "km2", "2023"]),
        ("par\u00adlia\u200bment \u202bIran\u202c", ["parliament", "iran"]),
        ("snake_case a@b.org AT&T", ["snake", "case", "a", "b", "org", "AT", "t"]),
        ("東京都 中", ["東京", "京都", "中"]),
        ("한국은 ไทย", ["한국", "국은", "ไท", "ทย"]),
        ("ООН и США", ["ООН", "и", "США"]),
        ("संयुक्त राष्ट्र", ["संयुक्त", "राष्ट्र"]),
        ("ΟΔΟΣ οδός Οδος", ["ΟΔΟΣ", "οδοσ", "οδοσ"]),
        ("nul\0here \ud800lone", ["nul", "here", "lone"]),
        ("", []),
    ],
)
def test_surfaces(text: str, expected: list[str]) -> None:
    assert surfaces(text) == expected


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("organisation", "organization"),
        ("organise", "organize"),
        ("nationalised", "nationalized"),
        ("criticising", "criticizing"),
        ("Privatisations", "privatizations"),
        ("analysed", "analyzed"),
        ("paralyse", "paralyze"),
        ("emphasise", "emphasize"),
    ],
)
def test_british_and_american_spelling_are_one_word(british: str, american: str) -> None:
    assert surfaces(british) == surfaces(american)


_NO_IZE = """
promise advise exercise rise uprising surprise supervise comprised enterprises franchise
compromise advertising despise crises paradise expertise precise revised raised wise noise
treatise practise premises demise otherwise cruise analyses Raisi televised merchandise
disguised raising sunrise bases
"""


@pytest.mark.parametrize("word", _NO_IZE.split())
def test_words_in_ise_that_are_no_verbs_in_ize_stay(word: str) -> None:
    assert surfaces(word) == [word.lower()]


@pytest.mark.parametrize(
    "together",
    [
        "sanction sanctions sanctioned sanctioning",
        "organise organisation organizations organizing",
        "Israel Israeli Israelis Israel's",
        "Iraq Iraqi",
        "Russia Russian Russians",
        "Nigeria Nigerian",
        "Niger Nigerien",
        "China Chinese",
        "labour labor",
        "defence defense",
        "Zelensky Zelenskyy Zelenskiy",
        "Erdoğan Erdogan ERDOGAN",
        "Shi'ite Shiite",
        "NGO NGOs ngos",
        "treaty treaties",
    ],
)
def test_one_stem(together: str) -> None:
    assert len(set(stems(together))) == 1


@pytest.mark.parametrize(
    "apart",
    [
        "news new",
        "Keating Keats",
        "university universe universal",
        "organization organ",
        "evening even",
        "international internal intern",
        "import important",
        "general generous generate",
        "Syria Serbia",
        "Niger Nigeria",
        "Hamas Hama",
        "policy police",
        "Georgia Georgetown",
        "aide aid",
        "united unit",
        "president preside",
        "securities security",
        "customs customer custom",
        "states stated",
        "Congo Conga",
        "Austria Australia",
        "Guinea Guyana",
        "Dominica Dominican",
        "Laos lay",
        "Paris pari",
    ],
)
def test_stems_apart(apart: str) -> None:
    assert len(set(stems(apart))) == len(apart.split())


def test_acronyms_are_words_not_stems() -> None:
    assert forms("RATS")[0] == WordForm("RATS", "rats", stop=False, acronym=True)
    assert forms("rats")[0] == WordForm("rats", "rat", stop=False, acronym=False)
    assert stems("OAS WHO AIDS") == ["oas", "who", "aids"]
    assert not any(form.stop for form in forms("WHO IT US"))
    assert all(form.stop for form in forms("who it the"))


def test_words_that_matter_are_no_stop_words() -> None:
    assert not any(form.stop for form in forms("will may us no new first"))


def test_stop_words_keep_their_positions() -> None:
    tokens = list(Analyser().tokens("Bank of the England"))
    assert [(t.form.surface, t.position, t.form.stop) for t in tokens] == [
        ("bank", 0, False),
        ("of", 1, True),
        ("the", 2, True),
        ("england", 3, False),
    ]


def test_capitals_say_nothing_in_a_shouted_text() -> None:
    text = "THE U.S. OFFERED IT TO NATO AND THE RATS OF PARIS .\nIT ALL SPRANG FROM US .\nU.S ."
    read = "the US offered it to nato and the rats of paris it all sprang from us us"
    assert " ".join(surfaces(text)) == read.replace("us us", "us US")
    assert stems(text)[8] == "rat"


def test_a_shouted_headline_over_an_article_in_mixed_case() -> None:
    text = "WHO SAYS SANCTIONS HURT US\n\nThe WHO told us that\nNATO\nand the US agree."
    read = "who says sanctions hurt us the WHO told us that NATO and the US agree"
    assert " ".join(surfaces(text)) == read


@pytest.mark.parametrize(
    "text", ["NATO", "US, UN, NATO, IMF", "US-NATO", "", "東京", "Talks in US"]
)
def test_acronyms_alone_are_not_shouted(text: str) -> None:
    assert not is_caseless(text)


@pytest.mark.parametrize(
    "text",
    [
        "SANCTIONS ON IRAN",
        "BOEING AND McDONNELL",
        "САНКЦИИ ПРОТИВ ИРАНА",
        "UN IN CHAD",
        "IRAN SEES OIL",
    ],
)
def test_shouted(text: str) -> None:
    assert is_caseless(text)


@pytest.mark.parametrize(
    ("typed", "stems", "surfaces", "acronym"),
    [
        ("us", ("us",), ("us", "US"), False),
        ("US", ("us",), ("US",), True),
        ("u.s.", ("us",), ("US",), True),
        ("rats", ("rat", "rats"), ("rats", "RATS"), False),
        ("RATS", ("rats",), ("RATS",), True),
        ("WHO", ("who",), ("WHO",), True),
        ("IT", ("it",), ("IT",), True),
        ("AIDS", ("aids",), ("AIDS",), True),
        ("START", ("start",), ("START",), True),
        ("NATO", ("nato",), ("NATO", "nato"), True),
        ("nato", ("nato",), ("nato", "NATO"), False),
        ("HAMAS", ("hamas",), ("HAMAS", "hamas"), True),
        ("SYRIA", ("syria",), ("SYRIA", "syria"), True),
        ("EUROPE", ("europe",), ("EUROPE", "europe"), True),
        ("SANCTIONS", ("sanction",), ("sanctions",), False),
        ("NGOs", ("ngo",), ("NGO", "ngo"), True),
        ("organisation's", ("organiz",), ("organization",), False),
        ("1,200", ("1200",), ("1200",), False),
    ],
)
def test_a_typed_word(
    typed: str, stems: tuple[str, ...], surfaces: tuple[str, ...], acronym: bool
) -> None:
    (form,) = question_forms(typed)
    assert (form.stems, form.surfaces, form.acronym) == (stems, surfaces, acronym)
    assert form.surface == surfaces[0]


def test_capitals_mean_an_acronym_whatever_the_main_language() -> None:
    assert question_forms("WHO", ("fr",))[0].surfaces == ("WHO",)


def test_a_typed_word_comes_apart_with_its_places() -> None:
    assert [(f.surface, f.start, f.end) for f in question_forms("U.S.-led 北京市")] == [
        ("US", 0, 4),
        ("led", 5, 8),
        ("北京", 9, 11),
        ("京市", 10, 12),
    ]


def test_one_stem_for_each_language_of_the_index() -> None:
    (form,) = question_forms("Regierungen", ("en", "de"))
    assert form.stems == (stems("Regierungen")[0], stems("Regierungen", "de")[0])
    assert len(set(form.stems)) == 2
    assert question_forms("Regierungen", ()) == question_forms("Regierungen", ("en",))


def test_a_shouted_question_is_read_small() -> None:
    forms = question_forms("THE TREATY U.S.", caseless=True)
    assert [(f.surface, f.stop, f.acronym) for f in forms] == [
        ("the", True, False),
        ("treaty", False, False),
        ("US", False, True),
    ]


def test_phrases_keep_every_word() -> None:
    assert [(f.surfaces, f.stop) for f in phrase_forms("Bank of England")] == [
        (("bank", "BANK"), False),
        (("of", "OF"), True),
        (("england", "ENGLAND"), False),
    ]


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("fr", "gouvernements", "gouvernement"),
        ("de", "Verhandlungen", "Verhandlung"),
        ("es", "sanciones", "sanción"),
        ("ru", "санкциями", "санкции"),
        ("ar", "المفاوضات", "مفاوضات"),
        ("nb", "forhandlingene", "forhandling"),
    ],
)
def test_other_languages_are_stemmed_by_their_own_rules(
    language: str, one: str, other: str
) -> None:
    assert stems(one, language) == stems(other, language)


def test_english_words_in_other_scripts_are_stemmed_as_english() -> None:
    assert stems("санкциями talks", "ru")[1] == stems("talks")[0]
    assert stems("talks", "pl") == ["talks"]  # written in Latin letters, and no stemmer for it


def test_languages_have_a_stemmer_and_unknown_ones_do_no_harm() -> None:
    assert "en" in LANGUAGES and "ar" in LANGUAGES and len(LANGUAGES) == len(set(LANGUAGES))
    assert surfaces("Sanctions", "") == surfaces("Sanctions", "tlh") == ["sanctions"]
    assert stems("sanctions", "") == ["sanction"]


@pytest.mark.parametrize(
    "hostile",
    [
        "A" * 1_000_000,
        "A." * 500_000,
        "a'" * 500_000,
        "a's" * 300_000,
        "1,111" * 200_000,
        "111," * 250_000,
        "1." * 500_000,
        ".a.a.a.a.a.a.a.a.a.a.ab" * 40_000,
        "e\u0301" * 300_000,
        "\u0301" * 500_000,
        "東" * 100_000,
        "THE NATION\n" * 50_000,
        "A\n" * 200_000,
        "\ud800\0" * 200_000,
        "co-op" * 200_000,
    ],
    ids=lambda text: repr(text[:8]),
)
def test_hostile_texts_give_bounded_terms(hostile: str) -> None:
    analyser = Analyser()
    analyser.encode(hostile)
    for form in analyser.forms:
        assert 0 < len(form.surface) <= MAX_TERM and 0 < len(form.stem) <= MAX_TERM
        form.surface.encode()


def test_clear_forgets_the_lexicon() -> None:
    analyser = Analyser()
    analyser.encode("one two three")
    analyser.clear()
    assert analyser.forms == []
    assert list(analyser.encode("four")) == [0] and analyser.forms[0].surface == "four"


def test_a_long_word_is_not_remembered_but_found_again() -> None:
    analyser = Analyser()
    word = "x" * 5000
    assert list(analyser.encode(f"{word} {word}")) == [0, 0]
    assert analyser.forms[0].surface == "x" * MAX_TERM


def test_only_the_stemmers_of_nltk_are_loaded() -> None:
    code = (
        "import sys; from search.analysis import question_forms\n"
        "assert not [m for m in sys.modules if m.startswith('nltk')], 'loaded on import'\n"
        "assert question_forms('sanctions')[0].stems[0] == 'sanction'\n"
        "heavy = {'ssl', 'scipy', 'numpy', 'nltk.corpus', 'nltk'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
        "from nltk.stem.api import StemmerI\n"
        "assert sys.modules['nltk'].__version__"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], check=True)


def test_fingerprint_is_stable_and_hexadecimal() -> None:
    assert fingerprint() == fingerprint()
    assert len(fingerprint()) == 16 and int(fingerprint(), 16) >= 0


def test_fingerprint_sees_a_changed_stemmer(monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprint()
    monkeypatch.setattr("search.analysis.wording.stem", lambda surface, language: surface)
    fingerprint.cache_clear()
    changed = fingerprint()
    fingerprint.cache_clear()
    assert changed != before
