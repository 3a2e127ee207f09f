"""The page's Fivetran panel."""

import json
from typing import Any
from urllib.parse import urlencode

from sandbox.fivetran.connection import Connection, Failure
from sandbox.world import World

MAX_CONNECTIONS = 60
"""Only the newest connections are shown. A populated account has thousands."""


def fivetran_panel(world: World) -> dict[str, Any]:
    """Return the newest connections, up to date, newest first."""
    account = world.fivetran
    account.refresh_all()
    newest = sorted(account.connections.values(), key=lambda one: one.created_at, reverse=True)[:MAX_CONNECTIONS]
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
        "due": connection.due,
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
    """Return one label for the four state fields of the API."""
    if connection.failure is Failure.DELAYED:
        return "delayed"
    if connection.setup_state == "broken" or connection.failure is not None:
        return "broken"
    if connection.setup_state == "incomplete":
        return "incomplete"
    if connection.run and connection.run.historical:
        return "first sync"
    return "synced" if connection.sync_state == "scheduled" else connection.sync_state


def _card(world: World, connection: Connection) -> str | None:
    """Return the address of the newest valid Connect Card."""
    now = world.env.clock.now()
    usable = [
        card
        for card in world.fivetran.cards.values()
        if card.connection_id == connection.id and not card.used and card.expires_at > now
    ]
    if not usable:
        return None
    query = urlencode({"redirect_uri": usable[-1].redirect_uri, "auth": usable[-1].token})
    return f"{world.env.base_url}/fivetran/connect-card/setup?{query}"


def _owner(world: World, connection: Connection) -> str | None:
    """Return the key of the person who received a Connect Card of this connection by DM."""
    cards = [card for card in world.fivetran.cards.values() if card.connection_id == connection.id]
    for room in world.slack.conversations.values():
        blocks = json.dumps([message.blocks for message in room.messages]) if room.person and cards else ""
        owner = world.slack.directory.get(str(room.person))
        for card in cards:
            if owner and card.token in blocks:
                card.recipient = owner.key
    return next((card.recipient for card in reversed(cards) if card.recipient), None)
