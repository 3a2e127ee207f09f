"""The agent view: prompts, titles, statuses and errors."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.driver import Refused, Sandbox
from tests.sandbox.support.tiny_app import TinyApp

AGENT = json.loads((Path(__file__).parents[2] / "manifest-agent.json").read_text(encoding="utf-8"))
PROMPTS = [{"title": "Access", "message": "How do I get access?"}]
DM = "D0ADA"


@pytest.fixture
def agent(sandbox: Sandbox) -> Sandbox:
    """Install the app with the agent view."""
    sandbox.slack.reinstall(manifest=AGENT)
    return sandbox


def code(call: Callable[..., Any], **arguments: Any) -> str:
    """Return the error code."""
    with pytest.raises(SlackApiError) as raised:
        call(**arguments)
    return str(raised.value.response["error"])


def test_prompts_appear_when_the_conversation_opens(agent: Sandbox, socket_app: TinyApp) -> None:
    @socket_app.bolt.event("app_home_opened")
    def suggest(event: dict[str, Any], client: WebClient) -> None:
        client.assistant_threads_setSuggestedPrompts(channel_id=event["channel"], prompts=PROMPTS)

    seen = agent.ada.opens_messages()

    assert seen["prompts"] == ["How do I get access?"]
    assert socket_app.heard[-1]["event"]["tab"] == "messages"


def test_manifest_prompts_are_the_default(agent: Sandbox, socket_app: TinyApp) -> None:
    socket_app.bolt.event("app_home_opened")(lambda: None)

    assert agent.ada.opens_messages(wait=0)["prompts"][0] == "How do I get access to Fivetran?"


def test_thread_prompts_are_accepted_but_not_shown(agent: Sandbox, slack: WebClient) -> None:
    asked = agent.ada.types("hello", channel="dm", wait=0)

    slack.assistant_threads_setSuggestedPrompts(channel_id=DM, thread_ts=asked["ts"], prompts=PROMPTS)

    assert agent.state("slack")["channels"][-1]["agent"]["prompts"] == {}


def test_status_ends_with_a_reply_or_after_two_minutes(agent: Sandbox, slack: WebClient) -> None:
    def statuses() -> dict[str, str]:
        found: dict[str, str] = agent.state("slack")["channels"][-1]["agent"]["statuses"]
        return found

    asked = agent.ada.types("hello", channel="dm", wait=0)["ts"]
    slack.assistant_threads_setStatus(channel_id=DM, thread_ts=asked, status="is thinking")
    slack.assistant_threads_setTitle(channel_id=DM, thread_ts=asked, title="Greetings")
    assert statuses() == {asked: "is thinking"}

    slack.chat_postMessage(channel=DM, thread_ts=asked, text="Hello.")
    assert statuses() == {}

    slack.assistant_threads_setStatus(channel_id=DM, thread_ts=asked, status="is thinking")
    agent.clock(advance=121)
    assert statuses() == {}
    assert agent.state("slack")["channels"][-1]["agent"]["titles"] == {asked: "Greetings"}


def test_invalid_arguments_return_slack_errors(agent: Sandbox, slack: WebClient) -> None:
    asked = agent.ada.types("hello", channel="dm", wait=0)["ts"]
    suggest, entitle = slack.assistant_threads_setSuggestedPrompts, slack.assistant_threads_setTitle

    assert code(suggest, channel_id="D0NOWHERE", prompts=PROMPTS) == "channel_not_found"
    assert code(suggest, channel_id=DM, prompts=PROMPTS * 5) == "invalid_arguments"
    assert code(suggest, channel_id=DM, prompts=[{"title": "x"}]) == "invalid_arguments"
    assert code(entitle, channel_id=DM, thread_ts="1.000001", title="x") == "invalid_thread_ts"
    assert code(entitle, channel_id="C0FIVETRAN", thread_ts=asked, title="x") == "channel_not_found"
    status = {"channel_id": DM, "thread_ts": asked, "status": "x"}
    long = ["x" * 51]
    assert code(slack.assistant_threads_setStatus, **status, loading_messages=long) == "invalid_arguments"


def test_agent_view_and_scope_are_required(sandbox: Sandbox, slack: WebClient) -> None:
    suggest = slack.assistant_threads_setSuggestedPrompts
    sandbox.ada.types("hello", channel="dm", wait=0)

    assert code(suggest, channel_id=DM, prompts=PROMPTS) == "missing_scope"
    manifest = json.loads(json.dumps(AGENT))
    del manifest["features"]["agent_view"]
    sandbox.slack.reinstall(manifest=manifest)
    assert code(suggest, channel_id=DM, prompts=PROMPTS) == "not_agent_app"


def test_agent_view_requires_the_messages_tab(sandbox: Sandbox) -> None:
    manifest = json.loads(json.dumps(AGENT))
    manifest["features"]["app_home"]["messages_tab_enabled"] = False

    with pytest.raises(Refused, match="messages tab"):
        sandbox.slack.reinstall(manifest=manifest)
