"""A server of two processes is scraped: its counts add up, name nobody, and are not on the public port."""

import urllib.request
from collections.abc import Callable
from typing import Any
from urllib.error import HTTPError

import pytest

from tests.journeys.conftest import PASSWORD, Server
from tests.journeys.test_survival import Visitor
from tests.post import free_port, until

pytestmark = pytest.mark.journey


def scrape(port: int) -> dict[str, float]:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
        lines = [line for line in answer.read().decode().splitlines() if not line.startswith("#")]
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines}


@pytest.mark.once
def test_a_running_server_is_scraped(new_server: Any) -> None:
    server: Server = new_server()
    port = free_port()
    server.environment |= {"SSPEDU_METRICS_PORT": str(port), "SSPEDU_WORKERS": "2"}
    server.start()
    visitor = Visitor(server)
    for _ in range(10):
        visitor.get("/moduler")
    assert refused(lambda: visitor.get("/findes-slet-ikke/konsulent@lindeborg.example")) == 404
    sign_in = visitor.get("/log-ind")
    assert refused(lambda: visitor.post("/log-ind", sign_in, email="konsulent@lindeborg.example", password="forkert")) == 422
    visitor.sign_in("konsulent@lindeborg.example")
    until(lambda: scrape(port).get("sspedu_workers_alive") == 1)

    found = scrape(port)
    assert found['sspedu_requests_total{method="GET",rule="/moduler",status="2xx"}'] == 10
    assert found['sspedu_requests_total{method="GET",rule="none",status="4xx"}'] == 1
    assert found['sspedu_request_seconds_count{rule="/moduler"}'] == 10
    assert found['sspedu_sign_ins_total{outcome="failed"}'] == 1
    assert found['sspedu_sign_ins_total{outcome="ok"}'] == 1
    assert (found["sspedu_requests_in_flight"], found["sspedu_database_up"]) == (0, 1)
    assert (found["sspedu_mail_waiting"], found["sspedu_mail_dead"], found["sspedu_mail_oldest_seconds"]) == (0, 0, 0)
    assert found["sspedu_worker_beat_age_seconds"] < 180
    assert found['sspedu_database_connections{state="open"}'] >= 1
    assert any(name.startswith("sspedu_build_info{") and 'version="' in name for name in found)
    text = " ".join(found)
    assert "konsulent" not in text
    assert PASSWORD not in text
    assert refused(lambda: visitor.get("/metrics")) == 404
    assert server.stop() in {0, 130, -2}
    until(lambda: not answers(port))


def refused(ask: Callable[[], object]) -> int:
    with pytest.raises(HTTPError) as answer:
        ask()
    answer.value.close()
    return answer.value.code


def answers(port: int) -> bool:
    try:
        return bool(scrape(port))
    except OSError:
        return False
