"""Fivetran's webhooks shorten the wait for an alert; polling notices when they stop, and spares quota."""

import hashlib
import hmac
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any

import httpx
import pytest

from demo.stage import Bot
from sandbox.driver import Sandbox
from tests.e2e.support.assertions import connections
from tests.e2e.support.bot_process import Bots
from tests.e2e.support.http_get import get_from
from tests.e2e.support.steps import time_for_a_look, up_to_connect_card

SECRET = "sandbox-fivetran-hook"
KEY = ("sandbox-key", "sandbox-secret")
DEV, PROD = "dev_sandbox_group", "prod_sandbox_group"
AN_ALERT = 15
"""Seconds of sandbox time between a failure and the message about it."""
LATER = 610
"""Seconds after which the bot checks its webhooks again."""


@pytest.fixture
def hooked(bots: Bots, sandbox: Sandbox) -> Bot:
    """A bot whose webhooks are registered, and that knows it."""
    bot = bots.start(FIVETRAN_WEBHOOK_SECRET=SECRET)
    sandbox.until(lambda: len(_hooks(sandbox)) == 2, "both groups have a webhook")
    known = lambda: all(f'webhook_up{{group="{group}"}} 1.0' in _metrics(bot) for group in (DEV, PROD))  # noqa: E731
    sandbox.until(known, "the bot has written that down")
    sandbox.ada.reads(until="jira")
    _a_minute_begins(sandbox)
    return bot


@pytest.fixture
def listening(bots: Bots, sandbox: Sandbox) -> Bot:
    """A bot that receives webhooks and registers none: what comes is what the test sends."""
    bot = bots.start(FIVETRAN_WEBHOOK_SECRET=SECRET, PUBLIC_URL="")
    sandbox.ada.reads(until="jira")
    _a_minute_begins(sandbox)
    return bot


def test_each_group_gets_one_webhook_that_a_restart_finds_again(sandbox: Sandbox, hooked: Bot, bots: Bots) -> None:
    hooked.stop()
    hooked.start()
    before = sandbox.journal()[-1]["number"]
    sandbox.clock(advance=LATER)
    looked = lambda: sandbox.journal(before, path="/v1/webhooks")  # noqa: E731
    sandbox.until(looked, "the bot checks its webhooks")

    assert sorted(hook["group_id"] for hook in _hooks(sandbox)) == [DEV, PROD]
    assert all(hook["active"] and "sync_end" in hook["events"] for hook in _hooks(sandbox))


def test_a_failure_is_told_within_seconds(sandbox: Sandbox, hooked: Bot) -> None:
    broke_at, before = sandbox.clock_now()["now"], sandbox.journal()[-1]["number"]
    sandbox.fivetran.breaks(schema="zoom")

    told = sandbox.ada.reads(until="zoom can't sign in · production")

    (alert,) = [one for one in told if "zoom can't sign in" in one["text"]]
    assert float(alert["ts"]) - broke_at <= AN_ALERT
    assert 1 <= len(_looks(sandbox, before, PROD)) <= 2
    assert _looks(sandbox, before, DEV) == []


def test_what_is_forged_replayed_or_unknown_is_answered_and_says_nothing(sandbox: Sandbox, listening: Bot) -> None:
    said, before = len(sandbox.ada.reads()), sandbox.journal()[-1]["number"]
    genuine = _event("duel_salutation", DEV, "FAILURE")
    test_event = {"event": "test_event", "connector_id": "_connector_1", "group_id": "_destination_1"}

    statuses = {
        "forged": _sends(listening, _event("stripe", PROD, "FAILURE"), secret="a guess"),
        "unsigned": _sends(listening, _event("stripe", PROD, "FAILURE"), secret=None),
        "test": _sends(listening, test_event),
        "unknown event": _sends(listening, _event("stripe", PROD, "FAILURE") | {"event": "moon_landing"}),
        "unknown group": _sends(listening, _event("stripe", "somebody_elses", "FAILURE")),
        "not JSON": _sends(listening, b"sync_end"),
        "too large": _sends(listening, b"x" * 1_000_001),
        "genuine": _sends(listening, genuine),
    }

    expected = dict.fromkeys(statuses, 200) | {"forged": 401, "unsigned": 401, "not JSON": 400, "too large": 413}
    assert statuses == expected
    sandbox.until(lambda: _looks(sandbox, before, DEV), "the genuine one makes a look")
    replayed_at = sandbox.journal()[-1]["number"]
    assert _sends(listening, genuine) == 200
    assert _sends(listening, _event("another", PROD, "FAILURE")) == 200  # unknown, but in a group of ours
    sandbox.until(lambda: _looks(sandbox, replayed_at, PROD), "that one makes a look at its own group")
    assert _looks(sandbox, replayed_at, DEV) == []
    assert len(sandbox.ada.reads()) == said


def test_a_burst_of_hundreds_is_a_few_looks(sandbox: Sandbox, listening: Bot) -> None:
    before = sandbox.journal()[-1]["number"]
    with httpx.Client(trust_env=False, timeout=30) as http, ThreadPoolExecutor(8) as many:
        begun = sandbox.clock_now()["now"]
        events = [_event("stripe", PROD, "FAILURE", sync=str(number)) for number in range(500)]
        statuses = set(many.map(lambda event: _sends(listening, event, http=http), events))
        took = sandbox.clock_now()["now"] - begun

    sandbox.until(lambda: _looks(sandbox, before, PROD), "a look")

    assert statuses == {200}
    time_for_a_look(sandbox)
    sandbox.until(lambda: _looks(sandbox, before, DEV), "the next round of polling")
    assert len(_looks(sandbox, before, PROD)) <= took / 3 + 3


def test_one_that_fivetran_switched_off_is_on_again_in_ten_minutes(sandbox: Sandbox, hooked: Bot, bots: Bots) -> None:
    for hook in _hooks(sandbox):
        _changes(sandbox, hook, active=False)

    sandbox.clock(advance=LATER)

    sandbox.until(lambda: all(hook["active"] for hook in _hooks(sandbox)), "both are on again")
    assert len(_hooks(sandbox)) == 2
    told = lambda: bots.log().count("Fivetran had disabled a webhook") == 2  # noqa: E731
    sandbox.until(told, "that is told of each")


def test_one_that_cannot_be_registered_is_told_once_and_its_end_too(sandbox: Sandbox, bots: Bots) -> None:
    with sandbox.fault(kind="fail", service="fivetran", match="POST /v1/webhooks", times=None):
        bot = bots.start(FIVETRAN_WEBHOOK_SECRET=SECRET)
        sandbox.until(lambda: set(_wrong(bot)) == {DEV, PROD}, "both are known not to work")
        before = sandbox.journal()[-1]["number"]
        sandbox.clock(advance=130)
        tried = lambda: len(sandbox.journal(before, path=f"/v1/webhooks/group/{PROD}"))  # noqa: E731
        sandbox.until(tried, "another attempt")
        assert f'connector_desk_webhook_up{{group="{PROD}"}} 0.0' in _metrics(bot)
    assert bots.log().count("a webhook doesn't work") == 2

    _by_and_by(sandbox, 130, lambda: len(_hooks(sandbox)) == 2 and not _wrong(bot), "both are registered")
    sandbox.until(lambda: bots.log().count("a webhook works again") == 2, "that is told of each")
    assert bots.log().count("a webhook doesn't work") == 2


@pytest.mark.postgres
@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_two_bots_at_one_address_register_one_webhook_for_each_group(sandbox: Sandbox, bots: Bots) -> None:
    left = bots.start("left", FIVETRAN_WEBHOOK_SECRET=SECRET)
    bots.start("right", FIVETRAN_WEBHOOK_SECRET=SECRET, PUBLIC_URL=left.url)
    sandbox.until(lambda: len(_hooks(sandbox)) == 2, "both groups have a webhook")

    for _ in range(3):
        before = sandbox.journal()[-1]["number"]
        sandbox.clock(advance=LATER)
        looked = lambda before=before: sandbox.journal(before, path="/v1/webhooks")  # noqa: E731
        sandbox.until(looked, "a process checks the webhooks")

    assert len(_hooks(sandbox)) == 2


def test_polling_notices_that_nothing_comes_and_fixes_it(sandbox: Sandbox, hooked: Bot, bots: Bots) -> None:
    prod = next(hook for hook in _hooks(sandbox) if hook["group_id"] == PROD)
    _changes(sandbox, prod, secret="somebody changed it")
    path = f"/v1/webhooks/{prod['id']}"

    # It can't be fixed before we have seen what is wrong. Where the bot falls behind, its hour begins anew.
    with sandbox.fault(kind="fail", service="fivetran", match=f"PATCH {path}$", times=None):
        for pause in (3 * 3600, *[240] * 45):
            if "No events since" in bots.log():
                break
            before = sandbox.journal()[-1]["number"]
            sandbox.clock(advance=pause)
            sandbox.until(partial(_looks, sandbox, before, PROD), "a round of polling")
        assert list(_wrong(hooked)) == [PROD]
        assert bots.log().count("a webhook doesn't work") == 1

    renewed = lambda: len(sandbox.journal(path=path, method="PATCH", status=200)) >= 2  # noqa: E731
    _by_and_by(sandbox, 600, renewed, "Fivetran is given our secret again")
    sandbox.clock(advance=3600)  # with the right secret again, what Fivetran repeats is believed
    sandbox.until(lambda: not _wrong(hooked), "something was heard")
    sandbox.until(lambda: bots.log().count("a webhook works again") == 1, "that is told")


def test_a_stranger_who_knocks_where_owners_come_back_causes_nothing(sandbox: Sandbox, listening: Bot) -> None:
    before = sandbox.journal()[-1]["number"]
    thanked = httpx.get(f"{listening.url}/connected/guessed", trust_env=False)

    _sends(listening, _event("another", PROD, "FAILURE"))

    sandbox.until(lambda: _looks(sandbox, before, PROD), "a genuine hint makes a look")
    assert thanked.status_code == 200
    assert _looks(sandbox, before, DEV) == []


def test_when_the_quota_is_short_polling_slows_down_and_people_do_not(sandbox: Sandbox, bots: Bots) -> None:
    sandbox.fivetran.quota(limit=60)
    bot = bots.start()
    sandbox.ada.reads(until="jira")
    before = sandbox.journal()[-1]["number"]

    for _ in range(15):
        _a_minute_passes(sandbox, bots)

    assert 3 <= len(_looks(sandbox, before, PROD)) <= 9
    assert bots.log().count("polling slows down") == 1
    assert "connector_desk_fivetran_rate_limit 60.0" in _metrics(bot)
    up_to_connect_card(sandbox)
    assert len(connections(sandbox, "salesforce")) == 1

    sandbox.fivetran.quota(limit=20_000)
    for _ in range(15):
        _a_minute_passes(sandbox, bots)
        if "polling is back to normal" in bots.log():
            break

    assert bots.log().count("polling is back to normal") == 1
    assert "connector_desk_polling_interval_seconds 60.0" in _metrics(bot)


def _a_minute_passes(sandbox: Sandbox, bots: Bots) -> None:
    """… and the timetable ticked: the bot asked Jira what changed, or tried to."""
    before, delayed = sandbox.journal()[-1]["number"], bots.log().count("workflow delayed")
    time_for_a_look(sandbox)

    def asked() -> bool:
        searched = sandbox.journal(before, path="/rest/api/3/search/jql")
        return bool(searched) or bots.log().count("workflow delayed") > delayed

    sandbox.until(asked, "the timetable ticks")


def _a_minute_begins(sandbox: Sandbox) -> None:
    """… and its rounds are over: until the next one, all looks at a group have another cause."""
    for group in (DEV, PROD):
        sandbox.until(partial(_looks, sandbox, 0, group), f"the first look at {group}")
    before = sandbox.journal()[-1]["number"]
    sandbox.clock(advance=62 - sandbox.clock_now()["now"] % 60)
    for group in (DEV, PROD):
        sandbox.until(partial(_looks, sandbox, before, group), f"this minute's look at {group}")


def _by_and_by(sandbox: Sandbox, seconds: float, found: Callable[[], Any], what: str) -> None:
    """Time passes until the bot tries again: it may only now have written down when it tried before."""
    for _ in range(2):
        sandbox.clock(advance=seconds)
        with suppress(AssertionError):
            sandbox.until(found, what, timeout=20)
            return
    sandbox.clock(advance=seconds)
    sandbox.until(found, what)


def _hooks(sandbox: Sandbox) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = sandbox.state("fivetran")["webhooks"]
    return found


def _changes(sandbox: Sandbox, hook: dict[str, Any], **facts: Any) -> None:
    """An operator changes a webhook."""
    url = f"{sandbox.base_url}/fivetran/v1/webhooks/{hook['id']}"
    httpx.patch(url, json=facts, auth=KEY, trust_env=False, timeout=30).raise_for_status()


def _looks(sandbox: Sandbox, since: int, group: str) -> list[dict[str, Any]]:
    """How often all connections of a group were read."""
    return sandbox.journal(since, path=f"/v1/groups/{group}/connections", direction="in")


def _wrong(bot: Bot) -> dict[str, str]:
    """What the bot itself says of its webhooks."""
    told: dict[str, Any] = get_from(bot, "/health/ready").json()
    return dict(told.get("webhooks") or {})


def _metrics(bot: Bot) -> str:
    return get_from(bot, "/metrics").text


def _event(connection: str, group: str, status: str, sync: str = "b4703f73") -> dict[str, Any]:
    """The end of a sync, as Fivetran tells it."""
    return {
        "event": "sync_end",
        "created": "2026-11-23T09:00:00.000Z",
        "connector_type": "stripe",
        "connector_id": connection,
        "connector_name": "stripe",
        "sync_id": f"{connection} {sync}",
        "destination_group_id": group,
        "data": {"status": status},
    }


def _sends(bot: Bot, event: Any, *, secret: str | None = SECRET, http: httpx.Client | None = None) -> int:
    """A sender calls a webhook; the status they get."""
    body = event if isinstance(event, bytes) else json.dumps(event).encode()
    headers = {}
    if secret:
        digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        headers["X-Fivetran-Signature-256"] = digest
    post = http.post if http else httpx.post
    return post(f"{bot.url}/webhooks/fivetran", content=body, headers=headers, timeout=30).status_code
