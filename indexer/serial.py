"""A report as one JSON object, for `--json`."""

from __future__ import annotations

from indexer.records import Remark
from indexer.report import Counted, Report

JsonObject = dict[str, object]


def report_to_json(report: Report) -> JsonObject:
    """The whole report; docs/indexing.md describes its keys."""
    files = report.files
    return {
        "index": report.index,
        "committed": report.committed,
        "checked": report.checked,
        "indexed": report.articles,
        "added": report.added,
        "updated": report.updated,
        "deleted": report.deleted,
        "rejected": report.rejections,
        "undated": report.remarked(Remark.UNDATED),
        "rejects": [_counted(reason) for reason in report.rejected],
        "remarks": [_counted(remark) for remark in report.remarks],
        "ignored_keys": dict(report.ignored_keys),
        "suggested_renames": dict(report.meant_keys),
        "files": {
            "read": files.read,
            "unchanged": files.unchanged,
            "touched": files.touched,
            "reread": files.reread,
            "grown": files.grown,
            "moved": [list(pair) for pair in files.moved],
            "copied": [list(pair) for pair in files.copied],
            "vanished": list(files.vanished),
            "pruned": files.pruned,
        },
        "unused_metadata_rows": report.unused_rows,
        "unused_metadata_paths": list(report.unused_paths),
        "ignored_metadata_columns": list(report.ignored_columns),
        "bytes": report.bytes,
        "seconds": round(report.seconds, 3),
        "rejects_file": report.rejects_file,
        "rejects_trouble": report.rejects_trouble,
        "stale_tags": report.stale_tags,
        "articles": [
            {
                "source": shown.source,
                "line": shown.line,
                "id": shown.id,
                "title": shown.title,
                "title_origin": shown.title_origin,
                "date": shown.date,
                "date_origin": shown.date_origin,
            }
            for shown in report.previews
        ],
    }


def _counted(counted: Counted) -> JsonObject:
    samples = [
        {"source": sample.source, "line": sample.line, "detail": sample.detail}
        for sample in counted.samples
    ]
    shown: JsonObject = {"name": counted.name, "count": counted.count, "samples": samples}
    if counted.kinds:
        shown["kinds"] = {kind.name: kind.count for kind in counted.kinds}
    return shown
