"""The page's Jira board."""

from typing import Any

from sandbox.jira import Site
from sandbox.jira.accounts import ACCOUNTS_BY_ID, ACCOUNTS_BY_NAME
from sandbox.jira.issues import Comment, Issue, format_time
from sandbox.jira.workflow import STATUSES


def jira_board(site: Site) -> dict[str, Any]:
    """Return the statuses in workflow order and every issue, newest first."""
    issues = sorted(site.issues.values(), key=lambda issue: issue.number, reverse=True)
    return {
        "statuses": [{"name": one.name, "category": one.category} for one in STATUSES.values()],
        "issues": [_issue(site, issue) for issue in issues],
    }


def _issue(site: Site, issue: Issue) -> dict[str, Any]:
    assignee = issue.values["assignee"]
    return {
        "key": issue.key,
        "url": f"{site.base}/browse/{issue.key}",
        "summary": str(issue.values["summary"]),
        "kind": issue.kind.name,
        "status": issue.status.name,
        "reporter": issue.creator.name,
        "by_app": issue.creator == ACCOUNTS_BY_NAME["desk"],
        "assignee": ACCOUNTS_BY_ID[assignee].name if assignee else None,
        "labels": issue.values["labels"],
        "description": issue.values["description"],
        "comments": [_comment(comment) for comment in issue.comments],
        "links": [link["object"] for link in issue.links],
        "moves": [step.name for step in site.workflow.from_status(issue.status.name)],
        "updated": format_time(issue.updated),
    }


def _comment(comment: Comment) -> dict[str, Any]:
    return {"author": comment.author.name, "body": comment.body, "created": format_time(comment.created)}
