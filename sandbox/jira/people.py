"""Calls that look for people."""

from typing import Any

from sandbox.jira.about import must_be_ours
from sandbox.jira.accounts import ACCOUNTS
from sandbox.jira.calls import Answer, Call
from sandbox.jira.problems import Problem


def users(call: Call) -> Answer:
    """`GET user/search`: by the beginning of a name or address, or by account id, never both."""
    return 200, _found(call)


def assignable_users(call: Call) -> Answer:
    """`GET user/assignable/search` for a project or an issue: active people only."""
    if "project" in call.query:
        must_be_ours(call.query["project"])
    elif "issueKey" in call.query:
        call.site.find(call.query["issueKey"])
    else:
        raise Problem(400, "Either a project or an issue has to be given.")
    narrowed = {"query", "accountId"} & set(call.query)
    found = _found(call) if narrowed else [account.as_json(call.site.base) for account in ACCOUNTS.values()]
    return 200, [account for account in found if account["active"]]


def _found(call: Call) -> list[dict[str, Any]]:
    asked = {"query", "accountId"} & set(call.query)
    if "username" in call.query or len(asked) != 1:
        raise Problem(
            400, "Give either 'query' or 'accountId'. Usernames are not accepted for reasons of privacy."
        )
    if "accountId" in call.query:
        found = [account for account in ACCOUNTS.values() if account.id == call.query["accountId"]]
    else:
        found = [account for account in ACCOUNTS.values() if account.fits(call.query["query"])]
    start, size = call.number("startAt", 0), call.number("maxResults", 50)
    return [account.as_json(call.site.base) for account in found[start : start + size]]
