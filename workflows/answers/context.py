"""Data that an answer is built from: the viewer's snapshot and lookups in Fivetran."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from workflows.answers.intent_patterns import Intent
from workflows.answers.model import Alternative, Answer, AnswerKind
from workflows.answers.usage import UsageLog
from workflows.connections.model import Connection
from workflows.reporting.snapshot import Snapshot
from workflows.requests.confidentiality import Viewer

MAX_CHOICES = 3
"""Buttons under a clarifying question."""


@dataclass(frozen=True)
class SyncedTable:
    """A table of a connection, by its name in the destination."""

    dataset: str
    name: str
    is_enabled: bool = True


@dataclass(frozen=True)
class Member:
    """A user with a role in Fivetran."""

    name: str
    role: str
    team: str = ""
    """The team that grants the role; empty for a role of the user's own."""


@dataclass(frozen=True)
class Members:
    """Users who can open a connection in Fivetran, by the scope of their role."""

    account: tuple[Member, ...] = ()
    """With an account role."""
    group: tuple[Member, ...] = ()
    connection: tuple[Member, ...] = ()
    """With a role for this connection."""
    unreadable: tuple[str, ...] = ()
    """What our API key can't read, as labels: the lists above can be incomplete."""


class FivetranLookup(Protocol):
    """Quick reads from Fivetran while a person waits. Every method can raise `Unavailable`."""

    def fetch(self, connection_id: str) -> Connection | None:
        """Return the connection as it is now; None when it no longer exists."""
        ...

    def tables(self, connection_id: str) -> Sequence[SyncedTable] | None:
        """Return the tables of a connection; None before its first sync."""
        ...

    def members(self, group_id: str, connection_id: str) -> Members:
        """Return the members of a group and one of its connections (none if empty), minutes old at most."""
        ...


@dataclass(frozen=True)
class AnswerContext:
    """The context of one question."""

    viewer: Viewer
    snapshot: Snapshot
    """Only what the viewer has access to."""
    lookup: FivetranLookup
    usage_log: UsageLog


CLARIFYING_QUESTIONS: dict[Intent, str] = {
    Intent.STATE: "Is {} fresh?",
    Intent.TABLES: "What tables does {} have?",
}
"""Intents that need exactly one connection → the question behind each button."""


def live_answer(text: str, source: str | None, context: AnswerContext, **more: object) -> Answer:
    """Build a live answer, dated to the oldest poll unless `as_of` is given."""
    values = {"as_of": context.snapshot.as_of, **more}
    return Answer(AnswerKind.LIVE, text, source or None, **values)  # type: ignore[arg-type]  # fields of Answer by name


def ask_which(intent: Intent, connections: Sequence[Connection], context: AnswerContext) -> Answer:
    """Ask which of several connections is meant."""
    names = [qualified_name(connection, connections, context) for connection in connections]
    choices = tuple(Alternative("", CLARIFYING_QUESTIONS[intent].format(name)[:75]) for name in names[:MAX_CHOICES])
    rest = len(names) - MAX_CHOICES
    more = f" There are {rest} more; ask with the full name." if rest > 0 else ""
    return Answer(AnswerKind.UNSURE, f"Which of these do you mean?{more}", None, choices, 0.5)


def qualified_name(connection: Connection, among: Sequence[Connection], context: AnswerContext) -> str:
    """Return the name, with its environment where the name is ambiguous."""
    if sum(candidate.name == connection.name for candidate in among) == 1:
        return connection.name
    return f"{connection.name} in {context.snapshot.environment(connection).label}"


def escape_markdown(text: str, limit: int = 300) -> str:
    """Return foreign text without Markdown markup, at most `limit` characters."""
    plain = " ".join(text.translate(MARKUP_TABLE).split())
    return plain if len(plain) <= limit else plain[: limit - 1].rstrip() + "…"


MARKUP_TABLE = str.maketrans({"*": "∗", "`": "'", "[": "(", "]": ")", "<": "‹", ">": "›"})
