"""A person opens the App Home, uses a shortcut, or Slack repeats what they did."""

from typing import Any

from sandbox import cast
from sandbox.slack import payloads
from sandbox.slack.acting.scene import Scene
from sandbox.slack.agent import agent_view
from sandbox.slack.messages import Message
from sandbox.slack.parcels import Reply
from sandbox.slack.reading.views import view_as_seen
from sandbox.world import Refusal


async def opens_home(scene: Scene) -> dict[str, Any]:
    """Open the app's Home tab; waits until something stands there or stood there already."""
    home = scene.workspace.views.homes.get(scene.person.id)
    before = home.hash if home else None
    reply = await _opened(scene, "home", **({"view": home.as_json()} if home else {}))

    def published() -> bool | None:
        now = scene.workspace.views.homes.get(scene.person.id)
        return True if now is not None and now.hash != before else None

    if reply.error is None:
        await scene.until(published, scene.linger)
    shown = scene.workspace.views.homes.get(scene.person.id)
    return scene.told(reply.error, home=view_as_seen(shown, scene.eyes) if shown else None)


async def opens_messages(scene: Scene) -> dict[str, Any]:
    """Open the conversation with the app; in the agent view: its prompts, titles and statuses."""
    where, now = scene.workspace.dm(scene.person.id), scene.workspace.world.clock.now
    before = scene.workspace.agent.prompts.get(where.id)
    manifested = agent_view(scene.workspace.world.manifest)
    reply = await _opened(scene, "messages")
    if reply.error is None and manifested is not None:
        prompts = scene.workspace.agent.prompts
        await scene.until(lambda: prompts.get(where.id) is not before or None, scene.linger)
    own = scene.workspace.agent.seen_in(where.id, now())
    offered = own["prompts"].get("prompts") or (manifested or {}).get("suggested_prompts", [])
    return scene.told(reply.error, **(own | {"prompts": [one["message"] for one in offered]}))


async def _opened(scene: Scene, tab: str, **more: Any) -> Reply:
    event = {
        "type": "app_home_opened",
        "user": scene.person.id,
        "channel": scene.workspace.dm(scene.person.id).id,
        "tab": tab,
        "event_ts": scene.workspace.world.clock.ts(),
        **more,
    }
    return await scene.send("events_api", "app_home_opened", payloads.event_callback(scene.workspace, event))


async def uses(scene: Scene) -> dict[str, Any]:
    """Use the `shortcut` (callback id or name); one for messages needs `message` (ts)."""
    shortcut = _known(scene, str(scene.arguments["shortcut"]))
    message = _message(scene) if shortcut["type"] == "message" else None
    trigger = scene.workspace.tickets.trigger(scene.person.id, message.channel if message else None)
    payload = payloads.basis("message_action" if message else "shortcut", scene.person) | {
        "callback_id": shortcut["callback_id"],
        "trigger_id": trigger.id,
        "action_ts": scene.workspace.world.clock.ts(),
        **(_about(scene, message) if message else {}),
    }
    before = scene.top()
    reply = await scene.send("interactive", payload["type"], payload)
    if reply.error is None:
        await scene.until(
            lambda: True if scene.top() is not before or scene.addressed() else None, scene.linger
        )
    return scene.told(reply.error)


async def redelivers(scene: Scene) -> dict[str, Any]:
    """Slack sends the person's last payload again, exactly as it was."""
    parcel = scene.workspace.delivery.last.get(scene.person.id)
    if parcel is None:
        raise Refusal(f"{scene.person.name} has done nothing yet.")
    reply = await scene.workspace.delivery.again(parcel)
    return scene.told(reply.error, answer=reply.content)


def _known(scene: Scene, name: str) -> dict[str, Any]:
    if scene.person.team_id != cast.TEAM_ID:
        raise Refusal(
            f"{scene.person.name} is from another workspace: its shortcuts are not offered to them."
        )
    shortcuts: list[dict[str, Any]] = scene.workspace.world.manifest["features"].get("shortcuts", [])
    for one in shortcuts:
        if name in (one["callback_id"], one["name"]) and "commands" in scene.workspace.scopes:
            return one
    raise Refusal(f"There is no shortcut {name}.")


def _message(scene: Scene) -> Message:
    ts = scene.arguments.get("message")
    for room in scene.rooms():
        if ts and (found := room.find(str(ts))):
            return found
    raise Refusal(f"{scene.person.name} sees no message {ts} to use a shortcut on.")


def _about(scene: Scene, message: Message) -> dict[str, Any]:
    where = scene.workspace.conversations[message.channel]
    right = scene.workspace.tickets.response(scene.person.id, where.id, None)
    return {
        "message_ts": message.ts,
        "message": where.listed(message),
        "channel": payloads.channel_of(where),
        "response_url": payloads.response_url(scene.workspace, right),
    }
