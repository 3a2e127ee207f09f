"""What an answer is made from: the facts this person may know, and a fresh look where one is needed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from workflows.answers.intent_patterns import Intent
from workflows.answers.model import Alternative, Answer, Kind
from workflows.answers.usage import NOT_METERED, Usages
from workflows.connections.model import Connection
from workflows.reporting.snapshot import Asker, Facts

MOST_CHOICES = 3
"""Buttons that people still read."""


@dataclass(frozen=True)
class Table:
    """A table of a connection, as it is called in the destination."""

    dataset: str
    name: str
    enabled: bool = True


@dataclass(frozen=True)
class Member:
    """Somebody with a role in Fivetran."""

    name: str
    role: str
    team: str = ""
    """The team that gives the role; empty when it is the person's own."""


@dataclass(frozen=True)
class Logins:
    """Who can open a connection in Fivetran, by what gives them that."""

    account: tuple[Member, ...] = ()
    """With a role in the whole account."""
    group: tuple[Member, ...] = ()
    connection: tuple[Member, ...] = ()
    """With a role for this one connection."""
    unseen: tuple[str, ...] = ()
    """What our key may not see, in words: there may be more people than those above."""


class Glance(Protocol):
    """A quick look at Fivetran, for somebody who waits. Every method may raise `Unavailable`."""

    def look(self, connection_id: str) -> Connection | None:
        """The connection now; None when it is gone."""
        ...

    def tables(self, connection_id: str) -> Sequence[Table] | None:
        """What it loads; None as long as Fivetran does not know (before the first sync)."""
        ...

    def logins(self, group_id: str, connection_id: str) -> Logins:
        """Who can open a group, and a connection of it (none if empty). Some minutes old at most."""
        ...


@dataclass(frozen=True)
class Scene:
    """One question being answered."""

    asker: Asker
    facts: Facts
    """Only what the asker may know."""
    glance: Glance
    usages: Usages = NOT_METERED


ASKED_AGAIN: dict[Intent, str] = {
    Intent.STATE: "Is {} fresh?",
    Intent.TABLES: "What tables does {} have?",
}
"""Intents that need exactly one connection, and how to ask for one of several."""


def live(text: str, source: str | None, scene: Scene, **more: object) -> Answer:
    """A live answer that is true as of the last look at everything, unless `as_of` says otherwise."""
    facts = {"as_of": scene.facts.as_of, **more}
    return Answer(Kind.LIVE, text, source or None, **facts)  # type: ignore[arg-type]  # fields of Answer by name


def page_of(connection: Connection, scene: Scene) -> str:
    """The connection's page in Fivetran; empty where no links are wanted."""
    return scene.facts.page(connection)


def asks_back(intent: Intent, connections: Sequence[Connection], scene: Scene) -> Answer:
    """Which of several is meant."""
    names = [full_name(connection, connections, scene) for connection in connections]
    choices = tuple(Alternative("", ASKED_AGAIN[intent].format(name)[:75]) for name in names[:MOST_CHOICES])
    rest = len(names) - MOST_CHOICES
    more = f" (There are {rest} more: ask with the full name.)" if rest > 0 else ""
    return Answer(
        Kind.UNSURE, f"There are several of these. Which one do you mean?{more}", None, choices, 0.5
    )


def full_name(connection: Connection, among: Sequence[Connection], scene: Scene) -> str:
    """Its name, with the environment where the name alone is not enough."""
    if sum(other.name == connection.name for other in among) == 1:
        return connection.name
    return f"{connection.name} in {scene.facts.environment(connection).word}"


def quiet(text: str, limit: int = 300) -> str:
    """Words from outside, without anything that Markdown would read as markup."""
    plain = " ".join(text.translate(MARKUP).split())
    return plain if len(plain) <= limit else plain[: limit - 1].rstrip() + "…"


MARKUP = str.maketrans({"*": "∗", "`": "'", "[": "(", "]": ")", "<": "‹", ">": "›"})
