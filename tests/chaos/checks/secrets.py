"""No secret is in Slack or Jira; the address of a Connect Card is only with its requester."""

import json
from collections.abc import Iterator

from tests.chaos.checks.decided import is_sensitive
from tests.chaos.world import Item, World
from tests.e2e.support.log_checks import SECRETS

CONNECT_CARD = "connect-card/setup?"


def no_secret_is_shown(world: World) -> Iterator[str]:
    """Yield messages and tickets with a secret."""
    requester = {row["id"]: row["requester"] for row in world.requests}
    for message in world.messages:
        text = json.dumps(message)
        if any(secret in text for secret in SECRETS):
            yield f"a message in {message['channel']} shows a secret: {message['text'][:80]}"
        if CONNECT_CARD in text and message["dm_of"] != requester.get(_request_of(message)):
            yield f"a Connect Card is in {message['channel']}: {message['text'][:80]}"
    for ticket in world.tickets:
        if any(secret in json.dumps(ticket) for secret in (*SECRETS, CONNECT_CARD)):
            yield f"{ticket['key']} shows a secret"


def _request_of(message: Item) -> str:
    """Return the id of the request that a Connect Card belongs to, from the key `handover:<id>:…`."""
    return str(message["key"]).split(":")[1] if ":" in message["key"] else ""


def confidential_answers_stay_private(world: World) -> Iterator[str]:
    """Yield messages that show a channel what a confidential request is for, or where its data lands."""
    for request in filter(is_sensitive, world.requests):
        answers = request["body"]["answers"]
        hidden = (answers["purpose"], *answers["destination"].values())
        for message in world.messages:
            is_public = message["dm_of"] is None and "ephemeral_for" not in message
            if is_public and any(value in json.dumps(message) for value in hidden):
                yield f"{message['channel']} shows the confidential request {request['id']}: {message['text'][:80]}"
