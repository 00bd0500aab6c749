"""English names of languages by their ISO 639-1 codes: those that news is commonly in."""

from __future__ import annotations

_NAMES = """
af Afrikaans, am Amharic, ar Arabic, az Azerbaijani, be Belarusian, bg Bulgarian, bn Bengali,
bs Bosnian, ca Catalan, cs Czech, cy Welsh, da Danish, de German, el Greek, en English,
eo Esperanto, es Spanish, et Estonian, eu Basque, fa Persian, fi Finnish, fr French, ga Irish,
gl Galician, gu Gujarati, ha Hausa, he Hebrew, hi Hindi, hr Croatian, hu Hungarian, hy Armenian,
id Indonesian, is Icelandic, it Italian, ja Japanese, ka Georgian, kk Kazakh, km Khmer, ko Korean,
ku Kurdish, ky Kyrgyz, lo Lao, lt Lithuanian, lv Latvian, mk Macedonian, mn Mongolian, mr Marathi,
ms Malay, mt Maltese, my Burmese, ne Nepali, nl Dutch, no Norwegian, nb Norwegian Bokmål,
nn Norwegian Nynorsk, pa Punjabi, pl Polish, ps Pashto, pt Portuguese, ro Romanian, ru Russian,
rw Kinyarwanda, si Sinhala, sk Slovak, sl Slovenian, so Somali, sq Albanian, sr Serbian,
sv Swedish, sw Swahili, ta Tamil, te Telugu, tg Tajik, th Thai, ti Tigrinya, tk Turkmen,
tr Turkish, uk Ukrainian, ur Urdu, uz Uzbek, vi Vietnamese, xh Xhosa, yi Yiddish, yo Yoruba,
zh Chinese, zu Zulu
"""

LANGUAGES: dict[str, str] = {
    code: name for code, _, name in (entry.strip().partition(" ") for entry in _NAMES.split(","))
}


def language_name(code: str) -> str:
    """The name of a language; the code itself where it is not listed."""
    return LANGUAGES.get(code, code)
