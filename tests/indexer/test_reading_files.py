"""Files as they come: encodings, compression, formats told by content, JSON Lines."""

from __future__ import annotations

import gzip
import io
import json
import lzma
from pathlib import Path

import pytest
import zstandard
from fake_engine import FakeIndex
from indexer_runs import Run, lines

from indexer.discovery import Source, discover
from indexer.manifest import Task
from indexer.readers import foreign
from indexer.readers.encoding import NotTextError, decode
from indexer.readers.plain import split_date_line
from indexer.reading import read_tasks
from indexer.records import NO_DEFAULTS, Limits, RawRecord, Reason, Rejection, Remark
from indexer.workers import Finished
from search.vocabulary import load_vocabulary

FRENCH = "Le président a déclaré « non » à la conférence – l’Élysée n’a pas commenté. "
RUSSIAN = "Министр иностранных дел России Сергей Лавров прибыл в Индию на переговоры."
JAPANESE = "外務大臣は月曜日に東京で会談した。日本と韓国は合意した。"


def read(path: Path, limits: Limits | None = None) -> list[RawRecord | Rejection]:
    """What the readers make of one file."""
    task = Task(Source(str(path), path), NO_DEFAULTS, "")
    items = list(read_tasks([task], limits or Limits()))
    assert isinstance(items.pop(), Finished)
    return [item for item in items if not isinstance(item, Finished)]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH, "utf-8"),
        (FRENCH, "utf-8-sig"),
        (FRENCH, "utf-16"),
        (FRENCH, "utf-16-le"),
        (FRENCH, "utf-16-be"),
        (FRENCH, "utf-32"),
        (FRENCH, "cp1252"),
        ("Der Außenminister äußerte sich über die Gespräche in Zürich.", "latin-1"),
        ("Talks in Yaoundé on Monday went on at length and in detail.", "latin-1"),
        ("The minister said “we won’t sign” – not now. Talks go on in Geneva.", "cp1252"),
        ("Ministr zahraničních věcí přijel do Prahy, řekl, že žádná dohoda není.", "cp1250"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (RUSSIAN, "utf-16"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "utf-8"),
        ("外交部长星期一在北京举行会谈，双方达成协议。", "gb18030"),
        ("Ο υπουργός Εξωτερικών της Ελλάδας συναντήθηκε στην Αθήνα.", "cp1253"),
    ],
)
def test_any_common_encoding_is_read(text: str, encoding: str) -> None:
    decoded = decode(text.encode(encoding))
    assert decoded.text == text
    certain = encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-32")
    assert bool(decoded.assumed) is not certain


def test_a_stray_accent_is_western() -> None:
    text = "Helen\xa0Corbett reported from New York on the talks. " * 40
    assert decode(text.encode("latin-1").replace(b"\xa0", b" ", 39)).assumed == "cp1252"


def test_binary_is_not_text() -> None:
    with pytest.raises(NotTextError):
        decode(bytes(range(256)) * 40)


def test_a_lone_nul_in_a_long_text_is_forgiven() -> None:
    assert decode(b"word " * 1_000 + b"\0end").text.endswith("word end")


@pytest.mark.parametrize(
    ("text", "date", "rest"),
    [
        (" date 2023-05-04 Russian", "2023-05-04", " Russian"),
        ("date: 2023-05-04\n\nText", "2023-05-04", "\n\nText"),
        ("\n DATE 2023-05 Text", "2023-05", " Text"),
        ("date 2023\nText", "2023", "\nText"),
        ("date 2023 was a good year", "", "date 2023 was a good year"),
        ("date 2023-05-04T10:00:00Z Text", "2023-05-04T10:00:00Z", " Text"),
        ("Date palms grow", "", "Date palms grow"),
        ("dated 2023-05-04 x", "", "dated 2023-05-04 x"),
        ("date 2023-05-041 x", "", "date 2023-05-041 x"),
    ],
)
def test_the_date_line(text: str, date: str, rest: str) -> None:
    assert split_date_line(text) == (date, rest)


def test_a_slip_of_the_wire_is_text_and_what_is_binary_is_not() -> None:
    assert decode(b"A wire with a \0 in it\0").text == "A wire with a  in it"
    for binary in (
        b"\0" * 9,
        "Дата".encode("utf-16-le"),
        b"\x00\x01\x02\x03\x04",
        b"a\0b\0c\0 \x05",
    ):
        with pytest.raises(NotTextError):
            decode(binary + b"\0\0\0")


PACKERS = {
    "gz": gzip.compress,
    "xz": lzma.compress,
    "zst": zstandard.ZstdCompressor().compress,
}


@pytest.mark.parametrize("ending", PACKERS)
@pytest.mark.parametrize("named", [True, False])
def test_packed_files_are_told_by_content(tmp_path: Path, ending: str, named: bool) -> None:
    file = tmp_path / (f"a.jsonl.{ending}" if named else "a.bin")
    file.write_bytes(PACKERS[ending](lines({"text": "One."}, {"text": "Two."}).encode()))
    assert [item.text for item in read(file) if isinstance(item, RawRecord)] == ["One.", "Two."]


@pytest.mark.parametrize("ending", PACKERS)
def test_several_frames_are_read_as_one(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"a.{ending}"
    file.write_bytes(PACKERS[ending](b"One half, ") + PACKERS[ending](b"and the other."))
    (record,) = read(file)
    assert isinstance(record, RawRecord)
    assert record.text == "One half, and the other."


@pytest.mark.parametrize("ending", PACKERS)
def test_a_cut_archive_is_told(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"a.jsonl.{ending}"
    file.write_bytes(PACKERS[ending](lines({"text": "One."}).encode() * 50)[:-6])
    last = read(file)[-1]
    assert isinstance(last, Rejection)
    assert last.reason is Reason.BROKEN_ARCHIVE


@pytest.mark.parametrize("ending", PACKERS)
def test_a_bomb_is_refused(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"a.jsonl.{ending}"
    file.write_bytes(PACKERS[ending](b"\n" * 8_000_000))
    (rejection,) = read(file, Limits(bomb_bytes=1_000_000))
    assert isinstance(rejection, Rejection)
    assert rejection.reason is Reason.BOMB


@pytest.mark.parametrize("ending", PACKERS)
@pytest.mark.parametrize("junk", [b"x", b"-- \nsent by mail", b"y" * 9_000 + b"\x1f\x8b" * 9_000])
def test_junk_behind_a_good_archive_is_told_alone(tmp_path: Path, ending: str, junk: bytes) -> None:
    file = tmp_path / f"a.{ending}"
    file.write_bytes(PACKERS[ending](b"All of the article.") + junk)
    record, rejection = read(file)
    assert isinstance(record, RawRecord)
    assert record.text == "All of the article."
    assert isinstance(rejection, Rejection)
    assert (rejection.reason, "text was read" in rejection.detail) == (Reason.BROKEN_ARCHIVE, True)


@pytest.mark.parametrize("ending", PACKERS)
def test_padding_behind_an_archive_is_no_junk(tmp_path: Path, ending: str) -> None:
    file = tmp_path / f"a.{ending}"
    file.write_bytes(PACKERS[ending](b"All of the article.") + bytes(10_000))
    assert [type(item) for item in read(file)] == [RawRecord]


def test_a_damaged_checksum_is_told(tmp_path: Path) -> None:
    file = tmp_path / "a.gz"
    data = bytearray(gzip.compress(b"All of the article."))
    data[-6] ^= 1
    file.write_bytes(data)
    (rejection,) = read(file)
    assert isinstance(rejection, Rejection)
    assert rejection.reason is Reason.BROKEN_ARCHIVE


@pytest.mark.parametrize("low", [0x50, 0x5F])
def test_frames_without_text_are_passed_over(tmp_path: Path, low: int) -> None:
    skipped = bytes((low, 0x2A, 0x4D, 0x18, 4, 0, 0, 0)) + b"size"
    frames = [PACKERS["zst"](text) for text in (b"One half, ", b"and the other.")]
    file = tmp_path / "a.zst"
    file.write_bytes(skipped + frames[0] + skipped + frames[1] + skipped)
    (record,) = read(file)
    assert isinstance(record, RawRecord)
    assert record.text == "One half, and the other."


def test_a_file_packed_twice_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.gz"
    file.write_bytes(gzip.compress(gzip.compress(b"text")))
    (rejection,) = read(file)
    assert isinstance(rejection, Rejection)
    assert rejection.detail == "packed twice"


@pytest.mark.parametrize(
    ("name", "content", "detail"),
    [
        ("a.pdf", b"%PDF-1.7 x", "PDF"),
        ("a", b"PK\x03\x04rest", "a zip archive"),
        ("a.txt", b"<!DOCTYPE html><p>x", "HTML"),
        ("a", b"\xef\xbb\xbf<?xml version='1.0'?><nitf/>", "XML"),
        ("a.csv", b"x,y\n1,2\n", "a table"),
        ("a.json", b'[\n {"text": "x"}]', "a JSON array"),
        ("a", b'{\n "text": "x"\n}', "JSON over several lines"),
        ("a.docx", b"PK\x03\x04[Content_Types].xml", "a document"),
        ("a.xlsx", b"PK\x03\x04[Content_Types].xml", "a spreadsheet"),
        ("a.doc", b"\xd0\xcf\x11\xe0 x", "an old office document"),
        ("a.msg", b"\xd0\xcf\x11\xe0 x", "an e-mail"),
        ("a.eml", b"From: a@example.org\nSubject: x\n\nSGVsbG8=", "an e-mail"),
        ("a.txt", b"MIME-Version: 1.0\nSubject: x\n\nSGVsbG8=", "an e-mail"),
        ("a", b"From ann@example.org Wed Mar  5 10:00:00 2014\nSubject: x", "an e-mail"),
        ("page.js", b"function x() {}", "the code of a page or program"),
    ],
)
def test_foreign_formats_are_refused_by_name(
    tmp_path: Path, name: str, content: bytes, detail: str
) -> None:
    (tmp_path / name).write_bytes(content)
    (rejection,) = read(tmp_path / name)
    assert isinstance(rejection, Rejection)
    assert rejection.detail == detail


@pytest.mark.parametrize(
    "text",
    ["From Geneva it was told today.", "Received: two envoys.", "From: Reuters", "Subject: oil"],
)
def test_what_only_looks_like_mail_is_text(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.txt").write_text(text)
    (record,) = read(tmp_path / "a.txt")
    assert isinstance(record, RawRecord)


def test_how_to_convert_is_told_of_every_format_but_programs() -> None:
    names = {
        *foreign._SUFFIXES.values(),
        *foreign._OFFICE.values(),
        *(name for _, name in (*foreign._SIGNATURES, *foreign._MARKUP)),
    }
    silent = {name for name in names if not foreign.how_to_convert(name)}
    assert silent == {"a program", "a database", "the code of a page or program"}


def test_json_lines_are_told_by_content(tmp_path: Path) -> None:
    file = tmp_path / "export"
    file.write_text(lines({"text": "One."}))
    (record,) = read(file)
    assert isinstance(record, RawRecord)
    assert (record.text, record.line, record.single) == ("One.", 1, False)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_json_lines_with_a_mark(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "export"
    text = "".join(json.dumps({"text": t}, ensure_ascii=False) + "\n" for t in (FRENCH, RUSSIAN))
    file.write_bytes(text.encode(encoding))
    assert [r.text for r in read(file) if isinstance(r, RawRecord)] == [FRENCH, RUSSIAN]


def test_files_put_together_have_marks_within(tmp_path: Path) -> None:
    one = b"\xef\xbb\xbf" + lines({"text": FRENCH}).encode()
    (tmp_path / "all.jsonl").write_bytes(one + one)
    assert [r.text for r in read(tmp_path / "all.jsonl") if isinstance(r, RawRecord)] == [
        FRENCH
    ] * 2


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ('{"text": 3}', Reason.WRONG_TYPE),
        ('{"text": "x", "id": 1.5}', Reason.WRONG_TYPE),
        ('{"text": "x", "id": true}', Reason.WRONG_TYPE),
        ('{"text": "x", "countries": {"id": "ru"}}', Reason.WRONG_TYPE),
        ('{"text": "x", "countries": [1]}', Reason.WRONG_TYPE),
        ('{"text": "x", "countries": [{"id": "ru", "score": NaN}]}', Reason.WRONG_TYPE),
        ('{"text": "x", "countries": [{"id": "ru", "score": "1"}]}', Reason.WRONG_TYPE),
        ('["text"]', Reason.NOT_OBJECT),
        ("null", Reason.NOT_OBJECT),
        ('{"text": "x"', Reason.NOT_JSON),
        ("[" * 100_000, Reason.NOT_JSON),
        ('{"id": ' + "1" * 5_000 + "}", Reason.NOT_JSON),
    ],
)
def test_a_wrong_line_is_rejected_with_its_number(
    tmp_path: Path, value: str, reason: Reason
) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(f'{{"text": "before"}}\n\n{value}\n{{"text": "after"}}\n')
    first, wrong, last = read(file)
    assert isinstance(wrong, Rejection)
    assert (wrong.line, wrong.reason) == (3, reason)
    assert [r.text for r in (first, last) if isinstance(r, RawRecord)] == ["before", "after"]


def test_a_line_too_long_is_skipped_to_its_end(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(lines({"text": "x" * 5_000}, {"text": "After."}))
    long, after = read(file, Limits(record_bytes=1_000))
    assert isinstance(long, Rejection)
    assert (long.reason, long.line) == (Reason.TOO_LARGE, 1)
    assert isinstance(after, RawRecord)
    assert after.line == 2


def test_not_utf8_in_json_lines(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes('{"text": "é"}\n'.encode("latin-1") + b'{"text": "b"}\n')
    wrong, right = read(file)
    assert isinstance(wrong, Rejection)
    assert wrong.reason is Reason.ENCODING
    assert isinstance(right, RawRecord)


def test_given_labels_become_tags(run: Run, news: Path, fake: FakeIndex) -> None:
    labels = ["RU", {"id": "us", "score": 0.5}, "ru", "not an id!"]
    (news / "a.jsonl").write_text(
        lines({"text": "x", "countries": labels, "organisations": ["un"]})
    )
    run()
    (article,) = fake.articles.values()
    assert [(t.value, t.score, t.given) for t in article.countries] == [
        ("ru", 1.0, True),
        ("us", 0.5, True),
    ]
    assert [t.value for t in article.organisations] == ["un"]


def test_given_names_are_resolved(run: Run, news: Path, fake: FakeIndex) -> None:
    labels = ["EL SALVADOR", "usa", "Congo", "x-ministry", "No such place"]
    (news / "a.jsonl").write_text(lines({"text": "x", "countries": labels}))
    report = run(resolve=load_vocabulary().resolve)
    (article,) = fake.articles.values()
    assert [tag.value for tag in article.countries] == ["sv", "us", "x-ministry"]
    assert report.remarked(Remark.BAD_TAG) == 2


def test_standard_input(run: Run, fake: FakeIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    data = gzip.compress(lines({"id": "a", "text": "One."}, {"text": "Two."}).encode())
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
    report = run("-")
    assert (report.added, len(fake.articles), fake.records) == (2, 2, {})


def test_folders_are_walked_in_order_without_hidden_files(tmp_path: Path) -> None:
    for name in ("b/2.txt", "b/10.txt", "a/x.txt", ".hidden/x.txt", "a/.x.txt", "c.txt"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_text(name)
    (tmp_path / "a" / "loop").symlink_to(tmp_path)
    (tmp_path / "again.txt").symlink_to(tmp_path / "c.txt")
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "nowhere")
    found = list(discover([tmp_path, tmp_path / "a"]))
    names = [s.name.removeprefix(f"{tmp_path}/") for s in found if isinstance(s, Source)]
    assert names == ["a/x.txt", "c.txt", "b/10.txt", "b/2.txt"]
    (rejection,) = [r for r in found if isinstance(r, Rejection)]
    assert (rejection.reason, rejection.source) == (
        Reason.UNREADABLE,
        str(tmp_path / "dangling.txt"),
    )


def test_a_link_out_of_the_folder_is_refused(run: Run, news: Path, tmp_path: Path) -> None:
    secret = tmp_path / "etc" / "passwd"
    secret.parent.mkdir()
    secret.write_text("root")
    (news / "passwd").symlink_to(secret)
    (news / "below").mkdir()
    (news / "below" / "all").symlink_to(secret.parent)
    (news / "below" / "up").symlink_to("../a.txt")
    (news / "a.txt").write_text("Article.")
    report = run(news)
    assert (report.files.read, report.rejections) == (1, 2)
    refused = [found for found in discover([news]) if isinstance(found, Rejection)]
    assert [(r.source, r.reason) for r in refused] == [
        (str(news / "below" / "all"), Reason.OUTSIDE),
        (str(news / "passwd"), Reason.OUTSIDE),
    ]
    assert all("--follow" in r.detail for r in refused)
    assert run(news, follow=True).rejections == 0
    assert len(list(discover([news], follow=True))) == 2


def test_a_link_may_lead_to_another_path_or_be_named(news: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("Article.")
    link = news / "link.txt"
    link.symlink_to(other)
    for paths in ([news, other], [link]):
        assert [s.path for s in discover(paths) if isinstance(s, Source)] == [other]


def test_a_deep_folder_resolves_links_alone(news: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = news / "/".join("d" * 400)
    deep.mkdir(parents=True)
    (deep / "a.txt").write_text("Article.")
    resolved: list[Path] = []
    resolve = Path.resolve

    def count(path: Path, strict: bool = False) -> Path:
        resolved.append(path)
        return resolve(path, strict)

    monkeypatch.setattr(Path, "resolve", count)
    (found,) = discover([news])
    assert isinstance(found, Source)
    assert found.path == deep / "a.txt"
    assert len(resolved) == 2  # the PATH as a bound, and as what is visited


def test_the_index_inside_the_folder_is_not_read(run: Run, news: Path, tmp_path: Path) -> None:
    (news / "a.txt").write_text("Article.")
    (tmp_path / "index").mkdir()
    (tmp_path / "index" / "rejects.jsonl").write_text("{}")
    assert run(tmp_path).files.read == 1
