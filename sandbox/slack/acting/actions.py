"""`block_actions`: a button pressed, a menu chosen from, a field that reports while it is filled."""

from typing import Any

from sandbox.slack import payloads
from sandbox.slack.acting.scene import Scene
from sandbox.slack.acting.surface import Element, Surface
from sandbox.slack.parcels import Reply

NOT_SENT = {"options", "option_groups", "confirm", "accessibility_label", "dispatch_action_config"}


def reports(block: dict[str, Any]) -> bool:
    """Whether elements of this block tell the app at once; those of input blocks do so only when asked to."""
    return block["type"] != "input" or bool(block.get("dispatch_action"))


async def report(
    scene: Scene, surface: Surface, block: dict[str, Any], element: Element, **value: Any
) -> Reply:
    """Tell the app what the person did with one element; `value` is what they chose or typed."""
    channel = surface.message.channel if surface.message else None
    trigger = scene.workspace.tickets.trigger(scene.person.id, channel)
    action = {
        "block_id": block["block_id"],
        **{name: part for name, part in element.items() if name not in NOT_SENT},
        **value,
        "action_ts": scene.workspace.world.clock.ts(),
    }
    payload = payloads.basis("block_actions", scene.person) | {
        "trigger_id": trigger.id,
        **surface.place(scene),
        "actions": [action],
    }
    return await scene.send("interactive", "block_actions", payload)
