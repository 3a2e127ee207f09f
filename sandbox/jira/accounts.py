"""Who has an account on the site. Jira knows people by account id, never by Slack id."""

from dataclasses import dataclass
from typing import Any

from sandbox.jira.problems import Wrong


@dataclass(frozen=True)
class Account:
    """Somebody on the site."""

    id: str
    name: str
    email: str
    active: bool = True

    def as_json(self, base: str) -> dict[str, Any]:
        """The account as Jira shows it inside other things."""
        return {
            "self": f"{base}/rest/api/3/user?accountId={self.id}",
            "accountId": self.id,
            "accountType": "atlassian",
            "displayName": self.name,
            "emailAddress": self.email,
            "active": self.active,
            "timeZone": "Etc/UTC",
        }

    def fits(self, query: str) -> bool:
        """Whether a word of the name or the address begins with `query`, as Jira's user search has it."""
        wanted = query.casefold()
        words = [self.name, self.email, *self.name.split()]
        return any(word.casefold().startswith(wanted) for word in words)


CAST: dict[str, Account] = {
    "ada": Account("5d0000000000000000000ada", "Ada Okafor", "ada@example.com"),
    "bo": Account("5d00000000000000000000b0", "Bo Lindqvist", "bo@example.com"),
    "cleo": Account("5d000000000000000000c1e0", "Cleo Marsh", "cleo@example.com"),
    "rosa": Account("5d00000000000000000405a0", "Rosa Neri", "rosa@example.com"),
    "dora": Account("5d00000000000000000d04a0", "Dora Quill", "dora@example.com", active=False),
    "desk": Account("5d0000000000000000000de5", "Connector Desk", "desk@example.com"),
}
"""Guests and partners have no account."""

ACCOUNTS: dict[str, Account] = {account.id: account for account in CAST.values()}

TOKENS: dict[str, str] = {"desk@example.com": "sandbox-jira-token"}
"""Email → API token of those who may use the REST API."""


def assignable(reference: Any) -> str | None:
    """The account id in `{"accountId"}` or `{"id"}`; None unassigns. Only active people can be assigned."""
    if reference is None:
        return None
    if not isinstance(reference, dict):
        raise Wrong("data was not an object")
    wanted = reference.get("accountId", reference.get("id"))
    if wanted is None and "accountId" in reference:
        return None
    if wanted == "-1":
        return CAST["cleo"].id  # the lead of the project, its default assignee
    account = ACCOUNTS.get(str(wanted))
    if account is None or not account.active:
        raise Wrong(f"User '{wanted}' cannot be assigned issues.")
    return account.id
