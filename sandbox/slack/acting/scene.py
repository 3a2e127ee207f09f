"""One person in front of their Slack client, about to do something."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from sandbox.cast import Person
from sandbox.slack.messages import Conversation, Message
from sandbox.slack.parcels import Envelope, Reply
from sandbox.slack.reading.messages import as_seen, reader
from sandbox.slack.reading.views import view_as_seen
from sandbox.slack.views import View
from sandbox.slack.workspace import Workspace
from sandbox.world import Refusal

PATIENCE = 10.0
"""Real seconds a person waits for something to appear before saying that it is not there."""
LINGER = 8.0
"""Real seconds a person watches for the effect of what they did, if none comes."""

Found = TypeVar("Found")
Arguments = dict[str, Any]


class Scene:
    """A person, what they are told to do, and what they see happening since."""

    def __init__(self, workspace: Workspace, person: Person, arguments: Arguments) -> None:
        self.workspace = workspace
        self.person = person
        self.arguments = arguments
        self.since = workspace.happenings
        self.eyes = reader(workspace, person)

    @property
    def patience(self) -> float:
        """How long to wait for what should be there (`timeout`, real seconds)."""
        return float(self.arguments.get("timeout", PATIENCE))

    @property
    def linger(self) -> float:
        """How long to watch for the effect of what was done (`wait`, real seconds)."""
        return float(self.arguments.get("wait", LINGER))

    async def until(self, look: Callable[[], Found | None], seconds: float) -> Found | None:
        """Look again after every change until something is found, at most `seconds` real seconds."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        changes = self.workspace.world.changes
        while (found := look()) is None and (left := deadline - loop.time()) > 0:
            await changes.after(changes.version, left)
        return found

    async def send(self, envelope: Envelope, kind: str, payload: dict[str, Any]) -> Reply:
        """Let Slack deliver what the person did."""
        return await self.workspace.delivery.send(self.person.id, envelope, kind, payload)

    def room(self, name: str) -> Conversation:
        """A conversation the person is in, by name, id or "dm". Raises Refusal."""
        if name == "dm":
            return self.workspace.dm(self.person.id)
        found = self.workspace.conversation(name)
        if found is None:
            raise Refusal(f"There is no channel {name}.")
        if self.person.id not in found.members:
            raise Refusal(f"{self.person.name} is not in #{found.name}.")
        return found

    def rooms(self) -> list[Conversation]:
        """Every conversation the person is in."""
        return [one for one in self.workspace.conversations.values() if self.person.id in one.members]

    def news(self) -> list[Message]:
        """What the app said since, where this person sees it, oldest first."""
        fresh = [
            one
            for room in self.rooms()
            for one in room.messages
            if one.by_app and one.born > self.since and one.visible_to(self.person.id)
        ]
        return sorted(fresh, key=lambda one: one.born)

    def addressed(self) -> list[Message]:
        """News that is for this person alone: ephemeral or direct."""
        own = self.workspace.dm(self.person.id).id if self._has_dm() else None
        return [one for one in self.news() if one.only_for or one.channel == own]

    def top(self) -> View | None:
        """The modal in front of the person."""
        return self.workspace.views.top(self.person.id)

    def told(self, error: str | None = None, **more: Any) -> dict[str, Any]:
        """What the person sees now."""
        top = self.top()
        return {
            "view": view_as_seen(top, self.eyes) if top else None,
            "replies": [as_seen(self.workspace, self.person, one) for one in self.news()],
            "error": error,
            **more,
        }

    def _has_dm(self) -> bool:
        return any(one.person == self.person.id for one in self.workspace.conversations.values())
