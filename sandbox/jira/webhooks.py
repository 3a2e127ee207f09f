"""What the site sends by itself: signed admin webhooks, delivered at least once.

https://developer.atlassian.com/cloud/jira/platform/webhooks/
"""

import hashlib
import hmac
import json
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.jira import adf
from sandbox.jira.accounts import Account
from sandbox.jira.issues import Comment, Issue, comment_json, fields_json, picked

if TYPE_CHECKING:
    from sandbox.jira.site import Site

TRY_AGAIN = frozenset({0, 408, 409, 425, 429}) | frozenset(range(500, 600))
RETRIES = 5
PAUSE = 300.0
"""Seconds of sandbox time between two attempts."""
BRIEF = ["summary", "issuetype", "project", "assignee", "priority", "status"]


@dataclass(frozen=True)
class Hook:
    """An address that wants to hear of changes."""

    url: str
    secret: str | None = None


class Hooks:
    """The registered webhooks, and the events they get."""

    def __init__(self, site: "Site") -> None:
        self._site = site
        self.registered: list[Hook] = []

    def created(self, issue: Issue, by: Account) -> None:
        """An issue is new."""
        facts = {"issue_event_type_name": "issue_created", "issue": self._issue(issue)}
        self._send("jira:issue_created", by, facts)

    def updated(self, issue: Issue, by: Account, change: dict[str, Any], event: str) -> None:
        """Fields or the status of an issue changed; `change` is its entry in the history."""
        changelog = {"id": change["id"], "items": change["items"]}
        facts = {"issue_event_type_name": event, "issue": self._issue(issue), "changelog": changelog}
        self._send("jira:issue_updated", by, facts)

    def commented(self, issue: Issue, by: Account, comment: Comment) -> None:
        """Somebody said something. Webhooks carry the words as plain text, not as a document."""
        said = comment_json(issue, comment, self._site.base) | {"body": adf.plain(comment.body)}
        self._send("comment_created", by, {"comment": said, "issue": self._issue(issue, BRIEF)})

    def _issue(self, issue: Issue, asked: list[str] | None = None) -> dict[str, Any]:
        fields = picked(fields_json(issue, self._site.base), asked or ["*all", "-comment"])
        if "description" in fields:
            fields["description"] = adf.plain(fields["description"])
        return {
            "id": str(issue.id),
            "self": issue.address(self._site.base),
            "key": issue.key,
            "fields": fields,
        }

    def _send(self, event: str, by: Account, facts: dict[str, Any]) -> None:
        at = int(self._site.world.clock.now() * 1000)
        payload = {"timestamp": at, "webhookEvent": event, "user": by.as_json(self._site.base), **facts}
        body = json.dumps(payload).encode()
        for hook in self.registered:
            self._site.world.outbox.start(self._deliver(hook, body))

    async def _deliver(self, hook: Hook, body: bytes) -> None:
        headers = {
            "Content-Type": "application/json; charset=UTF-8",
            "X-Atlassian-Webhook-Identifier": str(uuid.uuid4()),
            "X-Atlassian-Webhook-Flow": "Primary",
        }
        if hook.secret:
            digest = hmac.new(hook.secret.encode(), body, hashlib.sha256).hexdigest()
            headers["X-Hub-Signature"] = f"sha256={digest}"
        for retry in range(RETRIES + 1):
            due = self._site.world.clock.now() + PAUSE
            again = {"X-Atlassian-Webhook-Retry": str(retry)} if retry else {}
            if await self._site.world.outbox.post("jira", hook.url, headers | again, body) not in TRY_AGAIN:
                return
            await self._site.world.reaches(due)
