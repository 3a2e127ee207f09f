"""`python -m bot check`, the part about Jira: every sentence says what to do."""

from typing import Any

import pytest

from bot.jira import JiraClient, JiraTickets
from bot.jira.check import check_jira, check_ticket_fields
from bot.jira.ticket_fields import TicketFields
from tests.bot.jira.conftest import FIELDS
from tests.sandbox.support.jira_server import EMAIL, TOKEN, PretendJira
from tests.support.sample_data import NAMES, a_request
from workflows.errors import Misconfigured


def checked(client: JiraClient, **changes: Any) -> list[str]:
    usual: dict[str, Any] = {"project": "DSRE", "issue_type": "Task", "fields": FIELDS, "statuses": {}}
    return check_jira(client, **(usual | changes))


def test_nothing_is_wrong_with_the_usual_settings(client: JiraClient) -> None:
    assert checked(client) == []


REQUIRED = "Jira requires the field “Requesting team” (customfield_10050). Set its value in JIRA_FIELDS."


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"project": "DENG"}, "Project DENG doesn't exist, or the bot's account can't see it"),
        (
            {"issue_type": "Story"},
            "DSRE has no issue type “Story”. Set JIRA_ISSUE_TYPE to one of: Task, Access Request, Bug",
        ),
        ({"fields": {}}, REQUIRED),
        ({"fields": {**FIELDS, "customfield_9": "x"}}, "JIRA_FIELDS names customfield_9"),
        ({"statuses": {"done": "Finito"}}, "DSRE has no status “Finito” for “done”. Set it in JIRA_STATUSES"),
    ],
)
def test_a_wrong_setting_is_named(client: JiraClient, changes: dict[str, Any], words: str) -> None:
    (problem,) = checked(client, **changes)

    assert problem.startswith(words)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"project": "DENG"},
            "Project DENG doesn't exist, or the bot's account can't see it. Check JIRA_ACCESS_PROJECT.",
        ),
        ({"issue_type": "Story"}, "GOV has no issue type “Story”. Set JIRA_ACCESS_ISSUE_TYPE to one of: Task, Access"),
        ({"templates": {}}, REQUIRED.replace("JIRA_FIELDS", "JIRA_ACCESS_FIELDS")),
        ({"templates": {**FIELDS, "customfield_9": "x"}}, "JIRA_ACCESS_FIELDS names customfield_9"),
    ],
)
def test_a_wrong_setting_of_tickets_for_access_is_named(
    client: JiraClient, changes: dict[str, Any], words: str
) -> None:
    usual = {"project": "GOV", "issue_type": "Access Request", "templates": FIELDS}

    assert check_ticket_fields(TicketFields(client, **usual, settings="JIRA_ACCESS")) == []  # type: ignore[arg-type]
    (problem,) = check_ticket_fields(TicketFields(client, **(usual | changes), settings="JIRA_ACCESS"))
    assert problem.startswith(words)


def test_every_missing_permission_is_named(jira: PretendJira, client: JiraClient) -> None:
    jira.does("permissions", revoke=["TRANSITION_ISSUES", "ADD_COMMENTS"])

    assert checked(client) == [
        "The bot's account lacks the permission “Add comments” in DSRE. Grant it there.",
        "The bot's account lacks the permission “Transition issues” in DSRE. Grant it there.",
    ]


@pytest.mark.parametrize(
    ("field", "words"),
    [
        (
            "labels",
            "The create screen of Task in DSRE has no field Labels, which the bot needs to find its tickets again. "
            "Add the field to the screen.",
        ),
        (
            "description",
            "The create screen of Task in DSRE has no field Description, which the bot needs for its tickets. "
            "Add the field to the screen.",
        ),
        (
            "customfield_10051",
            "JIRA_FIELDS names customfield_10051, which isn't on the create screen. Add it there, or remove it.",
        ),
    ],
)
def test_check_and_card_name_the_field_that_the_create_screen_lacks(
    jira: PretendJira, client: JiraClient, tickets: JiraTickets, field: str, words: str
) -> None:
    jira.does("screen", remove=[field])

    assert checked(client) == [words]
    with pytest.raises(Misconfigured) as refusal:
        tickets.open_for(a_request(names=NAMES))
    assert refusal.value.message == words
    assert not any(call.startswith("POST") for call in jira.calls())


def test_a_required_field_that_the_bot_does_not_fill_is_named(jira: PretendJira, client: JiraClient) -> None:
    jira.does("screen", require=["duedate"])

    assert checked(client) == ["Jira requires the field “Due date” (duedate). Set its value in JIRA_FIELDS."]


GATEWAY = "https://api.atlassian.com/ex/jira/3c6f7c1e"


@pytest.mark.parametrize(("address", "is_said"), [(GATEWAY, True), ("https://works.atlassian.net", False)])
def test_links_that_would_lead_to_the_gateway_are_found(
    jira: PretendJira, client: JiraClient, address: str, is_said: bool
) -> None:
    words = f"Links to tickets would lead to Jira's API gateway, which has no pages. Set JIRA_SITE_URL to {jira.url}."

    assert checked(client, link_url=address) == ([words] if is_said else [])


def test_without_the_right_to_create_the_reason_is_said(jira: PretendJira, client: JiraClient) -> None:
    jira.does("permissions", revoke=["CREATE_ISSUES"])

    assert "lacks the permission “Create issues”" in checked(client)[0]


def test_a_wrong_token_is_said_and_nothing_else(jira: PretendJira) -> None:
    (problem,) = checked(JiraClient(jira.url, EMAIL, "wrong"))

    assert "JIRA_API_TOKEN" in problem


def test_a_wrong_address_is_said_and_nothing_else(jira: PretendJira) -> None:
    (problem,) = checked(JiraClient(f"{jira.url}/nothing", EMAIL, TOKEN))

    assert problem == "Jira sent an unexpected answer (404). Check JIRA_URL."


def test_a_jira_that_is_down_is_said(jira: PretendJira, client: JiraClient) -> None:
    jira.trouble("fail", status=503, times=None)

    (problem,) = checked(client)

    assert problem == "JIRA_URL: Jira failed (503). Is the address right?"
