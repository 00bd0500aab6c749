"""Real corpora beside the checkout go in as they are; skipped where they are missing."""

from __future__ import annotations

import gzip
import itertools
import json
import lzma
from pathlib import Path

import pytest
from fake_engine import FakeIndex
from indexer_runs import Run

from indexer.records import Reason, Remark

DATA = Path(__file__).parents[3] / "shared" / "data"

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not DATA.is_dir(), reason="the corpora are not beside the checkout"),
]


def first_lines(path: Path, count: int) -> str:
    """The head of a JSON Lines file, packed or not."""
    opener = {".gz": gzip.open, ".xz": lzma.open}.get(path.suffix, open)
    with opener(path, "rt", encoding="utf-8") as stream:
        return "".join(itertools.islice(stream, count))


def test_the_seed_article(run: Run, fake: FakeIndex) -> None:
    report = run(DATA / "seed-article.txt")
    (article,) = fake.articles.values()
    assert (report.added, report.rejections, report.remarks) == (1, 0, ())
    assert (article.dating.iso, article.dating.origin) == ("2023-05-04", "date line")
    assert article.title == ""
    assert article.derived_title.startswith("Russian Foreign Minister Sergey Lavrov")
    assert article.text.startswith("Russian Foreign Minister")


def test_reuters(run: Run, news: Path, fake: FakeIndex) -> None:
    text = first_lines(DATA / "reuters21578" / "reuters21578-dev.jsonl.gz", 1_500)
    (news / "reuters.jsonl").write_text(text)
    report = run()
    assert (report.rejected, report.added) == ((), 1_500)
    assert 50 < report.remarked(Remark.TITLE_ONLY) < 200
    assert report.remarked(Remark.UNDATED) == 0
    assert dict(report.ignored_keys)["places"] == report.added
    titled = sum(bool(article.title and article.dateline) for article in fake.articles.values())
    assert titled > 0.9 * report.added


def test_headlines(run: Run, news: Path, fake: FakeIndex) -> None:
    text = first_lines(DATA / "reuters_headlines" / "headlines_world.jsonl.gz", 500)
    (news / "headlines.jsonl").write_text(text)
    report = run()
    assert (report.added, report.rejections, report.remarked(Remark.TITLE_ONLY)) == (500, 0, 500)


@pytest.mark.parametrize(
    ("file", "total"),
    [("time/docs.jsonl", 423), ("wikinews/docs.jsonl", 293), ("ungdc/chunks.jsonl.xz", 400)],
)
def test_collections_go_in_whole(
    run: Run, news: Path, fake: FakeIndex, file: str, total: int
) -> None:
    (news / "docs").write_text(first_lines(DATA / file, total))
    report = run()
    assert (report.added, report.rejections, len(fake.articles)) == (total, 0, total)
    assert report.remarked(Remark.UNDATED) == 0


def test_files_of_newsrooms_are_refused_by_name_or_read(run: Run, fake: FakeIndex) -> None:
    report = run(DATA / "formats")
    assert Reason.FAULT not in {reason.name for reason in report.rejected}
    listed = json.dumps([str(sample) for reason in report.rejected for sample in reason.samples])
    assert "XML" in listed or "HTML" in listed
    assert all("<?xml" not in article.text[:100] for article in fake.articles.values())
