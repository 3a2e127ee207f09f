"""What an answer is made from: the facts this person may know, and a fresh look where one is needed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from workflows.answers.intent_patterns import Intent
from workflows.answers.model import Alternative, Answer, AnswerKind
from workflows.answers.usage import NO_USAGE_LOG, UsageLog
from workflows.connections.model import Connection
from workflows.reporting.snapshot import Snapshot, Viewer

MAX_CHOICES = 3
"""Buttons that people still read."""


@dataclass(frozen=True)
class SyncedTable:
    """A table of a connection, as it is called in the destination."""

    dataset: str
    name: str
    is_enabled: bool = True


@dataclass(frozen=True)
class Member:
    """Somebody with a role in Fivetran."""

    name: str
    role: str
    team: str = ""
    """The team that gives the role; empty when it is the person's own."""


@dataclass(frozen=True)
class Members:
    """Who can open a connection in Fivetran, by what gives them that."""

    account: tuple[Member, ...] = ()
    """With a role in the whole account."""
    group: tuple[Member, ...] = ()
    connection: tuple[Member, ...] = ()
    """With a role for this one connection."""
    unreadable: tuple[str, ...] = ()
    """What our key may not see, in words: there may be more people than those above."""


class FivetranLookup(Protocol):
    """A quick look at Fivetran, for somebody who waits. Every method may raise `Unavailable`."""

    def fetch(self, connection_id: str) -> Connection | None:
        """The connection now; None when it is gone."""
        ...

    def tables(self, connection_id: str) -> Sequence[SyncedTable] | None:
        """What it loads; None as long as Fivetran does not know (before the first sync)."""
        ...

    def members(self, group_id: str, connection_id: str) -> Members:
        """Who can open a group, and a connection of it (none if empty). Some minutes old at most."""
        ...


@dataclass(frozen=True)
class AnswerContext:
    """One question being answered."""

    viewer: Viewer
    snapshot: Snapshot
    """Only what the asker may know."""
    lookup: FivetranLookup
    usage_log: UsageLog = NO_USAGE_LOG


CLARIFYING_QUESTIONS: dict[Intent, str] = {
    Intent.STATE: "Is {} fresh?",
    Intent.TABLES: "What tables does {} have?",
}
"""Intents that need exactly one connection, and how to ask for one of several."""


def live_answer(text: str, source: str | None, context: AnswerContext, **more: object) -> Answer:
    """A live answer that is true as of the last look at everything, unless `as_of` says otherwise."""
    facts = {"as_of": context.snapshot.as_of, **more}
    return Answer(AnswerKind.LIVE, text, source or None, **facts)  # type: ignore[arg-type]  # fields of Answer by name


def connection_url(connection: Connection, context: AnswerContext) -> str:
    """The connection's page in Fivetran; empty where no links are wanted."""
    return context.snapshot.connection_url(connection)


def ask_which(intent: Intent, connections: Sequence[Connection], context: AnswerContext) -> Answer:
    """Which of several is meant."""
    names = [qualified_name(connection, connections, context) for connection in connections]
    choices = tuple(
        Alternative("", CLARIFYING_QUESTIONS[intent].format(name)[:75]) for name in names[:MAX_CHOICES]
    )
    rest = len(names) - MAX_CHOICES
    more = f" (There are {rest} more: ask with the full name.)" if rest > 0 else ""
    return Answer(
        AnswerKind.UNSURE, f"There are several of these. Which one do you mean?{more}", None, choices, 0.5
    )


def qualified_name(connection: Connection, among: Sequence[Connection], context: AnswerContext) -> str:
    """Its name, with the environment where the name alone is not enough."""
    if sum(other.name == connection.name for other in among) == 1:
        return connection.name
    return f"{connection.name} in {context.snapshot.environment(connection).label}"


def escape_markdown(text: str, limit: int = 300) -> str:
    """Words from outside, without anything that Markdown would read as markup."""
    plain = " ".join(text.translate(MARKUP_TABLE).split())
    return plain if len(plain) <= limit else plain[: limit - 1].rstrip() + "…"


MARKUP_TABLE = str.maketrans({"*": "∗", "`": "'", "[": "(", "]": ")", "<": "‹", ">": "›"})
