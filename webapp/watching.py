"""What operators see: a line for each request, and figures for Prometheus, both if asked for.

Questions are private: they are logged only where a setting asks for that as well.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter, defaultdict

from flask import Flask, Response, g, request

from search.engine import EngineError
from webapp.config import Config
from webapp.opened import OpenIndex

log = logging.getLogger("dragoman.access")


class Figures:
    """Counts of one process. Safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: Counter[tuple[str, int]] = Counter()
        self._seconds: defaultdict[str, float] = defaultdict(float)

    def count(self, endpoint: str, status: int, seconds: float) -> None:
        """Count one answer."""
        with self._lock:
            self._requests[endpoint, status] += 1
            self._seconds[endpoint] += seconds

    def told(self) -> list[str]:
        """Lines of the Prometheus text format, version 0.0.4."""
        with self._lock:
            requests = sorted(self._requests.items())
            seconds = sorted(self._seconds.items())
        lines = ["# TYPE dragoman_requests_total counter"]
        lines += [
            f'dragoman_requests_total{{endpoint="{endpoint}",status="{status}"}} {count}'
            for (endpoint, status), count in requests
        ]
        lines.append("# TYPE dragoman_request_seconds_total counter")
        lines += [
            f'dragoman_request_seconds_total{{endpoint="{endpoint}"}} {total:.6f}'
            for endpoint, total in seconds
        ]
        return lines


def watch(app: Flask, config: Config, index: OpenIndex) -> None:
    """Log and count every answer, as far as the settings ask for it."""
    if not (config.access_log or config.metrics):
        return
    figures = Figures()
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
        lines = figures.told()
        try:
            info = index.searcher().info()
            lines += ["# TYPE dragoman_articles gauge", f"dragoman_articles {info.articles}"]
            lines += ["# TYPE dragoman_generation gauge", f"dragoman_generation {info.generation}"]
        except EngineError:
            lines += ["# TYPE dragoman_index_missing gauge", "dragoman_index_missing 1"]
        kind = "text/plain; version=0.0.4; charset=utf-8"
        return Response("\n".join(lines) + "\n", content_type=kind)
