"""The HTTP side: closed doors, forged hooks, health."""

import asyncio
import hashlib
import hmac
import time
from typing import Any

import httpx
import pytest

from bot.http.app import MAX_RUNNING_WEBHOOKS, Endpoints, SignedWebhook, create_http_app

SECRET = "sandbox-fivetran-hook"
BODY = b'{"event":"sync_end","connector_id":"duel_salutation"}'
SIGNED = hmac.new(SECRET.encode(), BODY, hashlib.sha256).hexdigest()

GONE = "The database isn't responding."


class Stage:
    """A server, and what was heard behind it."""

    def __init__(
        self, secret: str = SECRET, ready: bool = True, notes: dict[str, str] | None = None, webhook_turn: float = 0.0
    ) -> None:
        self.heard: list[object] = []
        doors = Endpoints(
            problems=lambda: {"database": "" if ready else GONE},
            webhook_problems=lambda: notes or {},
            webhooks={"fivetran": SignedWebhook(secret, "x-fivetran-signature-256", self.heard.append)},
            on_connect_card_return=self.heard.append,
            webhook_turn=webhook_turn,
        )
        self._app = create_http_app(doors)

    def asks(self, method: str, path: str, **more: Any) -> httpx.Response:
        return self.asks_at_once(1, method, path, **more)[0]

    def asks_at_once(self, times: int, method: str, path: str, **more: Any) -> list[httpx.Response]:
        async def ask() -> list[httpx.Response]:
            transport = httpx.ASGITransport(self._app)
            async with httpx.AsyncClient(transport=transport, base_url="http://desk") as client:
                return await asyncio.gather(*(client.request(method, path, **more) for _ in range(times)))

        return asyncio.run(ask())

    def delivers(self, signature: str | None, sender: str = "fivetran") -> int:
        headers = {"X-Fivetran-Signature-256": signature} if signature is not None else {}
        return self.asks("POST", f"/webhooks/{sender}", content=BODY, headers=headers).status_code


@pytest.mark.parametrize("signature", [SIGNED, SIGNED.upper(), f"sha256={SIGNED}"])
def test_a_genuine_hook_is_heard_in_either_case_of_its_signature(signature: str) -> None:
    stage = Stage()

    assert stage.delivers(signature) == 200
    assert stage.heard == [BODY]


def test_a_flood_of_hooks_is_answered_at_a_pace_that_leaves_time_for_presses() -> None:
    stage, number = Stage(webhook_turn=0.2), 2 * MAX_RUNNING_WEBHOOKS
    began = time.monotonic()

    answers = stage.asks_at_once(
        number, "POST", "/webhooks/fivetran", content=BODY, headers={"X-Fivetran-Signature-256": SIGNED}
    )

    assert time.monotonic() - began >= 2 * 0.2
    assert [answer.status_code for answer in answers] == [200] * number == [200] * len(stage.heard)


@pytest.mark.parametrize("signature", [None, "", "forged", SIGNED[:-1] + "0" * 2])
def test_a_forged_or_unsigned_hook_is_turned_away(signature: str | None) -> None:
    stage = Stage()

    assert stage.delivers(signature) == 401
    assert stage.heard == []


def test_without_a_secret_no_hook_is_believed() -> None:
    unsigned = hmac.new(b"", BODY, hashlib.sha256).hexdigest()

    assert Stage(secret="").delivers(unsigned) == 401


def test_doors_that_are_closed_answer_404() -> None:
    stage = Stage()

    assert stage.delivers(SIGNED, sender="somebody") == 404
    assert stage.asks("POST", "/slack/events", content=b"").status_code == 404


def test_a_hook_that_is_too_large_is_not_read() -> None:
    stage = Stage()
    large = b"x" * 1_000_001
    signature = hmac.new(SECRET.encode(), large, hashlib.sha256).hexdigest()

    answer = stage.asks("POST", "/webhooks/fivetran", content=large, headers={"X-Fivetran-Signature-256": signature})

    assert answer.status_code == 413
    assert stage.heard == []


def test_readiness_tells_what_works_and_what_is_wrong() -> None:
    ready, gone = (Stage(ready=ready).asks("GET", "/health/ready") for ready in (True, False))

    assert (ready.status_code, ready.json()) == (200, {"database": True})
    assert (gone.status_code, gone.json()) == (503, {"database": False, "problems": {"database": GONE}})


def test_a_webhook_that_does_not_work_is_reported_and_leaves_the_bot_ready() -> None:
    answer = Stage(notes={"dev": "It can't be registered."}).asks("GET", "/health/ready")

    assert answer.status_code == 200
    assert answer.json() == {"database": True, "webhooks": {"dev": "It can't be registered."}}


def test_it_lives_and_can_be_measured() -> None:
    stage = Stage()

    assert stage.asks("GET", "/health/live").status_code == 200
    assert "python_info" in stage.asks("GET", "/metrics").text


def test_a_browser_that_comes_back_from_a_connect_card_is_thanked_and_heard() -> None:
    stage = Stage()

    assert "You're back from Fivetran" in stage.asks("GET", "/connected/7f3c9a").text
    assert stage.heard == ["7f3c9a"]
