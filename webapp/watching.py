"""What operators see: a line for each request, and figures for Prometheus, both if asked for.

Questions are private: they are logged only where a setting asks for that as well.
"""

from __future__ import annotations

import logging
import time

from flask import Flask, Response, g, request

from search.engine import EngineError
from webapp.config import Config
from webapp.figures import Figures, told
from webapp.opened import OpenIndex

log = logging.getLogger("dragoman.access")


def watch(app: Flask, config: Config, index: OpenIndex, figures: Figures) -> None:
    """Log and count every answer, as far as the settings ask for it.

    `figures` are those of all workers of the server.
    """
    if not (config.access_log or config.metrics):
        return
    _time_answers(app, config, figures)
    if config.metrics:
        _tell(app, figures, index)


def _time_answers(app: Flask, config: Config, figures: Figures) -> None:
    @app.before_request
    def start() -> None:
        g.dragoman_started = time.perf_counter()

    @app.after_request
    def finish(response: Response) -> Response:
        seconds = time.perf_counter() - g.get("dragoman_started", time.perf_counter())
        if config.metrics:
            figures.count(request.endpoint or "none", response.status_code, seconds)
        if config.access_log:
            asked = request.full_path.rstrip("?") if config.log_questions else request.path
            length = response.calculate_content_length()
            log.info(
                "%s %s %s %s %s %.1f ms",
                request.remote_addr,
                request.method,
                ascii(asked)[1:-1],
                response.status_code,
                "-" if length is None else length,
                seconds * 1000,
            )
        return response


def _tell(app: Flask, figures: Figures, index: OpenIndex) -> None:
    @app.get("/metrics")
    def metrics() -> Response:
        lines = told(figures.records())
        try:
            info = index.searcher().info()
            lines += ["# TYPE dragoman_articles gauge", f"dragoman_articles {info.articles}"]
            lines += ["# TYPE dragoman_generation gauge", f"dragoman_generation {info.generation}"]
            lines += ["# TYPE dragoman_notices gauge", f"dragoman_notices {len(info.notices)}"]
        except EngineError:
            lines += ["# TYPE dragoman_index_missing gauge", "dragoman_index_missing 1"]
        kind = "text/plain; version=0.0.4; charset=utf-8"
        return Response("\n".join(lines) + "\n", content_type=kind)
