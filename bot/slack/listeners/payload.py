"""Reading what Slack sends."""

from typing import Any

from bot.slack.views.card import DECISION_BLOCK_PREFIX
from workflows.permissions import Actor

Payload = dict[str, Any]


def actor_of(body: Payload, channel: str = "") -> Actor:
    """Who pressed, from which workspace, and where.

    The workspace is the user's own: for people of other workspaces everything else in the payload (and in
    Bolt's context) shows ours.
    """
    user = body["user"]
    where = (body.get("channel") or {}).get("id") or channel
    return Actor(user["id"], user.get("team_id") or "", where, _seen_revision(body))


def _seen_revision(body: Payload) -> int | None:
    """The revision of the answers on the card that was pressed: its buttons' block is named after it."""
    actions = body.get("actions") or [{}]
    _, _, revision = str(actions[0].get("block_id", "")).partition(DECISION_BLOCK_PREFIX)
    return int(revision) if revision.isdecimal() else None


def interaction_id(body: Payload) -> str:
    """What identifies this one press, however often Slack delivers it."""
    action = body["actions"][0]
    return f"{body['user']['id']}:{action['action_id']}:{action['action_ts']}"
