"""For the whole suite: what DRAGOMAN_REQUIRE names may not be skipped.

`DRAGOMAN_REQUIRE=browser,postgresql` turns a skip of a test marked `browser` or `postgresql` into
a failure, so that a machine that should have a browser cannot pass for want of one.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Generator

import pytest
from hypothesis import HealthCheck, settings

# No law is about time: a machine that is busy for a moment must not break one. Every run tries the
# same examples, so that its outcome is that of the code alone; `make test-nightly` tries new ones.
settings.register_profile(
    "steady",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=not os.environ.get("DRAGOMAN_NIGHTLY"),
)
settings.load_profile("steady")

# What a shell ignores for its background jobs, and `nohup` for its own, is ignored by every program
# that the tests start: they tell programs to end, and look at how these do.
for _number, _usual in (
    (signal.SIGINT, signal.default_int_handler),
    (signal.SIGHUP, signal.SIG_DFL),
):
    if signal.getsignal(_number) is signal.SIG_IGN:
        signal.signal(_number, _usual)


REQUIRABLE = ("browser", "cluster", "data", "nginx", "postgresql", "systemd")


def required() -> frozenset[str]:
    """The markers that DRAGOMAN_REQUIRE names; a word that is none of them ends the run."""
    named = frozenset(filter(None, os.environ.get("DRAGOMAN_REQUIRE", "").split(",")))
    if unknown := named.difference(REQUIRABLE):
        raise pytest.UsageError(
            f"DRAGOMAN_REQUIRE may name {', '.join(REQUIRABLE)}; not {', '.join(sorted(unknown))}"
        )
    return named


def pytest_configure(config: pytest.Config) -> None:
    required()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    missed = sorted(name for name in required() if item.get_closest_marker(name))
    if report.skipped and missed and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"required by DRAGOMAN_REQUIRE={','.join(missed)}: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A module that skips itself as a whole hides its marks: nothing is let off then."""
    report = yield
    if report.skipped and required():
        report.outcome = "failed"
        report.longrepr = f"skipped as a whole under DRAGOMAN_REQUIRE: {report.longrepr}"
    return report
