"""A real server in a process of its own, and a real Chromium."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.error import URLError

import psutil
import pytest

from sspedu.settings import ROOT
from tests.conftest import NewDatabase

PASSWORD = "otte-gule-paraplyer"
START_SECONDS = 60


class Server:
    """`flask sspedu serve` in demo mode, on a port and a database of its own."""

    def __init__(self, database_url: str, var_dir: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.var_dir = var_dir
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("SSPEDU_")},
            "SSPEDU_MODE": "demo",
            "SSPEDU_PORT": str(self.port),
            "SSPEDU_DATABASE_URL": database_url,
            "SSPEDU_VAR_DIR": str(var_dir),
            "SSPEDU_DEMO_PASSWORD": PASSWORD,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start, wait until it is ready, and return how many seconds that took."""
        began = time.monotonic()
        with (self.var_dir / "server.log").open("ab") as log:
            command = [str(Path(sys.executable).with_name("flask")), "sspedu", "serve"]
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log, start_new_session=True)
        while not self.is_ready():
            assert self.process.poll() is None, self.log
            assert time.monotonic() - began < START_SECONDS, self.log
            time.sleep(0.05)
        return time.monotonic() - began

    def cpu_seconds(self) -> float:
        """Return how much work its processes have done so far."""
        assert self.process is not None
        first = psutil.Process(self.process.pid)
        times = [process.cpu_times() for process in (first, *first.children(recursive=True))]
        return sum(time.user + time.system for time in times)

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/klar", timeout=5) as answer:
                return bool(answer.status == 200)
        except (URLError, OSError):
            return False

    @property
    def log(self) -> str:
        return (self.var_dir / "server.log").read_text(errors="replace")

    def kill(self) -> None:
        """End it as a power cut would: every process of it, at once."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def kill_rest(self) -> None:
        """End what is left of it when its first process has been killed alone."""
        assert self.process is not None
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def stop(self) -> int:
        """End it as Ctrl-C does, and return its exit status."""
        assert self.process is not None
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(timeout=15)


@pytest.fixture(scope="session")
def installed(new_database: NewDatabase, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database as a first start leaves it: tables, content and demo people, which took seconds."""
    first = Server(new_database(), tmp_path_factory.mktemp("first"))
    first.start()
    first.stop()
    return first.environment["SSPEDU_DATABASE_URL"]


@pytest.fixture(scope="session")
def new_server(installed: str, new_database: NewDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Makes servers, each on a database of its own that was started on once, and ends them."""
    servers: list[Server] = []

    def new() -> Server:
        servers.append(Server(new_database(like=installed), tmp_path_factory.mktemp("server")))
        return servers[-1]

    yield new
    for server in servers:
        if server.process is not None and server.process.poll() is None:
            server.kill()


@pytest.fixture(scope="session")
def server(new_server: Any) -> Server:
    """One running server for all journeys of this worker."""
    server: Server = new_server()
    server.start()
    return server


@pytest.fixture(scope="session")
def base_url(server: Server) -> str:
    return server.url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    found = next(path for name in ("chromium", "chromium-browser", "google-chrome") if (path := shutil.which(name)))
    quiet = [
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        # Scrolling that glides costs half a second a click, and tests nothing.
        "--force-prefers-reduced-motion",
    ]
    return {**browser_type_launch_args, "executable_path": found, "args": ["--no-sandbox", *quiet]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_context_args, "locale": "da-DK", "timezone_id": "Europe/Copenhagen"}
