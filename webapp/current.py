"""What the request under way works with: settings, searcher, addresses, the question asked."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date, datetime
from typing import cast
from urllib.parse import parse_qsl

from flask import current_app, g, request

from search.engine import EngineError, Searcher, WordSearcher, is_on_cluster
from search.model import IndexInfo, Query
from search.parameters import clean_text
from search.permalink import Params, Reading, read_params, to_url
from webapp.config import Config
from webapp.deadline import Hurried
from webapp.labels import names
from webapp.last_looked import LastLooked
from webapp.links import Links
from webapp.misread import with_fault
from webapp.opened import OpenIndex
from webapp.saved import SavedSearches
from webapp.shelf import Shelf
from webapp.visitors import USER_HEADER, Visitor, Visitors


def config() -> Config:
    """The settings of the app."""
    return cast(Config, current_app.extensions["dragoman.config"])


def searcher() -> Searcher:
    """The searcher for this request, as long as it has time; raises the engine's errors."""
    if "dragoman_searcher" not in g:
        moving = _index().searcher()
        # On a cluster, rest costs two more requests: a page that asks once is not worth them.
        still = moving if is_on_cluster(config().index) else moving.at_rest()
        g.dragoman_searcher = Hurried(still, config().deadline) if config().deadline else still
    return cast(Searcher, g.dragoman_searcher)


def at_rest() -> Searcher:
    """A searcher of this moment, for downloads, which go on as long as somebody reads them. To
    be closed."""
    return _index().searcher().at_rest()


def words() -> WordSearcher | None:
    """What tells the words of the articles, if the engine can and there is an index."""
    try:
        found = _index().searcher()
    except EngineError:
        return None
    return found if isinstance(found, WordSearcher) else None


def _index() -> OpenIndex:
    return cast(OpenIndex, current_app.extensions["dragoman.index"])


def saved() -> SavedSearches:
    """The saved searches of the site; raises DatabaseTrouble."""
    return _shelf().saved()


def last_looked() -> LastLooked:
    """When users last looked at which saved search; raises DatabaseTrouble."""
    return _shelf().last_looked()


def visitors() -> Visitors:
    """The visitors of the site; raises DatabaseTrouble."""
    return _shelf().visitors()


def visitor() -> Visitor:
    """Who asks: a user where there is a login, else whoever brings a cookie of ours."""
    return visitors().of(request, user())


def user() -> str:
    """The name that a trusted proxy gives whoever asks, if such names are trusted at all."""
    return request.headers.get(USER_HEADER, "") if config().remote_user else ""


def _shelf() -> Shelf:
    return cast(Shelf, current_app.extensions["dragoman.shelf"])


def version() -> str:
    """The digest of the page's own code."""
    return cast(str, current_app.extensions["dragoman.version"])


def today() -> date:
    """The day it is now where the readers are, from which rolling spans count."""
    return datetime.now(config().timezone).date()


def links() -> Links:
    """Addresses below the path that this request came in by."""
    return Links(request.script_root)


def question(*own: str) -> Reading:
    """The question in the address; parameters named in `own` are the view's, and stand once.

    What could not be read is for `webapp.misread`: its `notices` on a page, else its `refuse`.
    """
    return _with_own(read_params(query_string(), names()), own)


def no_question(*own: str, several: tuple[str, ...] = ()) -> Reading:
    """The same for a view that takes its own parameters alone; `several` of them may repeat."""
    sent = tuple(sorted({clean_text(name[:60]) for name, _ in pairs()} - {*several}))
    return _with_own(Reading(Query(), unknown=sent), own)


def _with_own(reading: Reading, own: tuple[str, ...]) -> Reading:
    unknown = tuple(name for name in reading.unknown if name not in own)
    reading = replace(reading, unknown=unknown)
    sent = [name for name, _ in pairs() if name in own]
    for name in own:
        if sent.count(name) > 1:
            reading = with_fault(reading, name, "given more than once", "the first is used")
    return reading


def query_string() -> str:
    """The address after its question mark, as text."""
    return request.query_string.decode("utf-8", "replace")


def pairs() -> Params:
    """The parameters as they were sent, in their order."""
    sent = parse_qsl(query_string(), keep_blank_values=True, errors="replace")
    return tuple(sent)


def etag(query: Query, info: IndexInfo, *parts: str) -> str:
    """A tag that changes with all that an answer depends on: the index and what is to be said of
    it, the question, the day (of rolling spans, of "outside the range", of who is a member of
    a group), the site's title, the names, and the code."""
    about = (info.name, str(info.generation), str(info.changed))
    site = (version(), config().title, names().vocabulary.fingerprint(), request.script_root)
    asked = (to_url(query), today().isoformat())
    noticed = tuple(notice.text for notice in info.notices)
    text = "\n".join((*about, *noticed, *site, *asked, *parts))
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:20]


def parameter(name: str) -> str:
    """One parameter of the view itself; "" where it is missing. Any bytes can be read."""
    return next((value for key, value in pairs() if key == name), "")
