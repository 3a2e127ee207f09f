"""`block_actions`: clicks, menu selections, and fields that report at once."""

from typing import Any

from sandbox.slack import payloads
from sandbox.slack.envelopes import AppResponse
from sandbox.slack.user_actions.context import ActionContext
from sandbox.slack.user_actions.surface import Element, Surface

UNSENT_KEYS = {"options", "option_groups", "confirm", "accessibility_label", "dispatch_action_config"}


def is_reported(block: dict[str, Any]) -> bool:
    """Return whether elements of this block notify the app at once (`dispatch_action` in inputs)."""
    return block["type"] != "input" or bool(block.get("dispatch_action"))


async def send_action(
    context: ActionContext, surface: Surface, block: dict[str, Any], element: Element, **value: Any
) -> AppResponse:
    """Send what the person did with one element. `value` is what they chose or typed."""
    channel = surface.message.channel if surface.message else None
    trigger = context.workspace.short_lived_ids.trigger(context.person.id, channel)
    action = {
        "block_id": block["block_id"],
        **{name: part for name, part in element.items() if name not in UNSENT_KEYS},
        **value,
        "action_ts": context.workspace.env.clock.ts(),
    }
    payload = payloads.base_payload("block_actions", context.person) | {
        "trigger_id": trigger.id,
        **surface.payload_fields(context),
        "actions": [action],
    }
    return await context.send("interactive", "block_actions", payload)
