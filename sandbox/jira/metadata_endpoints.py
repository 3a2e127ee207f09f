"""Endpoints for the site, the project, and its fields."""

from typing import Any

from sandbox.jira.accounts import ACCOUNTS_BY_NAME
from sandbox.jira.endpoint import Call, Result
from sandbox.jira.fields import PRIORITIES, SCREEN
from sandbox.jira.issues import format_time
from sandbox.jira.permissions import PERMISSIONS
from sandbox.jira.problems import Problem
from sandbox.jira.project import TYPES, Project, find_project, project_json
from sandbox.jira.workflow import STATUSES

MAX_PAGE_SIZE = 200


def server_info(call: Call) -> Result:
    """Handle `GET serverInfo` without authentication. It says that this is Jira Cloud."""
    return 200, {
        "baseUrl": call.site.base,
        "version": "1001.0.0-SNAPSHOT",
        "versionNumbers": [1001, 0, 0],
        "deploymentType": "Cloud",
        "buildNumber": 100_290,
        "buildDate": "2026-11-02T09:00:00.000+0000",
        "serverTime": format_time(call.site.clock.now()),
        "serverTitle": "Example Works",
        "scmInfo": "sandbox",
    }


def myself(call: Call) -> Result:
    """Handle `GET myself`."""
    return 200, call.by.as_json(call.site.base) | {"locale": "en_GB"}


def my_permissions(call: Call) -> Result:
    """Handle `GET mypermissions?permissions=…`. The list is required."""
    asked = [name for name in call.query.get("permissions", "").split(",") if name]
    if not asked:
        raise Problem(400, "The 'permissions' query parameter is required.")
    if unknown := [name for name in asked if name not in PERMISSIONS]:
        raise Problem(400, f"Unrecognized permission: {', '.join(unknown)}")
    if "projectKey" in call.query:
        require_project(call.query["projectKey"])
    return 200, {"permissions": {name: _permission(call, name) for name in asked}}


def _permission(call: Call, name: str) -> dict[str, Any]:
    number = str(list(PERMISSIONS).index(name) + 10)
    granted = name in call.site.permissions
    facts = {"id": number, "key": name, "name": PERMISSIONS[name], "type": "PROJECT", "description": ""}
    return {**facts, "havePermission": granted}


def project(call: Call) -> Result:
    """Handle `GET project/{key}`."""
    found = require_project(call.path["project"])
    call.require_permission("BROWSE_PROJECTS", 404)
    base = call.site.base
    return 200, project_json(base, found.key) | {
        "description": "Access, pipelines and everything that keeps data flowing.",
        "lead": ACCOUNTS_BY_NAME["cleo"].as_json(base),
        "assigneeType": "UNASSIGNED",
        "issueTypes": [kind.as_json(base) for kind in TYPES.values()],
        "components": [],
        "versions": [],
        "style": "classic",
        "isPrivate": False,
    }


def statuses(call: Call) -> Result:
    """Handle `GET project/{key}/statuses`, by issue type. All types share one workflow."""
    require_project(call.path["project"])
    base = call.site.base
    shown = [status.as_json(base) for status in STATUSES.values()]
    brief = ("self", "id", "name", "subtask")
    kinds = [kind.as_json(base) for kind in TYPES.values()]
    return 200, [{**{key: kind[key] for key in brief}, "statuses": shown} for kind in kinds]


def issue_types(call: Call) -> Result:
    """Handle `GET issue/createmeta/{project}/issuetypes`, at most 200 per page."""
    _require_create_permission(call)
    kinds = [kind.as_json(call.site.base) for kind in TYPES.values()]
    return 200, call.page(kinds, "issueTypes", 50, MAX_PAGE_SIZE)


def issue_type_fields(call: Call) -> Result:
    """Handle `GET issue/createmeta/{project}/issuetypes/{id}`: the create screen of one type."""
    key = _require_create_permission(call).key
    kind = TYPES.get(call.path["kind"])
    if kind is None:
        raise Problem(400, "The issue type does not exist in this project.")
    structure = [
        _required_field(
            "project", "Project", {"type": "project", "system": "project"}, project_json(call.site.base, key)
        ),
        _required_field(
            "issuetype",
            "Issue Type",
            {"type": "issuetype", "system": "issuetype"},
            kind.as_json(call.site.base),
        ),
    ]
    if kind.subtask:
        structure.append(_required_field("parent", "Parent", {"type": "issuelink", "system": "parent"}))
    return 200, call.page(
        [*structure, *(field.as_json() for field in call.site.screen.values())], "fields", 50, MAX_PAGE_SIZE
    )


def _required_field(identity: str, name: str, schema: dict[str, Any], *allowed: dict[str, Any]) -> dict[str, Any]:
    facts = {"fieldId": identity, "key": identity, "name": name, "schema": schema, "operations": ["set"]}
    return {**facts, "required": True, "hasDefaultValue": False, "allowedValues": list(allowed)}


def _require_create_permission(call: Call) -> Project:
    found = require_project(call.path["project"])
    call.require_permission("CREATE_ISSUES", 400)
    return found


def require_project(key_or_id: str) -> Project:
    """Return the project. Raises a 404 `Problem` for one that the site doesn't have."""
    if found := find_project(key_or_id):
        return found
    raise Problem(404, f"No project could be found with key '{key_or_id}'.")


def fields(_: Call) -> Result:
    """Handle `GET field`: every field of the site."""
    system = {"project": "Project", "issuetype": "Issue Type", "status": "Status", "created": "Created"}
    system |= {"updated": "Updated", "reporter": "Reporter", "resolution": "Resolution", "comment": "Comment"}
    known = {**system, **{field.id: field.name for field in SCREEN.values()}}
    return 200, [
        {
            "id": identity,
            "key": identity,
            "name": name,
            "custom": identity.startswith("customfield_"),
            "orderable": identity in SCREEN,
            "navigable": True,
            "searchable": True,
            "clauseNames": [identity],
            "schema": SCREEN[identity].schema if identity in SCREEN else {"type": "any", "system": identity},
        }
        for identity, name in known.items()
    ]


def priorities(call: Call) -> Result:
    """Handle `GET priority`."""
    base = f"{call.site.base}/rest/api/3/priority"
    return 200, [{"self": f"{base}/{key}", "id": key, "name": name} for key, name in PRIORITIES.items()]
