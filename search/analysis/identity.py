"""The fingerprint of the analysis: an index and a question must be analysed alike."""

from __future__ import annotations

import hashlib
from functools import cache

from search.analysis.analyser import Analyser
from search.analysis.families import STEMS
from search.analysis.forms import MAX_ACRONYM, MAX_TERM
from search.analysis.stemming import LANGUAGES
from search.analysis.stopwords import STOP_WORDS

RULES = 1
"""Raised with every change to the rules of folding, splitting, wording or spelling."""

_PROBE = """
The U.S.-led coalition's 1,200 troops, 3.5% of NGOs' staff and NATO's 28 members' organisations
criticised Côte d’Ivoire, Erdoğan, Łódź, Sana'a and the O'Brien co-operation. Relational, hopping,
generously nationalities triplicate formative, adjustable; hopefulness: dying skies, vietnamization
controlling, effective, replacement, oscillators, communism, activate, angularities, homologous.
"""
_PROBES = {
    "ar": "والمفاوضات الاقتصادية المسؤولين الحكومات والمدرسون",
    "da": "forhandlingerne regeringernes økonomiske undersøgelser løsninger",
    "de": "Verhandlungen wirtschaftlichen Regierungschefs aufeinander Freundlichkeiten",
    "es": "negociaciones económicamente gobernadores sancionados conversaremos",
    "fi": "neuvotteluissa hallituksen taloudelliset yhteistyöstä kaupungeissa",
    "fr": "négociations économiquement gouvernementales sanctionnées continuellement",
    "hu": "tárgyalásokról kormányának gazdasági megállapodások városainkban",
    "it": "negoziazioni economicamente governativi sanzionarono abbandonata",
    "nl": "onderhandelingen economische regeringsleiders lichamelijkheden mogelijkheid",
    "no": "forhandlingene regjeringens økonomiske undersøkelser løsninger",
    "pt": "negociações economicamente governadores sancionados conversávamos",
    "ro": "negocierilor economice guvernelor sancționate internaționalului",
    "ru": "переговорами экономического правительственных санкциями важнейшего",
    "sv": "förhandlingarna regeringarnas ekonomiska undersökningar lösningar",
}


@cache
def fingerprint() -> str:
    """Sixteen hexadecimal digits that change whenever a term could.

    Hashes the version of our rules, the tables, and what the installed stemmers make of a probe
    text in every language, so that a changed stemmer shows and a mere new release does not.
    """
    analyser = Analyser()
    probes = {"en": _PROBE, **_PROBES}
    made = [
        tuple(analyser.forms[i] for i in analyser.encode(probes[language], language))
        for language in LANGUAGES
    ]
    tables = [(language, sorted(words)) for language, words in STOP_WORDS.items()]
    facts = (RULES, MAX_TERM, MAX_ACRONYM, tables, sorted(STEMS.items()), made)
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]
