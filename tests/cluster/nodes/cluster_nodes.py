"""Starts and stops OpenSearch nodes on loopback, each in a process that can be killed.

The nodes come from Maven's artifacts (`build` fetches them once) and end by themselves with the
process that started them, or after MINUTES. As a command, `python cluster_nodes.py 3 COMMAND...`
runs a command with three nodes beside it, told in OPENSEARCH_URL; without one, the nodes run
until interrupted.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGET = HERE.parents[2] / "build" / "cluster-nodes"

MINUTES = 360
"""No node lives longer, whatever became of who started it."""

HEAP = "512m"

PATIENCE = 300
"""Seconds for all nodes to find each other, or to make copies again after a loss: about 15 and 30
on an idle machine of two cores, minutes on one that is busy with other things."""

TURNS = 3
"""How often nodes are started that form no cluster, say because a port was taken meanwhile."""

_OPTIONS = [
    "-Xms256m",
    f"-Xmx{HEAP}",
    "-XX:+UseSerialGC",  # fewer threads than a test machine has cores
    "-XX:MaxDirectMemorySize=128m",
    "-XX:TieredStopAtLevel=1",  # start quickly; a test run is too short to optimise for
    "-Dio.netty.noUnsafe=true",
    "-Dio.netty.allocator.numDirectArenas=0",
    "-Dopensearch.networkaddress.cache.ttl=0",
    "-Dlog4j2.disable.jmx=true",
    *(f"--add-opens=java.base/{p}=ALL-UNNAMED" for p in ("java.nio", "java.lang", "sun.nio.ch")),
]


_PERSISTENT = (
    "-Dmaven.wagon.http.retryHandler.count=5",
    "-Daether.connector.http.retryHandler.count=5",
)
"""How often each file is asked for again, in the words of Maven 3 before and since 3.9."""

PAUSES = (5, 30, 0)
"""Seconds after each call of Maven that failed."""


class NodesUnavailable(Exception):  # noqa: N818 - named for what is wrong
    """The nodes cannot be built or do not come up; the message shows what they said."""


def build() -> None:
    """Fetch the artifacts and compile the node, if that has not been done."""
    whole = TARGET / "whole"
    if whole.exists():
        return
    if shutil.which("mvn") is None:
        raise NodesUnavailable("Maven (mvn) and a Java 17 development kit are needed")
    goals = ["package", "dependency:copy-dependencies", "-DincludeScope=runtime"]
    command = ["mvn", "-q", "-B", "-f", str(HERE / "pom.xml"), *_PERSISTENT, *goals]
    for pause in PAUSES:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if not done.returncode:
            whole.touch()
            return
        time.sleep(pause)  # what it had to fetch may come at another try
    raise NodesUnavailable(f"Maven failed: {done.stdout[-2000:]}{done.stderr[-500:]}")


@dataclass
class Node:
    """One node: a process, where it listens, and where it keeps its data."""

    name: str
    port: int
    transport: int
    home: Path
    pid: int = field(default=0, compare=False)
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False, compare=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def log(self) -> str:
        with contextlib.suppress(OSError):
            return (self.home / "out.log").read_text(errors="replace")[-3000:]
        return ""


@dataclass
class Nodes:
    """A cluster of so many nodes, with its data in one folder."""

    folder: Path
    nodes: list[Node] = field(default_factory=list)
    minutes: int = MINUTES

    @property
    def hosts(self) -> str:
        """host:port,host:port,... of all nodes."""
        return ",".join(f"127.0.0.1:{node.port}" for node in self.nodes)

    @property
    def url(self) -> str:
        """What OPENSEARCH_URL names: the cluster, without an index."""
        return f"http://{self.hosts}"

    def start(self, node: Node) -> None:
        """Start one node, new or killed before, with the data it had."""
        node.home.mkdir(parents=True, exist_ok=True)
        seeds = ",".join(f"127.0.0.1:{n.transport}" for n in self.nodes)
        names = ",".join(n.name for n in self.nodes)
        where = f"{TARGET / 'classes'}{os.pathsep}{TARGET / 'dependency'}/*"
        command = ["nice", "java", *_OPTIONS, "-cp", where, "ClusterNode"]
        command += [node.name, str(node.port), str(node.transport), str(node.home), seeds, names]
        with (node.home / "out.log").open("ab") as log:
            node.process = subprocess.Popen(
                [*command, str(os.getpid()), str(self.minutes)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        node.pid = node.process.pid

    def kill(self, node: Node) -> None:
        """End a node as a power cut would."""
        if not node.pid:  # it was never started; and 0 would be all of our own group
            return
        with contextlib.suppress(ProcessLookupError):
            os.kill(node.pid, signal.SIGKILL)
        if node.process is not None:
            node.process.wait()
        while not is_gone(node.pid):
            time.sleep(0.05)

    def wait(self, number: int | None = None, status: str = "") -> None:
        """Until so many nodes (all, unless said otherwise) form a cluster of a status."""
        number = len(self.nodes) if number is None else number
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and not self._ended():
            health = self.health()
            good = {"": health.keys(), "yellow": {"yellow", "green"}, "green": {"green"}}[status]
            if health.get("number_of_nodes") == number and (
                not status or health.get("status") in good
            ):
                return
            time.sleep(0.3)
        told = "\n".join(f"--- {node.name}\n{node.log()}" for node in self.nodes)
        raise NodesUnavailable(f"no cluster of {number} nodes, or not within {PATIENCE} s\n{told}")

    def _ended(self) -> bool:
        """Whether a node that this process started has ended without being killed."""
        started = (node.process for node in self.nodes if node.process is not None)
        return any(process.poll() not in (None, -signal.SIGKILL) for process in started)

    def health(self) -> dict[str, object]:
        """What a node that answers says of the cluster; nothing if none does."""
        for node in self.nodes:
            with contextlib.suppress(OSError, ValueError):
                url = f"{node.url}/_cluster/health"
                with urllib.request.urlopen(url, timeout=3) as answer:
                    return dict(json.load(answer))
        return {}

    def stop(self) -> None:
        """End all nodes and remove their data."""
        for node in self.nodes:
            self.kill(node)
        shutil.rmtree(self.folder, ignore_errors=True)

    def save(self) -> Path:
        """Write down which nodes there are, for another process to kill and start them."""
        path = self.folder / "nodes.json"
        rows = [[n.name, n.port, n.transport, str(n.home), n.pid] for n in self.nodes]
        path.write_text(json.dumps(rows))
        return path

    def ask_for(self, node: Node) -> None:
        """From another process: have a killed node started by the one that the nodes end with."""
        wish = node.home / WISH
        wish.touch()
        until = time.monotonic() + PATIENCE
        while wish.exists():
            if time.monotonic() > until:
                raise NodesUnavailable(f"{node.name} was not started again")
            time.sleep(0.1)
        node.pid = next(n.pid for n in load(self.folder / "nodes.json").nodes if n == node)

    def grant_wishes(self, done: threading.Event) -> None:
        """Start the nodes that other processes ask for, until told to end."""
        while not done.wait(0.2):
            for node in self.nodes:
                wish = node.home / WISH
                if wish.exists():
                    self.start(node)
                    self.save()
                    wish.unlink()


WISH = "start"
"""A file of this name in a node's folder asks for the node."""


def load(path: Path) -> Nodes:
    """The nodes that another process started."""
    rows = json.loads(path.read_text())
    return Nodes(path.parent, [Node(a, b, c, Path(home), pid) for a, b, c, home, pid in rows])


def is_gone(pid: int) -> bool:
    """Whether a process has ended; one that nobody has waited for yet has."""
    try:
        return "\nState:\tZ" in Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return True


def _free_ports(number: int) -> list[int]:
    """Ports that nobody has now, and that no connection is given before a node is started again.

    The system gives connections ports of a range of its own; ours are below it, if there is room.
    """
    try:
        first = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    except OSError:
        first = 32_768  # Linux's, unless told otherwise
    found: list[int] = []
    for port in random.sample(range(10_000, max(first, 12_000)), 2_000):
        with contextlib.suppress(OSError), socket.socket() as s:
            s.bind(("127.0.0.1", port))
            found.append(port)
        if len(found) == number:
            return found
    raise NodesUnavailable(f"no {number} ports are free")


@contextlib.contextmanager
def running(number: int = 3, minutes: int = MINUTES) -> Iterator[Nodes]:
    """A new cluster of so many nodes; gone afterwards."""
    build()
    nodes = _started(number, minutes)
    try:
        yield nodes
    finally:
        nodes.stop()


def _started(number: int, minutes: int) -> Nodes:
    """A cluster that has formed; tried again on other ports where it does not."""
    for turn in range(TURNS):
        nodes = Nodes(Path(tempfile.mkdtemp(prefix="cluster-nodes-")), minutes=minutes)
        try:
            ports = _free_ports(2 * number)
            nodes.nodes = [
                Node(f"n{i}", ports[2 * i], ports[2 * i + 1], nodes.folder / f"n{i}")
                for i in range(number)
            ]
            for node in nodes.nodes:
                nodes.start(node)
            nodes.wait()
        except BaseException as error:
            nodes.stop()
            if turn + 1 == TURNS or not isinstance(error, NodesUnavailable):
                raise
            print(f"{error}\nThe nodes are started anew.", file=sys.stderr)
        else:
            return nodes
    raise AssertionError


def main() -> int:
    """Run a command with a cluster beside it, or a cluster until interrupted."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    number, command = int(sys.argv[1]) if len(sys.argv) > 1 else 3, sys.argv[2:]
    with running(number) as nodes:
        told = {"OPENSEARCH_URL": nodes.url, "OPENSEARCH_NODES": str(nodes.save())}
        done = threading.Event()
        granting = threading.Thread(target=nodes.grant_wishes, args=(done,))
        granting.start()
        try:
            if command:
                return subprocess.run(command, env={**os.environ, **told}, check=False).returncode
            print(*(f"{name}={value}" for name, value in told.items()), flush=True)
            with contextlib.suppress(KeyboardInterrupt):
                signal.pause()
        finally:
            done.set()
            granting.join()
    return 0


if __name__ == "__main__":
    sys.exit(main())
