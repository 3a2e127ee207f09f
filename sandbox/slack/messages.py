"""Messages and conversations."""

from dataclasses import dataclass, field
from typing import Any

from sandbox import people
from sandbox.slack.canvases import Canvas


@dataclass
class Message:
    """One stored message. An ephemeral message names its recipient."""

    ts: str
    channel: str
    user: str
    text: str
    blocks: list[dict[str, Any]]
    thread_ts: str | None = None
    broadcast: bool = False
    """Whether the reply is also sent to the channel."""
    metadata: dict[str, Any] | None = None
    only_for: str | None = None
    edited_ts: str | None = None
    born: int = 0
    """The workspace's change count when the message appeared."""
    touched: int = 0
    """The workspace's change count when it last changed."""
    client_msg_id: str = ""
    attachments: list[dict[str, Any]] = field(default_factory=list)
    """Previews of links that the app added."""

    @property
    def by_app(self) -> bool:
        """Whether the app wrote it."""
        return self.user == people.BOT_USER_ID

    @property
    def in_channel(self) -> bool:
        """Whether it is shown in the channel and not only in a thread."""
        return self.broadcast or self.thread_ts in (None, self.ts)

    def visible_to(self, user_id: str) -> bool:
        """Return whether this member of the conversation sees it."""
        return self.only_for in (None, user_id)

    def as_json(self, *, with_metadata: bool = False) -> dict[str, Any]:
        """Return the message object of the Web API and of payloads."""
        shown: dict[str, Any] = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text}
        if self.by_app:
            shown |= {"bot_id": people.BOT_ID, "app_id": people.APP_ID, "bot_profile": BOT_PROFILE}
        else:
            shown["client_msg_id"] = self.client_msg_id
        shown |= {"team": people.TEAM_ID, "blocks": self.blocks}
        if self.attachments:
            shown["attachments"] = self.attachments
        if self.thread_ts:
            shown["thread_ts"] = self.thread_ts
        if self.broadcast:
            shown["subtype"] = "thread_broadcast"
        if self.edited_ts:
            shown["edited"] = {"user": self.user, "ts": self.edited_ts}
        if with_metadata and self.metadata:
            shown["metadata"] = self.metadata
        return shown


BOT_PROFILE = {
    "id": people.BOT_ID,
    "app_id": people.APP_ID,
    "user_id": people.BOT_USER_ID,
    "name": people.BOT_NAME,
    "icons": {},
    "deleted": False,
    "updated": 1_700_000_000,
    "team_id": people.TEAM_ID,
}


@dataclass
class Conversation:
    """A channel, or the DM between a person and the app."""

    id: str
    name: str
    members: list[str]
    created: int
    shared_with: list[str] = field(default_factory=list)
    person: str | None = None
    """The person of a DM. None for channels."""
    messages: list[Message] = field(default_factory=list)
    canvases: list[Canvas] = field(default_factory=list)

    def find(self, ts: str) -> Message | None:
        """Return the stored (not ephemeral) message with this timestamp."""
        return next((one for one in self.messages if one.ts == ts and one.only_for is None), None)

    def thread(self, ts: str) -> list[Message]:
        """Return a message and its stored replies, oldest first."""
        return [one for one in self.messages if one.only_for is None and ts in (one.ts, one.thread_ts)]

    def listed(self, message: Message, *, with_metadata: bool = False) -> dict[str, Any]:
        """Return the message as history shows it: a parent counts its replies."""
        shown = message.as_json(with_metadata=with_metadata)
        replies = [one for one in self.thread(message.ts) if one is not message]
        if replies:
            shown |= {
                "thread_ts": message.ts,
                "reply_count": len(replies),
                "reply_users": sorted({one.user for one in replies}),
                "latest_reply": replies[-1].ts,
            }
        elif message.thread_ts and (parent := self.find(message.thread_ts)):
            shown["parent_user_id"] = parent.user
        return shown

    def as_json(self) -> dict[str, Any]:
        """Return the conversation object of the Web API."""
        if self.person is not None:
            return {
                "id": self.id,
                "created": self.created,
                "is_im": True,
                "is_org_shared": False,
                "user": self.person,
            }
        shared = bool(self.shared_with)
        return {
            "id": self.id,
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": True,
            "is_group": False,
            "is_im": False,
            "is_mpim": False,
            "is_private": False,
            "is_archived": False,
            "is_general": self.name == "general",
            "is_shared": shared,
            "is_ext_shared": shared,
            "is_org_shared": False,
            "is_member": people.BOT_USER_ID in self.members,
            "created": self.created,
            "creator": "U0BO",
            "context_team_id": people.TEAM_ID,
            "shared_team_ids": [people.TEAM_ID, *self.shared_with],
            "connected_team_ids": list(self.shared_with),
            "topic": {"value": "", "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
            **({"properties": {"tabs": [one.tab_json() for one in self.canvases]}} if self.canvases else {}),
        }
