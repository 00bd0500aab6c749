"""What is told of a value that neither the vocabulary nor the index knows, and what was meant."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from search.fields import BY_KEY, ORGANISATION
from search.languages import LANGUAGES
from search.model import Filters, Problem, Selection
from search.naming import Names, mention_of
from search.plan.nearest import nearest
from search.syntax import to_text
from search.syntax.groups import Group, group_of
from search.syntax.tree import HasValue

HasValueOf = Callable[[str, str], bool]
"""Whether any article has a value in a field."""

MOST_MEANT = 5
"""Unknown values of one question for which a known one is looked for."""

_LONGEST_SHOWN = 40
_LANGUAGES = {name.casefold(): code for code, name in LANGUAGES.items()} | {"farsi": "fa"}
"""Readers type the name of a language where its code is asked for."""


@dataclass(frozen=True, slots=True)
class Meant:
    """What an unknown value probably meant: values of a field, the label, and why it is unknown."""

    key: str
    values: tuple[str, ...]
    label: str
    because: str = ""

    @property
    def text(self) -> str:
        """As it is typed in a question."""
        operator = BY_KEY[self.key].operator
        written = [to_text(HasValue(operator, value)) for value in self.values]
        if len(written) == 1:
            return written[0]
        return f"{operator}:({' OR '.join(text.partition(':')[2] for text in written)})"


def unknown_value(
    key: str, value: str, meant: Meant | None = None, at: tuple[int, int] = (0, 0)
) -> Problem:
    """The notice of a value that neither the vocabulary nor the index knows."""
    shown = value if len(value) <= _LONGEST_SHOWN else value[: _LONGEST_SHOWN - 1] + "…"
    group = group_of(value)
    if group:
        told = f"“{group.name}” is no group of states whose members are known"
    elif meant and meant.because:
        told = f"No article has {BY_KEY[key].operator}:{shown}: it is {meant.because}"
    else:
        told = f"No article has {BY_KEY[key].operator}:{shown}, and the vocabulary does not know it"
    return Problem(
        f"{told}; did you mean {meant.label} ({meant.text})?" if meant else f"{told}.", *at
    )


def find_meant(key: str, value: str, names: Names, has_value: HasValueOf) -> Meant | None:
    """The value, of the same field or a like one, that an unknown one probably meant."""
    if group := group_of(value):
        return _group(key, group, names)
    match key:
        case "country" | "source_country" | "organisation" | "mention":
            return _other_field(key, value, names) or _misspelt(key, value, names)
        case "pair":
            return _pair(value, names)
        case "source":
            near = (form for form in _spellings(value) if form != value and has_value(key, form))
            found = next(near, "")
            return Meant(key, (found,), found) if found else None
        case "language":
            code = _LANGUAGES.get(value.casefold(), "")
            return Meant(key, (code,), value.capitalize()) if code else None
        case _:
            return None


def _meant(key: str, values: tuple[str, ...], names: Names, because: str = "") -> Meant | None:
    label = " or ".join(names.label(key, value) for value in values)
    return Meant(key, values, label, because) if values else None


def _group(key: str, group: Group, names: Names) -> Meant | None:
    known = names.vocabulary.groups()
    found = nearest(names.vocabulary, "organisation", group.name)
    ids = [id for id in found if id in known]
    return _meant(key, (str(Group(ids[0], group.when)),), names) if len(ids) == 1 else None


def _other_field(key: str, value: str, names: Names) -> Meant | None:
    """An organisation where a country is asked for, or the reverse."""
    if key == "country":
        ids = names.vocabulary.resolve("organisation", value) or ()
        groups = [str(Group(id)) for id in ids if id in names.vocabulary.groups()]
        if len(groups) == 1:
            return _meant("country", (groups[0],), names, "an organisation")
        return _meant("organisation", ids, names, "an organisation")
    if key == "organisation":
        found = names.vocabulary.resolve("country", value) or ()
        return _meant("country", found, names, "a country")
    return None


def _misspelt(key: str, value: str, names: Names) -> Meant | None:
    if key != "mention":
        field = "country" if key == "source_country" else key
        return _meant(key, nearest(names.vocabulary, field, value), names)
    name = value.removeprefix(ORGANISATION)
    for field in ("country", "organisation") if name == value else ("organisation",):
        if found := nearest(names.vocabulary, field, name):
            return _meant(key, tuple(mention_of(field, id) for id in found), names)
    return None


def _pair(value: str, names: Names) -> Meant | None:
    parts = value.split(".")
    near = [
        names.vocabulary.resolve("country", part) or nearest(names.vocabulary, "country", part)
        for part in parts
    ]
    if len(parts) != 2 or any(len(ids) != 1 for ids in near) or near[0] == near[1]:
        return None
    return _meant("pair", (".".join(sorted(ids[0] for ids in near)),), names)


def _spellings(source: str) -> Iterator[str]:
    """How an outlet may be spelt that was typed as an address, or without its capitals."""
    name = source.casefold().removeprefix("https://").removeprefix("www.").rstrip("/")
    for form in dict.fromkeys((name, name.split(".")[0])):
        yield from dict.fromkeys((form.upper(), form.title(), form.capitalize(), form))


# --- put in the place of what was typed


def in_question(text: str, key: str, at: tuple[int, int], meant: Meant) -> str | None:
    """The question with what was meant in the place of a field and its value; None if it cannot be.

    Within a field's brackets, the value alone stands there.
    """
    typed, operator = text[slice(*at)].casefold(), BY_KEY[key].operator
    new = meant.text
    if typed.startswith(f"{operator}:"):
        if typed[len(operator) + 1 : len(operator) + 2] in ("-", "+"):
            return None
    elif key != meant.key or len(meant.values) > 1:
        return None
    else:
        new = new.partition(":")[2]
    return text[: at[0]] + new + text[at[1] :]


def in_filters(filters: Filters, key: str, value: str, meant: Meant) -> Filters:
    """The filters with what was meant ticked, or shut out, in the place of an unknown value."""
    asked = filters.of(key)
    shut_out = value in asked.exclude
    kept = Selection(
        tuple(v for v in asked.include if v != value),
        tuple(v for v in asked.exclude if v != value),
        asked.every,
    )
    filters = filters.replace(key, kept)
    other = filters.of(meant.key)
    chosen = (*(other.exclude if shut_out else other.include), *meant.values)
    both = tuple(sorted(set(chosen)))
    new = Selection(
        other.include if shut_out else both, both if shut_out else other.exclude, other.every
    )
    return filters.replace(meant.key, new)
