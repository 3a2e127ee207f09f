"""Block Kit validation: rejected blocks with JSON pointers, and Slack's own examples."""

import json
from pathlib import Path
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.slack.blocks import check_message, check_options, check_view

PATTERNS = Path(__file__).resolve().parents[3] / "shared" / "specs" / "slack-block-kit-patterns.json"


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict[str, str]:
    return {"type": "mrkdwn", "text": text}


def section(text: str = "Words", **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": mrkdwn(text), **more}


def button(label: str = "Go", **more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain(label), **more}


def option(text: str = "One", value: str = "1") -> dict[str, Any]:
    return {"text": plain(text), "value": value}


def entry(element: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "input", "label": plain("Field"), "element": element, **more}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "modal", "title": plain("Form"), "submit": plain("Send"), "blocks": list(blocks), **more}


TEXT = {"type": "plain_text_input"}


@pytest.mark.parametrize(
    ("blocks", "wrong"),
    [
        ([section("x" * 3001)], "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
        ([section("")], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
        ([section()] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
        ([{"type": "section"}], "missing required field: text [json-pointer:/blocks/0]"),
        ([{"type": "sections"}], "unsupported type: sections [json-pointer:/blocks/0/type]"),
        ([section(colour="red")], "invalid additional property: colour [json-pointer:/blocks/0]"),
        ([section(block_id="a"), section(block_id="a")], "block_id a already exists"),
        ([actions(button(action_id="a"), button(action_id="a"))], "action_id a already exists"),
        ([actions(button("x" * 76))], "must be less than 76 characters"),
        ([actions(button(value="x" * 2001))], "must be less than 2001 characters"),
        ([actions(button(style="warning"))], "must be one of: primary, danger"),
        ([actions(*[button(action_id=str(n)) for n in range(26)])], "no more than 25 items allowed"),
        ([actions(TEXT)], "unsupported type: plain_text_input"),
        ([{"type": "header", "text": plain("x" * 151)}], "must be less than 151 characters"),
        ([{"type": "header", "text": mrkdwn("Title")}], "unsupported type: mrkdwn"),
        ([{"type": "context", "elements": [mrkdwn("x")] * 11}], "no more than 10 items allowed"),
        ([section(fields=[mrkdwn("x")] * 11)], "no more than 10 items allowed"),
        ([section(fields=[mrkdwn("x" * 2001)])], "must be less than 2001 characters"),
        (
            [section(accessory={"type": "image", "image_url": "https://x"})],
            "missing required field: alt_text",
        ),
        ([{"type": "file", "external_id": "x"}], "unsupported type: file"),
        ([actions({"type": "static_select", "options": []})], "no fewer than 1 items allowed"),
        ([actions({"type": "static_select"})], "exactly one of: options, option_groups"),
        (
            [actions({"type": "overflow", "options": [option(str(n), str(n)) for n in range(6)]})],
            "no more than 5",
        ),
        (
            [actions({"type": "radio_buttons", "options": [option(str(n), str(n)) for n in range(11)]})],
            "than 10",
        ),
        (
            [actions({"type": "static_select", "options": [option(value="x" * 151)]})],
            "less than 151 characters",
        ),
        ([actions({"type": "static_select", "options": [option(), option()]})], "duplicate value: 1"),
        (
            [actions({"type": "static_select", "options": [option()], "initial_option": option("Two", "2")})],
            "initial option is not among the options: 2",
        ),
        ([actions({"type": "datepicker", "initial_date": "21.11.2026"})], "must be a date"),
        ([{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}] * 2, "only one table allowed"),
        ([{"type": "table", "rows": [[{"type": "raw_text", "text": "x" * 5001}] * 2]}], "less than 10001"),
        ([{"type": "markdown", "text": "x" * 6001}] * 2, "less than 12001 characters in total"),
        ([entry(TEXT | {"max_length": 3001})], "must be between 1 and 3000"),
        ("words", "must be an array [json-pointer:/blocks]"),
    ],
)
def test_invalid_blocks_are_reported_with_pointers(blocks: Any, wrong: str) -> None:
    problems = check_message(blocks)

    assert any(wrong in problem for problem in problems), problems


@pytest.mark.parametrize(
    ("view", "wrong"),
    [
        (modal(section(), title=plain("x" * 25)), "less than 25 characters [json-pointer:/view/title/text]"),
        (
            modal(section(), submit=plain("x" * 25)),
            "less than 25 characters [json-pointer:/view/submit/text]",
        ),
        (modal(), "no fewer than 1 items allowed [json-pointer:/view/blocks]"),
        (modal(*[section()] * 101), "no more than 100 items allowed [json-pointer:/view/blocks]"),
        (modal(section(), private_metadata="x" * 3001), "less than 3001 characters"),
        (modal(section(), callback_id="x" * 256), "less than 256 characters"),
        (modal(section(), hash="1.2"), "invalid additional property: hash [json-pointer:/view]"),
        (
            {"type": "modal", "title": plain("Form"), "blocks": [entry(TEXT)]},
            "missing required field: submit",
        ),
        ({"type": "modal", "blocks": [section()]}, "missing required field: title"),
        ({"type": "home", "blocks": [section()]}, "must be a modal [json-pointer:/view/type]"),
        (modal({"type": "markdown", "text": "Hello"}), "unsupported type: markdown"),
        (modal({"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]]}), "unsupported type: table"),
        (
            modal(entry(TEXT | {"focus_on_load": True}), entry(TEXT | {"focus_on_load": True})),
            "only one element",
        ),
        (modal(entry({"type": "number_input"})), "missing required field: is_decimal_allowed"),
        (modal(entry(button())), "unsupported type: button"),
    ],
)
def test_invalid_modals_are_reported(view: dict[str, Any], wrong: str) -> None:
    problems = check_view(view, "modal")

    assert any(wrong in problem for problem in problems), problems


def chart(*names: str, **more: Any) -> dict[str, Any]:
    series = [{"name": name, "data": [{"label": "Mon", "value": 3}]} for name in names]
    plot = {"type": "bar", "series": series, "axis_config": {"categories": ["Mon"]}}
    return {"type": "data_visualization", "title": "Syncs", "chart": plot | more}


@pytest.mark.parametrize(
    ("blocks", "wrong"),
    [
        ([chart("Done", "Done")], "series names must be unique [json-pointer:/blocks/0/chart/series]"),
        ([chart(*"abcdefg")], "no more than 6 items allowed [json-pointer:/blocks/0/chart/series]"),
        ([chart("x" * 21)], "must be less than 21 characters"),
        ([chart("Done", axis_config={"categories": ["Tue"]})], "data labels must match the categories"),
        ([chart("Done", type="donut")], "unsupported type: donut"),
        ([chart("Done") | {"title": "x" * 51}], "must be less than 51 characters"),
        ([chart("Done") | {"chart": {"type": "pie", "segments": [{"label": "a", "value": 0}]}}], "than 0"),
        ([chart("Done")] * 3, "no more than 2 data_visualization blocks allowed"),
    ],
)
def test_invalid_charts_are_reported(blocks: list[dict[str, Any]], wrong: str) -> None:
    problems = check_message(blocks)

    assert any(wrong in problem for problem in problems), problems


def test_charts_are_allowed_only_in_messages() -> None:
    assert check_message([chart("Done", "Failed")] * 2) == []
    assert check_view(modal(chart("Done")), "modal") != []
    assert check_view({"type": "home", "blocks": [chart("Done")]}, "home") != []


def test_home_tab_rejects_title_and_alert() -> None:
    problems = check_view({"type": "home", "title": plain("Hi"), "blocks": [{"type": "alert"}]}, "home")

    assert problems == [
        "[ERROR] invalid additional property: title [json-pointer:/view]",
        "[ERROR] unsupported type: alert [json-pointer:/view/blocks/0/type]",
    ]


def test_options_are_limited_to_one_hundred() -> None:
    options = [option(str(number), str(number)) for number in range(101)]

    assert check_options({"options": options[:100]}) == []
    assert check_options({"options": options}) == ["[ERROR] no more than 100 items allowed [json-pointer:/options]"]
    assert check_options(None) != []


def test_web_api_lists_block_problems(slack: WebClient) -> None:
    with pytest.raises(SlackApiError) as raised:
        slack.chat_postMessage(channel="C0FIVETRAN", text="long", blocks=[section("x" * 3001)])

    assert raised.value.response["error"] == "invalid_blocks"
    assert raised.value.response["response_metadata"]["messages"] == [
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    ]


def test_blocks_must_be_a_list(slack: WebClient) -> None:
    with pytest.raises(SlackApiError) as raised:
        slack.chat_postMessage(channel="C0FIVETRAN", text="broken", blocks="[{]")

    assert raised.value.response["error"] == "invalid_blocks_format"


def test_slack_example_patterns_are_accepted() -> None:
    if not PATTERNS.exists():
        pytest.skip("../shared/specs is not here")
    patterns = json.loads(PATTERNS.read_text(encoding="utf-8"))["patterns"]

    problems = {one["title"]: _problems(one["payload"]) for one in patterns}

    assert problems == {one["title"]: [] for one in patterns}


def _problems(payload: dict[str, Any]) -> list[str]:
    if "channel" in payload:
        return check_message(payload["blocks"])
    return check_view(payload, payload["type"])
