"""The search page: a Flask application over one index.

`create_app` is the factory that servers call; nothing happens on import.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix

from search.naming import Names
from search.vocabulary import load_vocabulary
from webapp.caching import ignore_odd_ranges
from webapp.config import Config
from webapp.gate import guard
from webapp.headers import YEAR, add_headers
from webapp.hosts import refuse_odd_hosts
from webapp.links import Links
from webapp.mounting import Mounted
from webapp.opened import OpenIndex
from webapp.shelf import Shelf
from webapp.together import Together
from webapp.trouble import answer_trouble
from webapp.views import BLUEPRINTS
from webapp.watching import watch

__all__ = ["Config", "create_app"]

LONGEST_REQUEST = 200_000
"""Bytes of a posted form; only names of saved searches and lists of ids are ever posted."""


def create_app(config: Config | None = None, together: Together | None = None) -> Flask:
    """The application; without `config`, settings come from DRAGOMAN_* variables.

    `together` is what it shares with other workers, made before these were forked.
    """
    config = config or Config.from_environ(os.environ)
    together = together or Together()
    app = Flask(__name__, static_folder="static", template_folder="templates")
    app.config.update(
        MAX_CONTENT_LENGTH=LONGEST_REQUEST,
        SEND_FILE_MAX_AGE_DEFAULT=YEAR,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["dragoman.config"] = config
    app.extensions["dragoman.index"] = OpenIndex(config)
    app.extensions["dragoman.names"] = Names(load_vocabulary(config.vocabulary or None))
    app.extensions["dragoman.shelf"] = Shelf(config)
    own = Path(__file__).parent
    app.extensions["dragoman.version"] = _version(own, own.parent / "search")
    add_headers(app)
    ignore_odd_ranges(app)
    answer_trouble(app)
    watch(app, config, app.extensions["dragoman.index"], together.figures)
    guard(app, config, together.buckets)
    refuse_odd_hosts(app)
    _add_names(app, config)
    _add_views(app)
    if config.base_url:  # has the last word on scheme, host and path, whatever a proxy passes on
        app.wsgi_app = Mounted(app.wsgi_app, config.base_url)  # type: ignore[method-assign, assignment]
    if config.trusted_proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=config.trusted_proxies, x_proto=config.trusted_proxies
        )
    return app


def _add_views(app: Flask) -> None:
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)


def _add_names(app: Flask, config: Config) -> None:
    """What every template may use."""

    @app.context_processor
    def names() -> dict[str, object]:
        return {
            "site": config.title,
            "links": Links(request.script_root),
            "version": app.extensions["dragoman.version"],
        }


def _version(*folders: Path) -> str:
    """A short digest of all code, templates, styles and lists that make a page: part of every
    ETag."""
    digest = hashlib.sha256()
    for path in (path for folder in folders for path in sorted(folder.rglob("*"))):
        if path.suffix in (".py", ".html", ".css", ".js", ".svg", ".xml", ".csv"):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
