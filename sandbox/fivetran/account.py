"""The state of the pretend Fivetran account."""

import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any

from sandbox.fivetran import people
from sandbox.fivetran.card import Card
from sandbox.fivetran.connection import Connection, shown
from sandbox.fivetran.door import KEYS
from sandbox.fivetran.envelope import Problem, missing
from sandbox.fivetran.history import past
from sandbox.fivetran.life import Happening, catch_up
from sandbox.fivetran.quota import Quota
from sandbox.fivetran.services import everything
from sandbox.fivetran.slugs import slug
from sandbox.fivetran.verbs import verbs
from sandbox.fivetran.webhooks import Webhook, publish

if TYPE_CHECKING:
    from sandbox.world import World


class Account:
    """Groups, connections and web hooks of one account; a dozen connections have been there for long."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self._numbers = itertools.count()
        self.services = everything()
        self.quota = Quota(world.clock)
        self.groups = people.groups(self._ago)
        self.destinations = people.destinations()
        self.users = people.users(self._ago)
        self.members = people.members()
        self.webhooks: dict[str, Webhook] = {}
        self.follows_clock = False
        self.cards: dict[str, Card] = {}
        self.hours: dict[str, float] = {}
        self.connections: dict[str, Connection] = {}
        self._names: set[tuple[str, str]] = set()
        for connection in past(self.services, world.clock.now()):
            self.add(connection)
        self.teams = people.teams()
        self.memberships = people.memberships({one.schema: one.id for one in self.connections.values()})

    @property
    def verbs(self) -> dict[str, Callable[[dict[str, Any]], Any]]:
        """What the control room can do here; see `sandbox.fivetran.verbs`."""
        return {name: partial(verb, self._world) for name, verb in verbs.items()}

    def new_id(self) -> str:
        """A fresh id: two words, as Fivetran makes them."""
        return slug(next(self._numbers))

    def add(self, connection: Connection) -> Connection:
        """A connection that exists from now on."""
        connection.id = connection.id or self.new_id()
        self.connections[connection.id] = connection
        self._names.add((connection.group_id, connection.schema))
        return connection

    def remove(self, connection: Connection) -> None:
        """It is gone; its name is free again."""
        del self.connections[connection.id]
        self._names.discard((connection.group_id, connection.schema))

    def has_name(self, group_id: str, schema: str) -> bool:
        """Whether a connection of the group has this name."""
        return (group_id, schema) in self._names

    def connection(self, ident: str, key: str = "sandbox-key") -> Connection:
        """One connection, as it is by now; raises 404."""
        connection = self.connections.get(ident)
        if connection is None or KEYS[key] == "nothing":
            raise missing("Connection", ident)
        return self.caught_up(connection)

    def group(self, ident: str, key: str = "sandbox-key") -> dict[str, Any]:
        """One group; raises 404, or 403 when the key is for others."""
        if ident not in self.groups:
            raise missing("Group", ident)
        if KEYS[key] == "nothing":
            raise Problem(403, "Forbidden", "The API key has no permission for this group.")
        return self.groups[ident]

    def named(self, schema: str) -> Connection | None:
        """The newest connection of any group with this name."""
        found = [item for item in self.connections.values() if item.schema == schema]
        return self.caught_up(found[-1]) if found else None

    def matching(self, group_id: str | None, schema: str | None, key: str) -> Iterator[Connection]:
        """Connections by group and exact name."""
        if KEYS[key] == "nothing":
            return
        for connection in list(self.connections.values()):
            fits = group_id in (None, connection.group_id) and schema in (None, connection.schema)
            if fits:
                yield connection

    def caught_up(self, connection: Connection) -> Connection:
        """The connection after everything that happened to it by itself until now."""
        self.tell(connection, catch_up(connection, self._world.clock.now()))
        return connection

    def tell(self, connection: Connection, news: Iterable[Happening]) -> None:
        """Let subscribers know."""
        webhooks = list(self.webhooks.values())
        for happening in news:
            publish(self._world, webhooks, connection, happening)

    def tick(self) -> None:
        """The clock moved: let every connection catch up, so that web hooks go out by themselves."""
        for connection in list(self.connections.values()):
            self.caught_up(connection)

    def as_json(self) -> dict[str, Any]:
        """Everything but secrets, for the control room."""
        iso = self._world.clock.iso
        self.tick()
        return {
            "groups": list(self.groups.values()),
            "destinations": list(self.destinations.values()),
            "users": list(self.users.values()),
            "connections": [_public(connection, iso) for connection in self.connections.values()],
            "webhooks": [webhook.shown for webhook in self.webhooks.values()],
            "connect_cards": [{**asdict(card), "token": "******"} for card in self.cards.values()],
            "quota": {
                "limit": self.quota.requests.limit,
                "remaining": self.quota.requests.remaining,
            },
        }

    def _ago(self, seconds: float) -> str:
        return self._world.clock.iso(self._world.clock.now() - seconds)


def _public(connection: Connection, iso: Any) -> dict[str, Any]:
    return {**shown(connection, iso), "credentials": connection.credentials, "names": connection.names}
