"""Count the messages that people get in a whole story, from the form to the first data: an edit isn't one."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench.decision import running_bot
from bench.rows import Row, judge
from bench.story import approve, submit
from sandbox.driver import Sandbox, serve

A_MINUTE, HISTORY = 61, 6 * 3600
SYNCING, DATA = "You're signed in", "data is in"


def measure() -> list[Row]:
    """Count what the requester, the approver, and the channel get."""
    with TemporaryDirectory() as folder, serve() as url, Sandbox(url) as world:
        database = f"sqlite:///{Path(folder) / 'desk.sqlite3'}"
        counts = _count_with_bot(world, database)
    measured = ", ".join(f"{who} {count}" for who, count in counts.items())
    return [judge("messages in a whole story", {}, measured, details=counts)]


def _count_with_bot(world: Sandbox, database: str) -> dict[str, int]:
    with running_bot(world, database):
        return count_messages(world)


def count_messages(world: Sandbox) -> dict[str, int]:
    """Play the story, and return who gets how many messages."""
    known = {(room, one["ts"]) for room, one in _messages(world)}
    _play(world)
    new = [(room, one) for room, one in _messages(world) if (room, one["ts"]) not in known and _is_about(one)]
    lines = [one for room, one in new if room == "channel"]
    return {
        "requester": sum(room == "U0ADA" for room, _one in new) + sum("<@U0ADA>" in one["text"] for one in lines),
        "approver": sum(room == "U0BO" for room, _one in new) + sum("<@U0BO>" in one["text"] for one in lines),
        "channel": sum(map(_is_in_channel, lines)),
    }


def _play(world: Sandbox) -> None:
    approve(world, submit(world)[1])
    world.fivetran.completes_card(schema="salesforce", good=True)
    world.clock(advance=A_MINUTE)
    world.ada.reads("dm", until=SYNCING)
    world.clock(advance=HISTORY)
    world.ada.reads("dm", until=DATA)
    world.ada.reads(until="first data of")


def _messages(world: Sandbox) -> Iterator[tuple[str, dict[str, Any]]]:
    for room in world.state("slack")["channels"]:
        for message in room["messages"]:
            yield room.get("user") or "channel", message


def _is_in_channel(message: dict[str, Any]) -> bool:
    """Whether it's shown in the channel, rather than in a thread only."""
    return message.get("thread_ts") in (None, message["ts"]) or message.get("subtype") == "thread_broadcast"


def _is_about(message: dict[str, Any]) -> bool:
    """Whether the bot posted it about the request, rather than about the account of the sandbox."""
    key = str(((message.get("metadata") or {}).get("event_payload") or {}).get("key", ""))
    return key.startswith(("card:", "journey:", "handover:", "thread:", "news:"))
