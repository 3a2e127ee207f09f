"""Messages and the conversations that hold them."""

from dataclasses import dataclass, field
from typing import Any

from sandbox import cast


@dataclass
class Message:
    """One message as Slack stores it; ephemeral ones are kept with whom they are for."""

    ts: str
    channel: str
    user: str
    text: str
    blocks: list[dict[str, Any]]
    thread_ts: str | None = None
    broadcast: bool = False
    """A reply that the channel sees as well."""
    metadata: dict[str, Any] | None = None
    only_for: str | None = None
    edited_ts: str | None = None
    born: int = 0
    """The workspace's count of happenings when the message appeared …"""
    touched: int = 0
    """… and when it last changed."""
    client_msg_id: str = ""

    @property
    def by_app(self) -> bool:
        """Whether our app wrote it."""
        return self.user == cast.BOT_USER_ID

    @property
    def in_channel(self) -> bool:
        """Whether it stands in the channel itself and not only in a thread."""
        return self.broadcast or self.thread_ts in (None, self.ts)

    def visible_to(self, user_id: str) -> bool:
        """Whether a member of its conversation can see it."""
        return self.only_for in (None, user_id)

    def as_json(self, *, with_metadata: bool = False) -> dict[str, Any]:
        """The message object of the Web API and of payloads."""
        shown: dict[str, Any] = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text}
        if self.by_app:
            shown |= {"bot_id": cast.BOT_ID, "app_id": cast.APP_ID, "bot_profile": BOT_PROFILE}
        else:
            shown["client_msg_id"] = self.client_msg_id
        shown |= {"team": cast.TEAM_ID, "blocks": self.blocks}
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
    "id": cast.BOT_ID,
    "app_id": cast.APP_ID,
    "user_id": cast.BOT_USER_ID,
    "name": cast.BOT_NAME,
    "icons": {},
    "deleted": False,
    "updated": 1_700_000_000,
    "team_id": cast.TEAM_ID,
}


@dataclass
class Conversation:
    """A channel, or the direct messages between a person and our app."""

    id: str
    name: str
    members: list[str]
    created: int
    shared_with: list[str] = field(default_factory=list)
    person: str | None = None
    """Whose direct messages with our app these are; None for channels."""
    messages: list[Message] = field(default_factory=list)

    def find(self, ts: str) -> Message | None:
        """The stored (not ephemeral) message with this timestamp."""
        return next((one for one in self.messages if one.ts == ts and one.only_for is None), None)

    def thread(self, ts: str) -> list[Message]:
        """A message and its stored replies, oldest first."""
        return [one for one in self.messages if one.only_for is None and ts in (one.ts, one.thread_ts)]

    def listed(self, message: Message, *, with_metadata: bool = False) -> dict[str, Any]:
        """The message as history shows it: a parent counts its replies."""
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
        """The conversation object of the Web API."""
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
            "is_member": cast.BOT_USER_ID in self.members,
            "created": self.created,
            "creator": "U0BO",
            "context_team_id": cast.TEAM_ID,
            "shared_team_ids": [cast.TEAM_ID, *self.shared_with],
            "connected_team_ids": list(self.shared_with),
            "topic": {"value": "", "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
        }
