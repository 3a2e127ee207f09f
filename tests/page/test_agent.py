"""The agent view in the page: prompts, a thread with its title, a status."""

import json

import pytest
from playwright.sync_api import expect
from slack_sdk import WebClient

from demo.stage import ROOT
from sandbox.driver import Sandbox
from tests.page.conftest import Open
from tests.sandbox.support.tiny_app import web


@pytest.fixture
def slack(town: Sandbox) -> WebClient:
    """The app of a workspace that has the agent view."""
    town.reset()
    town.slack.delivery(mode="socket", ack_seconds=0.2)
    town.slack.reinstall(manifest=json.loads((ROOT / "manifest-agent.json").read_text("utf-8")))
    return web(town)


def test_a_prompt_becomes_a_question_whose_thread_has_a_title(town: Sandbox, slack: WebClient, open_page: Open) -> None:
    page = open_page(town)
    page.get_by_role("button", name="Direct messages").click()

    page.get_by_role("button", name="Get access to Fivetran").click()
    expect(page.get_by_role("article")).to_contain_text("How do I get access to Fivetran?")
    (asked,) = town.ada.reads("dm")
    where = {"channel_id": "D0ADA", "thread_ts": asked["ts"]}
    slack.assistant_threads_setStatus(status="is looking it up…", **where)
    slack.assistant_threads_setTitle(title="Getting access", **where)
    page.goto(f"/#ada/D0ADA/{asked['ts']}")
    expect(page.get_by_text("Connector Desk is looking it up…")).to_be_visible()
    slack.chat_postMessage(channel="D0ADA", thread_ts=asked["ts"], text="Open a ticket.")

    expect(page.get_by_role("heading", name="Getting access")).to_be_visible()
    expect(page.get_by_role("article").last).to_contain_text("Open a ticket.")
    expect(page.get_by_text("is looking it up…")).to_be_hidden()


def test_without_the_agent_view_there_are_no_prompts(town: Sandbox, open_page: Open) -> None:
    town.reset()
    page = open_page(town)

    page.get_by_role("button", name="Direct messages").click()

    expect(page.locator("h1")).to_have_text("Connector Desk")
    expect(page.get_by_role("button", name="Get access to Fivetran")).to_be_hidden()
