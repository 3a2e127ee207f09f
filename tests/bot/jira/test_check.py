"""`python -m bot check`, the part about Jira: every sentence says what to do."""

from typing import Any

import pytest

from bot.jira import JiraClient
from bot.jira.check import check_jira
from tests.bot.jira.conftest import FIELDS
from tests.sandbox.support.jira_server import EMAIL, TOKEN, PretendJira


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
        ({"statuses": {"done": "Finito"}}, "DSRE has no status “Finito” for “done”. Check JIRA_STATUSES."),
    ],
)
def test_a_wrong_setting_is_named(client: JiraClient, changes: dict[str, Any], words: str) -> None:
    (problem,) = checked(client, **changes)

    assert problem.startswith(words)


def test_every_missing_permission_is_named(jira: PretendJira, client: JiraClient) -> None:
    jira.does("permissions", revoke=["TRANSITION_ISSUES", "ADD_COMMENTS"])

    assert checked(client) == [
        "The bot's account lacks the permission “Add comments” in DSRE. Grant it there.",
        "The bot's account lacks the permission “Transition issues” in DSRE. Grant it there.",
    ]


def test_without_the_right_to_create_the_reason_is_said(jira: PretendJira, client: JiraClient) -> None:
    jira.does("permissions", revoke=["CREATE_ISSUES"])

    assert "lacks the permission “Create issues”" in checked(client)[0]


def test_a_wrong_token_is_said_and_nothing_else(jira: PretendJira) -> None:
    (problem,) = checked(JiraClient(jira.url, EMAIL, "wrong"))

    assert "JIRA_API_TOKEN" in problem


def test_a_wrong_address_is_said_and_nothing_else(jira: PretendJira) -> None:
    (problem,) = checked(JiraClient(f"{jira.url}/nothing", EMAIL, TOKEN))

    assert problem.startswith("Jira can't be reached at JIRA_URL")


def test_a_jira_that_is_down_is_said(jira: PretendJira, client: JiraClient) -> None:
    jira.trouble("fail", status=503, times=None)

    (problem,) = checked(client)

    assert problem == "Jira can't be reached at JIRA_URL: Jira failed (503). Check the address."
