"""JQL search. It reads the search index, which lags behind."""

import base64
import json
from typing import Any

from sandbox.jira import jql
from sandbox.jira.endpoint import Call, Result
from sandbox.jira.issues import issue_json
from sandbox.jira.problems import Problem

MAX_RESULTS = 100
MAX_RECONCILED = 50


def by_query(call: Call) -> Result:
    """Handle `GET search/jql`."""
    asked = {**call.query, "fields": call.query.get("fields", "").split(",")}
    asked["reconcileIssues"] = [number for number in call.query.get("reconcileIssues", "").split(",") if number]
    return 200, _matching(call, asked)


def by_body(call: Call) -> Result:
    """Handle `POST search/jql`."""
    return 200, _matching(call, call.object())


def count(call: Call) -> Result:
    """Handle `POST search/approximate-count`."""
    query = jql.parse(str(call.object().get("jql", "")), call.site.clock.now())
    return 200, {"count": len(query.run(call.site.index.issues()))}


def removed_endpoint(_: Call) -> Result:
    """Answer 410 for the removed search and create metadata."""
    raise Problem(410, "The requested API has been removed. Please migrate to the newer one of the same purpose.")


def _matching(call: Call, asked: dict[str, Any]) -> dict[str, Any]:
    text = str(asked.get("jql") or "")
    query = jql.parse(text, call.site.clock.now())
    reconcile = frozenset(int(number) for number in asked.get("reconcileIssues") or ())
    if len(reconcile) > MAX_RECONCILED:
        raise Problem(400, "At most 50 issues can be reconciled.")
    start = _position(asked.get("nextPageToken"), text)
    size = min(int(asked.get("maxResults") or 50), MAX_RESULTS)
    found = query.run(call.site.index.issues(reconcile)) if "BROWSE_PROJECTS" in call.site.permissions else []
    fields = [name for name in asked.get("fields") or () if name]
    page = [_issue_fields(call, issue, fields) for issue in found[start : start + size]]
    last = start + size >= len(found)
    return {"issues": page, "isLast": last} | ({} if last else {"nextPageToken": _token(start + size, text)})


def _issue_fields(call: Call, issue: Any, fields: list[str]) -> dict[str, Any]:
    if fields in ([], ["id"]):
        return {"id": str(issue.id)}
    return issue_json(issue, call.site.base, fields)


def _token(position: int, text: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([position, text]).encode()).decode()


def _position(token: str | None, text: str) -> int:
    """Return where the page begins. A token is valid only for its own query."""
    if not token:
        return 0
    try:
        position, query = json.loads(base64.urlsafe_b64decode(token))
    except ValueError:
        raise Problem(400, "The provided next page token is invalid or expired.") from None
    if query != text:
        raise Problem(400, "The provided next page token belongs to another query.")
    return int(position)
