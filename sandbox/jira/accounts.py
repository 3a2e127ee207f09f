"""Accounts of the site, by account id."""

from dataclasses import dataclass
from typing import Any

from sandbox.jira.problems import InvalidValue


@dataclass(frozen=True)
class Account:
    """A Jira account."""

    id: str
    name: str
    email: str
    active: bool = True
    kind: str = "atlassian"
    """`atlassian` for people, `app` for automation rules."""

    def as_json(self, base: str) -> dict[str, Any]:
        """Return the account as Jira embeds it."""
        return {
            "self": f"{base}/rest/api/3/user?accountId={self.id}",
            "accountId": self.id,
            "accountType": self.kind,
            "displayName": self.name,
            "emailAddress": self.email,
            "active": self.active,
            "timeZone": "Etc/UTC",
        }

    def matches(self, query: str) -> bool:
        """Return whether a word of the name or the email starts with `query`, as in Jira's user search."""
        wanted = query.casefold()
        words = [self.name, self.email, *self.name.split()]
        return any(word.casefold().startswith(wanted) for word in words)


ACCOUNTS_BY_NAME: dict[str, Account] = {
    "ada": Account("5d0000000000000000000ada", "Ada Okafor", "ada@example.com"),
    "bo": Account("5d00000000000000000000b0", "Bo Lindqvist", "bo@example.com"),
    "cleo": Account("5d000000000000000000c1e0", "Cleo Marsh", "cleo@example.com"),
    "rosa": Account("5d00000000000000000405a0", "Rosa Neri", "rosa@example.com"),
    "dora": Account("5d00000000000000000d04a0", "Dora Quill", "dora@example.com", active=False),
    "desk": Account("5d0000000000000000000de5", "Connector Desk", "desk@example.com"),
}
"""Name → account. Guests and partners have no account."""

AUTOMATION = Account("557058:00000000-automation", "Automation for Jira", "", kind="app")
"""The account of the rules of the project."""

ACCOUNTS_BY_ID: dict[str, Account] = {account.id: account for account in ACCOUNTS_BY_NAME.values()}

TOKENS: dict[str, str] = {"desk@example.com": "sandbox-jira-token"}
"""Email → API token."""


def clean_assignee(reference: Any) -> str | None:
    """Return the account id in `{"accountId"}` or `{"id"}`. None unassigns.

    Raises InvalidValue for unknown and inactive accounts.
    """
    if reference is None:
        return None
    if not isinstance(reference, dict):
        raise InvalidValue("data was not an object")
    wanted = reference.get("accountId", reference.get("id"))
    if wanted is None and "accountId" in reference:
        return None
    if wanted == "-1":
        return ACCOUNTS_BY_NAME["cleo"].id  # the project lead is the default assignee
    account = ACCOUNTS_BY_ID.get(str(wanted))
    if account is None or not account.active:
        raise InvalidValue(f"User '{wanted}' cannot be assigned issues.")
    return account.id
