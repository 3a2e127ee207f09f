"""Fivetran's own advice about errors, where the account has it."""

from datetime import UTC, datetime

import pytest

from bot.fivetran.client import FivetranClient
from bot.fivetran.errors import FivetranErrors, parse_error
from bot.fivetran.protocol import NotExecuted, list_call
from bot.foreign.fields import Fields
from tests.sandbox.support.fivetran_server import Sandbox
from workflows.errors import CredentialRejected
from workflows.incidents.next_step import VendorAdvice

DAY = 86_400


@pytest.fixture
def zoom(client: FivetranClient) -> str:
    """The id of a connection in production."""
    call = list_call("/v1/groups/prod_sandbox_group/connections")
    return str(next(one["id"] for one in client.items(call) if one["schema"] == "zoom"))


def errors_of(sandbox: Sandbox, client: FivetranClient) -> FivetranErrors:
    return FivetranErrors(client, lambda: datetime.fromtimestamp(sandbox.env.clock.now(), UTC))


def asked(sandbox: Sandbox) -> int:
    return sum(one.path.endswith("/errors") for one in sandbox.env.journal)


def test_the_newest_error_has_a_reason_and_a_remedy(sandbox: Sandbox, client: FivetranClient, zoom: str) -> None:
    sandbox.does("previews", errors=True)
    sandbox.does("breaks", schema="zoom")

    advice = errors_of(sandbox, client).advise(zoom)

    assert advice == VendorAdvice(
        "The sign-in to Zoom was revoked.",
        "Sign in to Zoom as an administrator and authorize Fivetran again on the Setup tab.",
    )
    assert errors_of(sandbox, client).advise("no_such") is None


def test_a_connection_without_errors_has_no_advice(sandbox: Sandbox, client: FivetranClient, zoom: str) -> None:
    sandbox.does("previews", errors=True)

    assert errors_of(sandbox, client).advise(zoom) is None


def test_an_account_without_the_preview_is_asked_once_a_day(
    sandbox: Sandbox, client: FivetranClient, zoom: str
) -> None:
    sandbox.does("breaks", schema="zoom")
    errors = errors_of(sandbox, client)

    assert [errors.advise(zoom) for _ in range(3)] == [None] * 3
    assert asked(sandbox) == 1
    sandbox.does("previews", errors=True)
    sandbox.env.clock.advance(DAY - 60)
    assert errors.advise(zoom) is None
    sandbox.env.clock.advance(120)
    assert errors.advise(zoom)
    assert asked(sandbox) == 2


def test_an_outage_or_a_rejected_key_says_nothing_about_the_preview(
    sandbox: Sandbox, client: FivetranClient, zoom: str
) -> None:
    wrong = FivetranClient(f"{sandbox.url}/fivetran", "sandbox-key", "wrong")
    for _ in range(2):
        with pytest.raises(CredentialRejected):
            errors_of(sandbox, wrong).advise(zoom)
    wrong.close()
    away = FivetranClient("http://127.0.0.1:9", "sandbox-key", "wrong")
    with pytest.raises(NotExecuted):
        errors_of(sandbox, away).advise(zoom)
    away.close()


def test_an_error_may_lack_everything() -> None:
    assert parse_error(Fields({}))[1] == VendorAdvice("", "")
    assert parse_error(Fields({"title": "Reconnect", "message": "Sign in."}))[1] == VendorAdvice(
        "Reconnect", "Sign in."
    )
