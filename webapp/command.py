"""The command `dragoman serve`: the search page on a port of this machine."""

from __future__ import annotations

import logging
import os
from contextlib import closing
from dataclasses import replace

import click

from search.cli import ExitCode, Refusal, index_option, vocabulary_option
from webapp import create_app
from webapp.config import Config
from webapp.database import open_database
from webapp.opened import tell_notices
from webapp.serving import listen
from webapp.serving import serve as serve_on
from webapp.together import Together


@click.command()
@index_option
@vocabulary_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", default=8080, show_default=True, type=click.IntRange(0, 65535), help="0 takes any."
)
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(1, 64),
    help="Processes that answer; they share the index's memory.",
)
def serve(index_url: str, vocabulary: str, host: str, port: int, workers: int) -> None:
    """Serve the search page until stopped."""
    config = replace(
        Config.from_environ(os.environ),
        index=index_url,
        vocabulary=vocabulary,
    )
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(name)s: %(message)s")
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a busy moment is no trouble
    logging.getLogger("dragoman.access").setLevel(logging.INFO)
    open_database(config.database).close()  # refused here once, and not by each worker
    try:
        sock = listen(host, port)
    except OSError as error:
        why = error.strerror or error
        message = f"cannot listen on {host} port {port}: {why}. Name another with --host or --port."
        raise Refusal(message, ExitCode.UNAVAILABLE) from error
    _look_at(config)
    name = f"[{host}]" if ":" in host else host
    click.echo(f"Dragoman is at http://{name}:{sock.getsockname()[1]}/ (stop it with Ctrl+C)")
    together = Together()
    serve_on(lambda: create_app(config, together), sock, workers, proxies=config.trusted_proxies)


def _look_at(config: Config) -> None:
    """Tell here, and not at the first question, that the index is missing or what is amiss."""
    with closing(config.open()) as searcher:
        tell_notices(searcher.info())
