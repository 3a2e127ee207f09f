"""Connect Cards in a browser."""

from typing import Any

import httpx
import pytest

from tests.sandbox.support.fivetran_server import Sandbox

BACK = "https://desk.example.com/thanks?request=7"


@pytest.fixture
def card(sandbox: Sandbox) -> dict[str, Any]:
    """Create a Connect Card for a new Stripe connection."""
    body = {"service": "stripe", "group_id": "dev_sandbox_group", "paused": True, "run_setup_tests": False}
    created = sandbox.http.post("/v1/connections", json={**body, "config": {"schema": "pay"}}).json()["data"]
    wanted = {"connect_card_config": {"redirect_uri": BACK}}
    answer = sandbox.http.post(f"/v1/connections/{created['id']}/connect-card", json=wanted)
    data: dict[str, Any] = answer.json()["data"]
    return data


def state(sandbox: Sandbox, card: dict[str, Any]) -> str:
    """Return the setup state."""
    answer = sandbox.http.get(f"/v1/connections/{card['connector_id']}")
    return str(answer.json()["data"]["status"]["setup_state"])


def opened(card: dict[str, Any], **fields: str) -> httpx.Response:
    """Open the page, or submit it when there are fields."""
    uri = card["connect_card"]["uri"]
    with httpx.Client(trust_env=False) as browser:
        return browser.post(uri, data=fields) if fields else browser.get(uri)


def test_card_names_source_and_destination(card: dict[str, Any]) -> None:
    page = opened(card)

    assert page.status_code == 200
    assert "Connect Stripe" in page.text
    assert "<code>pay</code>" in page.text
    assert '<label for="api_key">' in page.text
    assert page.headers["x-frame-options"] == "DENY"


def test_good_credentials_connect_and_redirect(sandbox: Sandbox, card: dict[str, Any]) -> None:
    sent = opened(card, api_key="correct horse")

    assert (sent.status_code, sent.headers["location"]) == (303, BACK)
    assert "All setup tests passed" in sent.text
    assert state(sandbox, card) == "connected"


def test_wrong_credentials_can_be_corrected(sandbox: Sandbox, card: dict[str, Any]) -> None:
    refused = opened(card, api_key="wrong horse")
    incomplete = state(sandbox, card)
    accepted = opened(card, api_key="correct horse")

    assert "does not accept these credentials" in refused.text
    assert "wrong horse" not in refused.text
    assert incomplete == "incomplete"
    assert accepted.status_code == 303


def test_empty_field_is_reported(card: dict[str, Any]) -> None:
    page = opened(card, api_key=" ")

    assert page.status_code == 422
    assert 'id="api_key-error">API key is missing.' in page.text


def test_card_works_once_and_expires_after_a_day(sandbox: Sandbox, card: dict[str, Any]) -> None:
    opened(card, api_key="correct horse")
    used = opened(card)
    fresh = sandbox.http.post(
        f"/v1/connections/{card['connector_id']}/connect-card",
        json={"connect_card_config": {"redirect_uri": BACK}},
    ).json()["data"]
    sandbox.waits(hours=25)

    assert (used.status_code, "already used" in used.text) == (410, True)
    assert "has expired" in opened(fresh).text
    assert opened({"connect_card": {"uri": card["connect_card"]["uri"] + "x"}}).status_code == 404


def test_credentials_are_never_stored(sandbox: Sandbox, card: dict[str, Any]) -> None:
    opened(card, api_key="correct horse")

    state = str(sandbox.on_loop(sandbox.account.as_json))

    assert "correct horse" not in state
    assert card["connect_card"]["token"] not in state
