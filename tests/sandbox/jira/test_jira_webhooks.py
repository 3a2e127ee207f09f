"""Webhooks of the site: signature, delivery and retries."""

import hashlib
import hmac
import json
from collections.abc import Iterator

import pytest

from tests.sandbox.support.jira_server import Listener, PretendJira, listening

SECRET = "sandbox-jira-hook"


@pytest.fixture
def app() -> Iterator[Listener]:
    """Listen for webhooks."""
    with listening() as listener:
        yield listener


def test_transition_webhook_is_signed_and_has_the_changelog(jira: PretendJira, app: Listener) -> None:
    jira.does("webhook", url=app.url, secret=SECRET)

    jira.does("moves", key="DSRE-6", transition="Approve", by="cleo")

    ((headers, body),) = app.hears(1)
    told = json.loads(body)
    assert headers["x-hub-signature"] == "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    assert (told["webhookEvent"], told["user"]["displayName"]) == ("jira:issue_updated", "Cleo Marsh")
    assert told["changelog"]["items"][0]["fromString"] == "Open"
    assert told["changelog"]["items"][0]["toString"] == "Approved"


def test_comment_webhook_has_plain_text(jira: PretendJira, app: Listener) -> None:
    jira.does("webhook", url=app.url)

    jira.does("comments", key="DSRE-6", text="Which host?", by="bo")

    ((headers, body),) = app.hears(1)
    assert json.loads(body)["comment"]["body"] == "Which host?"
    assert "x-hub-signature" not in headers


def test_failed_delivery_is_retried_with_the_same_identifier(jira: PretendJira, app: Listener) -> None:
    jira.does("webhook", url=app.url, secret=SECRET)
    app.answers.append(503)
    jira.does("edits", key="DSRE-6", fields={"summary": "Rotate both certificates"}, by="bo")
    app.hears(1)
    jira.sandbox.until(lambda: jira.sandbox.journal(direction="out"), "the refusal to reach the site")

    jira.later(seconds=301)

    (first, _), (second, _) = app.hears(2)
    assert first["x-atlassian-webhook-identifier"] == second["x-atlassian-webhook-identifier"]
    assert second["x-atlassian-webhook-retry"] == "1"
