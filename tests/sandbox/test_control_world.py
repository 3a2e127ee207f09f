"""The control API: clock, faults, journal and reset."""

import threading
from typing import Any

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.driver import Refused, Sandbox


def test_clock_only_moves_forward(sandbox: Sandbox) -> None:
    before = sandbox.clock_now()["now"]

    after = sandbox.clock(advance=21_600)

    assert after["now"] - before == pytest.approx(21_600, abs=60)
    assert after["offset"] == 21_600
    with pytest.raises(Refused, match="can only move forward"):
        sandbox.clock(advance=-1)


def test_clock_can_be_frozen(sandbox: Sandbox) -> None:
    sandbox.clock(freeze=1_795_262_400)

    assert sandbox.clock_now()["now"] == 1_795_262_400
    assert sandbox.clock(advance=60)["now"] == 1_795_262_460


def test_reset_clears_journal_and_faults(sandbox: Sandbox, slack: WebClient) -> None:
    sandbox.fault(kind="fail", service="jira")
    slack.chat_postMessage(channel="C0FIVETRAN", text="Hello")
    sandbox.clock(advance=60)

    sandbox.reset()

    assert sandbox.faults() == []
    assert sandbox.journal() == []
    assert sandbox.ada.reads() == []
    assert sandbox.clock_now()["offset"] == 0


def test_fault_applies_the_given_number_of_times(sandbox: Sandbox, slack: WebClient) -> None:
    sandbox.fault(kind="fail", service="slack", match="POST /api/chat.post", status=503, skip=1, times=2)

    outcomes = [outcome(slack) for _ in range(4)]

    assert outcomes == ["ok", "503", "503", "ok"]


@pytest.mark.parametrize(
    ("kind", "error"),
    [("lose", httpx.RemoteProtocolError), ("close", httpx.RemoteProtocolError), ("reset", httpx.ReadError)],
)
def test_lost_answer_does_the_work_and_breaks_the_connection(
    sandbox: Sandbox, kind: str, error: type[Exception]
) -> None:
    url = f"{sandbox.base_url}/slack/api/chat.postMessage"
    sandbox.fault(kind=kind, service="slack", match="chat.post")

    with httpx.Client(trust_env=False, headers={"Authorization": "Bearer xoxb-sandbox"}) as client:
        with pytest.raises(error):
            client.post(url, data={"channel": "C0FIVETRAN", "text": "Hello"})
        again = client.post(url, data={"channel": "C0FIVETRAN", "text": "Again"})

    assert again.json()["ok"]
    assert [one["text"] for one in sandbox.ada.reads()] == ["Hello", "Again"]
    assert sandbox.journal(path="/api/chat.postMessage")[0]["status"] == 0


def outcome(slack: WebClient) -> str:
    try:
        slack.chat_postMessage(channel="C0FIVETRAN", text="Hello")
    except SlackApiError as error:
        return str(error.response.status_code)
    return "ok"


def test_fault_ends_with_its_block(sandbox: Sandbox, slack: WebClient) -> None:
    with sandbox.fault(kind="fail", service="slack", times=None):
        during = outcome(slack)

    assert (during, outcome(slack)) == ("503", "ok")


def test_held_response_is_released(sandbox: Sandbox, slack: WebClient) -> None:
    outcomes: list[str] = []
    calling = threading.Thread(target=lambda: outcomes.append(outcome(slack)))

    with sandbox.fault(kind="hold_answer", service="slack", match="chat.post", times=None):
        calling.start()
        sandbox.until(lambda: sandbox.ada.reads(), "the work is done")
        assert outcomes == []
    calling.join()

    assert outcomes == ["ok"]


def test_unknown_fault_is_rejected(sandbox: Sandbox) -> None:
    with pytest.raises(Refused, match="Unknown fault kind: melt"):
        sandbox.fault(kind="melt", service="slack")
    with pytest.raises(Refused, match="Unknown fault fields: color"):
        sandbox.fault(kind="fail", service="slack", color="red")


def test_journal_records_exchanges(sandbox: Sandbox, slack: WebClient) -> None:
    slack.chat_postMessage(channel="C0FIVETRAN", text="Hello")

    (entry,) = sandbox.journal(path="/api/chat.postMessage")

    assert (entry["method"], entry["status"], entry["direction"]) == ("POST", 200, "in")
    assert (entry["request"]["text"], entry["response"]["ok"]) == ("Hello", True)
    assert sandbox.journal(since=entry["number"]) == []


def test_watcher_is_notified_of_a_change(sandbox: Sandbox, slack: WebClient) -> None:
    heard: list[dict[str, Any]] = []
    version = sandbox.clock_now()["version"]
    watching = threading.Thread(target=lambda: heard.append(sandbox.changes(version, timeout=10)))
    watching.start()

    slack.chat_postMessage(channel="C0FIVETRAN", text="Hello")
    watching.join()

    assert heard[0]["version"] > version


def test_timeout_names_the_awaited_condition(sandbox: Sandbox) -> None:
    with pytest.raises(AssertionError, match=r"Timed out after .*: pigs fly"):
        sandbox.until(lambda: None, "pigs fly", timeout=0.1)
    with pytest.raises(Refused, match="for “pigs” and saw:\n\\(nothing\\)"):
        sandbox.ada.reads(until="pigs", timeout=0.1)


def test_complete_state_can_be_read(sandbox: Sandbox) -> None:
    state = sandbox.state()

    assert set(state) == {"clock", "slack", "jira", "fivetran", "pagerduty"}
    assert [one["key"] for one in state["slack"]["people"]][:2] == ["ada", "bo"]


def test_unknown_people_verbs_and_vendors_are_rejected(sandbox: Sandbox) -> None:
    with pytest.raises(Refused, match="No person is named zoe"):
        sandbox.post("people/zoe/types", {"text": "hi"})
    with pytest.raises(Refused, match="Unknown verb “sing”"):
        sandbox.ada.sing()
    with pytest.raises(Refused, match="jira has no verb “sing”"):
        sandbox.jira.sing()
    with pytest.raises(Refused, match="The verb requires 'text'"):
        sandbox.post("people/ada/types", {})
    with pytest.raises(httpx.HTTPStatusError):
        sandbox.state("sap")


def test_clock_can_begin_anywhere_and_continues(sandbox: Sandbox) -> None:
    monday = 1_795_426_200.0

    began = sandbox.post("clock", {"begin": monday})["now"]

    assert monday <= began < monday + 60
    assert began <= sandbox.clock_now()["now"] < monday + 60
