"""The App Home, shortcuts, and redelivery."""

from typing import Any

from sandbox import people
from sandbox.errors import Refusal
from sandbox.slack import payloads
from sandbox.slack.agent import agent_view
from sandbox.slack.envelopes import AppResponse
from sandbox.slack.messages import Message
from sandbox.slack.rendering.views import view_json
from sandbox.slack.user_actions.context import ActionContext


async def opens_home(context: ActionContext) -> dict[str, Any]:
    """Open the app's Home tab and wait until the app publishes it."""
    home = context.workspace.views.homes.get(context.person.id)
    before = home.hash if home else None
    reply = await _send_home_opened(context, "home", **({"view": home.as_json()} if home else {}))

    def published() -> bool | None:
        now = context.workspace.views.homes.get(context.person.id)
        return True if now is not None and now.hash != before else None

    if reply.error is None:
        await context.wait_for(published, context.effect_timeout)
    shown = context.workspace.views.homes.get(context.person.id)
    return context.result(reply.error, home=view_json(shown, context.reader) if shown else None)


async def opens_messages(context: ActionContext) -> dict[str, Any]:
    """Open the conversation with the app. In the agent view: its prompts, titles, and statuses."""
    where, now = context.workspace.dm(context.person.id), context.workspace.env.clock.now
    before = context.workspace.agent.prompts.get(where.id)
    manifested = agent_view(context.workspace.manifest)
    reply = await _send_home_opened(context, "messages")
    if reply.error is None and manifested is not None:
        prompts = context.workspace.agent.prompts
        await context.wait_for(lambda: prompts.get(where.id) is not before or None, context.effect_timeout)
    own = context.workspace.agent.as_json(where.id, now())
    offered = own["prompts"].get("prompts") or (manifested or {}).get("suggested_prompts", [])
    return context.result(reply.error, **(own | {"prompts": [one["message"] for one in offered]}))


async def _send_home_opened(context: ActionContext, tab: str, **more: Any) -> AppResponse:
    event = {
        "type": "app_home_opened",
        "user": context.person.id,
        "channel": context.workspace.dm(context.person.id).id,
        "tab": tab,
        "event_ts": context.workspace.env.clock.ts(),
        **more,
    }
    return await context.send("events_api", "app_home_opened", payloads.event_callback(context.workspace, event))


async def uses(context: ActionContext) -> dict[str, Any]:
    """Use the `shortcut` (callback id or name). A message shortcut needs `message` (ts)."""
    shortcut = _find_shortcut(context, str(context.arguments["shortcut"]))
    message = _message(context) if shortcut["type"] == "message" else None
    trigger = context.workspace.short_lived_ids.trigger(context.person.id, message.channel if message else None)
    payload = payloads.base_payload("message_action" if message else "shortcut", context.person) | {
        "callback_id": shortcut["callback_id"],
        "trigger_id": trigger.id,
        "action_ts": context.workspace.env.clock.ts(),
        **(_message_fields(context, message) if message else {}),
    }
    before = context.top()
    reply = await context.send("interactive", payload["type"], payload)
    if reply.error is None:
        await context.wait_for(
            lambda: True if context.top() is not before or context.private_messages() else None,
            context.effect_timeout,
        )
    return context.result(reply.error)


async def redelivers(context: ActionContext) -> dict[str, Any]:
    """Deliver the person's last payload again, unchanged."""
    envelope = context.workspace.delivery.last.get(context.person.id)
    if envelope is None:
        raise Refusal(f"{context.person.name} has done nothing yet.")
    reply = await context.workspace.delivery.deliver(envelope)
    return context.result(reply.error, answer=reply.content)


def _find_shortcut(context: ActionContext, name: str) -> dict[str, Any]:
    if context.person.team_id != people.TEAM_ID:
        raise Refusal(f"{context.person.name} belongs to another workspace and can't use the app's shortcuts.")
    shortcuts: list[dict[str, Any]] = context.workspace.manifest["features"].get("shortcuts", [])
    for one in shortcuts:
        if name in (one["callback_id"], one["name"]) and "commands" in context.workspace.scopes:
            return one
    raise Refusal(f"No shortcut is named {name}.")


def _message(context: ActionContext) -> Message:
    ts = context.arguments.get("message")
    for room in context.rooms():
        if ts and (found := room.find(str(ts))):
            return found
    raise Refusal(f"{context.person.name} can't see a message {ts}.")


def _message_fields(context: ActionContext, message: Message) -> dict[str, Any]:
    where = context.workspace.conversations[message.channel]
    right = context.workspace.short_lived_ids.response(context.person.id, where.id, None)
    return {
        "message_ts": message.ts,
        "message": where.listed(message),
        "channel": payloads.channel_of(where),
        "response_url": payloads.response_url(context.workspace, right),
    }
