"""The health says what a click would find, and a vendor that is away at start doesn't end the process."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from demo.stage import Bot
from sandbox.driver import ActiveFault, Sandbox
from tests.e2e.support.assertions import ONE_OF_EACH, outcome, strikes
from tests.e2e.support.bot_process import Bots
from tests.e2e.support.http_get import get_from
from tests.e2e.support.steps import ada_asks, bo_approves, card_waits, connect_card_arrives, up_to_connect_card

ROUND = 61
"""Seconds after which the bot polls again."""


def health(bot: Bot) -> tuple[int, dict[str, Any]]:
    answer = get_from(bot, "/health/ready")
    return answer.status_code, dict(answer.json())


def problems(bot: Bot) -> dict[str, str]:
    status, told = health(bot)
    assert (status == 503) is ("problems" in told)
    return dict(told.get("problems", {}))


def problem_of_slack(bot: Bot) -> str:
    """Return what a bot that is still starting says about Slack; empty if it can't be asked yet."""
    with suppress(httpx.HTTPError):
        return problems(bot).get("slack", "")
    return ""


def times_struck(sandbox: Sandbox, trouble: ActiveFault) -> int:
    return sum(one["struck"] for one in sandbox.faults() if one["id"] == trouble.id)


def late_groups(bot: Bot) -> set[str]:
    words = problems(bot).get("polling", "")
    return {group for group in ("dev_sandbox_group", "prod_sandbox_group") if group in words}


def measured(bot: Bot, line: str) -> bool:
    return line in get_from(bot, "/metrics").text.splitlines()


def test_a_socket_that_is_open_but_silent_is_noticed_and_replaced(sandbox: Sandbox, bots: Bots) -> None:
    bot = bots.start()
    sandbox.slack.delivery(silent=True)
    sandbox.slack.disconnect()

    sandbox.until(lambda: "hasn't confirmed the socket" in problems(bot).get("slack", ""), "the deaf socket is noticed")
    assert measured(bot, 'connector_desk_part_up{part="slack"} 0.0')

    sandbox.slack.delivery(silent=False)
    for _look in range(2):
        sandbox.clock(advance=ROUND)
    sandbox.until(lambda: problems(bot) == {}, "the socket is replaced")
    assert "a socket is replaced" in bots.log()
    assert measured(bot, "connector_desk_socket_connections 1.0")


def test_work_that_no_process_takes_blocks_a_queue(sandbox: Sandbox, bot: Bot, database: str) -> None:
    file = urlsplit(database).path[1:].replace("desk.sqlite3", "desk-engine.sqlite3")
    with sqlite3.connect(file, timeout=30) as work:
        work.execute(
            "INSERT INTO workflow_status (workflow_uuid, status, name, queue_name, application_version, created_at,"
            " updated_at, priority) VALUES ('forgotten', 'ENQUEUED', 'decide', 'clicks', 'gone', 0, 0, 0)"
        )

    assert "Work waits in the queue clicks" in problems(bot)["queues"]
    assert measured(bot, 'connector_desk_part_up{part="queues"} 0.0')
    with sqlite3.connect(file, timeout=30) as work:
        work.execute("DELETE FROM workflow_status WHERE workflow_uuid = 'forgotten'")
    assert problems(bot) == {}


def test_a_poll_round_that_never_finishes_is_noticed(sandbox: Sandbox, bot: Bot) -> None:
    with sandbox.fault(kind="fail", service="fivetran", match="GET /v1/groups/dev", times=None):
        for _round in range(12):
            sandbox.clock(advance=ROUND)
        sandbox.until(lambda: late_groups(bot) == {"dev_sandbox_group"}, "only the round of this group is late")
        assert measured(bot, 'connector_desk_part_up{part="polling"} 0.0')

    sandbox.clock(advance=ROUND)
    sandbox.until(lambda: problems(bot) == {}, "a round finished")


def test_slack_is_away_at_start_and_the_bot_is_ready_when_it_is_back(sandbox: Sandbox, bots: Bots) -> None:
    bot = bots.prepare()
    trouble = sandbox.fault(kind="fail", service="slack", times=None)
    with ThreadPoolExecutor(1) as threads:
        started = threads.submit(bot.start, 60)
        sandbox.until(lambda: times_struck(sandbox, trouble) >= 3, "it tried, and tried again")
        sandbox.until(lambda: problem_of_slack(bot) == "Slack isn't responding.", "the health says so")
        trouble.ends()
        started.result()

    up_to_connect_card(sandbox)
    sandbox.until(lambda: outcome(sandbox) == ONE_OF_EACH, "one of each")


def test_a_wrong_app_token_is_said_and_does_not_end_the_process(sandbox: Sandbox, bots: Bots) -> None:
    with ThreadPoolExecutor(1) as threads:
        bot = bots.prepare(SLACK_APP_TOKEN="xapp-wrong")
        started = threads.submit(bot.start, 15)
        sandbox.until(lambda: "Check SLACK_APP_TOKEN" in problem_of_slack(bot), "the health says so")
        bot.stop()
        assert isinstance(started.exception(), RuntimeError | OSError)  # it ended, or its output was closed


def test_an_app_token_that_is_revoked_is_said_and_heals(sandbox: Sandbox, bots: Bots) -> None:
    bot = bots.start()
    sandbox.slack.token(app_error="token_revoked")
    sandbox.slack.disconnect()

    sandbox.until(lambda: problem_of_slack(bot), "the socket is gone", 60)
    sandbox.clock(advance=ROUND)
    sandbox.until(lambda: "(token_revoked). Check SLACK_APP_TOKEN" in problem_of_slack(bot), "the health says why")
    sandbox.slack.token()

    sandbox.until(lambda: not problem_of_slack(bot), "the socket is back", 60)


@pytest.mark.parametrize("vendor", ["jira", "fivetran"])
def test_a_vendor_is_away_at_start_and_nothing_is_lost(sandbox: Sandbox, bots: Bots, vendor: str) -> None:
    with sandbox.fault(kind="fail", service=vendor, times=None) as trouble:
        bot = bots.start()
        ada_asks(sandbox)
        strikes(sandbox, trouble)
        assert problems(bot) == {}

    sandbox.clock(advance=60)
    card_waits(sandbox)
    bo_approves(sandbox)
    connect_card_arrives(sandbox)
    sandbox.until(lambda: outcome(sandbox) == ONE_OF_EACH, "one of each")
