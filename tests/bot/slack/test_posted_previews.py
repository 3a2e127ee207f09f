"""A preview is forgotten when it's redacted or gone; what Slack refuses for another reason is tried again."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.slack.client import SlackRefused
from bot.slack.posted_previews import PostedPreviews
from tests.support.sample_data import a_request_with_ticket
from workflows.errors import ChannelUnavailable, DeskError, Unavailable
from workflows.reporting.shared_links import PostedPreview
from workflows.requests.mirrors import Message

FIRST, SECOND = (PostedPreview(Message("C0GENERAL", ts), "https://jira.example/browse/DSRE-7", "r1") for ts in "12")


@dataclass
class Workspace:
    """Plays Slack, which refuses to change the first message, and the store."""

    failure: DeskError
    remembered: list[PostedPreview] = field(default_factory=lambda: [FIRST, SECOND])

    def call(self, _method: str, *, ts: str, **_more: Any) -> None:
        if ts == FIRST.message.ts:
            raise self.failure

    def of_request(self, _request_id: str) -> Sequence[PostedPreview]:
        return [*self.remembered]

    def forget(self, preview: PostedPreview) -> None:
        self.remembered.remove(preview)


def redact(workspace: Workspace) -> None:
    desk: Any = workspace
    with capture_logs():
        PostedPreviews(desk, desk).redact(a_request_with_ticket())


@pytest.mark.parametrize(
    "failure",
    [
        SlackRefused("chat_unfurl", "cannot_unfurl_url"),
        SlackRefused("chat_unfurl", "cannot_find_message"),
        ChannelUnavailable("The bot can't access this conversation.", "channel_not_found"),
    ],
)
def test_a_preview_that_is_gone_is_forgotten(failure: DeskError) -> None:
    workspace = Workspace(failure)

    redact(workspace)

    assert workspace.remembered == []


@pytest.mark.parametrize(
    "failure",
    [
        SlackRefused("chat_unfurl", "invalid_unfurls_format"),
        ChannelUnavailable("The bot can't access this conversation.", "is_archived"),
    ],
)
def test_a_refused_preview_is_tried_again_and_keeps_no_other(failure: DeskError) -> None:
    workspace = Workspace(failure)

    with pytest.raises(type(failure)):
        redact(workspace)

    assert workspace.remembered == [FIRST]


def test_an_outage_leaves_all_previews_for_the_next_run() -> None:
    workspace = Workspace(Unavailable("Slack does not answer."))

    with pytest.raises(Unavailable):
        redact(workspace)

    assert workspace.remembered == [FIRST, SECOND]
