"""Tickets that don't match their request are named for the operator."""

from bot.queries.stuck_tickets import SEE_CHECK, stuck_tickets
from tests.support.sample_data import MONDAY, a_request, a_request_with_ticket

PROBLEM = "Jira ticket DSRE-7 can't be moved to Done: its transition requires Resolution. Move it by hand."


def test_the_operator_reads_the_words_of_the_card_by_ticket_key() -> None:
    requests = [
        a_request_with_ticket(problem=PROBLEM),
        a_request_with_ticket(ticket_missing_since=MONDAY),
        a_request(problem="Jira failed (500)."),
    ]

    said = [one.summary for one in stuck_tickets(requests, has_words=True)]

    assert said == [
        f"stuck ticket DSRE-7: {PROBLEM} I'll keep retrying.",
        "stuck ticket DSRE-7: DSRE-7 was deleted in Jira, or moved where I can't see it. "
        "The request continues here without a ticket.",
        f"stuck request {requests[2].id}: Jira failed (500). I'll keep retrying.",
    ]


def test_without_words_only_the_key_is_shown() -> None:
    said = [one.summary for one in stuck_tickets([a_request_with_ticket(problem=PROBLEM)], has_words=False)]

    assert said == [f"stuck ticket DSRE-7: {SEE_CHECK}"]
