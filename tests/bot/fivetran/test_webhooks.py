"""The Hooks port, kept by the adapter against a strict Fivetran."""

from typing import Any

import pytest

from bot.fivetran.client import FivetranClient
from bot.fivetran.webhooks import FivetranWebhooks
from tests.bot.fivetran.conftest import DEV
from tests.sandbox.support.fivetran_server import AUTH, Sandbox
from workflows.connections.webhook_status import WebhookRegistration
from workflows.connections.webhooks import WEBHOOK_EVENTS
from workflows.errors import Misconfigured, Refused, Unavailable

PROD = "prod_sandbox_group"
SECRET = "sandbox-fivetran-hook"


@pytest.fixture
def hooks(sandbox: Sandbox, client: FivetranClient) -> FivetranWebhooks:
    """The adapter, for webhooks that come to the test itself."""
    return FivetranWebhooks(client, f"{sandbox.url}/hook", SECRET)


def there(sandbox: Sandbox) -> list[dict[str, Any]]:
    """The webhooks of the account."""
    found: list[dict[str, Any]] = sandbox.http.get("/v1/webhooks").json()["data"]["items"]
    return found


def made_by_hand(sandbox: Sandbox, path: str, **facts: Any) -> str:
    """Another person makes a webhook to our address."""
    body = {
        "url": f"{sandbox.url}/hook",
        "events": list(WEBHOOK_EVENTS),
        "secret": SECRET,
        "active": True,
        **facts,
    }
    return str(sandbox.http.post(path, json=body).json()["data"]["id"])


def test_each_group_gets_one_webhook_however_often_it_is_registered(sandbox: Sandbox, hooks: FivetranWebhooks) -> None:
    for _ in range(2):
        hooks.ensure(DEV, renew=False)
        hooks.ensure(PROD, renew=False)

    assert [(one["group_id"], one["active"]) for one in there(sandbox)] == [(DEV, True), (PROD, True)]
    assert set(there(sandbox)[0]["events"]) == set(WEBHOOK_EVENTS)


def test_a_lost_answer_makes_no_duplicate(sandbox: Sandbox, hooks: FivetranWebhooks) -> None:
    sandbox.trouble(kind="lose", match=f"POST /v1/webhooks/group/{DEV}")
    with pytest.raises(Unavailable):
        hooks.ensure(DEV, renew=False)

    hooks.ensure(DEV, renew=False)

    assert len(there(sandbox)) == 1


def test_one_that_fivetran_switched_off_is_switched_on_again(sandbox: Sandbox, hooks: FivetranWebhooks) -> None:
    ident = made_by_hand(sandbox, f"/v1/webhooks/group/{DEV}")
    sandbox.http.patch(f"/v1/webhooks/{ident}", json={"active": False})

    assert hooks.ensure(DEV, renew=False) == WebhookRegistration(ident, was_disabled=True)
    assert hooks.ensure(DEV, renew=False) == WebhookRegistration(ident)
    assert there(sandbox)[0]["active"]


def test_one_of_the_whole_account_will_do(sandbox: Sandbox, hooks: FivetranWebhooks) -> None:
    ident = made_by_hand(sandbox, "/v1/webhooks/account")

    assert [hooks.ensure(group, renew=False) for group in (DEV, PROD)] == [WebhookRegistration(ident)] * 2


def test_one_that_wants_other_events_keeps_them_and_gets_ours(sandbox: Sandbox, hooks: FivetranWebhooks) -> None:
    made_by_hand(sandbox, f"/v1/webhooks/group/{DEV}", events=["sync_start"])

    hooks.ensure(DEV, renew=False)

    assert set(there(sandbox)[0]["events"]) == {"sync_start", *WEBHOOK_EVENTS}


def test_a_renewed_one_is_signed_with_our_secret(sandbox: Sandbox, hooks: FivetranWebhooks) -> None:
    made_by_hand(sandbox, f"/v1/webhooks/group/{DEV}", secret="an older one")

    hooks.ensure(DEV, renew=True)

    (hook,) = sandbox.account.webhooks.values()
    assert hook.secret == SECRET


def test_an_address_that_cannot_be_reached_is_refused(sandbox: Sandbox, client: FivetranClient) -> None:
    sandbox.answers_hooks_with = 503
    hooks = FivetranWebhooks(client, f"{sandbox.url}/hook", SECRET)

    with pytest.raises(Refused, match="The webhook test failed"):
        hooks.ensure(DEV, renew=False)


@pytest.mark.parametrize(("url", "secret"), [("", SECRET), ("https://desk.example.com/", "")])
def test_without_an_address_or_a_secret_none_is_registered(
    sandbox: Sandbox, client: FivetranClient, url: str, secret: str
) -> None:
    hooks = FivetranWebhooks(client, url, secret)

    assert hooks.ensure(DEV, renew=False) is None
    assert list(hooks.check([DEV])) == []
    assert sandbox.env.journal.since() == []


def test_all_is_well_before_there_is_one_and_after(sandbox: Sandbox, hooks: FivetranWebhooks) -> None:
    assert list(hooks.check([DEV])) == []
    hooks.ensure(DEV, renew=False)
    assert list(hooks.check([DEV])) == []


def test_the_check_names_one_that_is_switched_off(sandbox: Sandbox, hooks: FivetranWebhooks) -> None:
    hooks.ensure(DEV, renew=False)
    ident = there(sandbox)[0]["id"]
    sandbox.http.patch(f"/v1/webhooks/{ident}", json={"active": False})

    (problem,) = hooks.check([DEV, PROD])

    assert "has disabled the webhook" in problem
    assert "PUBLIC_URL" in problem


def test_the_check_names_an_address_that_fivetran_will_not_take(client: FivetranClient) -> None:
    (problem,) = FivetranWebhooks(client, "http://desk.example.com/hook", SECRET).check([DEV])

    assert "https" in problem


def test_a_key_without_the_right_to_read_is_reported(sandbox: Sandbox) -> None:
    client = FivetranClient(f"{sandbox.url}/fivetran", AUTH[0], "wrong")
    hooks = FivetranWebhooks(client, f"{sandbox.url}/hook", SECRET)

    with pytest.raises(Misconfigured):
        hooks.ensure(DEV, renew=False)
    assert "WEBHOOK" in next(iter(hooks.check([DEV])))
    client.close()


def test_its_secret_does_not_show(hooks: FivetranWebhooks) -> None:
    assert SECRET not in repr(hooks)
