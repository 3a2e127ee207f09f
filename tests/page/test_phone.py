"""The page on a phone: nothing is cut off at 390 pixels, in any pane; and what keys and names do there."""

from typing import Any

from playwright.sync_api import Page, expect
from slack_sdk import WebClient

from sandbox.driver import Sandbox
from tests.page.conftest import Open

CUT_OFF = """() => {
  const scrolls = (one) => {
    for (let up = one.parentElement; up; up = up.parentElement)
      if (["auto", "scroll"].includes(getComputedStyle(up).overflowX) && up.matches(".table-frame")) return true;
    return false;
  };
  return [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().width && one.getBoundingClientRect().right > innerWidth + 1)
    .filter((one) => !scrolls(one)).map((one) => one.outerHTML.slice(0, 200));
}"""
"""What reaches beyond the right edge. Only wide tables scroll, each in its frame."""
LONG = "google_search_console_www_production_" * 4


def a_message_of_long_words(town: Sandbox) -> None:
    """Post what has no place to break: names, links, labels, code, and a wide table."""
    slack = WebClient(token="xoxb-sandbox", base_url=f"{town.base_url}/slack/api/")
    label = {"type": "plain_text", "text": "google_search_console_www (production)"}
    row = [{"type": "raw_text", "text": "google_search_console_www"}] * 4
    blocks: list[dict[str, Any]] = [
        {"type": "section", "text": {"type": "mrkdwn", "text": f"`{LONG}` *{LONG}* https://example.com/{LONG}"}},
        {"type": "section", "fields": [{"type": "mrkdwn", "text": f"*Name*\n{LONG}"}, {"type": "mrkdwn", "text": "B"}]},
        {
            "type": "section",
            "text": {"type": "mrkdwn", "text": "Which one?"},
            "accessory": {"type": "button", "action_id": "side", "text": label, "value": "1"},
        },
        {"type": "actions", "elements": [{"type": "button", "action_id": "one", "text": label, "value": "1"}]},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": LONG}]},
        {"type": "table", "rows": [row, row]},
        {"type": "section", "text": {"type": "mrkdwn", "text": f"```SELECT {LONG} FROM {LONG}```"}},
    ]
    slack.chat_postMessage(channel="C0FIVETRAN", text="Long words", blocks=blocks)


def test_nothing_is_cut_off_in_any_pane_at_390_pixels(town: Sandbox, open_page: Open) -> None:
    town.post("reset", {})
    page = open_page(town, width=390, height=844)
    a_message_of_long_words(town)
    expect(page.get_by_text("Which one?")).to_be_visible()
    bar = page.get_by_role("navigation", name="Panes")

    for pane in ("Chat", "Places", "Jira", "Fivetran", "Faults"):
        bar.get_by_role("button", name=pane).click()
        assert page.evaluate(CUT_OFF) == [], pane


def sent_commands(town: Sandbox) -> list[str]:
    return [entry["request"]["text"] for entry in town.journal(path="/slash_commands")]


def types(page: Page, text: str, hint: str) -> None:
    message = page.get_by_role("combobox", name="Message")
    message.fill("")
    message.press_sequentially(text)
    expect(page.get_by_role("option", name=hint).first).to_be_visible()
    message.press("Enter")


def test_enter_runs_a_complete_hint_and_completes_one_that_needs_more_words(town: Sandbox, open_page: Open) -> None:
    town.post("reset", {})
    page = open_page(town)

    types(page, "/connector he", "/connector help")
    town.until(lambda: sent_commands(town) == ["help"], "the command")

    types(page, "/connector sta", "/connector status …")
    expect(page.get_by_role("combobox", name="Message")).to_have_value("/connector status ")
    assert sent_commands(town) == ["help"]


def test_the_name_of_a_custom_emoji_is_drawn_as_one_and_a_time_is_not(town: Sandbox, open_page: Open) -> None:
    town.post("reset", {})
    page = open_page(town)
    slack = WebClient(token="xoxb-sandbox", base_url=f"{town.base_url}/slack/api/")
    slack.chat_postMessage(channel="C0FIVETRAN", text="It ran :party-parrot: at 10:30:45 :tada:")

    message = page.get_by_role("article").filter(has_text="It ran")
    expect(message.locator(".custom-emoji")).to_have_text([":party-parrot:"])
    expect(message).to_contain_text("at 10:30:45 🎉")
