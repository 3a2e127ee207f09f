"""`/connect-card/setup`: show the card, accept and test credentials, and redirect the browser."""

from collections.abc import Awaitable, Callable
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from sandbox.fivetran.account import Account
from sandbox.fivetran.connect_card import ConnectCard, card_fields
from sandbox.fivetran.connect_card_page import render_closed, render_form, render_success
from sandbox.fivetran.connection import Connection, Credentials
from sandbox.fivetran.credentials import all_passed, check_secrets
from sandbox.fivetran.setup_tests import run_tests

HEADERS = {"Cache-Control": "no-store", "X-Frame-Options": "DENY"}
"""A card can't be framed or cached."""


def card_endpoint(account_now: Callable[[], Account]) -> Callable[[Request], Awaitable[Response]]:
    """Return the endpoint of the page."""

    async def endpoint(request: Request) -> Response:
        account = account_now()
        card = account.cards.get(request.query_params.get("auth", ""))
        if card is None or card.connection_id not in account.connections:
            return _closed("This Connect Card does not exist", "Ask for a new one.", 404)
        if card.used:
            return _closed("This Connect Card was already used", "No further action is needed.", 410)
        if account.clock.now() > card.expires_at:
            return _closed("This Connect Card has expired", "It was valid for one day. Ask for a new one.", 410)
        if request.method == "GET":
            return _form(account.connection(card.connection_id), card, {}, {}, 200)
        given = dict(parse_qsl((await request.body()).decode("utf-8", "replace"), keep_blank_values=True))
        return submit_card(account, card, given)

    return endpoint


def submit_card(account: Account, card: ConnectCard, given: dict[str, str]) -> Response:
    """Test the submitted credentials. On success, use up the card and redirect to `redirect_uri`."""
    connection = account.connection(card.connection_id)
    fields = card_fields(connection)
    empty = {field.name: f"{field.label} is missing." for field in fields if not given.get(field.name, "").strip()}
    if empty:
        return _form(connection, card, given, empty, 422)
    connection.credentials = check_secrets([given[field.name] for field in fields] or ["none needed"])
    tests = run_tests(account, connection)
    if not all_passed(tests):
        return _form(connection, card, given, {"": tests[0]["message"]}, 422)
    card.used, connection.connected_by = True, connection.connected_by or "ada_okafor"
    headers = {**HEADERS, "Location": card.redirect_uri}
    return HTMLResponse(render_success(connection, card), 303, headers=headers)


def complete_card(account: Account, connection: Connection, good: bool) -> bool:
    """Complete the card without the page. Return whether the connection is connected."""
    connection.credentials = Credentials.GOOD if good else Credentials.WRONG
    if not all_passed(run_tests(account, connection)):
        return False
    connection.connected_by = connection.connected_by or "ada_okafor"
    for card in account.cards.values():
        card.used = card.used or card.connection_id == connection.id
    return True


def _form(
    connection: Connection, card: ConnectCard, given: dict[str, str], errors: dict[str, str], status: int
) -> Response:
    page = render_form(connection, card, card_fields(connection), given, errors)
    return HTMLResponse(page, status, headers=HEADERS)


def _closed(title: str, words: str, status: int) -> Response:
    return HTMLResponse(render_closed(title, words), status, headers=HEADERS)
