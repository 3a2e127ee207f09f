"""The whole state of the pretend workspace."""

from itertools import count
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

from sandbox import cast
from sandbox.slack.agent import AgentView
from sandbox.slack.delivery import Delivery
from sandbox.slack.directory import Directory, user_json
from sandbox.slack.messages import Conversation, Message
from sandbox.slack.normal import normalised
from sandbox.slack.tickets import Tickets
from sandbox.slack.values import Values
from sandbox.slack.views import Views

if TYPE_CHECKING:
    from sandbox.world import World


class Workspace:
    """People, conversations, views and the way to the app. The way outlives a reset, as a real line would."""

    def __init__(self, world: "World") -> None:
        self.world = world
        previous: Workspace | None = getattr(world, "slack", None)
        self.delivery: Delivery = previous.delivery if previous else Delivery(world)
        self.delivery.last.clear()
        self._numbers = count(1)
        self.happenings = 0
        self.directory = Directory()
        self.tickets = Tickets(world.clock)
        self.views = Views(self.fresh, self.stamp)
        self.agent = AgentView()
        self.removed_scopes: set[str] = set()
        self.added_events: set[str] = set()
        """Events that the app is subscribed to besides those of its manifest."""
        self.unknown_blocks: set[str] = set()
        """Kinds of block that this workspace does not have yet."""
        self.drafts: dict[tuple[str, str], Values] = {}
        """What people chose in a message without sending it yet, by person and message."""
        self.conversations = {room.id: self._room(room) for room in cast.ROOMS}

    def _room(self, room: cast.Room) -> Conversation:
        created = int(self.world.clock.now()) - 86_400
        return Conversation(room.id, room.name, list(room.members), created, list(room.shared_with))

    @property
    def scopes(self) -> list[str]:
        """The bot token's scopes: the manifest's, without those taken away for a test."""
        granted: list[str] = self.world.manifest["oauth_config"]["scopes"]["bot"]
        return [scope for scope in granted if scope not in self.removed_scopes]

    def fresh(self, prefix: str) -> str:
        """A new id."""
        return f"{prefix}0{next(self._numbers):06d}"

    def stamp(self) -> str:
        """A new hash for a view."""
        return f"{self.world.clock.ts()}.{next(self._numbers):x}"

    def happened(self) -> int:
        """Count a happening and wake whoever watches."""
        self.happenings += 1
        self.world.changes.happened()
        return self.happenings

    def conversation(self, name_or_id: str) -> Conversation | None:
        """A conversation by its id or its name, with or without `#`."""
        if name_or_id in self.conversations:
            return self.conversations[name_or_id]
        name = name_or_id.removeprefix("#")
        return next((one for one in self.conversations.values() if not one.person and one.name == name), None)

    def dm(self, user_id: str) -> Conversation:
        """The direct messages between a person and our app, opened when needed."""
        dm_id = f"D{user_id[1:]}"
        if dm_id not in self.conversations:
            members = [user_id, cast.BOT_USER_ID]
            self.conversations[dm_id] = Conversation(
                dm_id, "directmessage", members, int(self.world.clock.now()), person=user_id
            )
        return self.conversations[dm_id]

    def post(
        self, where: Conversation, user_id: str, text: str, blocks: list[dict[str, Any]], **more: Any
    ) -> Message:
        """Put a message into a conversation; `more` are further fields of Message."""
        ts = self.world.clock.ts()
        message = Message(ts, where.id, user_id, text, self.with_ids(blocks), **more)
        message.client_msg_id = str(uuid5(NAMESPACE_URL, ts))
        message.born = message.touched = self.happened()
        where.messages.append(message)
        if message.by_app:
            self.agent.answered(where.id, message.thread_ts)
        return message

    def edit(self, message: Message, text: str, blocks: list[dict[str, Any]] | None) -> None:
        """Give a message other words; `blocks` None keeps the old ones."""
        message.text = text
        if blocks is not None:
            message.blocks = self.with_ids(blocks)
        message.edited_ts = self.world.clock.ts()
        message.touched = self.happened()

    def delete(self, message: Message) -> None:
        """Take a message away."""
        self.conversations[message.channel].messages.remove(message)
        self.happened()

    def with_ids(self, blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Blocks as Slack stores them."""
        return normalised(blocks, lambda: self.fresh("b"))

    async def close(self) -> None:
        """Hang up."""
        await self.delivery.close()

    def as_json(self) -> dict[str, Any]:
        """Everything, for the control API."""
        now = self.world.clock.now()
        return {
            "people": [
                user_json(one, at=now, with_email=True) | {"key": one.key} for one in self.directory.people
            ],
            "group": {"id": cast.GROUP_ID, "handle": cast.GROUP_HANDLE, "users": self.directory.group},
            "channels": [self._channel_json(one) for one in self.conversations.values()],
            "modals": {user: [view.as_json() for view in stack] for user, stack in self.views.stacks.items()},
            "homes": {user: view.as_json() for user, view in self.views.homes.items()},
            "delivery": self.delivery.as_json(),
            "scopes": self.scopes,
        }

    def _channel_json(self, channel: Conversation) -> dict[str, Any]:
        messages = [
            channel.listed(one, with_metadata=True)
            | ({"ephemeral_for": one.only_for} if one.only_for else {})
            for one in channel.messages
        ]
        shown = channel.as_json() | {"members": channel.members, "messages": messages}
        if channel.person:
            shown["agent"] = self.agent.seen_in(channel.id, self.world.clock.now())
        return shown
