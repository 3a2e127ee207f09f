"""Golden messages: what owners, approvers, and the person who asks read about access to existing data."""

from dataclasses import replace

import pytest

from bot.slack.views.access import access_ticket_opened
from bot.slack.views.access_questions import (
    access_question_message,
    answered_question_message,
    decline_access_form,
    declined_access_text,
)
from bot.slack.views.existing_connections import asked_section, existing_connections_view
from tests.support.fake_access_ports import HUBSPOT
from tests.support.rendered_text import as_seen, form_as_seen
from tests.support.sample_data import MONDAY, SALESFORCE, TICKET
from workflows.access_questions.model import AccessQuestion, AskedPerson, QuestionStatus
from workflows.access_requests import AccessRequest
from workflows.reporting.duplicates import Duplicates, ExistingConnection

QUESTION = AccessQuestion("q1", "U0CLEO", "Cleo <Marsh>", HUBSPOT, MONDAY, asked=(AskedPerson("U0ADA"),))
APPROVED = QUESTION.evolve(
    status=QuestionStatus.APPROVED, answered_by="U0ADA", answered_by_name="Ada Okafor", answered_at=MONDAY
)


def test_the_owner_reads_who_asks_for_what_and_answers_with_a_press() -> None:
    text, blocks = access_question_message(QUESTION)

    assert text == "Cleo &lt;Marsh&gt; asks for access to `hubspot` (HubSpot, Fivetran_Prod), which you own."
    assert as_seen(blocks) == (
        ":wave: <@U0CLEO> asks for access to `hubspot` (HubSpot, Fivetran_Prod), which you own.\n"
        "[Approve access] [Decline]\n"
        "(If you approve, data engineering gets a ticket and grants the access.)"
    )


@pytest.mark.parametrize(
    ("is_owner_late", "why"),
    [(True, "whose owner hasn't answered for 2 days."), (False, "which has no owner who can be asked.")],
)
def test_an_approver_reads_why_they_are_asked(is_owner_late: bool, why: str) -> None:
    text, _blocks = access_question_message(QUESTION.evolve(asks_approvers=True, is_owner_late=is_owner_late))

    assert text.endswith(f"(HubSpot, Fivetran_Prod), {why}")


def test_a_no_has_room_for_a_reason_which_both_read() -> None:
    form = form_as_seen(decline_access_form(QUESTION, "C0FIVETRAN"))
    said_no = APPROVED.evolve(status=QuestionStatus.DECLINED, decline_reason="Board <only>. Ask for `hubspot_public`.")

    assert form == (
        "# Decline access\n"
        "Cleo &lt;Marsh&gt; asks for access to `hubspot` (HubSpot, Fivetran_Prod).\n"
        "Reason:\n"
        "[Decline] [Cancel]"
    )
    assert as_seen(answered_question_message(said_no)[1]) == (
        ":no_entry_sign: Ada Okafor declined access to `hubspot` (HubSpot, Fivetran_Prod) for <@U0CLEO>.\n"
        ">Board &lt;only&gt;. Ask for `hubspot_public`.\n"
        "(Answered 2026-11-23 09:00 UTC.)"
    )
    assert declined_access_text(said_no) == (
        ":no_entry_sign: Ada Okafor declined your access to `hubspot`.\n"
        ">Board &lt;only&gt;. Ask for `hubspot_public`.\n"
        "If you need data of your own, type `/connector request HubSpot`."
    )


def test_the_same_message_shows_the_answer_without_buttons() -> None:
    approved, declined = (
        answered_question_message(one) for one in (APPROVED, APPROVED.evolve(status=QuestionStatus.DECLINED))
    )

    assert approved[0] == (
        ":white_check_mark: Ada Okafor approved access to `hubspot` (HubSpot, Fivetran_Prod) for Cleo &lt;Marsh&gt;. "
        "Data engineering gets a ticket and grants it."
    )
    assert declined[0].startswith(":no_entry_sign: Ada Okafor declined access to `hubspot`")
    assert "[" not in as_seen(approved[1]) + as_seen(declined[1])


@pytest.mark.parametrize(
    ("is_anonymous", "said"),
    [
        (False, ":no_entry_sign: Ada Okafor declined your access to `hubspot`."),
        (True, ":no_entry_sign: The owner or an approver declined your access to what's restricted of HubSpot."),
    ],
)
def test_a_no_says_what_else_the_person_can_do(is_anonymous: bool, said: str) -> None:
    text = declined_access_text(replace(APPROVED, is_anonymous=is_anonymous))

    assert text == f"{said} If you need data of your own, type `/connector request HubSpot`."


def test_a_yes_comes_with_the_ticket() -> None:
    ask = AccessRequest("V1", "U0CLEO", "c@example.com", "hubspot", "", MONDAY, ticket=TICKET, is_approved=True)

    named, unnamed = (access_ticket_opened(replace(ask, approver_name=name)) for name in ("Ada Okafor", ""))

    assert named == (
        ":white_check_mark: Ada Okafor approved your access to hubspot. "
        "I opened <https://jira.example/browse/DSRE-7|DSRE-7>: data engineering grants it there."
    )
    assert unnamed.startswith(":white_check_mark: The owner or an approver approved your access")


def test_an_open_request_is_not_called_a_connection() -> None:
    asked = ExistingConnection("workday", "workday", "Fivetran_Dev", "is waiting for an approver", request_id="7f3c9a")

    (only,) = as_seen(existing_connections_view(SALESFORCE, Duplicates((asked,)), None)[:1]).splitlines()
    hidden = as_seen(existing_connections_view(SALESFORCE, Duplicates((asked,), 1), None)[:1])

    assert only == (
        ":busts_in_silhouette: *Salesforce is already requested.* If you only need access, wait until it's connected."
    )
    assert "is already connected" in hidden


def test_the_form_offers_one_press_for_each_connection_also_for_what_is_restricted() -> None:
    zoom = ExistingConnection("zoom", "zoom", "Fivetran_Prod", "working", None, None, None, "brisk_otter")
    own = replace(zoom, name="zoom_2", owner="U0CLEO", owner_name="Cleo Marsh", connection_id="calm_river")

    blocks = existing_connections_view(SALESFORCE, Duplicates((zoom, own), 2), None, user="U0CLEO")

    assert as_seen(blocks).splitlines()[:4] == [
        ":busts_in_silhouette: *Salesforce is already connected.* If you only need access, ask for it here.",
        "• `zoom` in Fivetran_Prod – working",
        "• `zoom_2` in Fivetran_Prod · Cleo Marsh – working",
        ":lock: 2 restricted connections, which only some people can see",
    ]
    buttons = [one["accessory"] for one in blocks if "accessory" in one]
    assert [(one["text"]["text"], one["value"]) for one in buttons] == [
        ("Ask for access", "brisk_otter"),
        ("Ask for access", "salesforce"),
    ]
    assert as_seen([asked_section(blocks[1])]) == (
        "• `zoom` in Fivetran_Prod – working\n:outbox_tray: Your question is on its way. I'll message you."
    )
