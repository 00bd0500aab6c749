"""Settings come from the environment, and one that cannot be used is named."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

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


def test_today_is_the_day_of_the_readers():
    east, west = (Settings(timezone=ZoneInfo(f"Etc/GMT{sign}12")) for sign in "-+")
    before = datetime.now(UTC)
    days = east.today(), west.today()
    after = datetime.now(UTC)
    for moment in {before.date(), after.date()}:
        if before.date() == after.date() and before.hour != 12:
            assert days[0] in (moment, moment + timedelta(1))
            assert days[1] in (moment, moment - timedelta(1))
            assert days[0] - days[1] == timedelta(1)
