"""Who connected each connection in Fivetran, as proposals for its owner."""

from collections.abc import Iterable, Iterator

from bot.fivetran.client import FivetranClient
from bot.fivetran.lookup import LOOKUP_TIMEOUT_SECONDS
from bot.fivetran.protocol import ApiCall, NotFound, list_call
from bot.foreign.fields import Fields, as_flag, as_text


def connected_by(client: FivetranClient, groups: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield connection id and email address of the user who connected it, where Fivetran says so.

    `connected_by` is the id of a user, or null; only the list of users has email addresses.
    https://fivetran.com/docs/rest-api/api-reference/users/list-all-users
    """
    emails = dict(client.read_items("user", list_call("/v1/users"), parse_user_email).items)
    for group in groups:
        listed = client.read_items("connection", list_call(f"/v1/groups/{group}/connections"), parse_connected_by)
        yield from ((id_, emails[user]) for id_, user in listed.items if emails.get(user))


class ConnectionUsers:
    """Reads who connected one connection, while a person waits or a list is made."""

    def __init__(self, client: FivetranClient) -> None:
        self._client = client

    def email_of(self, connection_id: str) -> str:
        """Return the email address of the active user who connected it; empty for none.

        https://fivetran.com/docs/rest-api/api-reference/users/user-details
        """
        try:
            _id, user = self._client.fetch_item(
                "connection", _quick(f"/v1/connections/{connection_id}"), parse_connected_by
            )
            return self._client.fetch_item("user", _quick(f"/v1/users/{user}"), parse_user_email)[1] if user else ""
        except NotFound:
            return ""


def _quick(path: str) -> ApiCall:
    return ApiCall("GET", path, timeout_seconds=LOOKUP_TIMEOUT_SECONDS)


def parse_user_email(fields: Fields) -> tuple[str, str]:
    """Parse a user into id and email address. One who isn't active has no address here."""
    is_active = fields.lenient("active", as_flag, True)
    return fields.require("id", as_text), (fields.require("email", as_text) if is_active else "")


def parse_connected_by(fields: Fields) -> tuple[str, str]:
    """Parse a connection into its id and the id of the user who connected it; empty for none."""
    return fields.require("id", as_text), fields.optional("connected_by", as_text, "")
