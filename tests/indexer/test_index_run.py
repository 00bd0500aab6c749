"""Whole runs into an index in memory: what goes in, and what a second run does."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest
from fake_engine import FakeIndex
from indexer_runs import Run, lines

from indexer.records import Reason, Remark
from indexer.report import Report
from search.model import Precision

LAVROV = (
    " date 2023-05-04 Russian Foreign Minister Sergey Lavrov arrived in India.\n\nTalks began.\n"
)


def rejected(report: Report) -> dict[str, int]:
    return {reason.name: reason.count for reason in report.rejected}


def test_the_seed_form(run: Run, news: Path, fake: FakeIndex) -> None:
    (news / "a.txt").write_text(LAVROV)
    report = run()
    (article,) = fake.articles.values()
    assert (report.added, report.rejections, report.committed) == (1, 0, True)
    assert article.text.startswith("Russian Foreign Minister")
    assert article.title == ""
    assert article.derived_title == "Russian Foreign Minister Sergey Lavrov arrived in India."
    assert (article.dating.iso, article.dating.origin) == ("2023-05-04", "date line")


def test_an_unchanged_folder_opens_no_writer(run: Run, news: Path, fake: FakeIndex) -> None:
    (news / "a.txt").write_text(LAVROV)
    run()
    report = run()
    assert (fake.writers, fake.generation) == (1, 0)
    assert (report.committed, report.files.unchanged, report.files.read) == (False, 1, 0)


def test_an_unchanged_file_is_not_opened(
    run: Run, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (news / "a.txt").write_text(LAVROV)
    run()

    def refuse(self: Path, *args: object, **kwargs: object) -> object:
        raise AssertionError(f"{self} was opened")

    monkeypatch.setattr(Path, "open", refuse)
    assert run().files.unchanged == 1


def test_a_touched_file_is_not_indexed_again(run: Run, news: Path, fake: FakeIndex) -> None:
    file = news / "a.txt"
    file.write_text(LAVROV)
    run()
    os.utime(file, ns=(1, 1))
    before = dict(fake.articles)
    report = run()
    assert (report.files.touched, report.articles) == (1, 0)
    assert fake.articles == before
    assert run().files.unchanged == 1


def test_an_edited_file_keeps_its_id(run: Run, news: Path, fake: FakeIndex) -> None:
    file = news / "a.txt"
    file.write_text(LAVROV)
    run()
    (first,) = fake.articles
    file.write_text(LAVROV + "And a correction.\n")
    report = run()
    assert (report.added, report.updated, report.deleted) == (0, 1, 0)
    assert list(fake.articles) == [first]
    assert "correction" in fake.articles[first].text


def test_a_kept_id_is_not_taken_by_the_former_text(run: Run, news: Path, fake: FakeIndex) -> None:
    (news / "b.txt").write_text(LAVROV)
    run()
    (news / "b.txt").write_text("An entirely different text about trade in Geneva.")
    run()
    (news / "c.txt").write_text(LAVROV)
    run()
    texts = sorted(article.text[:7] for article in fake.articles.values())
    assert texts == ["An enti", "Russian"]


def test_a_moved_file_is_not_indexed_again(run: Run, news: Path, fake: FakeIndex) -> None:
    (news / "a.txt").write_text(LAVROV)
    run()
    (news / "sub").mkdir()
    (news / "a.txt").rename(news / "sub" / "b.txt")
    report = run()
    assert (report.articles, report.deleted) == (0, 0)
    assert report.files.moved == ((str(news / "a.txt"), str(news / "sub" / "b.txt")),)
    assert list(fake.records) == [str(news / "sub" / "b.txt")]
    assert run().files.unchanged == 1


def test_a_file_moved_under_another_date_is_dated_anew(
    run: Run, news: Path, fake: FakeIndex
) -> None:
    (news / "2014-03-05_a.txt").write_text("Talks began in Geneva.")
    run()
    (news / "2014-03-05_a.txt").rename(news / "2014-03-06_a.txt")
    run(prune=True)
    assert [a.dating.iso for a in fake.articles.values()] == ["2014-03-06"]


def test_a_vanished_file_goes_only_if_asked(run: Run, news: Path, fake: FakeIndex) -> None:
    (news / "a.txt").write_text(LAVROV)
    (news / "b.txt").write_text("Another article.")
    run()
    (news / "a.txt").unlink()
    report = run()
    assert report.files.vanished == (str(news / "a.txt"),)
    assert len(fake.articles) == 2
    report = run(prune=True)
    assert (report.files.pruned, report.deleted, len(fake.articles)) == (1, 1, 1)


def test_prune_stays_below_the_paths_given(run: Run, news: Path, fake: FakeIndex) -> None:
    for name in ("one", "two"):
        (news / name).mkdir()
        (news / name / "a.txt").write_text(f"Article {name}.")
    run()
    (news / "one" / "a.txt").unlink()
    (news / "two" / "a.txt").unlink()
    run(news / "one", prune=True)
    assert [a.text for a in fake.articles.values()] == ["Article two."]


def test_ids_that_left_a_file_are_deleted_unless_claimed(
    run: Run, news: Path, fake: FakeIndex
) -> None:
    one, two = news / "1.jsonl", news / "2.jsonl"
    one.write_text(lines({"id": "a", "text": "A one."}, {"id": "b", "text": "B one."}))
    two.write_text(lines({"id": "b", "text": "B one."}, {"id": "c", "text": "C one."}))
    run()
    assert sorted(fake.articles) == ["a", "b", "c"]
    one.write_text(lines({"id": "d", "text": "D one."}))
    assert run().deleted == 1
    assert sorted(fake.articles) == ["b", "c", "d"]


def test_an_article_that_its_later_file_gave_up_is_read_again_from_the_earlier(
    run: Run, news: Path, fake: FakeIndex
) -> None:
    one, two = news / "1.jsonl", news / "2.jsonl"
    one.write_text(lines({"id": "a", "text": "First version."}, {"id": "z", "text": "Other."}))
    two.write_text(lines({"id": "a", "text": "Second version."}, {"id": "b", "text": "B."}))
    run()
    assert fake.articles["a"].text == "Second version."
    two.write_text(lines({"id": "b", "text": "B."}))
    run()
    assert fake.articles["a"].text == "First version."


def test_of_equal_ids_the_later_wins_and_is_told(run: Run, news: Path, fake: FakeIndex) -> None:
    (news / "1.jsonl").write_text(lines({"id": "a", "text": "First version."}))
    (news / "2.jsonl").write_text(lines({"id": "a", "text": "Second version."}))
    report = run()
    assert fake.articles["a"].text == "Second version."
    assert (report.added, report.remarked(Remark.REPLACED)) == (1, 1)


def test_identical_files_are_one_article_told_with_both_paths(
    run: Run, news: Path, fake: FakeIndex
) -> None:
    (news / "a.txt").write_text(LAVROV)
    (news / "b.txt").write_text(LAVROV)
    report = run()
    (remark,) = [r for r in report.remarks if r.name == Remark.DUPLICATE]
    assert (report.added, remark.count) == (1, 1)
    assert remark.samples[0].source == str(news / "b.txt")
    assert str(news / "a.txt") in remark.samples[0].detail
    (news / "a.txt").unlink()
    run(prune=True)
    assert len(fake.articles) == 1


def test_a_copy_of_an_indexed_file_is_not_read(run: Run, news: Path, fake: FakeIndex) -> None:
    (news / "a.txt").write_text(LAVROV)
    run()
    (news / "b.txt").write_text(LAVROV)
    report = run()
    assert report.files.copied == ((str(news / "a.txt"), str(news / "b.txt")),)
    assert report.articles == 0


def test_a_broken_line_falls_alone(run: Run, news: Path, fake: FakeIndex) -> None:
    (news / "a.jsonl").write_text(
        lines({"id": 1, "text": "One."})
        + "{broken\n\n"
        + lines(
            {"id": 2, "text": ["Two."]}, [], {"id": "3"}, {"id": "4", "text": "Blah blah blah."}
        )
        + lines({"id": "5", "text": "Five.", "places": ["x"], "topics": []})
    )
    report = run()
    assert sorted(fake.articles) == ["1", "5"]
    assert rejected(report) == {
        Reason.NOT_JSON: 1,
        Reason.WRONG_TYPE: 1,
        Reason.NOT_OBJECT: 1,
        Reason.NO_TEXT: 1,
        Reason.PLACEHOLDER: 1,
    }
    assert [r.samples[0].line for r in report.rejected if r.name == Reason.WRONG_TYPE] == [4]
    assert report.ignored_keys == (("places", 1), ("topics", 1))


def test_a_file_that_cannot_be_read_loses_nothing(
    run: Run, news: Path, fake: FakeIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = news / "a.jsonl"
    file.write_text(lines({"id": "a", "text": "One."}))
    run()
    file.write_text(lines({"id": "b", "text": "Another."}))
    whole = Path.open

    def fail(self: Path, *args: object, **kwargs: object) -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", fail)
    report = run()
    assert rejected(report) == {Reason.UNREADABLE: 1}
    assert list(fake.articles) == ["a"]
    monkeypatch.setattr(Path, "open", whole)
    run()
    assert list(fake.articles) == ["b"]


def test_a_truncated_archive_keeps_what_it_held(run: Run, news: Path, fake: FakeIndex) -> None:
    file = news / "a.jsonl.gz"
    records = [{"id": str(n), "text": os.urandom(40).hex()} for n in range(9_000)]
    whole = gzip.compress(lines(*records).encode())
    file.write_bytes(whole)
    assert run().added == 9_000
    file.write_bytes(whole[: len(whole) // 2])
    report = run()
    assert rejected(report) == {Reason.BROKEN_ARCHIVE: 1}
    assert (len(fake.articles), report.deleted) == (9_000, 0)


def test_another_option_reads_the_files_again(run: Run, news: Path, fake: FakeIndex) -> None:
    (news / "a.txt").write_text(LAVROV)
    run()
    report = run(source="Example Times")
    assert (report.updated, report.files.reread) == (1, 1)
    assert [a.source for a in fake.articles.values()] == ["Example Times"]


def test_where_dates_come_from(run: Run, news: Path, tmp_path: Path, fake: FakeIndex) -> None:
    (news / "2014-03-05_x.txt").write_text("Named by day.")
    (news / "2014-03.txt").write_text("Named by month.")
    (news / "2015-01-01_y.txt").write_text("date 2016-02-03\n\nDate line first.")
    (news / "20140306z.txt").write_text("Compact.")
    (news / "plain.txt").write_text("From the table.")
    (news / "none.txt").write_text("Nothing known.")
    (news / "bad.txt").write_text("date 2023-13-45 Garbage.")
    (news / "old.txt").write_text("date 1745-04-01 Old.")
    (news / "new.txt").write_text("date 2999-01-01 New.")
    table = tmp_path / "table.csv"
    table.write_text(
        "path;date;title;author;desk\nplain.txt;2001-02-03;A title;A. Writer;x\nno.txt;;;;\n"
    )
    report = run(metadata=table)
    found = {a.text: (a.dating.iso, a.dating.origin) for a in fake.articles.values()}
    assert found == {
        "Named by day.": ("2014-03-05", "file name"),
        "Named by month.": ("2014-03", "file name"),
        "Date line first.": ("2016-02-03", "date line"),
        "Compact.": ("2014-03-06", "file name"),
        "From the table.": ("2001-02-03", "metadata"),
        "Nothing known.": ("", ""),
        "Garbage.": ("", ""),
        "Old.": ("1745-04-01", "date line"),
        "New.": ("2999-01-01", "date line"),
    }
    told = {r.name: r.count for r in report.remarks}
    assert told == {"undated": 2, Remark.BAD_DATE: 1, Remark.EARLY: 1, Remark.FUTURE: 1}
    titled = next(a for a in fake.articles.values() if a.title)
    assert (titled.title, titled.byline, titled.derived_title) == ("A title", "A. Writer", "")
    assert (report.unused_rows, report.unused_paths) == (1, ("no.txt",))
    assert report.ignored_columns == ("desk",)


def test_the_modification_time_dates_only_if_asked(run: Run, news: Path, fake: FakeIndex) -> None:
    (news / "a.txt").write_text("No date.")
    os.utime(news / "a.txt", (86_400 * 365, 86_400 * 365))
    run()
    (undated,) = fake.articles.values()
    run(date_from_mtime=True)
    (dated,) = fake.articles.values()
    assert undated.dating.precision is Precision.NONE
    assert (dated.dating.iso, dated.dating.origin) == ("1971-01-01", "modification time")
    assert dated.id == undated.id


def test_an_error_in_the_writer_leaves_the_index_as_it_was(
    run: Run, news: Path, fake: FakeIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    (news / "a.txt").write_text(LAVROV)
    run()
    (news / "b.txt").write_text("Another.")
    monkeypatch.setattr("fake_engine.FakeWriter.record", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run()
    assert (len(fake.articles), len(fake.records), fake.generation) == (1, 1, 0)
