"""The state of the simulated workspace."""

from itertools import count
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from sandbox import people
from sandbox.environment import Environment
from sandbox.slack.agent import AgentView
from sandbox.slack.delivery import Delivery
from sandbox.slack.directory import Directory, user_json
from sandbox.slack.functions import Functions
from sandbox.slack.messages import Conversation, Message
from sandbox.slack.normalize import normalize_blocks
from sandbox.slack.short_lived_ids import ShortLivedIds
from sandbox.slack.values import Values
from sandbox.slack.views import Views


class Workspace:
    """People, conversations, views, and the connection to the app, which survives a reset."""

    def __init__(self, env: Environment, manifest: dict[str, Any], delivery: Delivery | None = None) -> None:
        self.env = env
        self.manifest = manifest
        self.delivery = delivery or Delivery(env)
        self.delivery.last.clear()
        self._numbers = count(1)
        self.change_count = 0
        self.directory = Directory()
        self.short_lived_ids = ShortLivedIds(env.clock)
        self.views = Views(self.new_id, self.new_hash)
        self.agent = AgentView()
        self.functions = Functions()
        self.bot_token = people.BOT_TOKEN
        self.token_error = ""
        self.app_token_error = ""
        """The error code for every call with the bot token, while it is rejected."""
        self.removed_scopes: set[str] = set()
        self.added_events: set[str] = set()
        """Subscribed events in addition to the manifest's."""
        self.unknown_blocks: set[str] = set()
        """Block types that this workspace lacks."""
        self.scheduled: dict[str, dict[str, Any]] = {}
        """Scheduled messages, by id."""
        self.drafts: dict[tuple[str, str], Values] = {}
        """Unsent input in messages, by person and message."""
        self.conversations = {room.id: self._room(room) for room in people.CHANNELS}

    def _room(self, room: people.Channel) -> Conversation:
        created = int(self.env.clock.now()) - 86_400
        return Conversation(room.id, room.name, list(room.members), created, list(room.shared_with))

    @property
    def scopes(self) -> list[str]:
        """The bot token's scopes: the manifest's, without removed ones."""
        granted: list[str] = self.manifest["oauth_config"]["scopes"]["bot"]
        return [scope for scope in granted if scope not in self.removed_scopes]

    def new_id(self, prefix: str) -> str:
        """Return a new id."""
        return f"{prefix}0{next(self._numbers):06d}"

    def new_hash(self) -> str:
        """Return a new hash for a view."""
        return f"{self.env.clock.ts()}.{next(self._numbers):x}"

    def mark_changed(self) -> int:
        """Count a change and notify watchers."""
        self.change_count += 1
        self.env.changes.notify()
        return self.change_count

    def conversation(self, name_or_id: str) -> Conversation | None:
        """Return a conversation by id or name, with or without `#`."""
        if name_or_id in self.conversations:
            return self.conversations[name_or_id]
        name = name_or_id.removeprefix("#")
        return next((one for one in self.conversations.values() if not one.person and one.name == name), None)

    def dm(self, user_id: str) -> Conversation:
        """Return the DM between a person and the app. It is opened on first use."""
        dm_id = f"D{user_id[1:]}"
        if dm_id not in self.conversations:
            members = [user_id, people.BOT_USER_ID]
            self.conversations[dm_id] = Conversation(
                dm_id, "directmessage", members, int(self.env.clock.now()), person=user_id
            )
        return self.conversations[dm_id]

    def post(self, where: Conversation, user_id: str, text: str, blocks: list[dict[str, Any]], **more: Any) -> Message:
        """Post a message. `more` are further fields of Message."""
        ts = self.env.clock.ts()
        message = Message(ts, where.id, user_id, text, self.with_ids(blocks), **more)
        message.client_msg_id = str(uuid5(NAMESPACE_URL, ts))
        message.born = message.touched = self.mark_changed()
        where.messages.append(message)
        if message.by_app:
            self.agent.clear_status(where.id, message.thread_ts)
        return message

    def edit(self, message: Message, text: str, blocks: list[dict[str, Any]] | None) -> None:
        """Change a message. `blocks` None keeps the old ones."""
        message.text = text
        if blocks is not None:
            message.blocks = self.with_ids(blocks)
        message.edited_ts = self.env.clock.ts()
        message.touched = self.mark_changed()

    def delete(self, message: Message) -> None:
        """Delete a message."""
        self.conversations[message.channel].messages.remove(message)
        self.mark_changed()

    def with_ids(self, blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return blocks as Slack stores them."""
        return normalize_blocks(blocks, lambda: self.new_id("b"))

    async def close(self) -> None:
        """Close the connections to the app."""
        await self.delivery.close()

    def as_json(self) -> dict[str, Any]:
        """Return the complete state for the control API."""
        now = self.env.clock.now()
        return {
            "people": [user_json(one, at=now, with_email=True) | {"key": one.key} for one in self.directory.people],
            "group": {"id": people.GROUP_ID, "handle": people.GROUP_HANDLE, "users": self.directory.group},
            "channels": [self._channel_json(one) for one in self.conversations.values()],
            "modals": {user: [view.as_json() for view in stack] for user, stack in self.views.stacks.items()},
            "homes": {user: view.as_json() for user, view in self.views.homes.items()},
            "scheduled_messages": [*self.scheduled.values()],
            "executions": [one.as_json() for one in self.functions.executions.values()],
            "delivery": self.delivery.as_json(),
            "scopes": self.scopes,
        }

    def _channel_json(self, channel: Conversation) -> dict[str, Any]:
        messages = [
            channel.listed(one, with_metadata=True) | ({"ephemeral_for": one.only_for} if one.only_for else {})
            for one in channel.messages
        ]
        shown = channel.as_json() | {"members": channel.members, "messages": messages}
        if channel.canvases:
            shown["canvases"] = [one.as_json() for one in channel.canvases]
        if channel.person:
            shown["agent"] = self.agent.as_json(channel.id, self.env.clock.now())
        return shown
