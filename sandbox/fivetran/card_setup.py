"""`/connect-card/setup`: show the card, take the credentials, test them, send the browser on."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from sandbox.fivetran.card import Card, fields_of
from sandbox.fivetran.card_page import closed, connected, form
from sandbox.fivetran.connection import Connection, Credentials
from sandbox.fivetran.credentials import passed, verdict
from sandbox.fivetran.testing import run_tests

if TYPE_CHECKING:
    from sandbox.world import World

HEADERS = {"Cache-Control": "no-store", "X-Frame-Options": "DENY"}
"""A card cannot be framed, and nobody may keep it."""


def setup(world: "World") -> Callable[[Request], Awaitable[Response]]:
    """The page's endpoint."""

    async def endpoint(request: Request) -> Response:
        card = world.fivetran.cards.get(request.query_params.get("auth", ""))
        if card is None or card.connection_id not in world.fivetran.connections:
            return _closed("This Connect Card does not exist", "Ask for a new one.", 404)
        if card.used:
            return _closed("This Connect Card was used already", "There is nothing left to do here.", 410)
        if world.clock.now() > card.expires_at:
            return _closed(
                "This Connect Card has expired", "It was valid for one day. Ask for a new one.", 410
            )
        if request.method == "GET":
            return _form(world.fivetran.connection(card.connection_id), card, {}, {}, 200)
        given = dict(parse_qsl((await request.body()).decode("utf-8", "replace"), keep_blank_values=True))
        return submit(world, card, given)

    return endpoint


def submit(world: "World", card: Card, given: dict[str, str]) -> Response:
    """Test what was typed: on success the card is used up and the browser goes to `redirect_uri`."""
    connection = world.fivetran.connection(card.connection_id)
    fields = fields_of(connection)
    empty = {
        field.name: f"{field.label} is missing." for field in fields if not given.get(field.name, "").strip()
    }
    if empty:
        return _form(connection, card, given, empty, 422)
    connection.credentials = verdict([given[field.name] for field in fields] or ["none needed"])
    tests = run_tests(world, connection)
    if not passed(tests):
        return _form(connection, card, given, {"": tests[0]["message"]}, 422)
    card.used, connection.connected_by = True, connection.connected_by or "ada_okafor"
    headers = {**HEADERS, "Location": card.redirect_uri}
    return HTMLResponse(connected(connection, card), 303, headers=headers)


def fill_in(world: "World", connection: Connection, good: bool) -> bool:
    """Do what a person does on the page; True when the connection is connected afterwards."""
    connection.credentials = Credentials.GOOD if good else Credentials.WRONG
    if not passed(run_tests(world, connection)):
        return False
    connection.connected_by = connection.connected_by or "ada_okafor"
    for card in world.fivetran.cards.values():
        card.used = card.used or card.connection_id == connection.id
    return True


def _form(
    connection: Connection, card: Card, given: dict[str, str], errors: dict[str, str], status: int
) -> Response:
    page = form(connection, card, fields_of(connection), given, errors)
    return HTMLResponse(page, status, headers=HEADERS)


def _closed(title: str, words: str, status: int) -> Response:
    return HTMLResponse(closed(title, words), status, headers=HEADERS)
