"""The state of the simulated Fivetran account."""

import itertools
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from sandbox.environment import Environment
from sandbox.fivetran import users
from sandbox.fivetran.api_keys import KEYS
from sandbox.fivetran.connect_card import VALID_SECONDS, ConnectCard
from sandbox.fivetran.connection import Connection, connection_json
from sandbox.fivetran.envelope import Problem, not_found
from sandbox.fivetran.ids import make_id
from sandbox.fivetran.quota import Quota
from sandbox.fivetran.seed_history import seed_connections
from sandbox.fivetran.services import load_services
from sandbox.fivetran.sync_simulation import Event, catch_up
from sandbox.fivetran.webhooks import Webhook, publish


class Account:
    """Groups, connections, and webhooks of one account, with a dozen existing connections."""

    def __init__(self, env: Environment) -> None:
        self.env = env
        self.clock = env.clock
        self._numbers = itertools.count()
        self.services = load_services()
        self.quota = Quota(self.clock)
        self.groups = users.groups(self._ago)
        self.destinations = users.destinations()
        self.users = users.users(self._ago)
        self.members = users.members()
        self.webhooks: dict[str, Webhook] = {}
        self.follows_clock = False
        self.has_errors_preview = False
        """Whether the account was let into the private preview of connection errors."""
        self.cards: dict[str, ConnectCard] = {}
        self.hours: dict[str, float] = {}
        self.connections: dict[str, Connection] = {}
        self._names: set[tuple[str, str]] = set()
        for connection in seed_connections(self.services, self.clock.now()):
            self.add(connection)
        self.teams = users.teams()
        self.memberships = users.memberships({one.schema: one.id for one in self.connections.values()})

    def issue_card(self, connection: Connection, config: dict[str, Any]) -> dict[str, str]:
        """Issue a Connect Card and return the API's `connect_card`. Older cards stay valid."""
        card = ConnectCard(
            token=secrets.token_urlsafe(24),
            connection_id=connection.id,
            redirect_uri=str(config["redirect_uri"]),
            expires_at=self.clock.now() + VALID_SECONDS,
            hide_setup_guide=bool(config.get("hide_setup_guide")),
        )
        self.cards[card.token] = card
        return {"token": card.token, "uri": card.address(self.env.base_url)}

    def new_id(self) -> str:
        """Return a new id of two words, as Fivetran creates them."""
        return make_id(next(self._numbers))

    def add(self, connection: Connection) -> Connection:
        """Add a connection."""
        connection.id = connection.id or self.new_id()
        self.connections[connection.id] = connection
        self._names.add((connection.group_id, connection.schema))
        return connection

    def remove(self, connection: Connection) -> None:
        """Remove a connection and free its name."""
        del self.connections[connection.id]
        self._names.discard((connection.group_id, connection.schema))

    def has_name(self, group_id: str, schema: str) -> bool:
        """Return whether the group has a connection with this name."""
        return (group_id, schema) in self._names

    def connection(self, ident: str, key: str = "sandbox-key") -> Connection:
        """Return one current connection. Raises 404."""
        connection = self.connections.get(ident)
        if connection is None or connection.is_hidden or KEYS[key] == "nothing":
            raise not_found("Connection", ident)
        return self.refresh(connection)

    def group(self, ident: str, key: str = "sandbox-key") -> dict[str, Any]:
        """Return one group. Raises 404, or 403 when the key can't access it."""
        if ident not in self.groups:
            raise not_found("Group", ident)
        if KEYS[key] == "nothing":
            raise Problem(403, "Forbidden", "The API key has no permission for this group.")
        return self.groups[ident]

    def find_by_schema(self, schema: str) -> Connection | None:
        """Return the newest connection of any group with this name."""
        found = [item for item in self.connections.values() if item.schema == schema]
        return self.refresh(found[-1]) if found else None

    def find_all(self, group_id: str | None, schema: str | None, key: str) -> Iterator[Connection]:
        """Yield connections by group and exact name."""
        if KEYS[key] == "nothing":
            return
        for connection in list(self.connections.values()):
            fits = group_id in (None, connection.group_id) and schema in (None, connection.schema)
            if fits and not connection.is_hidden:
                yield connection

    def refresh(self, connection: Connection) -> Connection:
        """Apply every change that is due on the clock, and return the connection."""
        self.notify_webhooks(connection, catch_up(connection, self.clock.now()))
        return connection

    def notify_webhooks(self, connection: Connection, news: Iterable[Event]) -> None:
        """Publish events to the account's webhooks."""
        webhooks = list(self.webhooks.values())
        for happening in news:
            publish(self.env, webhooks, connection, happening)

    async def follow_clock(self) -> None:
        """Let connections catch up with the clock while the account has webhooks."""
        ticked = self.clock.now()
        while self.webhooks:
            await self.env.changes.wait_after(self.env.changes.version, 5.0)
            if self.clock.now() - ticked >= 1.0:
                ticked = self.clock.now()
                self.refresh_all()
        self.follows_clock = False

    def refresh_all(self) -> None:
        """Refresh every connection so that due webhooks are sent."""
        for connection in list(self.connections.values()):
            self.refresh(connection)

    def as_json(self) -> dict[str, Any]:
        """Return the state without secrets, for the control API."""
        iso = self.clock.iso
        self.refresh_all()
        return {
            "groups": list(self.groups.values()),
            "destinations": list(self.destinations.values()),
            "users": list(self.users.values()),
            "connections": [_state_json(connection, iso) for connection in self.connections.values()],
            "webhooks": [webhook.as_json for webhook in self.webhooks.values()],
            "connect_cards": [{**asdict(card), "token": "******"} for card in self.cards.values()],
            "quota": {
                "limit": self.quota.requests.limit,
                "remaining": self.quota.requests.remaining,
            },
        }

    def _ago(self, seconds: float) -> str:
        return self.clock.iso(self.clock.now() - seconds)


def _state_json(connection: Connection, iso: Any) -> dict[str, Any]:
    return {
        **connection_json(connection, iso),
        "credentials": connection.credentials,
        "names": connection.names,
    }
