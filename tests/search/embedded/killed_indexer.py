"""Run as a program by the tests of kill -9: forks a process that commits without end.

For every line on its standard input, one child is forked; its process id goes out as `pid N`,
and after every commit of the child the number of that commit as `done N`.
"""

from __future__ import annotations

import os
import sys
import traceback
from datetime import date
from pathlib import Path

from search.embedded import EmbeddedSearcher, EmbeddedWriter
from search.engine import IndexMissing
from search.model import Article, Dating, Precision, SourceRecord

KEPT = 5
"""Articles of the latest commits that are not deleted yet."""


def article_of(number: int, commit: int) -> Article:
    text = f"Article {number} of commit {commit}. " + "Talks on oil went on. " * (number % 7)
    day = Dating(date(2014, 1, 1 + number % 28), Precision.DAY, "given")
    return Article(f"article-{number}", text, title=f"Title {number}", dating=day, source="Wire")


def content_after(commit: int) -> dict[str, Article]:
    """What the index holds after so many commits."""
    articles = [article_of(n, n) for n in range(max(1, commit - KEPT + 1), commit + 1)]
    if commit:
        articles.append(article_of(0, commit))
    return {article.id: article for article in articles}


def last_commit(folder: Path) -> int:
    """The number of the commit that the index in a folder is at."""
    try:
        records = {r.source: r.fingerprint for r in EmbeddedSearcher(folder).sources()}
    except IndexMissing:
        return 0
    return int(records["run"])


def commit_once(folder: Path, number: int) -> None:
    with EmbeddedWriter(folder) as writer:
        writer.add(article_of(number, number))
        writer.add(article_of(0, number))
        if number > KEPT:
            writer.delete(f"article-{number - KEPT}")
        writer.record(SourceRecord("run", str(number)))
        if number % 11 == 0:
            writer.optimize()


def commit_without_end(folder: Path) -> None:
    number = last_commit(folder)
    while True:
        number += 1
        commit_once(folder, number)
        os.write(1, f"done {number}\n".encode())


def main(folder: Path) -> None:
    for _ in sys.stdin:
        child = os.fork()
        if not child:
            try:
                commit_without_end(folder)
            except Exception:
                traceback.print_exc()
            finally:
                os._exit(1)
        os.write(1, f"pid {child}\n".encode())
        os.waitpid(child, 0)
        os.write(1, b"end\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
