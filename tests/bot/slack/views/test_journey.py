"""The direct message that follows a request, as its requester reads it at each step."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.slack.views.connect_card import connect_card_message
from bot.slack.views.journey import bigquery_link, journey_message, spent_message, with_sign_ins
from bot.slack.views.reviewers import reviewers
from bot.slack.views.thread_updates import timeline_text
from sandbox.slack.blocks import check_message
from tests.support.rendered_text import as_seen
from tests.support.sample_data import (
    ANSWERS,
    MONDAY,
    a_connected_request,
    a_request,
    a_request_with_ticket,
    an_approved_request,
)
from workflows.catalog.service import CUSTOM_CONNECTOR_ID
from workflows.requests.history import Decision, Handover
from workflows.requests.mirrors import JourneyMessage, Message
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import Status

CUSTOM = replace(ANSWERS, service=CUSTOM_CONNECTOR_ID, service_name="Acme")
A_JOURNEY = JourneyMessage(Message("D0ADA", "1.0"), "U0ADA", "", ("sent",))


def ended(status: Status, reason: str | None = None) -> ConnectorRequest:
    return a_request_with_ticket(
        status=status, decision=Decision("U0BO", MONDAY, reason), names={"U0BO": "Bo Lindqvist"}
    )


SEEN = {
    "sent": (
        a_request(),
        ":outbox_tray: Request sent: *Salesforce* → `dev-fivetran.salesforce`. "
        "Bo Lindqvist or Cleo Marsh will review it.\n[Show details] [Edit] [Withdraw]",
    ),
    "ticket is open": (
        a_request_with_ticket(),
        ":outbox_tray: Request sent: *Salesforce* → `dev-fivetran.salesforce`. "
        "Bo Lindqvist or Cleo Marsh will review it.\n[Show details] [Edit] [Withdraw]",
    ),
    "custom": (
        a_request(answers=CUSTOM),
        ":outbox_tray: Request sent: *Acme*. Bo Lindqvist or Cleo Marsh will review it.\n"
        "[Show details] [Edit] [Withdraw]",
    ),
    "approved": (
        an_approved_request(),
        ":white_check_mark: Bo Lindqvist approved *Salesforce*. I'm creating its connection, "
        "then you sign in at Fivetran.\n[Show details] [Withdraw]",
    ),
    "being built": (
        an_approved_request(status=Status.BEING_BUILT, answers=CUSTOM),
        ":hammer_and_wrench: Bo Lindqvist approved *Acme*. An engineer is building it.\n[Show details] [Withdraw]",
    ),
    "waits for credentials": (
        a_connected_request(status=Status.AWAITING_CREDENTIALS),
        ":key: Bo Lindqvist approved *Salesforce*. Sign in at Fivetran to load its data into "
        "`dev-fivetran.salesforce`.\n[Get sign-in link] [Show details]",
    ),
    "custom is built": (
        a_connected_request(status=Status.AWAITING_CREDENTIALS, answers=CUSTOM),
        ":gear: *Acme* is built. An engineer connects it to its source.\n[Show details]",
    ),
    "tests failed": (
        a_connected_request(
            status=Status.AWAITING_CREDENTIALS, failed_tests=("Login: <wrong> password",), tests_failed_for=MONDAY
        ),
        ":warning: *You* need to sign in to *Salesforce* again. Its setup tests failed:\n"
        "• Login: &lt;wrong&gt; password\n[Get sign-in link] [Show details]",
    ),
    "syncing": (
        a_connected_request(status=Status.SYNCING_HISTORY, syncing_since=MONDAY),
        ":arrows_counterclockwise: You're signed in. Fivetran is loading the history of *Salesforce*.\n"
        "(Small sources take minutes, and large ones take days.)\n[Show details]",
    ),
    "syncing as long as others did": (
        a_connected_request(
            status=Status.SYNCING_HISTORY, syncing_since=MONDAY, history_expected_by=MONDAY + timedelta(hours=4)
        ),
        ":arrows_counterclockwise: You're signed in. Fivetran is loading the history of *Salesforce*, "
        "until about 2026-11-23 13:00 UTC.\n"
        "(Earlier historical syncs of this service took about 4 h.)\n[Show details]",
    ),
    "live": (
        a_connected_request(status=Status.LIVE, first_synced_at=MONDAY),
        ":tada: Your *Salesforce* data is in `dev-fivetran.salesforce`.\n[Open in BigQuery] [Show details]",
    ),
    "broken": (
        a_connected_request(status=Status.BROKEN),
        ":red_circle: The last sync of *Salesforce* failed. Fivetran tries again at the next sync.\n[Show details]",
    ),
    "needs a sign-in": (
        a_connected_request(status=Status.BROKEN, sign_in_needed_since=MONDAY),
        ":red_circle: *You* need to sign in again: Fivetran can't read *Salesforce* any more.\n"
        "(The loaded data stays. New data arrives after you sign in.)\n[Get sign-in link] [Show details]",
    ),
    "declined": (
        ended(Status.DECLINED, "Use the dataset <sales>."),
        ":no_entry_sign: Bo Lindqvist declined *Salesforce*: Use the dataset &lt;sales&gt;.\n"
        "[Change and resend] [Show details]",
    ),
    "withdrawn": (
        ended(Status.WITHDRAWN),
        ":leftwards_arrow_with_hook: The request for *Salesforce* was withdrawn.\n[Change and resend] [Show details]",
    ),
    "expired": (
        a_request_with_ticket(status=Status.EXPIRED),
        ":zzz: No approver decided on *Salesforce* in time, so the request expired.\n"
        "[Change and resend] [Show details]",
    ),
    "retired": (
        a_connected_request(status=Status.RETIRED),
        ":wastebasket: The connection of *Salesforce* was deleted in Fivetran.\n[Change and resend] [Show details]",
    ),
}


@pytest.mark.parametrize("step", SEEN)
def test_the_message_at_each_step(step: str) -> None:
    request, words = SEEN[step]

    text, blocks = journey_message(request, ["Bo Lindqvist", "Cleo Marsh"])

    assert as_seen(blocks) == words
    assert "*" not in text
    assert len(text.split()) > 3  # screen readers and notifications say it too


def test_each_status_has_its_message() -> None:
    assert {request.status for request, _words in SEEN.values()} == set(Status)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], "An approver"),
        (["", ""], "An approver"),
        (["Bo"], "Bo"),
        (["Bo", "Cleo"], "Bo or Cleo"),
        (["A", "B", "C", ""], "A, B, C, or another approver"),
        (["<!channel>"], "&lt;!channel&gt;"),
    ],
)
def test_who_reviews_a_request(names: list[str], words: str) -> None:
    assert reviewers(names) == words


def test_the_connect_card_asks_for_a_sign_in_and_says_what_happens_then() -> None:
    text, blocks = connect_card_message(a_connected_request(), "https://fivetran.example/card")

    assert as_seen(blocks) == (
        ":key: Bo Lindqvist approved *Salesforce*. Sign in at Fivetran to load its data into "
        "`dev-fivetran.salesforce`.\n"
        "[Sign in at Fivetran] [Get sign-in link]\n"
        "(:lock: The link is only for you, for one day. *Get sign-in link* sends another. "
        "Enter credentials at Fivetran, never here.)"
    )
    assert "https://" not in text


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (
            {"failed_tests": ("Login",)},
            "Sign in at Fivetran again to connect *Salesforce*. I test the connection when you're done.",
        ),
        (
            {"status": Status.BROKEN},
            "Sign in at Fivetran to renew the access to *Salesforce*. The loaded data stays where it is.",
        ),
        (
            {"status": Status.LIVE},
            "Sign in at Fivetran to renew the access to *Salesforce*. The loaded data stays where it is.",
        ),
    ],
)
def test_to_sign_in_again_has_words_of_its_own(facts: dict[str, object], words: str) -> None:
    _text, blocks = connect_card_message(a_connected_request(**facts), "https://fivetran.example/card")

    assert as_seen(blocks).splitlines()[0] == f":key: {words}"


def test_a_spent_message_leads_on_and_tells_an_earlier_requester_nothing() -> None:
    request = a_connected_request()

    assert as_seen(spent_message(request, "U0ADA")[1]) == "(*Salesforce*: a newer message continues this.)"
    assert as_seen(spent_message(request, "U0EVE")[1]) == "(Request DSRE-7 has another requester now.)"


@pytest.mark.parametrize(
    ("destination", "link"),
    [
        ({"schema": "salesforce"}, "?p=dev-fivetran&d=salesforce&page=dataset"),
        ({"schema": "sheets", "table": "plan"}, "?p=dev-fivetran&d=sheets&page=dataset"),
        ({"schema_prefix": "shop"}, "?project=dev-fivetran"),
    ],
)
def test_the_link_leads_to_the_dataset(destination: dict[str, str], link: str) -> None:
    request = a_request(answers=replace(ANSWERS, destination=destination))

    assert bigquery_link(request) == f"https://console.cloud.google.com/bigquery{link}"


@pytest.mark.parametrize(
    ("event", "alone", "beside_a_message"),
    [
        ("approved", ":+1: <@U0ADA>, Bo Lindqvist approved this.", ":+1: Bo Lindqvist approved this."),
        ("expired", "<@U0ADA>, this request expired.", "This request expired."),
    ],
)
def test_the_thread_mentions_the_requester_only_without_a_direct_message(
    event: str, alone: str, beside_a_message: str
) -> None:
    request = an_approved_request()
    handed_over = request.evolve(
        journey=A_JOURNEY, requester="U0EVE", handovers=(Handover("U0ADA", "U0EVE", MONDAY, None),)
    )

    assert timeline_text(request, event) == alone
    assert timeline_text(request.evolve(journey=A_JOURNEY), event) == beside_a_message
    assert timeline_text(handed_over, event) == alone.replace("U0ADA", "U0EVE")


def test_a_message_lists_other_sign_ins_that_broke_at_once_with_a_button_each() -> None:
    def broken(number: int) -> ConnectorRequest:
        answers = replace(ANSWERS, service_name=f"Source <{number}>")
        return a_connected_request(id=f"r{number}", status=Status.BROKEN, answers=answers, sign_in_needed_since=MONDAY)

    own = journey_message(broken(0))
    text, blocks = with_sign_ins(own, [broken(number) for number in range(1, 13)])

    lines = as_seen(blocks).splitlines()
    assert lines[3] == "*You* also need to sign in again to 12 other connections:"
    assert lines[4] == "*Source &lt;1&gt;* `salesforce`"
    assert lines[-1] == "(… and 2 more, on my Home tab)"
    assert [one["accessory"]["value"] for one in blocks if "accessory" in one] == [f"r{n}" for n in range(1, 11)]
    assert "You also need to sign in again to 12 other connections: Source &lt;1&gt;, " in text
    assert check_message(blocks) == []
    assert with_sign_ins(own, []) == own
