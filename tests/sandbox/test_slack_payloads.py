"""Payloads match the schemas of Slack's own type definitions."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator
from slack_sdk import WebClient

from sandbox.driver import Sandbox
from tests.sandbox.support.forms import button, buttons, field, home, modal, option, section, text
from tests.sandbox.support.tiny_app import TinyApp

SPEC = Path(__file__).resolve().parents[3] / "shared" / "specs" / "slack-inbound-payloads.schema.json"
SHAPES = {
    "slash_commands": "SlashCommand",
    "block_actions": "BlockAction",
    "view_submission": "ViewSubmitAction",
    "view_closed": "ViewClosedAction",
    "block_suggestion": "BlockSuggestion",
    "shortcut": "GlobalShortcut",
    "message_action": "MessageShortcut",
    "app_mention": "AppMentionEvent",
    "message.im": "GenericMessageEvent",
    "app_home_opened": "AppHomeOpenedEvent",
    "user_change": "UserChangeEvent",
}


def test_payloads_match_their_schemas(sandbox: Sandbox, socket_app: TinyApp, slack: WebClient) -> None:
    if not SPEC.exists():
        pytest.skip("../shared/specs is not here")
    schema = json.loads(SPEC.read_text(encoding="utf-8"))
    listens(socket_app)

    a_busy_day(sandbox, slack)

    sent = sandbox.journal(service="slack", direction="out")
    assert {one["path"].removeprefix("/") for one in sent} == set(SHAPES)
    for one in sent:
        assert problems(schema, one["path"].removeprefix("/"), one["request"]) == []


def listens(app: TinyApp) -> None:
    """Acknowledge everything. The command and the home tab show views."""
    service = field("service", {"type": "external_select"}, dispatch_action=True)
    form = modal("Request", text("purpose"), service, notify_on_close=True)

    @app.bolt.command("/connector")
    def command(ack: Any, body: dict[str, Any], client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=form)

    @app.bolt.event("app_home_opened")
    def opened(event: dict[str, Any], client: WebClient) -> None:
        client.views_publish(user_id=event["user"], view=home(section("Hello"), buttons(button("New", "new"))))

    app.bolt.options("value")(lambda ack: ack(options=[option("Salesforce")]))
    app.bolt.view("form")(lambda ack: ack())
    app.bolt.view_closed("form")(lambda ack: ack())
    for action in ("value", "new", "approve"):
        app.bolt.action(action)(lambda ack: ack())
    for shortcut in ("request_connector", "answer_this"):
        app.bolt.shortcut(shortcut)(lambda ack: ack())
    for event in ("app_mention", "message", "user_change"):
        app.bolt.event(event)(lambda: None)


def a_busy_day(sandbox: Sandbox, slack: WebClient) -> None:
    """Perform every verb once."""
    sandbox.ada.types("/connector salesforce")
    sandbox.ada.sends_form(purpose="Forecast", service="sales")
    sandbox.ada.types("/connector")
    sandbox.ada.closes()
    blocks = [section("card"), buttons(button("Approve", "approve", value="r1"))]
    ts = slack.chat_postMessage(channel="C0NORTH", text="card", blocks=blocks)["ts"]
    sandbox.pia.clicks("Approve", wait=0)
    sandbox.bo.uses("answer_this", message=ts, wait=0)
    sandbox.bo.uses("request_connector", wait=0)
    sandbox.pia.types("@Connector Desk hello", channel="ext-northwind", wait=0)
    sandbox.rosa.types("hello", channel="dm", wait=0)
    sandbox.rosa.opens_home()
    sandbox.rosa.clicks("New", wait=0)
    sandbox.rosa.opens_home(wait=0)
    sandbox.slack.deactivate(user="dora")


def problems(schema: dict[str, Any], kind: str, payload: dict[str, Any]) -> list[str]:
    """Return schema violations of a payload, except three known errors of the definitions.

    They know no `enterprise: null`, which Slack sends, and want a `response_url` in views, which have none, and
    a full profile of a deactivated user.
    """
    body = payload["event"] if payload.get("type") == "event_callback" else payload
    body = {name: value for name, value in body.items() if (name, value) != ("enterprise", None)}
    whole = {"$ref": f"#/definitions/{SHAPES[kind]}", "definitions": schema["definitions"]}
    found = [error.message for error in Draft7Validator(whole).iter_errors(body)]
    if kind == "user_change":
        return [one for one in found if "is a required property" not in one]
    return [one for one in found if one != "'response_url' is a required property" or "view" not in body]
