"""The pretend PagerDuty takes what the Events API v2 takes."""

from typing import Any

import httpx
import pytest

from sandbox.driver import Sandbox
from sandbox.pagerduty.service import ROUTING_KEY

PAYLOAD = {"summary": "It broke", "source": "desk", "severity": "critical"}
TRIGGER = {"routing_key": ROUTING_KEY, "event_action": "trigger", "dedup_key": "a", "payload": PAYLOAD}


def sent(sandbox: Sandbox, **changes: Any) -> httpx.Response:
    return httpx.post(f"{sandbox.base_url}/pagerduty/v2/enqueue", json=TRIGGER | changes)


def seen(sandbox: Sandbox) -> list[tuple[str, int]]:
    return [(one["status"], one["pages"]) for one in sandbox.state("pagerduty")["alerts"]]


def test_an_alert_is_opened_once_acknowledged_resolved_and_opened_anew(sandbox: Sandbox) -> None:
    answer = sent(sandbox)
    sent(sandbox)
    assert (answer.status_code, answer.json()["dedup_key"], seen(sandbox)) == (202, "a", [("triggered", 1)])

    for action, state in (("acknowledge", "acknowledged"), ("resolve", "resolved"), ("acknowledge", "resolved")):
        sent(sandbox, event_action=action)
        assert seen(sandbox) == [(state, 1)]
    sent(sandbox)
    assert seen(sandbox) == [("triggered", 2)]


def test_an_event_without_a_dedup_key_gets_one_and_a_foreign_key_pages_no_one(sandbox: Sandbox) -> None:
    assert len(sent(sandbox, dedup_key=None).json()["dedup_key"]) == 32
    assert sent(sandbox, dedup_key="b", routing_key="0" * 32).status_code == 202
    assert seen(sandbox) == [("triggered", 1)]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"routing_key": "short"}, "Length of 'routing_key' is incorrect (should be 32 characters)"),
        ({"event_action": "open"}, "'event_action' is missing or invalid"),
        ({"event_action": "resolve", "dedup_key": None}, "'dedup_key' is missing or blank"),
        ({"dedup_key": "a" * 256}, "'dedup_key' is too long"),
        ({"payload": None}, "'payload' is missing or blank"),
        ({"payload": PAYLOAD | {"summary": ""}}, "'payload.summary' is missing or blank"),
        ({"payload": PAYLOAD | {"summary": "a" * 1_025}}, "'payload.summary' is too long"),
    ],
)
def test_a_malformed_event_is_refused_with_its_errors(sandbox: Sandbox, changes: dict[str, Any], words: str) -> None:
    answer = sent(sandbox, **changes)

    assert (answer.status_code, answer.json()["errors"], seen(sandbox)) == (400, [words], [])


def test_a_severity_that_does_not_exist_and_no_json_are_refused(sandbox: Sandbox) -> None:
    assert "severity" in sent(sandbox, payload=PAYLOAD | {"severity": "bad"}).json()["errors"][0]
    assert httpx.post(f"{sandbox.base_url}/pagerduty/v2/enqueue", content=b"{").status_code == 400
