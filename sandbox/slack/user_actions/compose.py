"""Commands, mentions, direct messages, and plain messages."""

import re
from typing import Any

from sandbox import people
from sandbox.errors import Refusal
from sandbox.slack import payloads
from sandbox.slack.errors import SlackError
from sandbox.slack.links import shared_links
from sandbox.slack.messages import Conversation, Message
from sandbox.slack.rendering.markup import escape, unescape
from sandbox.slack.responses import post_response
from sandbox.slack.user_actions.context import ActionContext

MENTION = f"<@{people.BOT_USER_ID}>"
EVENT_SCOPES = {
    "message.channels": "channels:history",
    "app_mention": "app_mentions:read",
    "message.im": "im:history",
    "link_shared": "links:read",
}


async def types(context: ActionContext) -> dict[str, Any]:
    """Write `text` in `channel` ("dm" for the DM with the app), or in a `thread`."""
    text = str(context.arguments["text"])
    where = context.room(str(context.arguments.get("channel", "fivetran-discussion")))
    if text.startswith("/"):
        return await _run_command(context, where, text)
    return await _post_message(context, where, text)


async def _run_command(context: ActionContext, where: Conversation, typed: str) -> dict[str, Any]:
    command, _, rest = typed.partition(" ")
    known = _find_command(context, command)
    text = _escaped(context, rest.strip(), names=bool(known.get("should_escape")))
    right = context.workspace.short_lived_ids.response(context.person.id, where.id, None)
    trigger = context.workspace.short_lived_ids.trigger(context.person.id, where.id)
    url = payloads.response_url(context.workspace, right)
    before = context.top()
    reply = await context.send(
        "slash_commands",
        "slash_commands",
        payloads.slash_command(context.person, where, command, text, trigger, url),
    )
    if reply.error:
        return context.result(reply.error)
    if reply.content not in (None, "", {}):
        body = {"text": reply.content} if isinstance(reply.content, str) else reply.content
        try:
            post_response(context.workspace, right, body)
        except SlackError as error:
            raise Refusal(f"Slack rejects the response to the command: {error.as_json()}") from None

    def effect() -> bool | None:
        return True if context.top() is not before or context.private_messages() or right.uses else None

    await context.wait_for(effect, context.effect_timeout)
    return context.result()


def _find_command(context: ActionContext, command: str) -> dict[str, Any]:
    if context.person.team_id != people.TEAM_ID:
        raise Refusal(f"{context.person.name} belongs to another workspace and can't use the app's commands.")
    if context.arguments.get("thread"):
        raise Refusal("Slack doesn't run commands in threads.")
    commands: list[dict[str, Any]] = context.workspace.manifest["features"].get("slash_commands", [])
    for known in commands:
        if known["command"] == command and "commands" in context.workspace.scopes:
            return known
    raise Refusal(f"{command} is not a valid command.")


async def _post_message(context: ActionContext, where: Conversation, typed: str) -> dict[str, Any]:
    text = _escaped(context, typed, names=True, mention=True)
    thread = context.arguments.get("thread")
    if thread and where.find(thread) is None:
        raise Refusal(f"#{where.name} has no message {thread}.")
    message = context.workspace.post(where, context.person.id, text, _rich_text_blocks(text), thread_ts=thread)
    context.since = context.workspace.change_count
    error = await send_events(context, where, message)
    if error is None and _is_answered(context, where, text):
        await context.wait_for(lambda: _has_reply(context, where), context.effect_timeout)
    return context.result(error, ts=message.ts)


def _is_answered(context: ActionContext, where: Conversation, text: str) -> bool:
    """Whether the message causes an event that apps answer with a message."""
    return bool(set(_event_types(context, where, text)) - {"link_shared"})


def _has_reply(context: ActionContext, where: Conversation) -> bool | None:
    return any(one.channel == where.id for one in context.new_messages()) or None


async def send_events(context: ActionContext, where: Conversation, message: Message) -> str | None:
    """Send the subscribed events of this message. Return the first error."""
    errors = [await _send_event(context, where, message, kind) for kind in _event_types(context, where, message.text)]
    return next((error for error in errors if error), None)


async def _send_event(context: ActionContext, where: Conversation, message: Message, kind: str) -> str | None:
    if kind == "link_shared":
        links = shared_links(context.workspace, message.text)
        event = payloads.link_event(message, links, is_member=people.BOT_USER_ID in where.members)
        payload = payloads.event_callback(context.workspace, event, shared=bool(where.shared_with))
        return (await context.send("events_api", kind, payload)).error
    event = payloads.message_event(message, kind.partition(".")[0])
    if kind.startswith("message."):
        event["channel_type"] = "im" if where.person else "channel"
    if context.person.team_id != people.TEAM_ID:
        event |= {"team": context.person.team_id, "user_team": context.person.team_id}
    elif context.person.payload_team is not None:
        event |= {"team": context.person.payload_team}
    shared = bool(where.shared_with)
    payload = payloads.event_callback(context.workspace, event, shared=shared)
    return (await context.send("events_api", kind, payload)).error


def _event_types(context: ActionContext, where: Conversation, text: str) -> list[str]:
    """Return the events of a message. A mention in a channel is two events if the app subscribes to both."""
    present = people.BOT_USER_ID in where.members
    happens = {
        "message.im": bool(where.person),
        "message.channels": not where.person and present,
        "app_mention": not where.person and present and MENTION in text,
        "link_shared": bool(shared_links(context.workspace, text)),
    }
    events = context.workspace.manifest["settings"]["event_subscriptions"]["bot_events"]
    wanted, granted = {*events, *context.workspace.added_events}, context.workspace.scopes
    return [k for k, scope in EVENT_SCOPES.items() if happens[k] and k in wanted and scope in granted]


def _escaped(context: ActionContext, text: str, *, names: bool, mention: bool = False) -> str:
    """Return text as Slack delivers it: three characters escaped, names as ids."""
    text = escape(text)
    if mention:
        text = re.sub(re.escape(f"@{people.BOT_NAME}"), MENTION, text, flags=re.IGNORECASE)
    if not names:
        return text
    for person in context.workspace.directory.people:
        link = f"<@{person.id}>" if mention else f"<@{person.id}|{person.key}>"
        text = re.sub(rf"@(?:{person.name}|{person.key})\b", link, text, flags=re.IGNORECASE)
    for room in context.workspace.conversations.values():
        if not room.person:
            text = re.sub(rf"#{re.escape(room.name)}\b", f"<#{room.id}|{room.name}>", text)
    return text


def _rich_text_blocks(text: str) -> list[dict[str, Any]]:
    """Return the rich text block that Slack's editor creates from text."""
    parts: list[dict[str, Any]] = []
    for piece in re.split(r"(<@\w+>)", text):
        if found := re.fullmatch(r"<@(\w+)>", piece):
            parts.append({"type": "user", "user_id": found[1]})
        elif piece:
            parts.append({"type": "text", "text": unescape(piece)})
    return [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": parts}]}]
