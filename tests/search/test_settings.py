"""Settings come from the environment, and one that cannot be used is named."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from fake_clock import standing_at

from search.settings import BadSetting, Settings


def test_defaults_and_what_is_set():
    assert Settings.from_environ({}) == Settings("index", UTC)
    assert Settings.from_environ({"DRAGOMAN_INDEX": "", "DRAGOMAN_TIMEZONE": ""}) == Settings()
    settings = Settings.from_environ(
        {"DRAGOMAN_INDEX": "whoosh:archive", "DRAGOMAN_TIMEZONE": "Pacific/Kiritimati"}
    )
    assert settings == Settings("whoosh:archive", ZoneInfo("Pacific/Kiritimati"))


@pytest.mark.parametrize("name", ["Mars/Base", "../../etc/passwd", "/etc/passwd", "Europe", "a\0b"])
def test_a_time_zone_that_is_none_is_named(name):
    with pytest.raises(BadSetting, match="DRAGOMAN_TIMEZONE must be a name such as Europe/Vienna"):
        Settings.from_environ({"DRAGOMAN_TIMEZONE": name})


@pytest.mark.parametrize(
    ("hour", "east", "west"), [(0, 23, 22), (11.999, 23, 22), (12, 24, 23), (23.999, 24, 23)]
)
def test_today_is_the_day_of_the_readers(hour, east, west, monkeypatch):
    moment = datetime(2026, 11, 23, tzinfo=UTC) + timedelta(hours=hour)
    monkeypatch.setattr("search.settings.datetime", standing_at(moment))
    days = [Settings(timezone=ZoneInfo(f"Etc/GMT{sign}12")).today().day for sign in "-+"]
    assert days == [east, west]
