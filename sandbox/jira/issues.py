"""Issues and comments, and their JSON forms."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sandbox.jira.accounts import ACCOUNTS_BY_ID, Account
from sandbox.jira.fields import EMPTY_VALUES
from sandbox.jira.project import PROJECT_KEY, IssueType, project_json
from sandbox.jira.workflow import RESOLUTIONS, STATUSES, Status


@dataclass
class Comment:
    """A comment on an issue."""

    id: int
    author: Account
    body: dict[str, Any]
    created: float
    updated: float
    properties: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Issue:
    """One issue. `values` holds the cleaned fields of the screen."""

    id: int
    number: int
    kind: IssueType
    creator: Account
    created: float
    updated: float
    values: dict[str, Any] = field(default_factory=lambda: dict(EMPTY_VALUES))
    status: Status = STATUSES["Open"]
    parent: str | None = None
    comments: list[Comment] = field(default_factory=list)
    links: list[dict[str, Any]] = field(default_factory=list)
    properties: dict[str, Any] = field(default_factory=dict)
    history: list[dict[str, Any]] = field(default_factory=list)
    project: str = PROJECT_KEY
    """Another key after the issue was moved to another project. The id stays."""

    @property
    def key(self) -> str:
        """The issue key."""
        return f"{self.project}-{self.number}"

    def address(self, base: str) -> str:
        """Return the issue's REST API address."""
        return f"{base}/rest/api/3/issue/{self.id}"


def format_time(at: float) -> str:
    """Format epoch seconds like Jira: milliseconds and an offset without a colon."""
    then = datetime.fromtimestamp(at, UTC)
    return then.strftime("%Y-%m-%dT%H:%M:%S.") + f"{then.microsecond // 1000:03d}+0000"


def comment_json(issue: Issue, comment: Comment, base: str, *, properties: bool = False) -> dict[str, Any]:
    """Return a comment as Jira shows it. Properties are included on request."""
    shown: dict[str, Any] = {
        "self": f"{issue.address(base)}/comment/{comment.id}",
        "id": str(comment.id),
        "author": comment.author.as_json(base),
        "updateAuthor": comment.author.as_json(base),
        "body": comment.body,
        "created": format_time(comment.created),
        "updated": format_time(comment.updated),
        "jsdPublic": True,
    }
    return shown | ({"properties": comment.properties} if properties else {})


def fields_json(issue: Issue, base: str) -> dict[str, Any]:
    """Return every field of an issue."""
    assignee = issue.values["assignee"]
    comments = [comment_json(issue, comment, base) for comment in issue.comments]
    return {
        **issue.values,
        "project": project_json(base, issue.project),
        "issuetype": issue.kind.as_json(base),
        "status": issue.status.as_json(base),
        "resolution": _resolution(issue.status),
        "creator": issue.creator.as_json(base),
        "reporter": issue.creator.as_json(base),
        "assignee": ACCOUNTS_BY_ID[assignee].as_json(base) if assignee else None,
        "created": format_time(issue.created),
        "updated": format_time(issue.updated),
        "parent": {"key": issue.parent} if issue.parent else None,
        "issuelinks": [],
        "comment": {"comments": comments, "maxResults": len(comments), "total": len(comments), "startAt": 0},
    }


def _resolution(status: Status) -> dict[str, str] | None:
    if status.name not in RESOLUTIONS:
        return None
    number, name = RESOLUTIONS[status.name]
    return {"id": number, "name": name}


def issue_json(issue: Issue, base: str, asked: list[str] | None = None) -> dict[str, Any]:
    """Return an issue with the requested fields (None: all of them)."""
    return {
        "expand": "renderedFields,names,schema,operations,editmeta,changelog,versionedRepresentations",
        "id": str(issue.id),
        "self": issue.address(base),
        "key": issue.key,
        "fields": select_fields(fields_json(issue, base), asked or ["*all"]),
    }


def select_fields(fields: dict[str, Any], asked: list[str]) -> dict[str, Any]:
    """Return only the fields in `asked`, including `*all`, `*navigable`, and `-name`."""
    left_out = {name[1:] for name in asked if name.startswith("-")}
    wanted = [name for name in asked if not name.startswith("-")]
    if not wanted or wanted[0].startswith("*"):
        return {name: value for name, value in fields.items() if name not in left_out}
    return {name: fields[name] for name in wanted if name in fields and name not in left_out}
