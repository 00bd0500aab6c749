"""British `-ise`, `-isation`, `-yse` written as `-ize`, `-ization`, `-yze`, where that is safe."""

from __future__ import annotations

import re

_ISE = re.compile(
    r"([a-z]{2,}[bcdghklmnprst])is(e|es|ed|er|ers|ing|able|ation|ations|ational|ationally)"
)
_YSE = re.compile(r"((?:anal|paral|catal|electrol|hydrol|dial)y)s(e|ed|er|ers|ing)")

_NOT_IZE = """
advert appr cer chast chem circumc compr comprom conc dem den desp disenfranch emp enfranch
enterpr exc exerc expert franch imprec inc merchand misadvert moonr overexerc parad powerc pract
prec prem prom repr subfranch sunr surm surpr treat uncomprom unprom unsurpr upr val
"""
_KEEP = frozenset(_NOT_IZE.split())
"""What stands before an `-ise` that was never an `-ize`."""


def unify(word: str) -> str:
    """`organisation` as `organization`; every other word as it is. `word` is in small letters."""
    if "is" in word:
        found = _ISE.fullmatch(word)
        if found and found[1] not in _KEEP:
            return f"{found[1]}iz{found[2]}"
    elif "ys" in word:
        found = _YSE.fullmatch(word)
        if found:
            return f"{found[1]}z{found[2]}"
    return word
