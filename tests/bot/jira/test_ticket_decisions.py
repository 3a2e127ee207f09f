"""Decisions are read from a ticket by its id, wherever it is, and a ticket goes back where it came from."""

from dataclasses import replace

import pytest

from bot.jira import JiraTickets
from tests.bot.jira.conftest import TicketFactory
from tests.sandbox.support.jira_server import PretendJira
from tests.support.sample_data import ANSWERS, NAMES, TICKET, a_request
from workflows.errors import Refused, Unavailable
from workflows.requests.answers import Sensitivity
from workflows.requests.mirrors import Ticket, TicketStatus
from workflows.requests.ports import TicketNotFound

ADAS = a_request(names=NAMES)
GRANT = {"name": "Grant", "from": ["In Progress"], "to": "Approved"}


@pytest.fixture
def ticket(tickets: JiraTickets) -> Ticket:
    return tickets.open_for(ADAS)


def test_a_decision_is_read_although_a_rule_moved_the_ticket_on(
    jira: PretendJira, tickets: JiraTickets, ticket: Ticket
) -> None:
    jira.does("rule", status="Approved", transition="Start work")
    jira.does("moves", key=ticket.key, transition="Approve", by="bo")

    (decision,) = tickets.read(ticket, None).decisions

    assert jira.issues("fivetran-request")[0]["status"] == "In Progress"
    assert (decision.outcome, decision.actor_name, decision.email) == ("approved", "Bo Lindqvist", "bo@example.com")
    assert (decision.came_from, decision.is_by_app, decision.is_by_bot) == (TicketStatus("10100", "Open"), False, False)
    assert tickets.read(ticket, decision.change_id).decisions == ()


def test_a_move_by_an_automation_rule_is_told_apart(jira: PretendJira, tickets: JiraTickets, ticket: Ticket) -> None:
    for way in ({"name": "Triage", "from": ["Open"], "to": "In Progress"}, GRANT):
        jira.does("workflow", add_transition=way)
    jira.does("rule", status="In Progress", transition="Grant")
    jira.does("moves", key=ticket.key, transition="Triage", by="bo")

    (decision,) = tickets.read(ticket, None).decisions

    assert (decision.outcome, decision.is_by_app, decision.email) == ("approved", True, None)


def test_a_ticket_is_read_by_its_id_in_any_project(jira: PretendJira, tickets: JiraTickets, ticket: Ticket) -> None:
    jira.does("transfers", key=ticket.key, project="DENG", by="cleo")
    jira.does("moves", key="DENG-8", transition="Approve", by="bo")

    reading = tickets.read(ticket, None)

    assert reading.ticket == Ticket(ticket.id, "DENG-8", "https://works.example/browse/DENG-8")
    assert len(reading.decisions) == 1


def test_a_long_changelog_is_read_to_the_end(jira: PretendJira, tickets: JiraTickets, ticket: Ticket) -> None:
    jira.does("moves", key=ticket.key, transition="Approve", by="bo")
    for number in range(100):
        jira.does("edits", key=ticket.key, by="bo", fields={"summary": f"Version {number}"})

    assert len(tickets.read(ticket, None).decisions) == 1


def test_a_hidden_email_and_the_bots_own_moves_are_told_apart(
    jira: PretendJira, tickets: JiraTickets, ticket: Ticket
) -> None:
    jira.does("emails", hidden=True)
    tickets.move(ticket, "declined")

    (decision,) = tickets.read(ticket, None).decisions

    assert (decision.email, decision.account_id) == (None, "5d0000000000000000000de5")
    assert decision.is_by_bot


def test_only_jiras_own_words_say_that_a_ticket_is_gone(
    jira: PretendJira, tickets: JiraTickets, ticket: Ticket
) -> None:
    jira.trouble("fail", f"issue/{ticket.id}", status=404)
    with pytest.raises(Unavailable):
        tickets.read(ticket, None)

    jira.does("deletes", key=ticket.key)
    with pytest.raises(TicketNotFound):
        tickets.read(ticket, None)
    with pytest.raises(TicketNotFound):
        tickets.move(ticket, "approved")
    with pytest.raises(TicketNotFound):
        tickets.comment(TICKET, "approved", "Approved.")


def test_a_ticket_is_moved_back_to_where_it_came_from(jira: PretendJira, tickets: JiraTickets, ticket: Ticket) -> None:
    jira.does("moves", key=ticket.key, transition="Approve", by="rosa")
    (decision,) = tickets.read(ticket, None).decisions
    assert "can't be moved to Open" in str(tickets.move_back(ticket, decision.came_from))

    jira.does("workflow", add_transition={"name": "Reopen", "from": ["Approved"], "to": "Open"})

    assert tickets.move_back(ticket, decision.came_from) is None
    assert jira.issues("fivetran-request")[0]["status"] == "Open"


def test_text_and_mapped_fields_follow_an_edit_and_the_last_change_is_known(
    jira: PretendJira, tickets: JiraTickets, ticket: Ticket
) -> None:
    jira.does("moves", key=ticket.key, transition="Approve", by="bo")
    answers = replace(ANSWERS, sensitivity=Sensitivity.PERSONAL, access="Finance", business_owner="U0ADA")

    newest = tickets.describe(ticket, ADAS.evolve(answers=answers))

    (issue,) = jira.issues("fivetran-request")
    assert "Finance" in issue["description"]
    assert issue["fields"]["customfield_10050"] == "Ada Okafor"
    assert issue["fields"]["customfield_10051"]["value"] == "Personal data"
    assert newest == int(issue["history"][-1]["id"])
    assert newest > tickets.read(ticket, None).decisions[0].change_id

    tickets.describe(ticket, ADAS.evolve(answers=replace(answers, sensitivity=Sensitivity.NOT_SURE)))
    assert jira.issues("fivetran-request")[0]["fields"]["customfield_10051"] is None


def test_a_mapped_field_that_jira_refuses_is_said_and_the_text_is_updated(
    jira: PretendJira, tickets: JiraTickets, ticket: Ticket
) -> None:
    jira.trouble("fail", "PUT", skip=1, status=503)
    with pytest.raises(Unavailable):
        tickets.describe(ticket, ADAS.evolve(answers=replace(ANSWERS, access="Finance")))
    assert "Finance" in jira.issues("fivetran-request")[0]["description"]

    jira.does("screen", remove=["customfield_10051"])
    with pytest.raises((Refused, Unavailable), match="customfield_10051"):
        tickets.describe(ticket, ADAS)


def test_an_outcome_that_the_settings_leave_out_is_not_mirrored(jira: PretendJira, make_tickets: TicketFactory) -> None:
    tickets = make_tickets(statuses={"approved": ""})
    ticket = tickets.open_for(ADAS)

    assert tickets.move(ticket, "approved") is None
    assert jira.issues("fivetran-request")[0]["status"] == "Open"
