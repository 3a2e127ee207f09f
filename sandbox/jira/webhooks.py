"""Signed admin webhooks, delivered at least once.

https://developer.atlassian.com/cloud/jira/platform/webhooks/
"""

import hashlib
import hmac
import json
import uuid
from dataclasses import dataclass
from typing import Any

from sandbox.environment import Environment
from sandbox.jira import adf
from sandbox.jira.accounts import Account
from sandbox.jira.issues import Comment, Issue, comment_json, fields_json, select_fields

RETRYABLE_STATUSES = frozenset({0, 408, 409, 425, 429}) | frozenset(range(500, 600))
MAX_RETRIES = 5
RETRY_SECONDS = 300.0
"""Seconds of sandbox time between two attempts."""
COMMENT_EVENT_FIELDS = ["summary", "issuetype", "project", "assignee", "priority", "status"]


@dataclass(frozen=True)
class Webhook:
    """A registered address."""

    url: str
    secret: str | None = None


class Webhooks:
    """The registered webhooks and the events sent to them."""

    def __init__(self, env: Environment, base: str) -> None:
        self._env = env
        self._base = base
        self.registered: list[Webhook] = []

    def created(self, issue: Issue, by: Account) -> None:
        """Send that an issue was created."""
        facts = {"issue_event_type_name": "issue_created", "issue": self._issue(issue)}
        self._send("jira:issue_created", by, facts)

    def updated(self, issue: Issue, by: Account, change: dict[str, Any], event: str) -> None:
        """Send that fields or the status of an issue changed. `change` is its changelog entry."""
        changelog = {"id": change["id"], "items": change["items"]}
        facts = {"issue_event_type_name": event, "issue": self._issue(issue), "changelog": changelog}
        self._send("jira:issue_updated", by, facts)

    def commented(self, issue: Issue, by: Account, comment: Comment) -> None:
        """Send that a comment was added. Webhooks carry its text, not the document."""
        content = comment_json(issue, comment, self._base) | {"body": adf.plain(comment.body)}
        self._send("comment_created", by, {"comment": content, "issue": self._issue(issue, COMMENT_EVENT_FIELDS)})

    def _issue(self, issue: Issue, asked: list[str] | None = None) -> dict[str, Any]:
        fields = select_fields(fields_json(issue, self._base), asked or ["*all", "-comment"])
        if "description" in fields:
            fields["description"] = adf.plain(fields["description"])
        return {
            "id": str(issue.id),
            "self": issue.address(self._base),
            "key": issue.key,
            "fields": fields,
        }

    def _send(self, event: str, by: Account, facts: dict[str, Any]) -> None:
        at = int(self._env.clock.now() * 1000)
        payload = {"timestamp": at, "webhookEvent": event, "user": by.as_json(self._base), **facts}
        body = json.dumps(payload).encode()
        for hook in self.registered:
            self._env.background.start(self._deliver(hook, body))

    async def _deliver(self, hook: Webhook, body: bytes) -> None:
        headers = {
            "Content-Type": "application/json; charset=UTF-8",
            "X-Atlassian-Webhook-Identifier": str(uuid.uuid4()),
            "X-Atlassian-Webhook-Flow": "Primary",
        }
        if hook.secret:
            digest = hmac.new(hook.secret.encode(), body, hashlib.sha256).hexdigest()
            headers["X-Hub-Signature"] = f"sha256={digest}"
        for retry in range(MAX_RETRIES + 1):
            due = self._env.clock.now() + RETRY_SECONDS
            again = {"X-Atlassian-Webhook-Retry": str(retry)} if retry else {}
            if await self._env.webhooks.post("jira", hook.url, headers | again, body) not in RETRYABLE_STATUSES:
                return
            await self._env.clock.wait_until(due)
