"""Which lines of a thread the channel sees too, and whom they notify."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pytest

from bot.slack.poster import Poster
from bot.slack.request_cards import SlackRequestCards
from tests.support.sample_data import MONDAY, a_connected_request, an_approved_request
from workflows.requests.answers import Sensitivity
from workflows.requests.history import AnswerChange, Edit, Handover
from workflows.requests.mirrors import TicketStatus, UncountedMove
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import Status


@dataclass
class Outbox:
    """Slack and an empty ledger: keeps what is posted."""

    posts: list[dict[str, Any]] = field(default_factory=list)

    def call(self, _method: str, **arguments: Any) -> dict[str, Any]:
        self.posts.append(arguments)
        return {"channel": arguments["channel"], "ts": "2.0"}

    def begin(self, _key: str) -> datetime | None:
        return None


def posts(request: ConnectorRequest, event_key: str) -> list[dict[str, Any]]:
    outbox = Outbox()
    poster = Poster(outbox, outbox)  # type: ignore[arg-type]  # one object plays Slack and the ledger
    cards = SlackRequestCards(
        poster,
        "C0FIVETRAN",
        outbox,  # type: ignore[arg-type]
        mention_approvers=lambda _: "<!subteam^S1>",
    )
    cards.post_timeline_event(request, event_key)
    return outbox.posts


@pytest.mark.parametrize(
    ("event_key", "is_in_channel"), [("live", True), ("left-1", True), ("approved", False), ("created", False)]
)
def test_the_channel_sees_the_first_data_and_who_left_and_the_thread_the_rest(
    event_key: str, is_in_channel: bool
) -> None:
    request = a_connected_request(status=Status.LIVE, first_synced_at=MONDAY, requester_left_at=MONDAY)

    (post,) = posts(request, event_key)

    assert post["reply_broadcast"] is is_in_channel
    assert post["text"].startswith("<!subteam^S1> ") is (event_key == "left-1")


@pytest.mark.parametrize("sensitivity", [Sensitivity.INTERNAL, Sensitivity.PERSONAL])
def test_a_connection_that_is_left_over_is_for_the_approvers(sensitivity: Sensitivity) -> None:
    request = a_connected_request(status=Status.WITHDRAWN, leftover_connection_id="polite_otter")
    request = request.evolve(answers=replace(request.answers, sensitivity=sensitivity))

    (post,) = posts(request, "leftover")

    assert post["text"] == "<!subteam^S1> :warning: " + (
        "Connection polite_otter of dev-fivetran.salesforce was created just before this request ended. "
        "It seems to be in use, so I kept it. If no one needs it, delete it in Fivetran."
        if sensitivity is Sensitivity.INTERNAL
        else "This request left a connection in Fivetran. A comment on the ticket names it."
    )


def test_after_a_take_over_the_line_about_who_left_notifies_no_one() -> None:
    request = a_connected_request(handovers=(Handover("U0EVE", "U0ADA", MONDAY, MONDAY),))

    (post,) = posts(request, "left-1")

    assert "<!subteam" not in post["text"]


@pytest.mark.parametrize(("left_at", "recipients"), [(None, ["C0FIVETRAN", "U0ADA"]), (MONDAY, ["C0FIVETRAN"])])
def test_a_move_of_a_confidential_ticket_is_explained_to_no_one_who_left(
    left_at: datetime | None, recipients: list[str]
) -> None:
    move = UncountedMove(4711, "Rosa", TicketStatus("1", "Open"), refusal="…")
    request = a_connected_request(requester_left_at=left_at, uncounted_moves=(move,))
    secret = request.evolve(answers=replace(request.answers, sensitivity=Sensitivity.CONFIDENTIAL))

    assert [post["channel"] for post in posts(secret, "uncounted-4711")] == recipients


def test_the_thread_of_a_confidential_request_is_not_repeated_in_direct_messages() -> None:
    request = an_approved_request()
    secret = request.evolve(answers=replace(request.answers, sensitivity=Sensitivity.CONFIDENTIAL))

    assert [post["channel"] for post in posts(secret, "approved")] == ["C0FIVETRAN"]


def test_a_new_requester_and_a_new_business_owner_get_a_direct_message() -> None:
    handover = Handover("U0EVE", "U0ADA", MONDAY, None, "U0BO")
    request = a_connected_request(
        handovers=(handover,), edits=(Edit(MONDAY, (AnswerChange("business_owner"),), "U0BO"),)
    )

    _line, to_requester = posts(request, "handed-over-1")
    _line, to_owner = posts(request, "edited-2")

    assert (to_requester["channel"], to_owner["channel"]) == ("U0ADA", "U0ROSA")
    assert to_owner["text"] == "*Salesforce* (DSRE-7) – Bo Lindqvist made you the business owner."


def test_an_edit_by_the_requester_tells_the_business_owner_nothing() -> None:
    request = a_connected_request(edits=(Edit(MONDAY, (AnswerChange("business_owner"),)),))

    assert [post["channel"] for post in posts(request, "edited-2")] == ["C0FIVETRAN"]
