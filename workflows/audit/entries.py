"""An entry of the audit trail: what happened, to what, from where, and who did it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from workflows.errors import Refused
from workflows.permissions import Actor


class AuditAction(StrEnum):
    """What happened."""

    REQUESTED = "requested"
    EDITED = "edited"
    TEXT_REMOVED = "text_removed"
    MARKED_SENSITIVE = "marked_sensitive"
    APPROVAL_ADDED = "approval_added"
    """One of several approvals that the request needs."""
    APPROVED = "approved"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    REFUSED = "refused"
    """A person or a move in Jira wanted something that the rules don't allow."""
    REQUESTER_CHANGED = "requester_changed"
    TICKET_OPENED = "ticket_opened"
    CONNECTION_CREATED = "connection_created"
    CONNECT_CARD_SENT = "connect_card_sent"
    CONNECTION_DELETED = "connection_deleted"
    INCIDENT_ACTION = "incident_action"
    OWNER_CHANGED = "owner_changed"
    ACCESS_ASKED = "access_asked"
    ACCESS_APPROVED = "access_approved"
    ACCESS_DECLINED = "access_declined"
    ACCESS_PASSED_ON = "access_passed_on"


class Source(StrEnum):
    """Where it came from."""

    SLACK = "slack"
    JIRA = "jira"
    BOT = "bot"
    """A step of the bot that follows from an earlier entry."""
    COMMAND_LINE = "command_line"


class Part(StrEnum):
    """What a person has to do with an entry."""

    ACTOR = "actor"
    REQUESTER = "requester"
    BUSINESS_OWNER = "business_owner"
    FORMER = "former"
    """Who was the requester or the owner before."""
    SUCCESSOR = "successor"
    """Who is the requester or the owner now, or is offered it."""
    REPLY = "reply"
    """What the actor read. It can contain names."""


AuditFacts = Mapping[str, str]


def person(user_id: str, name: str = "", **accounts: str | None) -> AuditFacts:
    """Return the personal facts of a Slack user, without the empty ones."""
    facts = {"slack_user": user_id, "name": name, **accounts}
    return {key: value for key, value in facts.items() if value}


@dataclass(frozen=True)
class AuditEntry:
    """What happened once. Everything personal is in `people`, so that it can be erased."""

    action: AuditAction
    at: datetime
    """Aware, in UTC."""
    subject: str
    """Kind and id, for example `request:7f3c9a`."""
    source: Source
    version: int = 0
    """The version of the subject's row since then."""
    details: AuditFacts = field(default_factory=dict)
    """Slugs, ids, and numbers; nothing that a person typed."""
    people: Mapping[Part, AuditFacts] = field(default_factory=dict)


def refusal_entry(
    subject: str, wanted: str, actor: Actor, why: Refused, now: datetime, name: str = "", **details: str
) -> AuditEntry:
    """Return the entry for what a person wanted in Slack and the rules don't allow."""
    facts = {"wanted": wanted, "channel": actor.channel, **details}
    people = {Part.ACTOR: person(actor.user_id, name, slack_team=actor.team_id), Part.REPLY: {"text": why.message}}
    return AuditEntry(AuditAction.REFUSED, now, subject, Source.SLACK, details=facts, people=people)


class AuditTrail(Protocol):
    """The trail. Changes of rows write their entries themselves; what changes no row is recorded here."""

    def record(self, entry: AuditEntry) -> None:
        """Append an entry; the same entry from the same click once. Raises `Unavailable`."""
        ...


class NoTrail:
    """Keeps no trail."""

    def record(self, entry: AuditEntry) -> None:
        """Forget the entry."""


NO_TRAIL: AuditTrail = NoTrail()
