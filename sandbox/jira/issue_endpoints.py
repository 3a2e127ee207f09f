"""Endpoints for issues: create, read, edit, assign, transition."""

from typing import Any

from sandbox.jira import operations
from sandbox.jira.endpoint import Call, Result
from sandbox.jira.fields import SCREEN
from sandbox.jira.issues import Issue, issue_json
from sandbox.jira.problems import Problem
from sandbox.jira.properties import entries
from sandbox.jira.workflow import STATUSES, Transition

MAX_EXPANDED_CHANGES = 100
"""`expand=changelog` shows only the newest changes, newest first."""
KNOWN_KEYS = frozenset({"fields", "update", "properties", "historyMetadata", "transition"})


def create(call: Call) -> Result:
    """Handle `POST issue`: 201, or 400 with one message per invalid field."""
    body = _known(call.object())
    if "CREATE_ISSUES" not in call.site.permissions:
        raise Problem(400, project="You do not have permission to create issues in this project.")
    if "transition" in body:
        raise Problem(400, "The sandbox can't run a transition while it creates an issue.")
    fields = body.get("fields", {}) | _operations(body, {})
    issue = operations.open_issue(call.site, call.by, fields, entries(body))
    return 201, {"id": str(issue.id), "key": issue.key, "self": issue.address(call.site.base)}


def read(call: Call) -> Result:
    """Handle `GET issue/{key}`. Unlike a search, it returns the current state."""
    asked = [name for name in call.query.get("fields", "*all").split(",") if name]
    shown = issue_json(call.issue, call.site.base, asked)
    wanted = [name for name in call.query.get("properties", "").split(",") if name]
    if wanted:
        everything = "*all" in wanted
        kept = call.issue.properties.items()
        shown["properties"] = {key: value for key, value in kept if everything or key in wanted}
    expanded = call.query.get("expand", "").split(",")
    if "transitions" in expanded:
        shown["transitions"] = [_step(call, step) for step in _offered(call, call.issue)]
    if "changelog" in expanded:
        total = len(call.issue.history)
        histories = call.issue.history[::-1][:MAX_EXPANDED_CHANGES]
        shown["changelog"] = {"startAt": 0, "maxResults": len(histories), "total": total}
        shown["changelog"]["histories"] = histories
    return 200, shown


def change(call: Call) -> Result:
    """Handle `PUT issue/{key}`: 204. It can't change status or project."""
    issue, body = call.issue, _known(call.object())
    call.require_permission("EDIT_ISSUES")
    fields = body.get("fields", {})
    operations.edit_issue(call.site, call.by, issue, fields | _operations(body, issue.values))
    issue.properties |= {entry["key"]: entry["value"] for entry in entries(body)}
    return 204, None


def _known(body: dict[str, Any]) -> dict[str, Any]:
    if unknown := set(body) - KNOWN_KEYS:
        raise Problem(400, f'Unrecognized field "{sorted(unknown)[0]}"')
    if both := set(body.get("fields", {})) & set(body.get("update", {})):
        raise Problem(400, **dict.fromkeys(both, "Field cannot appear in both fields and update."))
    return body


def _operations(body: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """Return the fields after `update`: `set` for all of them, `add` and `remove` for labels."""
    fields: dict[str, Any] = {}
    for name, steps in body.get("update", {}).items():
        value = before.get(name) or []
        for operation in steps:
            ((verb, given),) = operation.items()
            if name not in SCREEN or verb not in SCREEN[name].operations:
                raise Problem(400, **{name: f"Field does not support the operation '{verb}'."})
            kept = [label for label in value if label != given] if verb != "set" else []
            value = given if verb == "set" else [*kept, given] if verb == "add" else kept
        fields[name] = value
    return fields


def assign(call: Call) -> Result:
    """Handle `PUT issue/{key}/assignee`: 204, by account id only."""
    body = call.object()
    if "accountId" not in body:
        raise Problem(400, "Identify users by accountId.")
    call.require_permission("ASSIGN_ISSUES")
    operations.assign_issue(call.site, call.by, call.issue, body if body["accountId"] is not None else None)
    return 204, None


def transitions(call: Call) -> Result:
    """Handle `GET issue/{key}/transitions`. The list is empty without the permission."""
    return 200, {
        "expand": "transitions",
        "transitions": [_step(call, step) for step in _offered(call, call.issue)],
    }


def _offered(call: Call, issue: Issue) -> list[Transition]:
    if "TRANSITION_ISSUES" not in call.site.permissions:
        return []
    return call.site.workflow.from_status(issue.status.name)


def _step(call: Call, step: Transition) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "id": step.id,
        "name": step.name,
        "to": STATUSES[step.target].as_json(call.site.base),
        "hasScreen": bool(step.needs),
        "isGlobal": False,
        "isInitial": False,
        "isAvailable": True,
        "isConditional": False,
        "looped": False,
    }
    if "transitions.fields" in call.query.get("expand", ""):
        shown["fields"] = {name: _screen_fields(name) for name in step.needs}
    return shown


def _screen_fields(name: str) -> dict[str, Any]:
    field = {key: value for key, value in SCREEN[name].as_json().items() if key != "fieldId"}
    return field | {"required": True, "hasDefaultValue": False}


def transition(call: Call) -> Result:
    """Handle `POST issue/{key}/transitions`: 204 for an available transition with its required fields."""
    issue, body = call.issue, call.object()
    wanted = str((body.get("transition") or {}).get("id", ""))
    step = next((step for step in _offered(call, issue) if step.id == wanted), None)
    if step is None:
        raise Problem(400, f"Transition id '{wanted}' is not valid for this issue.")
    fields = body.get("fields") or {}
    unknown = dict.fromkeys(set(fields) - set(step.needs), "Field cannot be set. It is not on the screen.")
    missing = {name: f"{SCREEN[name].name} is required." for name in step.needs if not fields.get(name)}
    if unknown or missing:
        raise Problem(400, **unknown, **missing)
    operations.edit_issue(call.site, call.by, issue, fields)
    operations.transition_issue(call.site, call.by, issue, step)
    return 204, None


def changelog(call: Call) -> Result:
    """Handle `GET issue/{key}/changelog`, oldest change first."""
    page = call.page(call.issue.history, "values", 100)
    return 200, page | {"isLast": page["startAt"] + len(page["values"]) >= page["total"]}
