"""A PostgreSQL server of the tests' own: made in a new folder, ended with the tests, kept nowhere.

It listens on a socket in that folder alone, which nobody but its owner and root can enter.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

VERSIONS = Path("/usr/lib/postgresql")
"""Where Debian puts the programs of each version."""

OWNER = "postgres"
"""Who runs the server where root runs the tests: it refuses to be root's."""

PATIENCE = 180
"""Seconds until it answers; one or two on an idle machine."""

PORT = 5432  # part of the socket's name, and no port of the machine


def missing() -> str:
    """What a server of our own wants that is not here, in words; "" if nothing."""
    if _programs() is None:
        return "PostgreSQL is not installed (on Debian: apt-get install postgresql)"
    if shutil.which("setpriv") is None:
        return "setpriv is not installed (on Debian: apt-get install util-linux)"
    return ""


@contextmanager
def own_server() -> Iterator[str]:
    """The address, as SQLAlchemy has it, of an empty database on a new server."""
    programs = _programs()
    assert programs is not None
    # Not where pytest keeps its files: a socket's path is at most 107 bytes long, and the
    # server's owner must reach it.
    folder = Path(tempfile.mkdtemp(prefix="dragoman-postgres-", dir="/tmp"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, OWNER, OWNER)
        _make_cluster(programs, folder)
        server = _start(programs, folder)
        try:
            _wait_for(programs, folder, server)
            yield f"postgresql+psycopg://dragoman@/postgres?host={folder}&port={PORT}"
        finally:
            server.send_signal(signal.SIGINT)  # not SIGTERM, which waits for its clients
            server.wait(PATIENCE)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path | None:
    """The folder of the newest version's programs."""
    found = [path.parent for path in VERSIONS.glob("*/bin/initdb")]
    return max(found, key=lambda path: float(path.parent.name), default=None)


def _make_cluster(programs: Path, folder: Path) -> None:
    wishes = ["--username=dragoman", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
    command = [str(programs / "initdb"), *wishes, "--pgdata", str(folder / "data")]
    done = subprocess.run(
        [*_without_rights(), *command],
        cwd=folder,
        env=_environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def _start(programs: Path, folder: Path) -> subprocess.Popen[bytes]:
    sizes = {"fsync": "off", "shared_buffers": "16MB", "max_connections": "40"}
    places = {"listen_addresses": "", "unix_socket_directories": str(folder), "port": str(PORT)}
    settings = [f"--{name}={value}" for name, value in {**sizes, **places}.items()]
    command = [str(programs / "postgres"), "-D", str(folder / "data"), *settings]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(
            [*_without_rights(), *command],
            cwd=folder,
            env=_environment(),
            stdout=log,
            stderr=subprocess.STDOUT,
        )


def _wait_for(programs: Path, folder: Path, server: subprocess.Popen[bytes]) -> None:
    ask = [str(programs / "pg_isready"), "--quiet", "-h", str(folder), "-p", str(PORT)]
    deadline = time.monotonic() + PATIENCE
    while subprocess.run(ask, env=_environment(), check=False).returncode:
        log = (folder / "log").read_text("utf-8", "replace")
        assert server.poll() is None, f"PostgreSQL ended: {log}"
        assert time.monotonic() < deadline, f"PostgreSQL does not answer: {log}"
        time.sleep(0.05)


def _without_rights() -> Sequence[str]:
    """What starts a program as somebody who is not root, to end when the tests end or die."""
    command = ["setpriv", "--pdeathsig=INT"]
    if os.geteuid() == 0:
        who = pwd.getpwnam(OWNER)
        command += [f"--reuid={who.pw_uid}", f"--regid={who.pw_gid}", "--clear-groups"]
    return command


def _environment() -> dict[str, str]:
    """Nothing of ours: variables such as PGPORT would have a say."""
    return {"PATH": os.defpath, "LC_ALL": "C"}
