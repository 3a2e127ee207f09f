"""Connect Cards: the page where an owner gives credentials to Fivetran, and to nobody else.

https://fivetran.com/docs/rest-api/getting-started/connect-card: the address is valid for one day, and whoever
holds it can use it.
"""

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

if TYPE_CHECKING:
    from sandbox.fivetran.connection import Connection
    from sandbox.world import World

VALID_SECONDS = 86400.0
SECRET_FIELDS = ("password", "api_key", "api_token", "access_token", "api_access_token", "private_key")
PLACE_FIELDS = ("host", "port", "database", "user", "username", "domain", "sub_domain", "subdomain", "email")


@dataclass
class Card:
    """One address that was handed out. `expires_at` is epoch seconds of sandbox time."""

    token: str
    connection_id: str
    redirect_uri: str
    expires_at: float
    hide_setup_guide: bool = False
    used: bool = False


@dataclass(frozen=True)
class Field:
    """One field of the card."""

    name: str
    label: str
    secret: bool


def issue(world: "World", connection: "Connection", config: dict[str, Any]) -> dict[str, str]:
    """A new card; older ones of the same connection stay valid. The answer is `connect_card`."""
    redirect = str(config["redirect_uri"])
    card = Card(secrets.token_urlsafe(24), connection.id, redirect, world.clock.now() + VALID_SECONDS)
    card.hide_setup_guide = bool(config.get("hide_setup_guide"))
    world.fivetran.cards[card.token] = card
    query = {"redirect_uri": redirect, "auth": card.token}
    if card.hide_setup_guide:
        query["hide_setup_guide"] = "true"
    return {"token": card.token, "uri": f"{world.base_url}/fivetran/connect-card/setup?{urlencode(query)}"}


def fields_of(connection: "Connection") -> list[Field]:
    """What the card asks for: where the source is, and one secret."""
    known = connection.service.config["properties"]
    places = [Field(name, known[name]["title"], False) for name in PLACE_FIELDS if name in known]
    return [*places[:4], *_secret_of(connection, known)]


def _secret_of(connection: "Connection", known: dict[str, Any]) -> list[Field]:
    if connection.service.is_open:
        return []
    if connection.service.auth and "password" not in known:
        return [Field("authorisation", f"Sign-in code of {connection.service.facts['name']}", True)]
    hidden = [name for name in known if known[name].get("format") == "password"]
    for name in (*SECRET_FIELDS, *hidden):
        if name in known:
            return [Field(name, known[name]["title"], True)]
    return [Field("api_key", "API key", True)]
