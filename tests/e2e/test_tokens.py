"""A token is revoked or rotated while work is under way: nothing is lost, and a restart finishes all of it."""

import pytest

from demo.stage import Bot
from sandbox.driver import Sandbox
from tests.e2e.support.assertions import ONE_OF_EACH, all_whispers, our_tickets, outcome, posted
from tests.e2e.support.bot_process import Bots
from tests.e2e.support.http_get import get_from
from tests.e2e.support.steps import (
    FORM,
    asks,
    bo_approves,
    connect_card_arrives,
    opens_form,
    sends,
    time_for_a_look,
    up_to_approval,
)

MINUTE = 60


def readiness(bot: Bot) -> tuple[int, dict[str, object]]:
    answer = get_from(bot, "/health/ready")
    return answer.status_code, dict(answer.json())


def lines_about(bots: Bots, event: str) -> set[str]:
    return {line for line in bots.log().splitlines() if event in line}


@pytest.mark.parametrize("code", ["token_revoked", "account_inactive", "invalid_auth"])
def test_a_decision_and_a_question_wait_for_the_new_slack_token(sandbox: Sandbox, bots: Bots, code: str) -> None:
    bot = bots.start()
    up_to_approval(sandbox)
    sandbox.slack.token(error=code)
    bo_approves(sandbox)
    sandbox.ada.types("@Connector Desk who can approve a request?", channel="data-help", wait=0)
    sandbox.until(lambda: readiness(bot)[0] == 503, "the bot is not ready")
    for _ in range(3):
        sandbox.clock(advance=MINUTE)
    _, health = readiness(bot)
    assert health["slack"] is False
    assert health["credentials"] == {"Slack": f"Slack rejects the bot token ({code})."}
    bot.stop()

    sandbox.slack.token(new="xoxb-rotated")
    after = bots.start(SLACK_BOT_TOKEN="xoxb-rotated")

    connect_card_arrives(sandbox)
    sandbox.until(lambda: outcome(sandbox) == ONE_OF_EACH, "one of each")
    sandbox.until(lambda: len(posted(sandbox, "answer:")) == 1, "one answer")
    assert readiness(after) == (200, dict.fromkeys(("database", "disk", "slack", "polling", "queues"), True))
    assert len(lines_about(bots, "credentials are rejected, work waits")) == 1
    connected = {"Slack: connected", "Jira: connected", "Fivetran: connected"}
    sandbox.until(lambda: all(lines_about(bots, one) for one in connected), "the log says as whom")


def test_a_token_that_is_revoked_while_nothing_happens_is_noticed(sandbox: Sandbox, bots: Bots) -> None:
    bot = bots.start()

    sandbox.slack.token(new="xoxb-rotated")
    sandbox.clock(advance=MINUTE)

    sandbox.until(lambda: readiness(bot)[1]["slack"] is False, "the bot is not ready")
    sandbox.slack.token(new="xoxb-sandbox")
    sandbox.clock(advance=MINUTE)
    sandbox.until(lambda: readiness(bot)[0] == 200, "the bot is ready again")
    assert len(lines_about(bots, "credentials are accepted again")) == 1


@pytest.mark.parametrize(("vendor", "words"), [("jira", "JIRA_API_TOKEN"), ("fivetran", "API key")])
def test_work_waits_while_jira_or_fivetran_rejects_the_key(
    sandbox: Sandbox, bots: Bots, vendor: str, words: str
) -> None:
    bot = bots.start()
    up_to_approval(sandbox)
    with sandbox.fault(kind="fail", service=vendor, status=401, times=None):
        bo_approves(sandbox)
        for _ in range(3):
            time_for_a_look(sandbox)
        sandbox.until(lambda: "credentials" in readiness(bot)[1], "the health says so")
        status, health = readiness(bot)
        assert status == 200
        assert words in str(health["credentials"])
        bot.stop()

    bots.start()
    sandbox.clock(advance=10 * MINUTE)

    connect_card_arrives(sandbox)
    sandbox.until(lambda: outcome(sandbox) == ONE_OF_EACH, "one of each")
    assert len(lines_about(bots, "reject")) == 1


def test_forms_sent_while_the_slack_token_is_revoked_are_done_afterwards(sandbox: Sandbox, bots: Bots) -> None:
    bot = bots.start()
    up_to_approval(sandbox)
    opens_form(sandbox.rosa, "hubspot")
    sandbox.cleo.clicks("Decline")
    sandbox.cleo.sees(until="Reason")
    sandbox.slack.token(error="token_revoked")

    sent = [
        sends(sandbox.rosa, FORM | {"business_owner": "ada"}),
        sandbox.cleo.sends_form(reason="The sales team has this data already."),
    ]
    sandbox.until(lambda: readiness(bot)[0] == 503, "the bot is not ready")
    bot.stop()
    sandbox.slack.token(new="xoxb-rotated")
    bots.start(SLACK_BOT_TOKEN="xoxb-rotated")

    assert [one["closed"] for one in sent] == [True, True]
    sandbox.ada.reads(until="Declined by Cleo Marsh")
    sandbox.clock(advance=10 * MINUTE)
    sandbox.ada.reads(until="requested HubSpot")
    sandbox.until(lambda: len(our_tickets(sandbox)) == 2, "a ticket for each request")
    assert len(posted(sandbox, "card:")) == 2


def test_a_reassignment_waits_for_the_new_slack_token(sandbox: Sandbox, bots: Bots) -> None:
    bot = bots.start()
    up_to_approval(sandbox)
    sandbox.bo.clicks("Reassign")
    sandbox.bo.sees(until="New person")
    sandbox.slack.token(error="token_revoked")

    assert sandbox.bo.sends_form(role="requester", person="rosa")["closed"]
    sandbox.until(lambda: readiness(bot)[0] == 503, "the bot is not ready")
    bot.stop()
    sandbox.slack.token(new="xoxb-rotated")
    bots.start(SLACK_BOT_TOKEN="xoxb-rotated")

    sandbox.rosa.reads("dm", until="reassigned this request")
    sandbox.until(lambda: "Rosa Neri is now the requester" in str(all_whispers(sandbox)), "a reply")
    assert len(posted(sandbox, "news:")) == 1


def test_what_happened_while_jira_rejected_the_token_is_done_afterwards(sandbox: Sandbox, bots: Bots) -> None:
    bot = bots.start()
    up_to_approval(sandbox)
    with sandbox.fault(kind="fail", service="jira", status=401, times=None):
        sandbox.jira.moves(key="DSRE-7", transition="Approve", by="bo")
        asks(sandbox.rosa, "hubspot", business_owner="ada")
        sandbox.clock(advance=2 * MINUTE)
        sandbox.until(lambda: "JIRA_API_TOKEN" in str(readiness(bot)[1].get("credentials")), "the health says so")
        bot.stop()

    bots.start()
    sandbox.clock(advance=10 * MINUTE)

    connect_card_arrives(sandbox)
    sandbox.ada.reads(until="Approved by Bo Lindqvist")
    sandbox.until(lambda: len(our_tickets(sandbox)) == 2, "a ticket for each request")
