"""Read what Slack sends."""

from typing import Any

from bot.slack.opening_forms import PressKey
from bot.slack.views.card_buttons import DECISION_BLOCK_PREFIX
from workflows.permissions import Actor

Payload = dict[str, Any]


def actor_of(body: Payload, channel: str = "") -> Actor:
    """Return who pressed, in which workspace and channel.

    The workspace is the user's own: everywhere else the payload (and Bolt's context) names our workspace,
    even for people of another one.
    """
    user = body["user"]
    channel_id = (body.get("channel") or {}).get("id") or channel
    return Actor(user["id"], user.get("team_id") or "", channel_id, _seen_revision(body))


def asking_place(body: Payload) -> str:
    """Return where to answer privately: the channel of the press, else the person's direct messages.

    The Home tab and global shortcuts have no channel.
    """
    return str((body.get("channel") or {}).get("id") or body["user"]["id"])


def _seen_revision(body: Payload) -> int | None:
    """Return the revision of the answers on the card, which the block id of its buttons contains."""
    actions = body.get("actions") or [{}]
    _, _, revision = str(actions[0].get("block_id", "")).partition(DECISION_BLOCK_PREFIX)
    return int(revision) if revision.isdecimal() else None


def is_in_modal(body: Payload) -> bool:
    """Return whether the button was pressed in a modal, rather than in a message or on the Home tab."""
    return bool((body.get("view") or {}).get("type") == "modal")


def pressed_value(body: Payload) -> str:
    """Return the value of the pressed button, or of the chosen option of a menu."""
    action = body["actions"][0]
    return str((action.get("selected_option") or action)["value"])


def press_of(body: Payload) -> PressKey:
    """Return who pressed which button for what; the same for both presses of a double click."""
    action = body["actions"][0]
    return body["user"]["id"], action["action_id"], pressed_value(body)


def interaction_id(body: Payload) -> str:
    """Return an id of this press that is the same for every redelivery."""
    action = body["actions"][0]
    return f"{body['user']['id']}:{action['action_id']}:{action['action_ts']}"
