"""Some dozens of short articles of the project's own writing, made to be awkward.

Dates of every precision and none, outside the range and equal to each other; several languages;
titles and none; acronyms that are words, inflections, accents, hyphens, possessives; articles
without words, without countries, and alike but for their ids.
"""

# ruff: noqa: E501 - a row is an article
from __future__ import annotations

from datetime import date

from search.model import Article, Dating, Precision, Tag

TODAY = date(2020, 3, 15)


def _dating(text: str) -> Dating:
    """`2019-05-01`, `2019-05`, `2019` or nothing."""
    parts = [int(part) for part in text.split("-") if part]
    if not parts:
        return Dating()
    precision = (Precision.YEAR, Precision.MONTH, Precision.DAY)[len(parts) - 1]
    year, month, day = (*parts, 1, 1)[:3]
    return Dating(date(year, month, day), precision, "given")


def _tags(text: str) -> tuple[Tag, ...]:
    """`ir us ~fr`: about Iran and the United States, France only mentioned."""
    return tuple(Tag(v.lstrip("~"), about=not v.startswith("~")) for v in text.split())


def _article(
    id: str,
    day: str,
    title: str,
    text: str,
    countries: str = "",
    organisations: str = "",
    source: str = "",
    language: str = "en",
    pairs: str = "",
) -> Article:
    return Article(
        id=id,
        text=text,
        title=title,
        derived_title="" if title else text[:20],
        dating=_dating(day),
        source=source,
        language=language,
        countries=_tags(countries),
        organisations=_tags(organisations),
        pairs=tuple(pairs.split()),
        url=f"https://news.example/{id}",
    )


_ROWS = [
    ("oil-1", "2019-05-01", "Oil talks open in Vienna", "Ministers opened talks on oil. The council of producers meets again in June.", "at ir", "opec", "Wire", "en", "at.ir"),
    ("oil-2", "2019-05-01", "Oil talks go on", "Talks on oil went on for a second day, and the ministers said nothing.", "at", "opec", "Wire"),
    ("oil-3", "2019-05-02", "", "Talks on oil ended. A treaty was not signed; sanctions stay.", "at ir ~us", "opec ~un", "Post"),
    ("oil-4", "2019-06-30", "Producers agree to pump less oil", "Oil producers agreed. The oil price rose, oil shares rose, oil traders cheered.", "sa ru", "opec", "Wire"),
    ("oil-5", "2018", "A year of oil", "The year in oil: a review of prices, treaties and talks.", "", "", "Review"),
    ("sanctions-1", "2012-01-24", "Sanctions on Iran renewed", "The Council of Ministers renewed sanctions on Iran. The UN was told.", "ir", "un eu", "Wire", "en", ""),
    ("sanctions-2", "2012-01-24", "Sanctions on Iran renewed", "The Council of Ministers renewed sanctions on Iran. The UN was told.", "ir", "un eu", "Wire", "en", ""),
    ("sanctions-3", "2015-07-14", "Iran: sanctions to end", "Under the agreement sanctions against Iran end step by step. US officials agree with us, they say.", "ir us", "un", "Post", "en", "ir.us"),
    ("sanctions-4", "2016-01", "", "A sanctioned bank was taken off the list; sanctioning goes on elsewhere.", "ir ~us ~fr", "", "Post"),
    ("sanctions-5", "2014-03", "Sanction after sanction", "Each sanction brings a sanction in return, and no end of sanctions is near.", "ru us", "eu", "Review", "en", "ru.us"),
    ("bank-1", "2017-11-02", "Bank of England raises rates", "The Bank of England raised its rate. It was England's first rise in ten years.", "gb", "", "Post"),
    ("bank-2", "2017-11-03", "Banks in England follow", "England: bank after bank follows the Bank. A bank in Scotland does not.", "gb", "", "Post"),
    ("bank-3", "2010-05-09", "", "Central banks opened lines of credit to each other.", "", "imf", ""),
    ("us-1", "2019-11-05", "US leaves the accord", "The US told the UN that it leaves the accord. It was up to us, officials in Washington said.", "us", "un", "Wire"),
    ("us-2", "2019-11-05", "", "Give us this day our daily bread, the choir sang in the cathedral.", "", "", ""),
    ("us-3", "2019-11-06", "U.S. and U.N. talk", "The U.S. and the U.N. talked. U.S. diplomats were brief.", "us", "un", "Wire"),
    ("who-1", "2020-03-11", "WHO speaks of a pandemic", "The WHO spoke of a pandemic. Who was told first, and who was not, is disputed.", "", "who", "Wire"),
    ("who-2", "2020-03", "Who was told first?", "Nobody knows who was told, or when. AIDS funds are not touched.", "", "~who", "Review"),
    ("oas-1", "2009-06-28", "OAS suspends a member", "The OAS met in haste. OAS members voted, and the oasis of calm is gone.", "hn", "oas", "Wire"),
    ("israel-1", "2010-06-01", "Israeli cabinet meets", "The Israeli cabinet met after the raid. Israel's navy had boarded the ships.", "il ~tr", "", "Post", "en", "il.tr"),
    ("turkey-1", "2010-06-02", "Türkiye recalls its envoy", "Ankara recalled its envoy. Erdoğan spoke in parliament; Erdogan's words were harsh.", "tr il", "", "Wire", "en", "il.tr"),
    ("keating-1", "1996-03-02", "Keating loses", "Paul Keating lost the election.", "au", "", "Post"),
    ("keats-1", "1921-02-23", "A poet remembered", "A wreath for Keats, a hundred years after his death in Rome.", "it", "", "Review"),
    ("old-1", "1799-12-31", "A century ends", "The last packet of the century brings news from Paris.", "fr", "", "Gazette"),
    ("old-2", "1648-10", "Peace at Münster", "The peace of Westphalia is signed: treaties at Münster and at Osnabrück.", "", "", "Gazette"),
    ("old-3", "1800-01-01", "The first day", "On the first day of the year nothing of note was signed.", "", "", "Gazette"),
    ("future-1", "2020-03-16", "Tomorrow's agenda", "The council meets tomorrow to talk about oil.", "", "eu", "Wire"),
    ("future-2", "2031", "", "By then the treaty will have lapsed, if nobody renews it.", "", "", "Review"),
    ("today-1", "2020-03-15", "Today's talks", "Talks today, talks tomorrow: peace is far off in the news.", "ye", "un", "Wire"),
    ("undated-1", "", "Undated: a treaty", "A treaty of peace between the two was found among papers without a date.", "", "", ""),
    ("undated-2", "", "", "Notes on oil, without a date and without a source.", "", "", ""),
    ("undated-3", "", "News without a date", "New notes on news: the new is not the news.", "fr", "", "Post"),
    ("fr-1", "2019-05-02", "Les sanctions contre l'Iran", "Le Conseil a renouvelé les sanctions contre l'Iran. Les négociations continuent à Genève.", "ir ~ch", "un", "Gazette", "fr"),
    ("fr-2", "2019-05", "Négociations à Genève", "Les négociateurs ont parlé du pétrole et des traités.", "ch", "", "Gazette", "fr"),
    ("de-1", "2018-09-30", "Verhandlungen über Öl", "Die Verhandlungen über Öl dauern an. Der Rat tagt in Brüssel.", "be", "eu", "Zeitung", "de"),
    ("ru-1", "2018-10-01", "Переговоры о мире", "Переговоры о мире продолжаются. Санкции остаются.", "ru", "", "", "ru"),
    ("zh-1", "2018-10-02", "北京会谈", "中国和俄罗斯在北京举行会谈。", "cn ru", "", "", "zh", "cn.ru"),
    ("ar-1", "2018-10-03", "محادثات السلام", "استمرت محادثات السلام في جنيف.", "ch", "un", "", "ar"),
    ("unknown-1", "2018-10-04", "", "Pax vobiscum: pacta sunt servanda.", "", "", "", ""),
    ("empty-1", "2018-10-05", "", "", "", "", ""),
    ("empty-2", "2018-10-05", "A title alone on oil", "", "", "", "Post"),
    ("signs-1", "2018-10-06", "", "… — “” * ? ( ) \" ~ ^ : - + \\ / \x00 \u202e", "", "", ""),
    ("words-1", "2018-10-07", "State-of-the-art co-operation", "Organisation or organization, co-operation or cooperation: well-known, long-range, far-reaching.", "", "", "Review"),
    ("numbers-1", "2018-10-08", "G7, G20 and COP26", "Some 1,200 delegates, 3.5 per cent, $4bn, covid-19 and F-16s; resolution 1973 of 2011.", "", "g7", "Review"),
    ("same-1", "2018-10-09", "The same", "The same words on the same day.", "lt", "", "Post"),
    ("same-2", "2018-10-09", "The same", "The same words on the same day.", "lt", "", "Post"),
    ("same-3", "", "The same", "The same words on the same day.", "lt", "", "Post"),
    ("same-0", "2018-10-09", "The same", "The same words on the same day.", "lt", "", "Post"),
    ("long-1", "2018-10-10", "A long report", "Oil. " + "The report goes on about nothing in particular. " * 60 + "Sanctions come last.", "", "", "Review"),
    ("near-1", "2018-10-11", "", "Iran one two three four sanctions.", "ir", "", ""),
    ("near-2", "2018-10-11", "", "Sanctions one two three four Iran.", "ir", "", ""),
    ("near-3", "2018-10-11", "Iran", "sanctions", "ir", "", ""),
]  # fmt: skip

ARTICLES = [_article(*row) for row in _ROWS]

OLDER = [
    _article(
        "us-1", "1999", "An older version", "Words that nobody finds any more: obsolete.", "zz"
    )
]
"""Written first and replaced later."""

GONE = [
    _article("gone-1", "2019-05-01", "Oil talks that are gone", "Oil oil oil talks sanctions.", "ir fr", "un", "Gone"),
    _article("gone-2", "2019-05-02", "", "Vanished words: Atlantis.", "gr", "", "Gone", "el"),
]  # fmt: skip
"""Written and deleted again: no count, score or reading may know of them."""
