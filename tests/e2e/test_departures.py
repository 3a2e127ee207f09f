"""A requester leaves before the credentials are there, and an approver takes over."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from demo.stage import Bot
from sandbox.driver import Person, Sandbox
from tests.e2e.support.assertions import ONE_OF_EACH, all_whispers, card, outcome, posted, the_ticket, whispers
from tests.e2e.support.bot_process import Bots
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

    sandbox.bo.reads("dm", until="Sign in at Fivetran")
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

    sandbox.cleo.reads("dm", until="Sign in at Fivetran")
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
    sandbox.cleo.reads("dm", until="Sign in at Fivetran")
    sandbox.until(lambda: outcome(sandbox) == ONE_OF_EACH, "one of each")


def reassigns(person: Person, role: str, to: str) -> None:
    """Press the button, fill in the form, and send it."""
    person.clicks("Reassign")
    person.sees(until="New person")
    assert person.sends_form(role=role, person=to)["closed"]


def test_the_requester_hands_over_and_the_new_one_gets_the_connect_card(sandbox: Sandbox, bot: Bot) -> None:
    up_to_connect_card(sandbox)

    reassigns(sandbox.ada, "requester", "rosa")

    sandbox.rosa.reads("dm", until="Ada Okafor reassigned this request from Ada Okafor to @Rosa Neri.")
    sandbox.rosa.reads("dm", until="Sign in at Fivetran")
    sandbox.rosa.reads(until="Rosa Neri replaced Ada Okafor")
    sandbox.until(lambda: len(posted(sandbox, "news:")) == 1, "one direct message")


def test_after_a_handover_the_former_requester_has_no_connect_card_of_it(sandbox: Sandbox, bot: Bot) -> None:
    up_to_connect_card(sandbox)
    sandbox.ada.clicks("Get sign-in link", in_="dm")
    sandbox.until(lambda: len(posted(sandbox, "handover:")) == 2, "another Connect Card")

    reassigns(sandbox.ada, "requester", "rosa")

    sandbox.rosa.reads("dm", until="Sign in at Fivetran")
    assert [one["text"] for one in sandbox.ada.reads("dm") if "Sign in at Fivetran" in one["text"]] == []
    assert len(posted(sandbox, "handover:")) == 1


def test_two_approvers_who_reassign_at_once_change_one_thing(sandbox: Sandbox, bot: Bot) -> None:
    up_to_approval(sandbox)
    for approver in (sandbox.bo, sandbox.cleo):
        approver.clicks("Reassign")
        approver.sees(until="New person")

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda one: one.sends_form(role="requester", person="rosa"), (sandbox.bo, sandbox.cleo)))

    refusal = "Rosa Neri is already the requester. Nothing changed."
    sandbox.until(lambda: refusal in all_whispers(sandbox), "a refusal for the second approver")
    sandbox.rosa.reads("dm", until="reassigned this request")
    assert all_whispers(sandbox).count("Rosa Neri is now the requester. I sent them a message.") == 1
    assert len(posted(sandbox, "news:")) == 1


def test_people_without_the_right_cannot_reassign(sandbox: Sandbox, bot: Bot) -> None:
    up_to_approval(sandbox)
    sandbox.cleo.clicks("Reassign")
    sandbox.cleo.sees(until="New person")
    sandbox.slack.group(remove=["cleo"])

    sandbox.cleo.sends_form(role="requester", person="rosa")
    sandbox.rosa.clicks("Reassign")

    refusal = "Only the requester and approvers can reassign this request."
    sandbox.rosa.sees(until=refusal)
    sandbox.until(lambda: refusal in all_whispers(sandbox), "a refusal for the former approver")
    assert "@Ada Okafor requested Salesforce" in card(sandbox, "bo")["text"]


def test_a_business_owner_who_left_is_replaced(sandbox: Sandbox, bot: Bot) -> None:
    up_to_approval(sandbox)
    sandbox.slack.deactivate(user="rosa")
    sandbox.ada.reads(until="Rosa Neri, the business owner, has left.")

    reassigns(sandbox.ada, "business_owner", "cleo")

    sandbox.cleo.reads("dm", until="Ada Okafor made you the business owner.")
    sandbox.bo.reads(until="Business owner Cleo Marsh")
    sandbox.until(lambda: "has left" not in card(sandbox)["text"], "the card says nothing more")
    sandbox.until(lambda: "Cleo Marsh" in str(the_ticket(sandbox)["fields"]), "the ticket names the new owner")


def test_a_confidential_request_is_reassigned_in_its_details(sandbox: Sandbox, bots: Bots) -> None:
    bots.start(APPROVERS="U0BO,U0CLEO", APPROVER_GROUP="", SENSITIVE_APPROVER_GROUP="S0DATAENG")
    sandbox.slack.group(remove=["cleo"])
    up_to_approval(sandbox, sensitivity="personal_data")
    for name in ("cleo", "rosa"):
        sandbox.bo.clicks("Show details")
        sandbox.bo.sees(until="Reassign")
        reassigns(sandbox.bo, "requester", name)

    sandbox.until(lambda: "Cleo Marsh can't see this confidential request" in str(all_whispers(sandbox)), "a refusal")
    sandbox.rosa.reads("dm", until="reassigned this request")
    sandbox.cleo.reads(until="Confidential request")
    assert "Rosa Neri" not in str(posted(sandbox, "thread:"))


def test_an_approver_removed_a_moment_ago_takes_nothing_over(sandbox: Sandbox, bot: Bot) -> None:
    up_to_approval(sandbox)
    sandbox.slack.deactivate(user="ada")
    sandbox.cleo.reads(until="has left. An approver can take over.")
    sandbox.rosa.clicks("Take over")  # the bot has just asked who may
    sandbox.slack.group(remove=["cleo"])

    (reply,) = whispers(sandbox.cleo.clicks("Take over"))

    assert reply == "Only approvers can take over a request."
    assert "took over" not in sandbox.cleo.reads(until="Take over")[0]["text"]
