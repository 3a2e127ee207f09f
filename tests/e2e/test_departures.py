"""A requester leaves before the credentials are there, and an approver takes over."""

import json
from pathlib import Path

from demo.stage import Bot
from sandbox.driver import Sandbox
from tests.e2e.support.assertions import ONE_OF_EACH, all_whispers, outcome, posted, the_ticket
from tests.e2e.support.steps import bo_approves, up_to_approval, up_to_connect_card

HOUR = 3_600
ROOT = Path(__file__).parents[2]


def test_an_approver_takes_over_and_gets_the_connect_card(sandbox: Sandbox, bot: Bot) -> None:
    up_to_connect_card(sandbox)
    sandbox.slack.deactivate(user="ada")
    sandbox.clock(advance=HOUR)
    sandbox.bo.reads(until="has left. An approver can take over.")

    sandbox.rosa.clicks("Take over", wait=0)
    sandbox.until(lambda: "Only approvers can take over a request." in all_whispers(sandbox), "a refusal")
    sandbox.bo.clicks("Take over", wait=0)

    sandbox.bo.reads("dm", until="needs credentials")
    sandbox.bo.reads(until="Bo Lindqvist took over from Ada Okafor")

    def said() -> str:
        return str([comment["text"] for comment in the_ticket(sandbox)["comments"]])

    sandbox.until(lambda: "Bo Lindqvist took over from Ada Okafor." in said(), "a comment on the ticket")


def test_a_request_that_was_taken_over_is_approved_by_another_approver(sandbox: Sandbox, bot: Bot) -> None:
    up_to_approval(sandbox)
    sandbox.slack.deactivate(user="ada")
    sandbox.clock(advance=HOUR)
    sandbox.cleo.reads(until="has left. An approver can take over.")
    sandbox.cleo.clicks("Take over", wait=0)
    sandbox.cleo.reads(until="Cleo Marsh took over from Ada Okafor")

    sandbox.cleo.clicks("Approve", wait=0)
    refusal = "You requested this connector, so another approver has to decide."
    sandbox.until(lambda: refusal in all_whispers(sandbox), "a refusal")
    bo_approves(sandbox)

    sandbox.cleo.reads("dm", until="needs credentials")
    sandbox.until(lambda: outcome(sandbox) == ONE_OF_EACH, "one of each")
    assert sum("has left" in line["text"] for line in posted(sandbox, "thread:")) == 1


def test_approvers_are_mentioned_once_and_at_once_when_a_requester_leaves(sandbox: Sandbox, bot: Bot) -> None:
    up_to_approval(sandbox)

    sandbox.slack.deactivate(user="ada")

    sandbox.bo.reads(until="@data-engineering :wave: Ada Okafor has left. An approver can take over.")
    sandbox.clock(advance=2 * HOUR)
    sandbox.until(lambda: departure_checks(sandbox) > 1, "the hourly check")
    assert sum("<!subteam^S0DATAENG>" in line["text"] for line in posted(sandbox, "thread:")) == 1


def departure_checks(sandbox: Sandbox) -> int:
    asked = sandbox.journal(path="/api/users.info")
    return sum("U0ADA" in str(one["request"]) and one["response"].get("user", {}).get("deleted") for one in asked)


def test_a_message_that_is_not_delivered_leads_to_a_check_and_waits(sandbox: Sandbox, bot: Bot) -> None:
    manifest = json.loads((ROOT / "manifest.json").read_text("utf-8"))
    manifest["settings"]["event_subscriptions"]["bot_events"].remove("user_change")
    sandbox.slack.reinstall(manifest=manifest)  # the message is the only hint
    up_to_approval(sandbox)
    sandbox.slack.deactivate(user="ada")

    bo_approves(sandbox)

    sandbox.cleo.reads(until="Ada Okafor has left. An approver can take over.")
    sandbox.cleo.clicks("Take over", wait=0)
    sandbox.cleo.reads("dm", until="needs credentials")
    sandbox.until(lambda: outcome(sandbox) == ONE_OF_EACH, "one of each")
