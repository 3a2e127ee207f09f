"""One rule decides which channels the bot can post in."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from bot.slack.answer_messages import SlackAnswerMessages
from bot.slack.channels import SlackChannels
from bot.slack.digest_messages import SlackDigestChannels
from bot.slack.poster import Poster
from workflows.errors import ChannelUnavailable, Refused


@dataclass
class Workspace:
    """Slack with one channel; `info` is its conversation object."""

    info: dict[str, Any] | None = field(default_factory=lambda: {"is_member": True})
    calls: int = 0

    def call(self, _method: str, **_arguments: str) -> dict[str, Any]:
        self.calls += 1
        if self.info is None:
            raise ChannelUnavailable("Slack does not let us in.", "channel_not_found")
        return {"channel": self.info}


def channels(**info: bool) -> SlackChannels:
    return SlackChannels(Workspace({"is_member": True, **info}))  # type: ignore[arg-type]  # one method is enough


@pytest.mark.parametrize("flag", ["is_ext_shared", "is_pending_ext_shared"])
def test_a_pending_external_share_counts_everywhere(flag: str) -> None:
    shared = channels(**{flag: True})
    poster = Poster(shared.slack, shared.slack)  # type: ignore[arg-type]  # nothing is posted

    assert shared.is_shared("C1")
    assert SlackAnswerMessages(shared.slack, poster, {}, shared).is_shared("C1")
    for require_postable in (shared.require_postable, SlackDigestChannels(shared, poster).require_postable):
        with pytest.raises(Refused, match="shared with another organization"):
            require_postable("C1")


def test_the_bot_posts_only_where_it_is_a_member_and_the_channel_is_open() -> None:
    channels().require_postable("C1")
    channels(is_archived=True, is_member=False).require_postable("U0ADA")

    with pytest.raises(Refused, match="/invite @Connector Desk"):
        channels(is_member=False).require_postable("C1")
    with pytest.raises(Refused, match="/invite @Connector Desk"):
        SlackChannels(Workspace(None)).require_postable("C1")  # type: ignore[arg-type]
    with pytest.raises(Refused, match="archived"):
        channels(is_archived=True).require_postable("C1")


def test_shares_are_cached_and_membership_is_not() -> None:
    slack = Workspace()
    ours = SlackChannels(slack)  # type: ignore[arg-type]

    for _ in range(2):
        ours.is_shared("C1")
    assert slack.calls == 1

    for _ in range(2):
        ours.require_postable("C1")
    assert slack.calls == 3
