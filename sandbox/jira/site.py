"""The site: its issues, its workflow, its index, who may do what, and who wants to hear of changes."""

import itertools
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from sandbox.jira import adf
from sandbox.jira.index import Index
from sandbox.jira.issues import Issue, issue_json, moment
from sandbox.jira.permissions import USUAL
from sandbox.jira.problems import missing_issue
from sandbox.jira.project import PROJECT_KEY
from sandbox.jira.seeds import issues_there
from sandbox.jira.verbs import verbs
from sandbox.jira.webhooks import Hooks
from sandbox.jira.workflow import Workflow

if TYPE_CHECKING:
    from sandbox.world import World


class Site:
    """All state of the pretend Jira. One event loop touches it, so a change is atomic."""

    def __init__(self, world: "World") -> None:
        self.world = world
        self.base = f"{world.base_url}/jira"
        self.workflow = Workflow()
        self.index = Index(world.clock)
        self.hooks = Hooks(self)
        self.permissions = set(USUAL)
        self.ids = itertools.count(20_001)
        self.issues: dict[int, Issue] = {}
        for issue in issues_there(world.clock.now(), self.ids):
            self.issues[issue.id] = issue
            self.index.hears(issue, issue.updated)

    @property
    def verbs(self) -> Mapping[str, Callable[[dict[str, Any]], Any]]:
        """What control can do here, by word."""
        return {word: partial(verb, self.world) for word, verb in verbs.items()}

    def find(self, key_or_id: str) -> Issue:
        """One issue as it really is, by key or id; a 404 `Problem` when there is none."""
        if "BROWSE_PROJECTS" in self.permissions:
            for issue in self.issues.values():
                if key_or_id.upper() == issue.key or key_or_id == str(issue.id):
                    return issue
        raise missing_issue()

    def next_number(self) -> int:
        """The number of the next key; numbers are never used again."""
        return max((issue.number for issue in self.issues.values()), default=0) + 1

    def as_json(self) -> dict[str, Any]:
        """Everything there is, for control and tests."""
        return {
            "project": PROJECT_KEY,
            "issues": [self.issue_state(issue) for issue in self.issues.values()],
            "lag": self.index.lag,
            "permissions": sorted(self.permissions),
            "webhooks": [{"url": hook.url} for hook in self.hooks.registered],
            "workflow": [
                {"name": step.name, "from": list(step.sources), "to": step.target}
                for step in self.workflow.transitions
            ],
        }

    def issue_state(self, issue: Issue) -> dict[str, Any]:
        """One issue with what hangs on it, the documents also as plain text."""
        return {
            **issue_json(issue, self.base),
            "url": f"{self.base}/browse/{issue.key}",
            "status": issue.status.name,
            "description": adf.plain(issue.values["description"]),
            "comments": [
                {
                    "author": comment.author.name,
                    "text": adf.plain(comment.body),
                    "created": moment(comment.created),
                }
                for comment in issue.comments
            ],
            "links": issue.links,
            "properties": issue.properties,
            "history": issue.history,
            "transitions": [step.name for step in self.workflow.from_status(issue.status.name)],
        }
