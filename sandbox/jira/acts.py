"""What somebody can do with issues. Each act is written into the history, the index and the webhooks."""

from typing import TYPE_CHECKING, Any

from sandbox.jira import adf
from sandbox.jira.accounts import Account, assignable
from sandbox.jira.fields import cleaned, require_all, wording
from sandbox.jira.issues import Comment, Issue, moment
from sandbox.jira.problems import Problem, Wrong
from sandbox.jira.project import PROJECT_ID, PROJECT_KEY, TYPES, IssueType
from sandbox.jira.workflow import STATUSES, Transition

if TYPE_CHECKING:
    from sandbox.jira.site import Site

ON_CREATE_ONLY = frozenset({"project", "issuetype", "parent"})


def open_issue(site: "Site", by: Account, fields: dict[str, Any], properties: list[dict[str, Any]]) -> Issue:
    """A new issue; a 400 `Problem` names every field that is missing, unknown or wrong."""
    kind = _kind(fields)
    values = cleaned(require_all({name: fields[name] for name in fields if name not in ON_CREATE_ONLY}))
    now = site.world.clock.now()
    issue = Issue(next(site.ids), site.next_number(), kind, by, now, now, parent=_parent(site, kind, fields))
    issue.values |= values
    issue.properties = {entry["key"]: entry["value"] for entry in properties}
    site.issues[issue.id] = issue
    site.index.hears(issue)
    site.hooks.created(issue, by)
    return issue


def _kind(fields: dict[str, Any]) -> IssueType:
    project, kind = fields.get("project") or {}, fields.get("issuetype") or {}
    if project.get("key") != PROJECT_KEY and str(project.get("id")) != PROJECT_ID:
        raise Problem(400, project="Specify a valid project ID or key")
    for known in TYPES.values():
        if str(kind.get("id")) == known.id or ("id" not in kind and kind.get("name") == known.name):
            return known
    raise Problem(400, issuetype="Specify a valid issue type")


def _parent(site: "Site", kind: IssueType, fields: dict[str, Any]) -> str | None:
    parent = fields.get("parent")
    if parent is None and kind.subtask:
        raise Problem(400, parent="Issue type is a sub-task but parent issue key or id not specified.")
    return site.find(str(parent.get("key") or parent.get("id"))).key if parent else None


def edit(site: "Site", by: Account, issue: Issue, fields: dict[str, Any]) -> None:
    """Change fields; those that stay the same leave no trace."""
    values = cleaned(fields)
    changed = {name: value for name, value in values.items() if issue.values[name] != value}
    if not changed:
        return
    items = [_item(name, issue.values[name], value) for name, value in changed.items()]
    issue.values |= changed
    _note(site, by, issue, items, "issue_updated")


def assign(site: "Site", by: Account, issue: Issue, reference: Any) -> None:
    """Give the issue to somebody, to nobody (None), or to the project's default assignee ("-1")."""
    try:
        assignable(reference)
    except Wrong as wrong:
        raise Problem(400, assignee=str(wrong)) from None
    edit(site, by, issue, {"assignee": reference})


def move(site: "Site", by: Account, issue: Issue, step: Transition) -> None:
    """Do a transition that is offered now."""
    old, new = issue.status, STATUSES[step.target]
    issue.status = new
    item = _item("status", old.name, new.name) | {"from": old.id, "to": new.id}
    _note(site, by, issue, [item], "issue_generic")


def comment(site: "Site", by: Account, issue: Issue, body: Any, properties: list[dict[str, Any]]) -> Comment:
    """Say something on the issue. Jira never notices that the same was said before."""
    now = site.world.clock.now()
    said = Comment(next(site.ids), by, comment_body(body), now, now, properties)
    issue.comments.append(said)
    issue.updated = now
    site.index.hears(issue)
    site.hooks.commented(issue, by, said)
    return said


def comment_body(body: Any) -> dict[str, Any]:
    """A comment's document, checked; version 3 of the API takes no plain string."""
    try:
        document = adf.check(body)
    except Wrong as wrong:
        words = str(wrong) if "too long" in str(wrong) else "Comment body is not valid!"
        raise Problem(400, comment=words) from None
    if not adf.plain(document):
        raise Problem(400, comment="Comment body can not be empty!")
    return document


def _note(site: "Site", by: Account, issue: Issue, items: list[dict[str, Any]], event: str) -> None:
    now = site.world.clock.now()
    entry = {
        "id": str(next(site.ids)),
        "author": by.as_json(site.base),
        "created": moment(now),
        "items": items,
    }
    issue.history.append(entry)
    issue.updated = now
    site.index.hears(issue)
    site.hooks.updated(issue, by, entry, event)


def _item(name: str, old: Any, new: Any) -> dict[str, Any]:
    return {
        "field": name,
        "fieldId": name,
        "fieldtype": "custom" if name.startswith("customfield_") else "jira",
        "from": old.get("id") if isinstance(old, dict) else None,
        "fromString": wording(old),
        "to": new.get("id") if isinstance(new, dict) else None,
        "toString": wording(new),
    }
