"""What exists because of a story, as the three services show it."""

from dataclasses import dataclass
from typing import Any

from sandbox.driver import ActiveFault, Person, Sandbox


@dataclass(frozen=True)
class Outcome:
    """How many of each there are in the three services."""

    tickets: int
    cards: int
    connections: int
    connect_cards: int
    decisions: int


ONE_OF_EACH = Outcome(1, 1, 1, 1, 1)


def outcome(sandbox: Sandbox, schema: str = "salesforce") -> Outcome:
    """Count what exists. A decision is a comment on the ticket with the bot's mark."""
    tickets = our_tickets(sandbox)
    said = [comment["text"].splitlines()[-1] for ticket in tickets for comment in ticket["comments"]]
    return Outcome(
        tickets=len(tickets),
        cards=len(posted(sandbox, "card:")),
        connections=len(connections(sandbox, schema)),
        connect_cards=len(posted(sandbox, "handover:")),
        decisions=sum(mark.endswith(("approved", "declined", "withdrawn")) for mark in said),
    )


def our_tickets(sandbox: Sandbox) -> list[dict[str, Any]]:
    """Tickets that the bot opened."""
    issues = sandbox.state("jira")["issues"]
    return [issue for issue in issues if "fivetran-request" in issue["fields"]["labels"]]


def the_ticket(sandbox: Sandbox) -> dict[str, Any]:
    """The only ticket that the bot opened."""
    (ticket,) = our_tickets(sandbox)
    return ticket


def connections(sandbox: Sandbox, schema: str) -> list[dict[str, Any]]:
    """Connections of this name in the development group."""
    every = sandbox.state("fivetran")["connections"]
    return [one for one in every if one["schema"] == schema and one["group_id"] == "dev_sandbox_group"]


def posted(sandbox: Sandbox, kind: str) -> list[dict[str, Any]]:
    """Messages of the bot whose mark begins like this: `card:`, `handover:`, `thread:`, `incident:` …"""
    channels = sandbox.state("slack")["channels"]
    messages = [message for channel in channels for message in channel["messages"]]
    return [message for message in messages if _mark(message).startswith(kind)]


def _mark(message: dict[str, Any]) -> str:
    metadata = message.get("metadata") or {}
    return str((metadata.get("event_payload") or {}).get("key", ""))


def card(sandbox: Sandbox, person: str = "ada") -> dict[str, Any]:
    """Return the only card in the channel, as one person sees it."""
    (found,) = [one for one in getattr(sandbox, person).reads() if "Destination" in one["text"]]
    return dict(found)


def message_that_says(person: Person, text: str) -> dict[str, Any]:
    """Wait for a message in the channel with a text, and return the newest one; others may be newer still."""
    return dict([one for one in person.reads(until=text) if text in one["text"]][-1])


def thread(sandbox: Sandbox) -> list[str]:
    """What the thread under the card says."""
    return [one["text"] for one in sandbox.ada.reads(thread=card(sandbox)["ts"])][1:]


def all_whispers(sandbox: Sandbox) -> list[str]:
    """Return every message in a channel that only one person sees."""
    channels = sandbox.state("slack")["channels"]
    return [one["text"] for channel in channels for one in channel["messages"] if "ephemeral_for" in one]


def strikes(sandbox: Sandbox, trouble: ActiveFault) -> None:
    """Wait until a trouble that stays on has struck."""
    on = lambda: [one for one in sandbox.faults() if one["id"] == trouble.id and one["struck"]]  # noqa: E731
    sandbox.until(on, "the trouble strikes", timeout=60)


def whispers(answer: dict[str, Any]) -> list[str]:
    """Return the messages that only the acting person sees."""
    return [reply["text"] for reply in answer["replies"] if reply["ephemeral"]]
