"""One request, one ticket, whatever happens on the way."""

from typing import Any

import pytest

from bot.jira import JiraTickets
from bot.jira.adf import doc, paragraph
from bot.jira.client import JiraClient
from bot.jira.ticket_fields import TicketFields
from bot.jira.ticket_text import request_label, ticket_comment
from tests.bot.jira.conftest import Notes, TicketFactory
from tests.sandbox.support.jira_schemas import faults, needs_spec
from tests.sandbox.support.jira_server import PretendJira
from tests.support.sample_data import MONDAY, NAMES, TICKET, a_request
from workflows.access_requests import AccessRequest
from workflows.errors import Misconfigured, Refused, Unavailable
from workflows.requests.mirrors import Ticket

ADAS = a_request(names=NAMES)
CREATE = "POST /rest/api/3/issue$"


def ours(jira: PretendJira) -> list[dict[str, Any]]:
    return jira.issues(request_label(ADAS))


def test_a_ticket_carries_the_request(jira: PretendJira, tickets: JiraTickets) -> None:
    ticket = tickets.open_for(ADAS)

    (issue,) = ours(jira)
    assert (ticket.key, ticket.id, ticket.url) == (
        "DSRE-7",
        issue["id"],
        "https://works.example/browse/DSRE-7",
    )
    assert issue["fields"]["labels"] == ["fivetran-request", "fivetran-request-7f3c9a"]
    assert issue["fields"]["customfield_10050"] == "Rosa Neri"
    assert issue["fields"]["customfield_10051"]["value"] == "Internal"
    assert "Ada Okafor requests a Salesforce connector" in issue["description"]


def test_a_ticket_for_access_says_who_needs_what_and_why_and_is_opened_once(
    jira: PretendJira, tickets: JiraTickets
) -> None:
    ask = AccessRequest("V7", "U0ADA", "aokafor", "Fivetran", "Campaign reports", MONDAY, requester_name="Ada Okafor")

    first = tickets.open_access_ticket(ask)
    jira.later(seconds=61)
    second = tickets.open_access_ticket(ask)

    (issue,) = jira.issues("fivetran-access-V7")
    assert first == second
    assert issue["fields"]["summary"] == "Access to Fivetran for aokafor"
    assert issue["fields"]["labels"] == ["fivetran-access", "fivetran-access-V7"]
    assert "Campaign reports" in issue["description"]


def test_tickets_for_access_can_go_to_another_project_with_their_own_type_and_fields(
    jira: PretendJira, client: JiraClient, make_tickets: TicketFactory
) -> None:
    of_access = TicketFields(client, "GOV", "Access Request", {"customfield_10050": "{access}"}, "JIRA_ACCESS")
    tickets = make_tickets(access_fields=of_access)
    ask = AccessRequest("V7", "U0ADA", "aokafor", "Fivetran", "Campaign reports", MONDAY, requester_name="Ada Okafor")

    of_request, ticket = tickets.open_for(ADAS), tickets.open_access_ticket(ask)
    jira.later(seconds=61)

    assert (of_request.key, ticket.key) == ("DSRE-7", "GOV-1")
    assert tickets.open_access_ticket(ask) == ticket
    (issue,) = jira.issues("fivetran-access-V7")
    assert issue["fields"]["project"]["name"] == "Data Governance"
    assert issue["fields"]["issuetype"]["name"] == "Access Request"
    assert issue["fields"]["customfield_10050"] == "Fivetran"


def test_opening_takes_no_more_calls_than_needed(jira: PretendJira, tickets: JiraTickets) -> None:
    tickets.open_for(ADAS)
    tickets.open_for(a_request(names=NAMES).evolve(id="other"))

    meta = "GET /rest/api/3/issue/createmeta/DSRE/issuetypes"
    assert jira.calls() == [meta, f"{meta}/10007", *["POST /rest/api/3/issue"] * 2]


def test_a_lost_answer_leaves_one_ticket_although_the_search_lags(jira: PretendJira, tickets: JiraTickets) -> None:
    jira.trouble("lose", CREATE)
    with pytest.raises(Unavailable):
        tickets.open_for(ADAS)

    with pytest.raises(Unavailable, match="I'm checking whether it was opened"):
        tickets.open_for(ADAS)
    jira.later(seconds=31)
    ticket = tickets.open_for(ADAS)

    assert [issue["key"] for issue in ours(jira)] == [ticket.key]


@pytest.mark.parametrize("status", [200, 400, 404, 503])
def test_a_search_that_fails_is_never_taken_for_no_ticket(jira: PretendJira, tickets: JiraTickets, status: int) -> None:
    jira.trouble("lose", CREATE)
    with pytest.raises(Unavailable):
        tickets.open_for(ADAS)
    jira.later(seconds=121)
    jira.trouble("fail", "search/jql", status=status)

    with pytest.raises(Unavailable):
        tickets.open_for(ADAS)
    ticket = tickets.open_for(ADAS)

    assert [issue["key"] for issue in ours(jira)] == [ticket.key]


def test_a_ticket_that_never_came_is_opened_once_the_window_is_over(jira: PretendJira, tickets: JiraTickets) -> None:
    jira.trouble("fail", CREATE, status=503, times=1)
    with pytest.raises(Unavailable):
        tickets.open_for(ADAS)

    jira.later(seconds=121)
    tickets.open_for(ADAS)

    assert len(ours(jira)) == 1


def test_the_window_begins_anew_with_each_attempt(jira: PretendJira, tickets: JiraTickets) -> None:
    jira.trouble("fail", CREATE, times=1)
    jira.trouble("lose", CREATE, times=1, skip=1)
    for wait in (121, 10):
        with pytest.raises(Unavailable):
            tickets.open_for(ADAS)
        jira.later(seconds=wait)

    with pytest.raises(Unavailable, match="I'm checking whether it was opened"):
        tickets.open_for(ADAS)

    assert len(ours(jira)) == 1


def test_when_jira_is_busy_nothing_was_opened_and_the_next_attempt_can_start_at_once(
    jira: PretendJira, tickets: JiraTickets
) -> None:
    jira.trouble("rate_limit", CREATE, seconds=7)

    with pytest.raises(Unavailable) as busy:
        tickets.open_for(ADAS)
    tickets.open_for(ADAS)

    assert busy.value.retry_after == 7
    assert len(ours(jira)) == 1


def test_the_same_request_again_is_the_same_ticket(jira: PretendJira, tickets: JiraTickets) -> None:
    jira.does("lag", seconds=0)

    assert tickets.open_for(ADAS) == tickets.open_for(ADAS)
    assert len(ours(jira)) == 1


def test_of_two_tickets_the_older_counts(jira: PretendJira, tickets: JiraTickets) -> None:
    jira.does("lag", seconds=0)
    first = tickets.open_for(ADAS)
    jira.does("edits", key="DSRE-2", by="bo", fields={"labels": [request_label(ADAS)]})

    found = tickets.open_for(ADAS)

    assert (first.key, found.key) == ("DSRE-7", "DSRE-2")


def test_a_required_field_without_a_value_is_named_before_anything_is_sent(
    jira: PretendJira, make_tickets: TicketFactory
) -> None:
    with pytest.raises(Misconfigured, match=r"Requesting team.*customfield_10050.*JIRA_FIELDS"):
        make_tickets(fields={}).open_for(ADAS)

    assert not any(call.startswith("POST") for call in jira.calls())


def test_a_sensitivity_that_jira_does_not_know_is_left_out(jira: PretendJira, make_tickets: TicketFactory) -> None:
    fields = {"customfield_10050": "Data", "customfield_10051": "not sure"}

    make_tickets(fields=fields).open_for(ADAS)

    assert ours(jira)[0]["fields"]["customfield_10051"] is None


def test_what_jira_refuses_is_refused_in_its_words(jira: PretendJira, tickets: JiraTickets) -> None:
    jira.does("permissions", revoke=["CREATE_ISSUES"])

    with pytest.raises(Refused, match="permission"):
        tickets.open_for(ADAS)


def test_a_comment_is_made_once_for_each_event(jira: PretendJira, tickets: JiraTickets) -> None:
    ticket = tickets.open_for(ADAS)
    jira.trouble("lose", "POST .*comment")
    with pytest.raises(Unavailable):
        tickets.comment(ticket, "approved", "Approved by Bo Lindqvist in Slack.")

    tickets.comment(ticket, "approved", "Approved by Bo Lindqvist in Slack.")
    tickets.comment(ticket, "live", "First data is in dev-fivetran.salesforce.")

    assert [said["text"].split("\n")[0] for said in ours(jira)[0]["comments"]] == [
        "Approved by Bo Lindqvist in Slack.",
        "First data is in dev-fivetran.salesforce.",
    ]


def test_a_comment_is_found_again_whatever_its_text_says(jira: PretendJira, tickets: JiraTickets) -> None:
    ticket = tickets.open_for(ADAS)
    tickets.comment(ticket, "approved", "Approved by Bo Lindqvist in Slack.")
    (comment,) = tickets.client.comments(ticket.id)
    tickets.client.update_comment(ticket.id, comment["id"], doc(paragraph("Approved.")))

    tickets.comment(ticket, "approved", "Approved by Bo Lindqvist in Slack.")

    assert [said["text"] for said in ours(jira)[0]["comments"]] == ["Approved."]


def test_a_comment_of_an_earlier_version_is_not_repeated_and_is_rewritten(
    jira: PretendJira, tickets: JiraTickets
) -> None:
    ticket = tickets.open_for(ADAS)
    tickets.client.add_comment(ticket.id, ticket_comment("Declined. Reason: abc", "declined"), {})
    tickets.ledger.begin(f"comment:{ticket.id}:declined")

    tickets.comment(ticket, "declined", "Declined. Reason: abc")
    tickets.rewrite_comment(ticket, "declined", "Declined. Reason: Removed")

    (comment,) = ours(jira)[0]["comments"]
    assert comment["text"].startswith("Declined. Reason: Removed")


def test_a_first_comment_needs_one_call(jira: PretendJira, tickets: JiraTickets) -> None:
    ticket = tickets.open_for(ADAS)
    before = len(jira.calls())

    tickets.comment(ticket, "approved", "Approved by Bo Lindqvist in Slack.")

    assert jira.calls()[before:] == [f"POST /rest/api/3/issue/{ticket.id}/comment"]


def test_a_comment_that_jira_refuses_is_made_when_it_can_be(
    jira: PretendJira, tickets: JiraTickets, notes: Notes
) -> None:
    ticket = tickets.open_for(ADAS)
    jira.does("permissions", revoke=["ADD_COMMENTS"])
    with pytest.raises(Misconfigured):
        tickets.comment(ticket, "approved", "Approved by Bo Lindqvist in Slack.")

    assert f"comment:{ticket.id}:approved" not in notes.entries


def test_a_ticket_that_was_just_moved_is_moved_on_without_another_look(jira: PretendJira, tickets: JiraTickets) -> None:
    first, second = tickets.open_for(ADAS), tickets.open_for(ADAS.evolve(id="other"))
    calls = [_calls_to_start(jira, tickets, ticket) for ticket in (first, second)]

    read, move = "GET /rest/api/3/issue/{}", "POST /rest/api/3/issue/{}/transitions"
    assert calls == [[read, move, read, move], [read, move, move]]


def test_a_ticket_that_was_moved_on_by_a_rule_is_read_again(jira: PretendJira, tickets: JiraTickets) -> None:
    for request in (ADAS, ADAS.evolve(id="other")):
        ticket = tickets.open_for(request)
        tickets.move(ticket, "approved")
        jira.does("moves", key=ticket.key, transition="Start work", by="bo")

        assert tickets.move(ticket, "started") is None

    assert [issue["status"] for issue in jira.issues("fivetran-request")] == ["In Progress"] * 2


def test_a_transition_whose_screen_requires_a_field_is_known_from_a_second_look(
    jira: PretendJira, tickets: JiraTickets
) -> None:
    ticket = tickets.open_for(ADAS)
    jira.does("workflow", remove_transition="Approve")
    needs = {"name": "Approve", "from": ["Open"], "to": "Approved", "needs": ["customfield_10050"]}
    jira.does("workflow", add_transition=needs)

    assert "requires" in str(tickets.move(ticket, "approved"))


def _calls_to_start(jira: PretendJira, tickets: JiraTickets, ticket: Ticket) -> list[str]:
    """Approve and start, and return the calls without the id of the ticket."""
    before = len(jira.calls())
    assert [tickets.move(ticket, outcome) for outcome in ("approved", "started")] == [None, None]
    return [call.replace(ticket.id, "{}") for call in jira.calls()[before:]]


def test_an_approval_moves_the_ticket_once(jira: PretendJira, tickets: JiraTickets) -> None:
    ticket = tickets.open_for(ADAS)

    assert tickets.move(ticket, "approved") is None
    assert tickets.move(ticket, "approved") is None

    assert (ours(jira)[0]["status"], len(ours(jira)[0]["history"])) == ("Approved", 1)


def test_a_ticket_goes_all_the_way_where_the_workflow_allows_it(jira: PretendJira, tickets: JiraTickets) -> None:
    ticket = tickets.open_for(ADAS)

    stuck = tickets.move(ticket, "done")
    moved = [tickets.move(ticket, outcome) for outcome in ("approved", "started", "done", "approved")]

    assert stuck == (
        "Jira ticket DSRE-7 can't be moved to Done: its workflow has no transition there from its current status. "
        "Move it by hand."
    )
    assert moved == [None, None, None, None]
    assert ours(jira)[0]["status"] == "Done"


def test_where_two_ways_lead_to_approval_people_choose(jira: PretendJira, tickets: JiraTickets) -> None:
    ticket = tickets.open_for(ADAS)
    jira.does("workflow", add_transition={"name": "Wave through", "from": ["Open"], "to": "Approved"})

    assert "“Approve” and “Wave through”, so a person has to choose" in str(tickets.move(ticket, "approved"))
    assert ours(jira)[0]["status"] == "Open"


def test_the_link_to_the_card_is_replaced_and_never_doubled(jira: PretendJira, tickets: JiraTickets) -> None:
    ticket = tickets.open_for(ADAS)

    for number in (1, 2):
        tickets.link_card(ticket, ADAS.evolve(permalink=f"https://slack.example/{number}"))

    (link,) = ours(jira)[0]["links"]
    assert link["object"]["url"] == "https://slack.example/2"


def test_a_deleted_ticket_is_refused(tickets: JiraTickets) -> None:
    with pytest.raises(Refused, match="does not exist"):
        tickets.comment(TICKET, "approved", "Approved.")


@needs_spec
def test_everything_that_was_said_fits_jiras_own_description(jira: PretendJira, tickets: JiraTickets) -> None:
    jira.does("lag", seconds=0)
    ticket = tickets.open_for(ADAS)
    tickets.open_for(ADAS)
    tickets.link_card(ticket, ADAS.evolve(permalink="https://slack.example/1"))
    tickets.comment(ticket, "approved", "Approved by Bo Lindqvist in Slack.")
    tickets.move(ticket, "approved")

    said = jira.sandbox.journal(service="jira")

    assert len(said) > 7
    assert [words for exchange in said for words in faults(exchange)] == []
