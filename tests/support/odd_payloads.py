"""Payloads as Slack and Jira send them, and ways to make them odd."""

import json
import random
from typing import Any

ODD: list[Any] = [
    None,
    [],
    {},
    "",
    0,
    -1,
    True,
    1e308,
    10**400,
    "\ud800",
    "\x00",
    "ü" * 500,
    [None],
    {"": None},
    "x" * 40_000,
]
COMMAND = {
    "command": "/connector",
    "text": "salesforce",
    "user_id": "U0ADA",
    "channel_id": "C0FIVETRAN",
    "team_id": "T0DESK",
    "trigger_id": "1.2",
    "response_url": "http://127.0.0.1:9/response",
}
INTERACTION = {"user": {"id": "U0ADA", "team_id": "T0DESK"}, "team": {"id": "T0DESK"}, "trigger_id": "1.2"}
ACTION = {
    "type": "block_actions",
    **INTERACTION,
    "container": {"type": "message", "message_ts": "1.2"},
    "channel": {"id": "C0FIVETRAN"},
    "message": {"ts": "1.2", "text": "A card"},
    "response_url": "http://127.0.0.1:9/response",
    "actions": [{"type": "button", "action_id": "approve", "block_id": "b", "value": "7f3c9a", "action_ts": "1.3"}],
}
MENU: dict[str, Any] = {
    **ACTION,
    "actions": [
        {
            "type": "overflow",
            "action_id": "request_menu",
            "block_id": "decide:1",
            "selected_option": {"text": {"type": "plain_text", "text": "Withdraw"}, "value": "7f3c9a withdraw"},
            "action_ts": "1.3",
        }
    ],
}
LINK_SHARED: dict[str, Any] = {
    "type": "event_callback",
    "team_id": "T0DESK",
    "event_id": "Ev2",
    "authorizations": [{"team_id": "T0DESK", "user_id": "U0BOT", "is_bot": True}],
    "event": {
        "type": "link_shared",
        "user": "U0ADA",
        "channel": "C0FIVETRAN",
        "message_ts": "1.2",
        "links": [{"domain": "jira.example.com", "url": "https://jira.example.com/browse/DSRE-7"}],
    },
}
EVENT = {
    "type": "event_callback",
    "team_id": "T0DESK",
    "event_id": "Ev1",
    "authorizations": [{"team_id": "T0DESK", "user_id": "U0BOT", "is_bot": True}],
    "event": {"type": "app_mention", "user": "U0ADA", "text": "<@U0BOT> hi", "channel": "C0FIVETRAN", "ts": "1.2"},
}
STEP: dict[str, Any] = EVENT | {
    "event": {
        "type": "function_executed",
        "function": {"callback_id": "request_connector_step", "title": "Request a connector"},
        "function_execution_id": "Fx1",
        "bot_access_token": "xwfp-1",
        "inputs": {"service": "HubSpot", "purpose": "Lead quality for the third quarter", "requester": "U0ADA"},
    }
}
JIRA: dict[str, Any] = {
    "webhookEvent": "jira:issue_updated",
    "issue": {"id": "10007", "key": "DSRE-7", "fields": {"labels": []}},
}
SUGGESTION = {
    "type": "block_suggestion",
    **INTERACTION,
    "container": {"type": "view", "view_id": "V1"},
    "action_id": "choose_service",
    "block_id": "service",
    "value": "sales",
}
SHORTCUT = {"type": "shortcut", **INTERACTION, "callback_id": "request_connector", "action_ts": "1.3"}
MESSAGE_SHORTCUT = {
    "type": "message_action",
    **INTERACTION,
    "callback_id": "answer_this",
    "channel": {"id": "C0FIVETRAN"},
    "message": {"ts": "1.2", "user": "U0BO", "text": "Who owns the data of Stripe?"},
}
REQUEST_SHORTCUT = {
    **MESSAGE_SHORTCUT,
    "callback_id": "request_from_message",
    "response_url": "http://127.0.0.1:9/response",
    "message": {"ts": "1.2", "user": "U0BO", "text": "<@U0CLEO> plans in Asana, we need *its* data weekly"},
}


def sent_form(callback_id: str, metadata: str, **fields: dict[str, Any]) -> dict[str, Any]:
    """Return the payload of a form that was sent; `fields`: name → the element's state."""
    words = [{"type": "section", "block_id": "words"}]
    blocks = words + [{"type": "input", "block_id": name, "element": {"action_id": "field"}} for name in fields]
    view = {
        "id": "V1",
        "type": "modal",
        "hash": "1.4",
        "callback_id": callback_id,
        "private_metadata": metadata,
        "blocks": blocks,
        "state": {"values": {name: {"field": state} for name, state in fields.items()}},
    }
    return {"type": "view_submission", **INTERACTION, "view": view}


def typed(text: str) -> dict[str, Any]:
    """Return the state of a text field."""
    return {"type": "plain_text_input", "value": text}


def chosen(value: str) -> dict[str, Any]:
    """Return the state of a select."""
    return {"type": "static_select", "selected_option": {"text": {"type": "plain_text", "text": "A"}, "value": value}}


FORM_PLACE = {"form": "f0", "channel": "C0FIVETRAN", "step": 0, "request": "", "revision": None, "service": "hubspot"}
REQUEST_FORM = sent_form(
    "request_form",
    json.dumps(FORM_PLACE),
    service=chosen("hubspot"),
    purpose=typed("Lead quality for the third quarter"),
    business_owner={"type": "users_select", "selected_user": "U0ROSA"},
    access=typed("Marketing"),
    delete_after={"type": "datepicker", "selected_date": "2027-01-31"},
    reports={"type": "multi_static_select", "selected_options": [{"value": "contacts"}]},
)
FORM_CHANGE = {
    **REQUEST_FORM,
    "type": "block_actions",
    "container": {"type": "view", "view_id": "V1"},
    "actions": [{"type": "external_select", "action_id": "choose_service", "block_id": "service", "action_ts": "1.3"}],
}
FORMS: dict[str, dict[str, Any]] = {
    "request form": REQUEST_FORM,
    "form change": FORM_CHANGE,
    "closed form": {**REQUEST_FORM, "type": "view_closed", "is_cleared": True},
    "decline form": sent_form("decline_form", "7f3c9a C0FIVETRAN 1", reason=typed("Use the one of marketing.")),
    "reassign form": sent_form(
        "reassign_form",
        "7f3c9a C0FIVETRAN U0ADA U0ROSA",
        role=chosen("requester"),
        person={"type": "users_select", "selected_user": "U0CLEO"},
    ),
    "withdrawal form": sent_form("withdraw_form", "7f3c9a C0FIVETRAN"),
    "removal form": sent_form("remove_text_form", "7f3c9a C0FIVETRAN", text=chosen("purpose")),
    "access form": sent_form("access_form", "", who=typed("ada"), what=typed("finance_core"), why=typed("Close")),
}


def copied(payload: Any) -> Any:
    """Return a copy that can be changed."""
    return json.loads(json.dumps(payload))


def mutate(value: Any, chance: random.Random) -> None:
    """Replace, remove, or descend into one part of a payload."""
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    if not keys:
        return
    key = chance.choice(keys)
    if isinstance(value[key], dict | list) and value[key] and chance.random() < 0.6:
        mutate(value[key], chance)
    elif chance.random() < 0.3:
        del value[key]
    else:
        value[key] = copied(chance.choice(ODD))
