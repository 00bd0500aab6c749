"""Texts in Latin letters are read by the page of codes that suits their language."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.readers.encoding import decode
from indexer.readers.latin import PAGES, best_page

WESTERN = (
    "Le ministre français des Affaires étrangères s'est rendu à Genève où il a "
    "rencontré son homologue. Les négociations n'ont pas abouti, a déclaré le "
    "porte-parole.",
    "El ministro español de Asuntos Exteriores viajó a Ginebra; la reunión terminó "
    "sin acuerdo. ¿Qué hará ahora el Gobierno?",
    "Il ministro degli Esteri è arrivato a Ginevra: la trattativa proseguirà "
    "lunedì, perché l'accordo non c'è più. Così si è detto a Roma, città di pace.",
    "O ministro das Relações Exteriores viajou a Genebra; as negociações não "
    "chegaram a uma conclusão, disse o porta-voz português.",
    "Der Außenminister äußerte sich über die Gespräche in Zürich; die Verhandlungen "
    "würden später fortgeführt.",
    "Utrikesministern åkte till Genève för att möta sina kollegor på måndag.",
)
"""French, Spanish, Italian, Portuguese, German, Swedish."""

CENTRAL = (
    "Minister spraw zagranicznych przyjechał do Genewy, gdzie rozmawiał z swoim "
    "odpowiednikiem. Rozmowy nie przyniosły żadnych rezultatów, oświadczył "
    "rzecznik.",
    "Ministr zahraničních věcí přijel do Ženevy, řekl, že žádná dohoda není.",
    "A külügyminiszter Genfbe utazott, ahol találkozott kollégájával; a tárgyalások "
    "eredmény nélkül értek véget, közölte a szóvivő. Őszintén szólva időbe telt.",
    "Ministar vanjskih poslova stigao je u Ženevu, gdje će razgovarati s kolegama "
    "iz Češke. Rekao je da još nema rješenja, što su očekivali i građani.",
    "Ministrul de externe a sosit la Geneva, unde a discutat cu omologul său; "
    "negocierile nu au dus la niciun rezultat, a declarat purtătorul de cuvânt în "
    "faţa presei şi a ţării.",
    "Zunanji minister je prišel v Ženevo, kjer se je srečal s kolegi; pogajanja še "
    "niso končana, je dejal.",
)
"""Polish, Czech, Hungarian, Croatian, Romanian, Slovene."""

TURKISH = (
    "Dışişleri Bakanı Cenevre'ye gitti; görüşmeler sonuçsuz kaldı, dedi sözcü. "
    "İstanbul'da toplantı yapılacağı açıklandı.",
)


@pytest.mark.parametrize("times", [1, 20])
@pytest.mark.parametrize(
    ("text", "page"),
    [
        *((text, "cp1252") for text in WESTERN),
        *((text, "cp1250") for text in CENTRAL),
        *((text, "iso8859_2") for text in CENTRAL),
        *((text, "cp1254") for text in TURKISH),
    ],
)
def test_a_language_tells_its_page(text: str, page: str, times: int) -> None:
    assert decode((text * times).encode(page)).text == text * times


def test_capitals_tell_as_much() -> None:
    for text in WESTERN[:4]:
        assert best_page(text.upper().encode("cp1252")) == "cp1252"
    assert best_page(CENTRAL[0].upper().encode("cp1250")) == "cp1250"


def test_russian_of_the_iso_is_read() -> None:
    text = "Министр иностранных дел России Сергей Лавров прибыл в Индию на переговоры."
    assert decode(text.encode("iso8859_5")).text == text


def test_one_accent_is_western() -> None:
    assert best_page("Genève".encode("cp1252")) == "cp1252"
    assert best_page("Łódź".encode("cp1250")) == "cp1250"


@given(st.binary(max_size=200))
def test_any_bytes_have_a_page_they_can_be_read_by_or_none(data: bytes) -> None:
    page = best_page(data)
    assert page in (*PAGES, "")
    accents = bytes(byte for byte in data if byte > 127)
    assert not page or len(accents.decode(page)) == len(accents)
