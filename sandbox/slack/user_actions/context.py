"""A person in front of their Slack client."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from sandbox.errors import Refusal
from sandbox.people import Person
from sandbox.slack.envelopes import AppResponse, EnvelopeType
from sandbox.slack.messages import Conversation, Message
from sandbox.slack.rendering.messages import create_reader, message_json
from sandbox.slack.rendering.views import view_json
from sandbox.slack.views import View
from sandbox.slack.workspace import Workspace

FIND_SECONDS = 10.0
"""Real seconds that a person waits for something to appear before they give up."""
EFFECT_SECONDS = 8.0
"""Real seconds that a person waits for the effect of an action."""

T = TypeVar("T")
Arguments = dict[str, Any]


class ActionContext:
    """A person, the arguments of a verb, and what has changed since it began."""

    def __init__(self, workspace: Workspace, person: Person, arguments: Arguments) -> None:
        self.workspace = workspace
        self.person = person
        self.arguments = arguments
        self.since = workspace.change_count
        self.reader = create_reader(workspace, person)

    @property
    def find_timeout(self) -> float:
        """Real seconds to wait for an expected element (`timeout`)."""
        return float(self.arguments.get("timeout", FIND_SECONDS))

    @property
    def effect_timeout(self) -> float:
        """Real seconds to wait for an effect (`wait`)."""
        return float(self.arguments.get("wait", EFFECT_SECONDS))

    async def wait_for(self, look: Callable[[], T | None], seconds: float) -> T | None:
        """Call `look` after every change until it returns a value, at most `seconds` real seconds."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        changes = self.workspace.env.changes
        while (found := look()) is None and (left := deadline - loop.time()) > 0:
            await changes.wait_after(changes.version, left)
        return found

    async def send(self, envelope_type: EnvelopeType, kind: str, payload: dict[str, Any]) -> AppResponse:
        """Deliver what the person did."""
        return await self.workspace.delivery.send(self.person.id, envelope_type, kind, payload)

    def room(self, name: str) -> Conversation:
        """Return a conversation of the person, by name, id or "dm". Raises Refusal."""
        if name == "dm":
            return self.workspace.dm(self.person.id)
        found = self.workspace.conversation(name)
        if found is None:
            raise Refusal(f"Channel {name} does not exist.")
        if self.person.id not in found.members:
            raise Refusal(f"{self.person.name} isn't in #{found.name}.")
        return found

    def rooms(self) -> list[Conversation]:
        """Return every conversation of the person."""
        return [one for one in self.workspace.conversations.values() if self.person.id in one.members]

    def new_messages(self) -> list[Message]:
        """Return the app's new messages that this person sees, oldest first."""
        fresh = [
            one
            for room in self.rooms()
            for one in room.messages
            if one.by_app and one.born > self.since and one.visible_to(self.person.id)
        ]
        return sorted(fresh, key=lambda one: one.born)

    def private_messages(self) -> list[Message]:
        """Return new messages for this person alone: ephemeral messages and DMs."""
        own = self.workspace.dm(self.person.id).id if self._has_dm() else None
        return [one for one in self.new_messages() if one.only_for or one.channel == own]

    def top(self) -> View | None:
        """Return the modal in front of the person."""
        return self.workspace.views.top(self.person.id)

    def result(self, error: str | None = None, **more: Any) -> dict[str, Any]:
        """Return what the person sees now."""
        top = self.top()
        return {
            "view": view_json(top, self.reader) if top else None,
            "replies": [message_json(self.workspace, self.person, one) for one in self.new_messages()],
            "error": error,
            **more,
        }

    def _has_dm(self) -> bool:
        return any(one.person == self.person.id for one in self.workspace.conversations.values())
