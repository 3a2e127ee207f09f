"""The site: issues, workflow, search index, permissions, and webhooks."""

import itertools
from typing import Any

from sandbox.environment import Environment
from sandbox.jira import adf
from sandbox.jira.accounts import Account
from sandbox.jira.fields import SCREEN
from sandbox.jira.issues import Issue, format_time, issue_json
from sandbox.jira.permissions import DEFAULT_PERMISSIONS
from sandbox.jira.problems import issue_not_found
from sandbox.jira.project import PROJECT_KEY
from sandbox.jira.search_index import SearchIndex
from sandbox.jira.seed_data import seed_issues
from sandbox.jira.webhooks import Webhooks
from sandbox.jira.workflow import Workflow


class Site:
    """The state of the simulated Jira. One event loop uses it, so changes are atomic."""

    def __init__(self, env: Environment) -> None:
        self.env = env
        self.clock = env.clock
        self.base = f"{env.base_url}/jira"
        self.workflow = Workflow()
        self.screen = dict(SCREEN)
        self.rules: dict[str, str] = {}
        """Status name → the transition that an automation rule runs at once."""
        self.hides_emails = False
        self.lookalikes: list[Account] = []
        """Accounts whose name is the email address of another one."""
        self.index = SearchIndex(env.clock)
        self.webhooks = Webhooks(env, self.base)
        self.permissions = set(DEFAULT_PERMISSIONS)
        self.ids = itertools.count(20_001)
        self.issues: dict[int, Issue] = {}
        for issue in seed_issues(env.clock.now(), self.ids):
            self.issues[issue.id] = issue
            self.index.record(issue, issue.updated)

    def find(self, key_or_id: str) -> Issue:
        """Return one current issue by key or id. Raises a 404 `Problem`."""
        if "BROWSE_PROJECTS" in self.permissions:
            for issue in self.issues.values():
                if key_or_id.upper() == issue.key or key_or_id == str(issue.id):
                    return issue
        raise issue_not_found()

    def next_number(self, project: str) -> int:
        """Return the number of the next key of a project. Numbers are never reused."""
        ours = (issue.number for issue in self.issues.values() if issue.project == project)
        return max(ours, default=0) + 1

    def as_json(self) -> dict[str, Any]:
        """Return the complete state for the control API."""
        return {
            "project": PROJECT_KEY,
            "issues": [self.issue_state(issue) for issue in self.issues.values()],
            "lag": self.index.lag,
            "permissions": sorted(self.permissions),
            "webhooks": [{"url": hook.url} for hook in self.webhooks.registered],
            "workflow": [
                {"name": step.name, "from": list(step.sources), "to": step.target} for step in self.workflow.transitions
            ],
        }

    def issue_state(self, issue: Issue) -> dict[str, Any]:
        """Return one issue with its comments, links, and history, and documents as plain text."""
        return {
            **issue_json(issue, self.base),
            "url": f"{self.base}/browse/{issue.key}",
            "status": issue.status.name,
            "description": adf.plain(issue.values["description"]),
            "comments": [
                {
                    "author": comment.author.name,
                    "text": adf.plain(comment.body),
                    "created": format_time(comment.created),
                }
                for comment in issue.comments
            ],
            "links": issue.links,
            "properties": issue.properties,
            "history": issue.history,
            "transitions": [step.name for step in self.workflow.from_status(issue.status.name)],
        }
