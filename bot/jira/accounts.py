"""Match Jira accounts to email addresses. Display names never match: everyone chooses their own."""

import time
from collections.abc import Mapping
from typing import Any

from bot.jira.client import JiraClient

ACCOUNT_TTL_SECONDS = 3_600.0
"""How long a match is kept: Jira limits user searches."""


class JiraAccounts:
    """The accounts of the site. `configured`: email address → account id, which Jira's own answers can't change."""

    def __init__(self, client: JiraClient, configured: Mapping[str, str]) -> None:
        self._client = client
        self._configured = {email.casefold(): account for email, account in configured.items()}
        self._found: dict[str, tuple[float, str]] = {}

    def email_of(self, author: Mapping[str, Any]) -> str | None:
        """Return the email address of a change's author; None if Jira hides it and the settings don't name it."""
        account_id = author.get("accountId")
        named = (email for email, account in self._configured.items() if account == account_id)
        return next(named, None) or author.get("emailAddress") or None

    def account_of(self, email: str) -> str | None:
        """Return the id of the only active account with this email address, or None."""
        key = email.casefold()
        if key in self._configured:
            return self._configured[key]
        found = self._found.get(key)
        if found and time.monotonic() - found[0] < ACCOUNT_TTL_SECONDS:
            return found[1]
        account = only_account(self._client.search_users(email), email)
        if account:
            self._found[key] = (time.monotonic(), account)
        return account


def only_account(users: list[Any], email: str) -> str | None:
    """Return the id of the only account that a search for `email` found.

    Jira searches display names too, and can hide the address. So an account whose name could have matched
    isn't believed.
    https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-user-search/#api-rest-api-3-user-search-get
    """
    people = [user for user in users if user.get("active") and user.get("accountType") == "atlassian"]
    if len(people) != 1:
        return None
    shown, name = people[0].get("emailAddress") or "", str(people[0].get("displayName") or "")
    is_same = shown.casefold() == email.casefold() if shown else "@" not in name
    return str(people[0]["accountId"]) if is_same else None
