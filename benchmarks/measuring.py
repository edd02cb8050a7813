"""Servers in processes of their own, requests to them, and what they cost: the CPU of the whole process tree, never the wall's clock."""

import http.client
import os
import resource
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import psutil

from sspedu.settings import ROOT

START_SECONDS = 60
MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table. `figure` and `limit` are in `unit`; `row` is the row of the goals."""

    row: int
    what: str
    figure: float
    unit: str
    limit: float | None = None
    note: str = ""

    @property
    def holds(self) -> bool | None:
        """Whether the goal is reached; nothing where there is no goal."""
        return None if self.limit is None else self.figure <= self.limit


class Browser:
    """One connection to a server on this machine that stays open."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Ask for a page; once more if the server has hung up meanwhile, as it does on whoever is silent for long."""
        try:
            return self._send("GET", path, None, headers or {})
        except http.client.RemoteDisconnected:
            return self._send("GET", path, None, headers or {})

    def post(self, path: str, body: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Send a form."""
        return self._send("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})})

    def _send(self, method: str, path: str, body: str | None, headers: Mapping[str, str]) -> Answer:
        self.connection.request(method, path, body, dict(headers))
        response = self.connection.getresponse()
        return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())


class Server:
    """A server process on a port of its own, with what it has cost so far."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.folder = folder
        self.process: subprocess.Popen[bytes] | None = None

    def run(self, command: Sequence[str], environment: Mapping[str, str], *, ready: str) -> None:
        """Start the command and wait until it answers at `ready`, whatever it answers there."""
        with (self.folder / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env={**clean_environment(), **environment}, stdout=log, stderr=log, start_new_session=True
            )
        began = time.monotonic()
        while not self._answers(ready):
            if self.process.poll() is not None or time.monotonic() - began > START_SECONDS:
                raise RuntimeError((self.folder / "server.log").read_text())
            time.sleep(0.02)

    def _answers(self, path: str) -> bool:
        try:
            return Browser(self.port).get(path).status > 0
        except OSError:
            return False

    @property
    def processes(self) -> list[psutil.Process]:
        """The whole tree."""
        assert self.process is not None
        first = psutil.Process(self.process.pid)
        return [first, *first.children(recursive=True)]

    def cpu_seconds(self) -> float:
        """Return how much it has worked so far."""
        return sum(map(worked_seconds, self.processes))

    def pss_mib(self, name: str = "") -> float:
        """Return the memory it holds, what is shared counted once."""
        return float(sum(process.memory_full_info().pss for process in self.processes if name in process.name())) / MIB

    def stop(self) -> None:
        """End it as Ctrl-C does."""
        if self.process is None or self.process.poll() is not None:
            return
        os.killpg(self.process.pid, signal.SIGINT)
        try:
            self.process.wait(timeout=15)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def new_folder(folder: Path) -> Path:
    """Make a new folder within one."""
    return Path(tempfile.mkdtemp(dir=folder))


def free_port() -> int:
    """Return a port on this machine that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def clean_environment() -> dict[str, str]:
    """Return our environment without settings of the product, and with compiled modules kept, as they are where it is installed."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("SSPEDU_", "PYTHONDONTWRITEBYTECODE"))}


def worked_seconds(process: psutil.Process) -> float:
    """Return how much a process has worked so far: of its threads, to the nanosecond; nothing of one that is gone.

    What `cpu_times` tells is rounded to a hundredth of a second, which is more than a request takes.
    """
    threads = Path(f"/proc/{process.pid}/task").glob("*/schedstat")
    try:
        return sum(int(thread.read_text().split()[0]) for thread in threads) / 1e9
    except OSError:
        return 0.0


def cpu_of(command: Sequence[str], environment: Mapping[str, str]) -> float:
    """Run a command to its end and return the CPU seconds of it and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=ROOT, env={**clean_environment(), **environment}, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@dataclass(frozen=True, slots=True)
class Subject:
    """Something to be asked again and again: who serves it, and one request (its argument counts up from 0)."""

    name: str
    server: Server
    ask: Callable[[int], None]


def interleaved(subjects: Sequence[Subject], *, rounds: int, requests: int) -> dict[str, float]:
    """Ask each subject in turn, round after round, and return the median over the rounds of CPU milliseconds per request."""
    costs: dict[str, list[float]] = {subject.name: [] for subject in subjects}
    for number in range(rounds + 1):
        for subject in subjects:
            before = subject.server.cpu_seconds()
            for index in range(requests):
                subject.ask(number * requests + index)
            costs[subject.name].append((subject.server.cpu_seconds() - before) * 1000 / requests)
    # The first round only warms up.
    return {name: median(cost[1:]) for name, cost in costs.items()}
