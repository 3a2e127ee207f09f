"""Calls about what is said on an issue and what it points at: comments and remote links."""

from typing import Any
from urllib.parse import urlsplit

from sandbox.jira import acts
from sandbox.jira.calls import Answer, Call
from sandbox.jira.issues import Comment, comment_json
from sandbox.jira.problems import Problem
from sandbox.jira.properties import entries

LONGEST_GLOBAL_ID = 255


def comments(call: Call) -> Answer:
    """`GET issue/{key}/comment`, oldest first unless `orderBy=-created`."""
    said = list(call.issue.comments)
    if call.query.get("orderBy") == "-created":
        said.reverse()
    return 200, call.page([_shown(call, comment) for comment in said], "comments", 100)


def comment(call: Call) -> Answer:
    """`GET issue/{key}/comment/{id}`."""
    return 200, _shown(call, _comment(call))


def say(call: Call) -> Answer:
    """`POST issue/{key}/comment` → 201. The same twice is two comments."""
    issue, body = call.issue, call.object()
    call.may("ADD_COMMENTS")
    said = acts.comment(call.site, call.by, issue, body.get("body"), entries(body))
    return 201, _shown(call, said)


def reword(call: Call) -> Answer:
    """`PUT issue/{key}/comment/{id}`: one's own only."""
    said = _comment(call)
    if said.author != call.by:
        raise Problem(400, "You do not have the permission to edit this comment.")
    said.body = acts.comment_body(call.object().get("body"))
    said.updated = call.site.world.clock.now()
    return 200, _shown(call, said)


def _comment(call: Call) -> Comment:
    for said in call.issue.comments:
        if str(said.id) == call.path["comment"]:
            return said
    raise Problem(404, f"Can not find a comment for the id: {call.path['comment']}.")


def _shown(call: Call, said: Comment) -> dict[str, Any]:
    return comment_json(
        call.issue, said, call.site.base, properties="properties" in call.query.get("expand", "")
    )


def links(call: Call) -> Answer:
    """`GET issue/{key}/remotelink`; with `globalId` the one link instead of the list."""
    wanted = call.query.get("globalId")
    if wanted is None:
        return 200, call.issue.links
    found = [link for link in call.issue.links if link.get("globalId") == wanted]
    if not found:
        raise Problem(404, f"No remote issue link with the global id '{wanted}' exists on this issue.")
    return 200, found[0]


def link(call: Call) -> Answer:
    """`POST issue/{key}/remotelink`: 201 for a new one, 200 when its `globalId` is known (it is replaced)."""
    issue, body = call.issue, call.object()
    call.may("LINK_ISSUES")
    kept = _link(body)
    old = next(
        (link for link in issue.links if kept.get("globalId") and link.get("globalId") == kept["globalId"]),
        None,
    )
    number = old["id"] if old else next(call.site.ids)
    address = f"{issue.address(call.site.base)}/remotelink/{number}"
    issue.links = [link for link in issue.links if link is not old] + [
        {"id": number, "self": address, **kept}
    ]
    return (200 if old else 201), {"id": number, "self": address}


def _link(body: dict[str, Any]) -> dict[str, Any]:
    target = body.get("object") or {}
    errors = {name: f"'{name}' is required." for name in ("title", "url") if not target.get(name)}
    if not errors and not urlsplit(str(target["url"])).scheme:
        errors["url"] = "'url' must be an absolute address."
    if len(body.get("globalId") or "") > LONGEST_GLOBAL_ID:
        errors["globalId"] = "'globalId' must be at most 255 characters."
    if errors:
        raise Problem(400, **errors)
    return {key: body[key] for key in ("globalId", "relationship", "application", "object") if body.get(key)}
