"""Accounts are matched by email address, by search or by settings, and never by a name."""

from typing import Any

import pytest

from bot.jira import JiraClient
from bot.jira.accounts import JiraAccounts, only_account
from tests.sandbox.support.jira_server import PretendJira

BO = "5d00000000000000000000b0"


def user(account: str = BO, name: str = "Bo Lindqvist", email: str | None = None, **facts: Any) -> dict[str, Any]:
    shown = {"emailAddress": email} if email else {}
    return {"accountId": account, "displayName": name, "active": True, "accountType": "atlassian", **shown, **facts}


@pytest.mark.parametrize(
    ("found", "account"),
    [
        ([user()], BO),
        ([user(email="BO@example.com")], BO),
        ([user(email="bo@example.com.evil.example")], None),
        ([user(name="bo@example.com")], None),
        ([user(), user("another")], None),
        ([user(), user("old", active=False)], BO),
        ([user(accountType="app")], None),
        ([user(active=False)], None),
        ([], None),
    ],
)
def test_only_a_single_certain_match_counts(found: list[dict[str, Any]], account: str | None) -> None:
    assert only_account(found, "bo@example.com") == account


def test_jira_is_searched_once_for_each_email(jira: PretendJira, client: JiraClient) -> None:
    jira.does("emails", hidden=True)
    accounts = JiraAccounts(client, {})

    assert [accounts.account_of(email) for email in ("bo@example.com", "Bo@example.com")] == [BO, BO]
    assert jira.calls() == ["GET /rest/api/3/user/search"]


def test_without_the_right_to_search_no_account_is_found_until_the_right_is_granted(
    jira: PretendJira, client: JiraClient
) -> None:
    jira.does("permissions", revoke=["USER_PICKER"])
    accounts = JiraAccounts(client, {})
    assert accounts.account_of("bo@example.com") is None

    jira.does("permissions", grant=["USER_PICKER"])
    assert accounts.account_of("bo@example.com") == BO


def test_the_settings_come_first(jira: PretendJira, client: JiraClient) -> None:
    accounts = JiraAccounts(client, {"Bo@example.com": "5d-other"})

    assert accounts.account_of("bo@example.com") == "5d-other"
    assert accounts.email_of({"accountId": "5d-other", "emailAddress": "old@example.com"}) == "bo@example.com"
    assert accounts.email_of({"accountId": BO, "emailAddress": "bo@example.com"}) == "bo@example.com"
    assert accounts.email_of({"accountId": BO, "displayName": "Bo Lindqvist"}) is None
    assert jira.calls() == []
