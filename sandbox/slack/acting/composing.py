"""A person writes: a command, a mention, a direct message, or just words."""

import re
from typing import Any

from sandbox import cast
from sandbox.slack import payloads
from sandbox.slack.acting.scene import Scene
from sandbox.slack.errors import SlackError
from sandbox.slack.messages import Conversation, Message
from sandbox.slack.reading.markup import escape, unescape
from sandbox.slack.responses import answer
from sandbox.world import Refusal

MENTION = f"<@{cast.BOT_USER_ID}>"
EVENT_SCOPES = {
    "message.channels": "channels:history",
    "app_mention": "app_mentions:read",
    "message.im": "im:history",
}


async def types(scene: Scene) -> dict[str, Any]:
    """Write `text` in `channel` ("dm" for the app's direct messages), in a thread if `thread` is given."""
    text = str(scene.arguments["text"])
    where = scene.room(str(scene.arguments.get("channel", "fivetran-discussion")))
    if text.startswith("/"):
        return await _command(scene, where, text)
    return await _message(scene, where, text)


async def _command(scene: Scene, where: Conversation, typed: str) -> dict[str, Any]:
    command, _, rest = typed.partition(" ")
    known = _known_command(scene, command)
    text = _escaped(scene, rest.strip(), names=bool(known.get("should_escape")))
    right = scene.workspace.tickets.response(scene.person.id, where.id, None)
    trigger = scene.workspace.tickets.trigger(scene.person.id, where.id)
    url = payloads.response_url(scene.workspace, right)
    before = scene.top()
    reply = await scene.send(
        "slash_commands",
        "slash_commands",
        payloads.slash_command(scene.person, where, command, text, trigger, url),
    )
    if reply.error:
        return scene.told(reply.error)
    if reply.content not in (None, "", {}):
        body = {"text": reply.content} if isinstance(reply.content, str) else reply.content
        try:
            answer(scene.workspace, right, body)
        except SlackError as error:
            raise Refusal(f"Slack refuses the answer to the command: {error.as_json()}") from None

    def effect() -> bool | None:
        return True if scene.top() is not before or scene.addressed() or right.uses else None

    await scene.until(effect, scene.linger)
    return scene.told()


def _known_command(scene: Scene, command: str) -> dict[str, Any]:
    if scene.person.team_id != cast.TEAM_ID:
        raise Refusal(f"{scene.person.name} is from another workspace: its commands are not offered to them.")
    if scene.arguments.get("thread"):
        raise Refusal("Slack runs no commands in threads.")
    commands: list[dict[str, Any]] = scene.workspace.world.manifest["features"].get("slash_commands", [])
    for known in commands:
        if known["command"] == command and "commands" in scene.workspace.scopes:
            return known
    raise Refusal(f"{command} is not a valid command.")


async def _message(scene: Scene, where: Conversation, typed: str) -> dict[str, Any]:
    text = _escaped(scene, typed, names=True, mention=True)
    thread = scene.arguments.get("thread")
    if thread and where.find(thread) is None:
        raise Refusal(f"There is no message {thread} in #{where.name}.")
    message = scene.workspace.post(where, scene.person.id, text, _rich(text), thread_ts=thread)
    scene.since = scene.workspace.happenings
    error = await announce(scene, where, message)
    if error is None and _kinds(scene, where, text):
        await scene.until(lambda: _said_in(scene, where), scene.linger)
    return scene.told(error, ts=message.ts)


def _said_in(scene: Scene, where: Conversation) -> bool | None:
    return any(one.channel == where.id for one in scene.news()) or None


async def announce(scene: Scene, where: Conversation, message: Message) -> str | None:
    """Send the events that this message causes, as far as the app subscribes to them; what went wrong."""
    errors = [await _tell(scene, where, message, kind) for kind in _kinds(scene, where, message.text)]
    return next((error for error in errors if error), None)


async def _tell(scene: Scene, where: Conversation, message: Message, kind: str) -> str | None:
    event = payloads.message_event(message, kind.partition(".")[0])
    if kind.startswith("message."):
        event["channel_type"] = "im" if where.person else "channel"
    if scene.person.team_id != cast.TEAM_ID:
        event |= {"team": scene.person.team_id, "user_team": scene.person.team_id}
    shared = bool(where.shared_with)
    payload = payloads.event_callback(scene.workspace, event, shared=shared)
    return (await scene.send("events_api", kind, payload)).error


def _kinds(scene: Scene, where: Conversation, text: str) -> list[str]:
    """The events of a message: a mention in a channel is two of them, where the app subscribes to both."""
    present = cast.BOT_USER_ID in where.members
    happens = {
        "message.im": bool(where.person),
        "message.channels": not where.person and present,
        "app_mention": not where.person and present and MENTION in text,
    }
    events = scene.workspace.world.manifest["settings"]["event_subscriptions"]["bot_events"]
    wanted, granted = {*events, *scene.workspace.added_events}, scene.workspace.scopes
    return [k for k, scope in EVENT_SCOPES.items() if happens[k] and k in wanted and scope in granted]


def _escaped(scene: Scene, text: str, *, names: bool, mention: bool = False) -> str:
    """Text as Slack hands it on: three characters escaped, names as ids."""
    text = escape(text)
    if mention:
        text = re.sub(re.escape(f"@{cast.BOT_NAME}"), MENTION, text, flags=re.IGNORECASE)
    if not names:
        return text
    for person in scene.workspace.directory.people:
        link = f"<@{person.id}>" if mention else f"<@{person.id}|{person.key}>"
        text = re.sub(rf"@(?:{person.name}|{person.key})\b", link, text, flags=re.IGNORECASE)
    for room in scene.workspace.conversations.values():
        if not room.person:
            text = re.sub(rf"#{re.escape(room.name)}\b", f"<#{room.id}|{room.name}>", text)
    return text


def _rich(text: str) -> list[dict[str, Any]]:
    """The block that Slack's editor makes of a person's words."""
    parts: list[dict[str, Any]] = []
    for piece in re.split(r"(<@\w+>)", text):
        if found := re.fullmatch(r"<@(\w+)>", piece):
            parts.append({"type": "user", "user_id": found[1]})
        elif piece:
            parts.append({"type": "text", "text": unescape(piece)})
    return [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": parts}]}]
