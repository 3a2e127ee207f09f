"""Connect Cards: the page where an owner enters credentials at Fivetran.

https://fivetran.com/docs/rest-api/getting-started/connect-card: the address is valid for one day, and
anyone who has it can use it.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sandbox.fivetran.connection import Connection

VALID_SECONDS = 86400.0
SECRET_FIELDS = ("password", "api_key", "api_token", "access_token", "api_access_token", "private_key")
PLACE_FIELDS = ("host", "port", "database", "user", "username", "domain", "sub_domain", "subdomain", "email")


@dataclass
class ConnectCard:
    """One issued card. `expires_at` is epoch seconds of sandbox time."""

    token: str
    connection_id: str
    redirect_uri: str
    expires_at: float
    hide_setup_guide: bool = False
    used: bool = False
    recipient: str = ""
    """Key of the person who got it by direct message, as far as the page has seen: the message can change later."""

    def address(self, base_url: str) -> str:
        """Return the address of the card's page."""
        query = {"redirect_uri": self.redirect_uri, "auth": self.token}
        if self.hide_setup_guide:
            query["hide_setup_guide"] = "true"
        return f"{base_url}/fivetran/connect-card/setup?{urlencode(query)}"


@dataclass(frozen=True)
class CardField:
    """One field of the card."""

    name: str
    label: str
    secret: bool


def card_fields(connection: Connection) -> list[CardField]:
    """Return the card's fields: the location of the source, and one secret."""
    known = connection.service.config["properties"]
    places = [CardField(name, known[name]["title"], False) for name in PLACE_FIELDS if name in known]
    return [*places[:4], *_secret_fields(connection, known)]


def _secret_fields(connection: Connection, known: dict[str, Any]) -> list[CardField]:
    if connection.service.is_open:
        return []
    if connection.service.auth and "password" not in known:
        return [CardField("authorization", f"Sign-in code of {connection.service.facts['name']}", True)]
    hidden = [name for name in known if known[name].get("format") == "password"]
    for name in (*SECRET_FIELDS, *hidden):
        if name in known:
            return [CardField(name, known[name]["title"], True)]
    return [CardField("api_key", "API key", True)]
