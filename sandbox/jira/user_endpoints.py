"""Endpoints that search users."""

from typing import Any

from sandbox.jira.accounts import ACCOUNTS_BY_ID
from sandbox.jira.endpoint import Call, Result
from sandbox.jira.metadata_endpoints import require_project
from sandbox.jira.problems import Problem


def users(call: Call) -> Result:
    """Handle `GET user/search`: by name or email prefix, or by account id, never both."""
    return 200, _found(call)


def assignable_users(call: Call) -> Result:
    """Handle `GET user/assignable/search` for a project or an issue. Only active users are returned."""
    if "project" in call.query:
        require_project(call.query["project"])
    elif "issueKey" in call.query:
        call.site.find(call.query["issueKey"])
    else:
        raise Problem(400, "Either a project or an issue has to be given.")
    narrowed = {"query", "accountId"} & set(call.query)
    found = _found(call) if narrowed else [account.as_json(call.site.base) for account in ACCOUNTS_BY_ID.values()]
    return 200, [account for account in found if account["active"]]


def _found(call: Call) -> list[dict[str, Any]]:
    asked = {"query", "accountId"} & set(call.query)
    if "username" in call.query or len(asked) != 1:
        raise Problem(400, "Give either 'query' or 'accountId'. Usernames are not accepted for reasons of privacy.")
    if "accountId" in call.query:
        found = [account for account in ACCOUNTS_BY_ID.values() if account.id == call.query["accountId"]]
    else:
        accounts = [*ACCOUNTS_BY_ID.values(), *call.site.lookalikes]
        found = [account for account in accounts if account.matches(call.query["query"])]
    if "USER_PICKER" not in call.site.permissions:
        found = []
    start, size = call.number("startAt", 0), call.number("maxResults", 50)
    return [account.as_json(call.site.base) for account in found[start : start + size]]
