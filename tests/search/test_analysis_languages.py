"""Which language a text is in; and that English news is never taken for anything else."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from search.analysis import detect_language

_SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"

_SAMPLES = {
    "en": "The foreign minister said on Monday that the talks had been useful, but that no date "
    "for the next round was set and that both sides would have to think about what they "
    "had heard.",
    "fr": "Le ministre des affaires étrangères a déclaré lundi que les négociations avaient été "
    "utiles, mais qu'aucune date n'était fixée pour la prochaine réunion avec les deux "
    "parties.",
    "de": "Der Außenminister sagte am Montag, dass die Gespräche nützlich gewesen seien, aber "
    "für die nächste Runde noch kein Termin feststehe und beide Seiten sich nun mit der "
    "Lage befassen.",
    "es": "El ministro de Asuntos Exteriores dijo el lunes que las conversaciones habían sido "
    "útiles, pero que no había fecha para la próxima reunión y que las dos partes tienen "
    "que pensarlo.",
    "it": "Il ministro degli Esteri ha detto lunedì che i colloqui sono stati utili, ma che non "
    "è stata fissata una data per il prossimo incontro e che le due parti ne parleranno "
    "con gli altri.",
    "pt": "O ministro das Relações Exteriores disse na segunda-feira que as conversas foram "
    "úteis, mas que não há data para a próxima reunião e que os dois lados ainda têm "
    "muito que fazer.",
    "nl": "De minister van Buitenlandse Zaken zei maandag dat de gesprekken nuttig waren "
    "geweest, maar dat er nog geen datum voor de volgende ronde is en dat beide partijen "
    "nog moeten overleggen.",
    "sv": "Utrikesministern sade på måndagen att samtalen hade varit nyttiga, men att det inte "
    "finns något datum för nästa möte och att båda sidor nu ska tänka över vad som har "
    "sagts.",
    "fi": "Ulkoministeri sanoi maanantaina, että neuvottelut olivat hyödyllisiä, mutta että "
    "seuraavan tapaamisen aika ei ole vielä tiedossa ja että he ovat nyt sitä mieltä, "
    "kuin myös hän on ollut.",
    "hu": "A külügyminiszter hétfőn azt mondta, hogy a tárgyalások hasznosak voltak, de a "
    "következő forduló időpontja még nem ismert, és hogy a két fél most az elhangzottak "
    "után el is gondolkodik.",
    "ro": "Ministrul de externe a spus luni că discuțiile au fost utile, dar că nu este "
    "stabilită o dată pentru runda următoare și că cele două părți vor mai vorbi despre "
    "ce s-a discutat la masă.",
    "ru": "Министр иностранных дел сказал в понедельник, что переговоры были полезны, но что "
    "дата следующей встречи не назначена и что обе стороны должны подумать о том, что они "
    "услышали.",
    "ar": "قال وزير الخارجية يوم الاثنين ان المحادثات كانت مفيدة لكن لم يحدد موعد بعد للجولة "
    "المقبلة من المفاوضات بين الطرفين في جنيف وقد عاد الى العاصمة مع الوفد الذي كان معه "
    "منذ اسبوع",
    "zh": "外交部长星期一说，会谈很有益处，但是下一轮会谈的日期还没有确定，双方都需要考虑所听到"
    "的意见。",
    "ja": "外務大臣は月曜日に、協議は有益だったが、次回の日程はまだ決まっていないと述べた。",
    "ko": "외무장관은 월요일에 회담이 유익했지만 다음 회담의 날짜는 아직 정해지지 않았다고 말했다.",
    "el": "Ο υπουργός Εξωτερικών είπε τη Δευτέρα ότι οι συνομιλίες ήταν χρήσιμες, αλλά δεν "
    "ορίστηκε.",
}


@pytest.mark.parametrize("language", _SAMPLES)
def test_running_text_is_recognised(language: str) -> None:
    assert detect_language(_SAMPLES[language]) == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "La Paz",
        "de la en el un que no se",
        "NATO IMF WTO UN " * 20,
        "12.5 13.7 14.1 " * 50,
        "Міністр закордонних справ сказав у понеділок, що переговори були корисними, але дату "
        "наступної зустрічі ще не призначено і що сторони мають подумати про те, що вони "
        "почули.",
        "وزیر امور خارجه روز دوشنبه گفت که گفتگوها مفید بوده است اما تاریخ دور بعدی هنوز مشخص "
        "نشده است و هر دو طرف باید درباره آنچه شنیده‌اند فکر کنند و پس از آن چیزی بگویند",
        "Minister spraw zagranicznych powiedział w poniedziałek, że rozmowy były pożyteczne, "
        "ale nie wyznaczono daty następnej rundy i obie strony muszą się zastanowić nad tym, "
        "co usłyszały.",
        "Dışişleri bakanı pazartesi günü görüşmelerin yararlı olduğunu ancak bir sonraki tur "
        "için tarih belirlenmediğini ve iki tarafın da duyduklarını düşünmesi gerektiğini "
        "söyledi.",
    ],
)
def test_where_one_cannot_be_sure_nothing_is_said(text: str) -> None:
    assert detect_language(text) == ""


@pytest.mark.data
def test_english_news_is_never_misjudged() -> None:
    stories = _SHARED / "reuters21578" / "reuters21578-dev.jsonl.gz"
    if not stories.exists():
        pytest.skip("the Reuters stories are not beside the checkout")
    with gzip.open(stories, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for number, line in enumerate(lines) if number % 6 == 0]
    judged = [detect_language(text) for text in texts]
    assert set(judged) <= {"en", ""}
    assert judged.count("en") > len(texts) / 2


@pytest.mark.data
def test_wikinews_is_english_throughout() -> None:
    stories = _SHARED / "wikinews" / "docs.jsonl"
    if not stories.exists():
        pytest.skip("the Wikinews articles are not beside the checkout")
    lines = stories.read_text("utf-8").splitlines()
    assert {detect_language(json.loads(line)["text"]) for line in lines} == {"en"}
