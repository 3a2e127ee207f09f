"""Golden messages: what people read, word for word."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.jira.ticket_text import ticket_description
from bot.slack.views.card import request_card, request_card_text
from bot.slack.views.decline import DECLINE_TITLE, decline_form
from bot.slack.views.details import DetailsRole, details_view
from bot.slack.views.modal import message_modal
from bot.slack.views.redacted import redacted_timeline_text
from bot.slack.views.remove_text import remove_text_form
from bot.slack.views.thread_updates import timeline_text
from bot.slack.views.withdraw import withdraw_form
from tests.support.rendered_text import as_seen, form_as_seen
from tests.support.sample_data import (
    ANSWERS,
    MONDAY,
    a_connected_request,
    a_request,
    a_request_with_ticket,
    an_approved_request,
)
from workflows.requests.answers import Sensitivity
from workflows.requests.history import Edit, RequestText, TextRemoval
from workflows.requests.mirrors import TicketStatus, UncountedMove
from workflows.requests.state_machine import Status

ASKED = """\
<@U0ADA> requested *Salesforce*
>Sales forecast for the third quarter
*Destination*: `dev-fivetran.salesforce`
*Sensitivity*: Internal
*Who needs access*: The revenue team
*Freshness*: Daily
*Business owner*: Rosa Neri
*Delete after*: February 21, 2027
"""


def test_a_card_that_waits_for_a_decision() -> None:
    request = a_request_with_ticket()

    assert as_seen(request_card(request)) == ASKED + (
        ":raised_hand: *Waiting for approval* · DSRE-7\n"
        "(An approver can decide. Requesters can't decide their own requests.)\n"
        "[Approve] [Decline] [⋯ Edit · Reassign · Withdraw · Remove from history]"
    )
    assert request_card_text(request) == (
        "Ada Okafor requested Salesforce (DSRE-7): Sales forecast for the third quarter – Waiting for approval"
    )


def test_settings_on_card_and_ticket_are_words() -> None:
    config = {"timeframe_months": "TWELVE", "bucket": "ALL_TIME", "deep_scan": True}
    request = a_request_with_ticket(answers=replace(ANSWERS, config=config, listed_settings=("timeframe_months",)))

    assert "(Settings – Timeframe months: The last 12 months · Bucket: ALL_TIME · Deep scan: yes)" in as_seen(
        request_card(request)
    )
    assert "Timeframe months: The last 12 months; Bucket: ALL_TIME; Deep scan: yes" in str(ticket_description(request))


def test_a_card_names_who_can_decide() -> None:
    seen = as_seen(request_card(a_request_with_ticket(), ["Bo Lindqvist", "Cleo Marsh"]))

    assert seen.endswith(
        ":raised_hand: *Waiting for approval* · DSRE-7\n"
        "(Bo Lindqvist or Cleo Marsh can decide. Requesters can't decide their own requests.)\n"
        "[Approve] [Decline] [⋯ Edit · Reassign · Withdraw · Remove from history]"
    )
    assert "can decide" not in as_seen(request_card(an_approved_request(), ["Bo Lindqvist"]))


def test_while_jira_is_down_the_card_can_be_decided() -> None:
    request = a_request(names={"U0ADA": "Ada Okafor", "U0ROSA": "Rosa Neri"}, problem="Jira does not answer.")

    assert as_seen(request_card(request)).endswith(
        "[Approve] [Decline] [⋯ Edit · Reassign · Withdraw · Remove from history]"
    )


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"is_sensitive_service": True}, "Salesforce holds data about people or money."),
        ({"is_sensitive_service": True, "service_content": "customer data"}, "Salesforce holds customer data."),
        ({"sensitivity": Sensitivity.NOT_SURE}, "The requester isn't sure how sensitive the data is."),
        ({"sensitivity": Sensitivity.PERSONAL}, "The requester says that the data is sensitive: personal data."),
    ],
)
def test_a_card_says_why_its_data_is_sensitive_and_the_dialog_what_an_approval_does(
    facts: dict[str, Any], why: str
) -> None:
    request = a_request_with_ticket(answers=replace(ANSWERS, **facts))
    blocks = request_card(request)

    assert why in str(ticket_description(request))
    assert f"(:closed_lock_with_key: {why} A sensitive-data approver decides.)" in as_seen(blocks)
    assert blocks[-1]["elements"][0]["confirm"]["text"]["text"] == (
        "Ada Okafor signs in at Fivetran. Then Salesforce data loads into salesforce. "
        "All of data engineering can read it until its access is restricted."
    )


def test_a_card_whose_ticket_is_still_coming() -> None:
    request = a_request(names={"U0ROSA": "Rosa Neri"}, problem="Jira does not answer.")

    assert as_seen(request_card(request)) == ASKED + (
        ":hourglass_flowing_sand: *Opening the ticket*\n"
        "(:warning: Jira does not answer. I'll keep retrying.)\n[⋯ Edit · Reassign · Withdraw · Remove from history]"
    )


def test_a_closed_card_says_that_its_ticket_cannot_be_moved() -> None:
    stuck = "Jira ticket DSRE-7 can't be moved to Declined: its workflow has no transition there. Move it by hand."
    request = an_approved_request(status=Status.DECLINED, problem=stuck)

    assert as_seen(request_card(request)).endswith(f"(:warning: {stuck} I'll keep retrying.)\n[⋯ Remove from history]")


def test_card_and_thread_say_that_the_ticket_is_gone() -> None:
    request = a_request_with_ticket(ticket_missing_since=MONDAY)
    words = "DSRE-7 was deleted in Jira, or moved where I can't see it. The request continues here without a ticket."

    assert f"(:warning: {words})" in as_seen(request_card(request))
    assert timeline_text(request, "ticket-missing-20261123090000") == f":warning: {words}"


def test_the_thread_says_why_a_move_in_jira_does_not_count() -> None:
    move = UncountedMove(4711, "R<o>sa", TicketStatus("1", "Open"), refusal="…")

    text = timeline_text(a_request_with_ticket(uncounted_moves=(move,)), "uncounted-4711")

    assert text == ":warning: <@U0ADA>, R&lt;o&gt;sa moved the ticket, but the request is still pending: …"


def test_the_thread_of_a_confidential_request_names_no_mover() -> None:
    move = UncountedMove(4711, "Rosa", TicketStatus("1", "Open"), refusal="…")

    text = redacted_timeline_text(a_request_with_ticket(uncounted_moves=(move,)), "uncounted-4711")

    assert (
        text == ":warning: The ticket was moved in Jira, but the move doesn't count. A comment on the ticket says why."
    )


def test_an_approved_card_says_who_and_when() -> None:
    assert as_seen(request_card(an_approved_request())) == ASKED + (
        ":gear: *Approved – creating the development connection* · DSRE-7\n"
        "(Approved by Bo Lindqvist, 2026-11-23 09:05 UTC)\n[⋯ Reassign · Withdraw · Remove from history]"
    )


def test_a_declined_card_says_why_and_has_only_a_menu() -> None:
    request = an_approved_request(status=Status.DECLINED)
    assert request.decision
    declined = request.evolve(decision=type(request.decision)("U0BO", MONDAY, "We have <this> in Prod."))

    assert as_seen(request_card(declined)) == ASKED + (
        ":no_entry_sign: *Declined* · DSRE-7\n"
        "(Declined by Bo Lindqvist, 2026-11-23 09:00 UTC: We have &lt;this&gt; in Prod.)\n[⋯ Remove from history]"
    )


def test_a_card_shows_the_progress_of_the_historical_sync() -> None:
    request = a_connected_request(status=Status.SYNCING_HISTORY, syncing_since=MONDAY + timedelta(hours=1))

    assert as_seen(request_card(request)) == ASKED + (
        ":arrows_counterclockwise: *Historical sync is running* · DSRE-7\n"
        "(Approved by Bo Lindqvist, 2026-11-23 09:05 UTC)\n"
        "(Connection `polite_otter` in Fivetran_Dev)\n"
        "(Syncing since 2026-11-23 10:00 UTC (2026-11-23 10:00 UTC))\n[⋯ Reassign · Remove from history]"
    )


def test_a_live_card_says_where_the_data_is() -> None:
    request = a_connected_request(status=Status.LIVE, first_synced_at=MONDAY + timedelta(hours=4))

    assert as_seen(request_card(request)).endswith(
        ":white_check_mark: *Live* · DSRE-7\n"
        "(Approved by Bo Lindqvist, 2026-11-23 09:05 UTC)\n"
        "(Connection `polite_otter` in Fivetran_Dev)\n"
        "(First data in `dev-fivetran.salesforce`, 2026-11-23 13:00 UTC)\n[⋯ Reassign · Remove from history]"
    )


def test_typed_text_mentions_no_one() -> None:
    answers = ANSWERS.__class__(**{**vars(ANSWERS), "purpose": "<!channel> & <@U0BO>\nsecond line"})

    assert ">&lt;!channel&gt; &amp; &lt;@U0BO&gt;\n>second line" in as_seen(request_card(a_request(answers=answers)))


def test_a_purpose_of_1500_ampersands_fits_into_the_card() -> None:
    answers = ANSWERS.__class__(**{**vars(ANSWERS), "purpose": "&" * 1_500})

    text = request_card(a_request(answers=answers))[0]["text"]["text"]

    assert len(text) < 3_000
    assert text.endswith("&amp;…")


def test_withdrawing_asks_first_and_says_what_happens() -> None:
    assert form_as_seen(withdraw_form(a_request_with_ticket(), "C0FIVETRAN")) == (
        "# Withdraw request\nYou requested *Salesforce*\n>Sales forecast for the third quarter\n"
        "No connection is created, and DSRE-7 is closed. You can change it and send it again.\n"
        "[Withdraw] [Keep request]"
    )
    being_built = withdraw_form(an_approved_request(status=Status.BEING_BUILT), "C0FIVETRAN")
    assert "Data engineering stops building it, and DSRE-7 is closed." in form_as_seen(being_built)


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        (DetailsRole(is_requester=True), "[⋯ Edit · Reassign · Withdraw · Remove from history]"),
        (DetailsRole(is_approver=True), "[Approve] [Decline] [⋯ Reassign · Remove from history]"),
        (DetailsRole(), None),
    ],
)
def test_the_details_offer_what_their_reader_can_do(role: DetailsRole, offered: str | None) -> None:
    last = details_view(a_request_with_ticket(), role)["blocks"][-1]

    assert (as_seen([last]) if last["type"] == "actions" else None) == offered


def test_declining_asks_why() -> None:
    assert (
        form_as_seen(decline_form(a_request_with_ticket(), "C0FIVETRAN"))
        == """\
# Decline request
Ada Okafor requested *Salesforce*
>Sales forecast for the third quarter
Reason:
[Decline] [Cancel]"""
    )


def test_the_hint_of_a_decline_says_who_reads_the_reason() -> None:
    secret = a_request_with_ticket().evolve(
        answers=replace(a_request_with_ticket().answers, sensitivity=Sensitivity.PERSONAL)
    )

    assert "Visible to the requester, in the channel, and on the ticket." in str(
        decline_form(a_request_with_ticket(), "C0")
    )
    assert "The channel sees only that you declined." in str(decline_form(secret, "C0"))


def test_a_person_who_cannot_decline_reads_why_in_the_same_place() -> None:
    assert form_as_seen(message_modal(DECLINE_TITLE, "Guests can't do that.")) == (
        "# Decline request\nGuests can't do that.\n[Close]"
    )


def test_the_thread_tells_what_happened() -> None:
    request = an_approved_request()

    assert timeline_text(request, "approved") == (":+1: <@U0ADA>, Bo Lindqvist approved this.")
    assert timeline_text(request, "live") == (
        ":tada: <@U0ADA>, the first data of *Salesforce* is in `dev-fivetran.salesforce`."
    )


def test_a_removal_is_told_without_the_text() -> None:
    removal = Edit(MONDAY, (), removal=TextRemoval(RequestText.ACCESS, "U0ROSA"))
    request = a_request_with_ticket(edits=(removal,))

    assert (
        "(:wastebasket: Rosa Neri removed the answer to “Who needs access?” from history, 2026-11-23 09:00 UTC)"
        in as_seen(request_card(request))
    )
    assert (
        timeline_text(request, "edited-2")
        == ":wastebasket: Rosa Neri removed the answer to “Who needs access?” from history."
    )
    assert redacted_timeline_text(request, "edited-2") == ":wastebasket: Text was removed from history."


def test_the_form_to_remove_a_text_says_what_stays() -> None:
    assert form_as_seen(remove_text_form(a_request_with_ticket(), "C0FIVETRAN")) == (
        "# Remove from history\n"
        "Which text?:\n"
        "The text is erased from the card, its thread, direct messages, the ticket with the bot's comments, and the "
        "bot's database. “Removed” takes its place, and the timeline says who removed it. You can't undo this.\n"
        "*What stays:* the ticket's own history in Jira, Slack's exports and logs of edits, notifications on phones, "
        "backups, and what people copied. Settings stay in Fivetran. If a password was in the text, change the "
        "password.\n"
        "This counts as an edit: approvers read the request again before they decide.\n"
        "[Remove] [Cancel]"
    )
