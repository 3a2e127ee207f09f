"""What the site tells others: signed, at least once, and again when nobody took it."""

import hashlib
import hmac
import json
from collections.abc import Iterator

import pytest

from tests.sandbox.jira.serving import Listener, PretendJira, listening

SECRET = "sandbox-jira-hook"


@pytest.fixture
def app() -> Iterator[Listener]:
    """The app's end of a webhook."""
    with listening() as listener:
        yield listener


def test_a_move_is_told_with_what_changed_and_signed(jira: PretendJira, app: Listener) -> None:
    jira.does("webhook", url=app.url, secret=SECRET)

    jira.does("moves", key="DSRE-6", transition="Approve", by="cleo")

    ((headers, body),) = app.hears(1)
    told = json.loads(body)
    assert (
        headers["x-hub-signature"] == "sha256=" + hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    )
    assert (told["webhookEvent"], told["user"]["displayName"]) == ("jira:issue_updated", "Cleo Marsh")
    assert told["changelog"]["items"][0]["fromString"] == "Open"
    assert told["changelog"]["items"][0]["toString"] == "Approved"


def test_a_comment_is_told_as_plain_words(jira: PretendJira, app: Listener) -> None:
    jira.does("webhook", url=app.url)

    jira.does("comments", key="DSRE-6", text="Which host?", by="bo")

    ((headers, body),) = app.hears(1)
    assert json.loads(body)["comment"]["body"] == "Which host?"
    assert "x-hub-signature" not in headers


def test_a_delivery_that_nobody_took_comes_again_with_the_same_identifier(
    jira: PretendJira, app: Listener
) -> None:
    jira.does("webhook", url=app.url, secret=SECRET)
    app.answers.append(503)
    jira.does("edits", key="DSRE-6", fields={"summary": "Rotate both certificates"}, by="bo")
    app.hears(1)
    jira.sandbox.until(lambda: jira.sandbox.journal(direction="out"), "the refusal to reach the site")

    jira.later(seconds=301)

    (first, _), (second, _) = app.hears(2)
    assert first["x-atlassian-webhook-identifier"] == second["x-atlassian-webhook-identifier"]
    assert second["x-atlassian-webhook-retry"] == "1"
