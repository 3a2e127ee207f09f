"""What the Web API took is what the page shows; what it refused is shown too, with Slack's own code."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.driver import Sandbox
from tests.page.conftest import Open

SAMPLES = Path(__file__).resolve().parents[3] / "shared/specs/slack-block-kit-patterns.json"


@pytest.fixture
def slack(town: Sandbox) -> WebClient:
    """Slack's own client; the sandbox is as new, and patient."""
    town.post("reset", {})
    town.slack.delivery(trigger_seconds=30)
    return WebClient(token="xoxb-sandbox", base_url=f"{town.base_url}/slack/api/")


def samples() -> list[Any]:
    """Every sample, or one that is skipped where the file is not there."""
    if not SAMPLES.exists():
        return [pytest.param({}, marks=pytest.mark.skip(reason="There are no vendor samples here."), id="none")]
    patterns = json.loads(SAMPLES.read_text(encoding="utf-8"))["patterns"]
    return [pytest.param(one["payload"], id=one["title"]) for one in patterns]


@pytest.mark.parametrize("payload", samples())
def test_every_word_of_a_sample_is_on_the_page(
    payload: dict[str, Any], town: Sandbox, slack: WebClient, open_page: Open
) -> None:
    page = open_page(town)

    shows(slack, town, page, payload)

    where = page.locator("#modal") if payload.get("type") == "modal" else page.get_by_role("log")
    for words in sentences(payload["blocks"]):
        expect(where).to_contain_text(words)


def shows(slack: WebClient, town: Sandbox, page: Page, payload: dict[str, Any]) -> None:
    """Post a message, publish a Home tab or open a modal."""
    if payload.get("type") == "modal":
        town.ada.types("/connector", wait=0)
        trigger = town.journal(path="/slash_commands")[-1]["request"]["trigger_id"]
        slack.views_open(trigger_id=trigger, view=payload)
    elif payload.get("type") == "home":
        slack.views_publish(user_id="U0ADA", view=payload)
        page.get_by_role("button", name="Home").click()
    else:
        slack.chat_postMessage(**{**payload, "channel": "C0FIVETRAN"})


def sentences(part: Any) -> Iterator[str]:
    """The words in the texts of blocks, without marks, links and short codes."""
    if isinstance(part, list):
        for one in part:
            yield from sentences(one)
    elif isinstance(part, dict):
        if isinstance(part.get("text"), str) and part.get("type") in (
            "plain_text",
            "mrkdwn",
            "raw_text",
            "text",
        ):
            yield from plain(part["text"])
        skipped = ("placeholder", "confirm", "initial_option", "initial_options")
        yield from sentences([value for name, value in part.items() if name not in skipped])


def plain(text: str) -> Iterator[str]:
    """Runs of words that have no markup in them."""
    without_angles = re.sub(r"<[^>]*>", "\n", text)
    yield from (piece.strip() for piece in re.split(r"[*_`~\n]|:\w+:", without_angles) if piece.strip())


def test_markup_is_shown_and_words_are_never_markup(town: Sandbox, slack: WebClient, open_page: Open) -> None:
    page = open_page(town)
    text = "*bold* _soft_ ~gone~ `code` :tada: <https://example.com|a link> &lt;img src=x&gt; <@U0BO>\n>quoted"

    slack.chat_postMessage(channel="C0FIVETRAN", text=text)

    said = page.get_by_role("article")
    expect(said.locator("strong", has_text="bold")).to_be_visible()
    expect(said.locator("code")).to_have_text("code")
    expect(said.get_by_role("link", name="a link")).to_have_attribute("href", "https://example.com")
    expect(said.locator("blockquote")).to_have_text("quoted")
    expect(said).to_contain_text("🎉")
    expect(said).to_contain_text("<img src=x> @Bo Lindqvist")


def test_times_are_in_the_readers_time_zone(town: Sandbox, slack: WebClient, open_page: Open) -> None:
    page = open_page(town, "cleo")

    slack.chat_postMessage(channel="C0FIVETRAN", text="<!date^1795219200^{date_num} {time}|a day>")

    expect(page.get_by_role("article")).to_contain_text("2026-11-20 4:00 PM")


def test_what_slack_refuses_is_shown_with_its_code(town: Sandbox, slack: WebClient, open_page: Open) -> None:
    page = open_page(town)
    broken = [{"type": "section", "text": {"type": "plain_text", "text": "x" * 3_001}}]

    with pytest.raises(SlackApiError):
        slack.chat_postMessage(channel="C0FIVETRAN", text="Too long", blocks=broken)

    strip = page.get_by_text("Rejected by Slack")
    expect(strip).to_be_visible()
    expect(page.get_by_text("invalid_blocks")).to_be_visible()
    page.get_by_role("button", name="Dismiss").click()
    expect(strip).to_be_hidden()


def test_an_ephemeral_message_is_for_one_person(town: Sandbox, slack: WebClient, open_page: Open) -> None:
    ada, bo = open_page(town, "ada"), open_page(town, "bo")

    slack.chat_postEphemeral(channel="C0FIVETRAN", user="U0ADA", text="For Ada alone")
    slack.chat_postMessage(channel="C0FIVETRAN", text="For everybody")

    expect(ada.get_by_text("For Ada alone")).to_be_visible()
    expect(bo.get_by_text("For everybody")).to_be_visible()
    expect(bo.get_by_text("For Ada alone")).to_have_count(0)


def test_a_thread_is_read_and_answered(town: Sandbox, slack: WebClient, open_page: Open) -> None:
    page = open_page(town)
    parent = slack.chat_postMessage(channel="C0FIVETRAN", text="A question")["ts"]
    slack.chat_postMessage(channel="C0FIVETRAN", text="Its answer", thread_ts=parent)

    page.get_by_role("button", name="1 reply").click()
    expect(page.get_by_text("Its answer")).to_be_visible()
    page.get_by_role("combobox", name="Message").fill("Thank you")
    page.get_by_role("combobox", name="Message").press("Enter")

    expect(page.get_by_role("article").last).to_contain_text("Thank you")
    page.get_by_role("button", name="Back to the conversation").click()
    expect(page.get_by_role("button", name="2 replies")).to_be_visible()


def test_a_chart_is_drawn_and_can_be_read_aloud(town: Sandbox, slack: WebClient, open_page: Open) -> None:
    page = open_page(town)
    series = [{"name": "Failed", "data": [{"label": "Mon", "value": 3}, {"label": "Tue", "value": 0}]}]
    plot = {"type": "bar", "series": series, "axis_config": {"categories": ["Mon", "Tue"]}}
    block = {"type": "data_visualization", "title": "Syncs", "chart": plot}

    slack.chat_postMessage(channel="C0FIVETRAN", text="A chart", blocks=[block])

    said = page.get_by_role("article")
    expect(said.locator("svg rect")).to_have_count(2)
    expect(said.get_by_role("table", name="Syncs")).to_contain_text("Failed")
    expect(said.get_by_role("row", name="Failed")).to_contain_text("3")
