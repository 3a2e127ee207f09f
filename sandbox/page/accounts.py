"""The Fivetran account as the page shows it."""

import json
from typing import Any
from urllib.parse import urlencode

from sandbox.fivetran.connection import Connection, Trouble
from sandbox.world import World

SHOWN = 60
"""The newest connections; a populated account has thousands."""


def connections(world: World) -> dict[str, Any]:
    """The newest connections, caught up with the clock, newest first."""
    account = world.fivetran
    account.tick()
    newest = sorted(account.connections.values(), key=lambda one: one.created_at, reverse=True)[:SHOWN]
    return {
        "total": len(account.connections),
        "connections": [_connection(world, one) for one in newest],
    }


def _connection(world: World, connection: Connection) -> dict[str, Any]:
    return {
        "id": connection.id,
        "schema": connection.schema,
        "service": str(connection.service.facts["name"]),
        "group": world.fivetran.groups[connection.group_id]["name"],
        "state": _state(connection),
        "created": connection.created_at,
        "succeeded": connection.succeeded_at,
        "run": {
            "started": connection.run.started,
            "ends": connection.run.ends,
            "first": connection.run.historical,
        }
        if connection.run
        else None,
        "tasks": [task["message"] for task in connection.tasks],
        "card": _card(world, connection),
        "owner": _owner(world, connection),
    }


def _state(connection: Connection) -> str:
    """One word for a person; the API says the same in four fields."""
    if connection.trouble is Trouble.DELAYED:
        return "delayed"
    if connection.setup_state == "broken" or connection.trouble is not None:
        return "broken"
    if connection.setup_state == "incomplete":
        return "incomplete"
    if connection.run and connection.run.historical:
        return "first sync"
    return "synced" if connection.sync_state == "scheduled" else connection.sync_state


def _card(world: World, connection: Connection) -> str | None:
    """The address of the newest Connect Card that still works."""
    now = world.clock.now()
    usable = [
        card
        for card in world.fivetran.cards.values()
        if card.connection_id == connection.id and not card.used and card.expires_at > now
    ]
    if not usable:
        return None
    query = urlencode({"redirect_uri": usable[-1].redirect_uri, "auth": usable[-1].token})
    return f"{world.base_url}/fivetran/connect-card/setup?{query}"


def _owner(world: World, connection: Connection) -> str | None:
    """Who was sent a Connect Card of this connection in direct messages: the key of the person."""
    tokens = [card.token for card in world.fivetran.cards.values() if card.connection_id == connection.id]
    for room in world.slack.conversations.values():
        said = json.dumps([message.blocks for message in room.messages]) if room.person and tokens else ""
        if any(token in said for token in tokens):
            owner = world.slack.directory.get(str(room.person))
            return owner.key if owner else None
    return None
