"""Which page of codes a text in Latin letters is in, told by the accents its language would have.

Only the letters beyond ASCII are weighed. The same byte is `è` in Windows-1252 and `č` in
Windows-1250; French has the one among `é à ê`, Czech the other among `á í ř`, and a dozen such
letters decide. Other scripts are not told apart here.
"""

from __future__ import annotations

from collections import Counter
from math import log

PAGES = ("cp1252", "cp1250", "iso8859_2", "cp1254", "cp1257")
"""From the likeliest to the rarest: the first wins where several fit alike."""

_LANGUAGES: dict[str, tuple[str, ...]] = {
    "cp1252": (
        "é60 à12 è10 ê7 ç4 ô3 î2 û2 ù2 â2 œ1 ë1 ï1",  # French
        "ó30 í25 á20 é14 ñ8 ú5 ü1 ¿1 ¡1 º1 ª1",  # Spanish
        "à32 è35 ù10 ò12 é7 ì4",  # Italian
        "ã22 ç18 á16 é14 í11 ó9 ê9 õ5 ú4 â3 à3 ô2 º1 ª1",  # Portuguese
        "ü35 ä30 ö18 ß15 é1",  # German
        "é45 ë30 ï8 ö5 ü5 è4 ó3",  # Dutch
        "å38 ä35 ö32 é2",  # Swedish
        "ä80 ö15 å2 é1 š1 ž1",  # Finnish
        "ä35 õ30 ü25 ö8 š2 ž1",  # Estonian
        "å35 ø35 æ25 é2 ö1",  # Danish, Norwegian
        "á18 í16 ð20 ó10 é8 þ10 ú7 ö9 æ9 ý3",  # Icelandic
        "é22 à20 ó20 í12 è14 ç8 ò6 ú4 ï3 ü1",  # Catalan
    ),
    "cp1250": (
        "ł22 ą15 ę14 ó13 ż11 ś10 ć6 ń3 ź1",  # Polish
        "í22 á20 é10 ě12 ř9 č8 ž8 š7 ů5 ý8 ú2 ň1 ť1 ď1 ó1",  # Czech
        "á20 í14 é12 č14 ý11 ž9 š8 ú8 ľ5 ť5 ô3 ä2 ň2 ó1 ď1 ŕ1",  # Slovak
        "á30 é32 ó9 ö10 ő9 í5 ü5 ú3 ű2",  # Hungarian
        "ă35 ţ20 ş18 î18 â10",  # Romanian
        "č30 š25 ž18 ć20 đ8",  # Croatian, Bosnian, Serbian
        "č42 š32 ž26 ć1",  # Slovene
        "ë85 ç15",  # Albanian
    ),
    "cp1254": ("ı35 ü15 ş13 ğ10 ç9 ö8 â1 î1 û1",),  # Turkish; its capital is `İ`
    "cp1257": (
        "ė30 š17 ų16 ž12 į10 ū9 ą9 č7 ę4",  # Lithuanian
        "ā40 ī18 š12 ē14 ū6 ņ5 ž3 ļ4 ķ2 ģ2 č1",  # Latvian
        "ä35 õ30 ü25 ö8 š2 ž1",  # Estonian
    ),
}
_LANGUAGES["iso8859_2"] = _LANGUAGES["cp1250"]

_STRANGE = 0.001
"""The share of a letter that is foreign to a language: names, mostly."""

_HEAD_START = {"cp1252": 3.0}
"""Western by this much (natural logarithm) until shown otherwise: one `è` is no Slovene text."""

_TELLS_NOTHING = frozenset("\xa0«»‹›„‚“”‘’–—…•€§°©®™†‡±µ´·\u0307")
"""Signs of any language; the last is what is left of a capital `İ` made small."""


def _shares(letters: str) -> dict[str, float]:
    weights = {word[0]: float(word[1:]) for word in letters.split()}
    whole = sum(weights.values())
    return {letter: log(max(weight / whole, _STRANGE)) for letter, weight in weights.items()}


def best_page(data: bytes) -> str:
    """The page of codes among PAGES that makes likeliest text of `data`; "" if none makes any."""
    accents = bytes(byte for byte in data if byte > 127)
    fits = {page: fit for page in PAGES if (fit := _fit_of_page(accents, page)) is not None}
    return max(fits, key=fits.__getitem__, default="")


def _fit_of_page(accents: bytes, page: str) -> float | None:
    """How well the page's best language fits (0 at most); None if a byte means nothing there."""
    try:
        counts = Counter(accents.decode(page).lower())
    except UnicodeDecodeError:
        return None
    told = {letter: n for letter, n in counts.items() if letter not in _TELLS_NOTHING}
    fits = (_fit(told, _shares(letters)) for letters in _LANGUAGES[page])
    return max(fits) + _HEAD_START.get(page, 0.0)


def _fit(counts: dict[str, int], shares: dict[str, float]) -> float:
    """The logarithm of how likely a language is to have these letters beyond ASCII."""
    strange = log(_STRANGE)
    return sum(n * shares.get(letter, strange) for letter, n in counts.items())
