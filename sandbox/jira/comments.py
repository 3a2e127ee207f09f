"""Endpoints for comments and remote links."""

from typing import Any
from urllib.parse import urlsplit

from sandbox.jira import operations
from sandbox.jira.endpoint import Call, Result
from sandbox.jira.issues import Comment, comment_json
from sandbox.jira.problems import Problem
from sandbox.jira.properties import entries

MAX_GLOBAL_ID_LENGTH = 255


def list_comments(call: Call) -> Result:
    """Handle `GET issue/{key}/comment`: oldest first unless `orderBy=-created`."""
    comments = list(call.issue.comments)
    if call.query.get("orderBy") == "-created":
        comments.reverse()
    return 200, call.page([_comment_json(call, comment) for comment in comments], "comments", 100)


def show_comment(call: Call) -> Result:
    """Handle `GET issue/{key}/comment/{id}`."""
    return 200, _comment_json(call, _comment(call))


def create_comment(call: Call) -> Result:
    """Handle `POST issue/{key}/comment`: 201. Jira accepts duplicates."""
    issue, body = call.issue, call.object()
    call.require_permission("ADD_COMMENTS")
    comment = operations.add_comment(call.site, call.by, issue, body.get("body"), entries(body))
    return 201, _comment_json(call, comment)


def update_comment(call: Call) -> Result:
    """Handle `PUT issue/{key}/comment/{id}` for the author's own comments."""
    comment = _comment(call)
    if comment.author != call.by:
        raise Problem(400, "You do not have the permission to edit this comment.")
    comment.body = operations.clean_comment_body(call.object().get("body"))
    comment.updated = call.site.clock.now()
    return 200, _comment_json(call, comment)


def _comment(call: Call) -> Comment:
    for comment in call.issue.comments:
        if str(comment.id) == call.path["comment"]:
            return comment
    raise Problem(404, f"Can not find a comment for the id: {call.path['comment']}.")


def _comment_json(call: Call, comment: Comment) -> dict[str, Any]:
    return comment_json(call.issue, comment, call.site.base, properties="properties" in call.query.get("expand", ""))


def list_links(call: Call) -> Result:
    """Handle `GET issue/{key}/remotelink`. `globalId` selects one link instead of the list."""
    wanted = call.query.get("globalId")
    if wanted is None:
        return 200, call.issue.links
    found = [link for link in call.issue.links if link.get("globalId") == wanted]
    if not found:
        raise Problem(404, f"No remote issue link with the global id '{wanted}' exists on this issue.")
    return 200, found[0]


def create_link(call: Call) -> Result:
    """Handle `POST issue/{key}/remotelink`: 201 for a new link, 200 when it replaces one by `globalId`."""
    issue, body = call.issue, call.object()
    call.require_permission("LINK_ISSUES")
    kept = _link(body)
    old = next(
        (link for link in issue.links if kept.get("globalId") and link.get("globalId") == kept["globalId"]),
        None,
    )
    number = old["id"] if old else next(call.site.ids)
    address = f"{issue.address(call.site.base)}/remotelink/{number}"
    issue.links = [link for link in issue.links if link is not old] + [{"id": number, "self": address, **kept}]
    return (200 if old else 201), {"id": number, "self": address}


def _link(body: dict[str, Any]) -> dict[str, Any]:
    target = body.get("object") or {}
    errors = {name: f"'{name}' is required." for name in ("title", "url") if not target.get(name)}
    if not errors and not urlsplit(str(target["url"])).scheme:
        errors["url"] = "'url' must be an absolute address."
    if len(body.get("globalId") or "") > MAX_GLOBAL_ID_LENGTH:
        errors["globalId"] = "'globalId' must be at most 255 characters."
    if errors:
        raise Problem(400, **errors)
    return {key: body[key] for key in ("globalId", "relationship", "application", "object") if body.get(key)}
