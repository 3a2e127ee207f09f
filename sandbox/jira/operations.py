"""Operations on issues. Each one updates the changelog, the search index, and the webhooks."""

from typing import Any

from sandbox.jira import adf
from sandbox.jira.accounts import AUTOMATION, Account, clean_assignee
from sandbox.jira.fields import clean_fields, display_text, require_fields
from sandbox.jira.issues import Comment, Issue, format_time
from sandbox.jira.problems import InvalidValue, Problem
from sandbox.jira.project import TYPES, IssueType, Project, find_project
from sandbox.jira.site import Site
from sandbox.jira.workflow import STATUSES, Transition

ON_CREATE_ONLY = frozenset({"project", "issuetype", "parent"})


def open_issue(site: Site, by: Account, fields: dict[str, Any], properties: list[dict[str, Any]]) -> Issue:
    """Create an issue. Raises a 400 `Problem` that names every missing, unknown, or invalid field."""
    project, kind = _project(fields), _kind(fields)
    given = {name: fields[name] for name in fields if name not in ON_CREATE_ONLY}
    values = clean_fields(require_fields(given, site.screen), site.screen)
    now = site.clock.now()
    parent = _parent(site, kind, fields)
    number = site.next_number(project.key)
    issue = Issue(next(site.ids), number, kind, by, now, now, parent=parent, project=project.key)
    issue.values |= values
    issue.properties = {entry["key"]: entry["value"] for entry in properties}
    site.issues[issue.id] = issue
    site.index.record(issue)
    site.webhooks.created(issue, by)
    return issue


def _project(fields: dict[str, Any]) -> Project:
    given = fields.get("project") or {}
    found = find_project(str(given.get("key") or given.get("id")))
    if found is None:
        raise Problem(400, project="Specify a valid project ID or key")
    return found


def _kind(fields: dict[str, Any]) -> IssueType:
    kind = fields.get("issuetype") or {}
    for known in TYPES.values():
        if str(kind.get("id")) == known.id or ("id" not in kind and kind.get("name") == known.name):
            return known
    raise Problem(400, issuetype="Specify a valid issue type")


def _parent(site: Site, kind: IssueType, fields: dict[str, Any]) -> str | None:
    parent = fields.get("parent")
    if parent is None and kind.subtask:
        raise Problem(400, parent="Issue type is a sub-task but parent issue key or id not specified.")
    return site.find(str(parent.get("key") or parent.get("id"))).key if parent else None


def edit_issue(site: Site, by: Account, issue: Issue, fields: dict[str, Any]) -> None:
    """Change fields. Unchanged values leave no changelog entry."""
    values = clean_fields(fields, site.screen)
    changed = {name: value for name, value in values.items() if issue.values[name] != value}
    if not changed:
        return
    items = [_change_item(name, issue.values[name], value) for name, value in changed.items()]
    issue.values |= changed
    _record_change(site, by, issue, items, "issue_updated")


def assign_issue(site: Site, by: Account, issue: Issue, reference: Any) -> None:
    """Assign the issue to an account, to no one (None), or to the project's default assignee ("-1")."""
    try:
        clean_assignee(reference)
    except InvalidValue as wrong:
        raise Problem(400, assignee=str(wrong)) from None
    edit_issue(site, by, issue, {"assignee": reference})


def transition_issue(site: Site, by: Account, issue: Issue, step: Transition) -> None:
    """Run an available transition."""
    old, new = issue.status, STATUSES[step.target]
    issue.status = new
    item = _change_item("status", old.name, new.name) | {"from": old.id, "to": new.id}
    _record_change(site, by, issue, [item], "issue_generic")
    _run_rules(site, issue)


def _run_rules(site: Site, issue: Issue) -> None:
    """Run the automation rule of the new status, if the project has one."""
    wanted = site.rules.get(issue.status.name)
    for step in site.workflow.from_status(issue.status.name):
        if step.name == wanted:
            transition_issue(site, AUTOMATION, issue, step)
            return


def transfer_issue(site: Site, by: Account, issue: Issue, project: str) -> None:
    """Move the issue to another project: its key changes, its id doesn't."""
    old_key, old_project = issue.key, issue.project
    issue.project, issue.number = project, 1 + max((i.number for i in site.issues.values()), default=0)
    items = [_change_item("project", old_project, project), _change_item("Key", old_key, issue.key)]
    _record_change(site, by, issue, items, "issue_moved")


def add_comment(site: Site, by: Account, issue: Issue, body: Any, properties: list[dict[str, Any]]) -> Comment:
    """Add a comment. Jira doesn't detect duplicates."""
    now = site.clock.now()
    comment = Comment(next(site.ids), by, clean_comment_body(body), now, now, properties)
    issue.comments.append(comment)
    issue.updated = now
    site.index.record(issue)
    site.webhooks.commented(issue, by, comment)
    return comment


def clean_comment_body(body: Any) -> dict[str, Any]:
    """Return a checked comment document. Version 3 of the API rejects plain strings."""
    try:
        document = adf.check(body)
    except InvalidValue as wrong:
        words = str(wrong) if "too long" in str(wrong) else "Comment body is not valid!"
        raise Problem(400, comment=words) from None
    if not adf.plain(document):
        raise Problem(400, comment="Comment body can not be empty!")
    return document


def _record_change(site: Site, by: Account, issue: Issue, items: list[dict[str, Any]], event: str) -> None:
    now = site.clock.now()
    entry = {
        "id": str(next(site.ids)),
        "author": by.as_json(site.base),
        "created": format_time(now),
        "items": items,
    }
    issue.history.append(entry)
    issue.updated = now
    site.index.record(issue)
    site.webhooks.updated(issue, by, entry, event)


def _change_item(name: str, old: Any, new: Any) -> dict[str, Any]:
    return {
        "field": name,
        "fieldId": name,
        "fieldtype": "custom" if name.startswith("customfield_") else "jira",
        "from": old.get("id") if isinstance(old, dict) else None,
        "fromString": display_text(old),
        "to": new.get("id") if isinstance(new, dict) else None,
        "toString": display_text(new),
    }
