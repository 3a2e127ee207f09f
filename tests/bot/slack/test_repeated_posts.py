"""A post whose answer was lost is repeated only if it never arrived."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.slack.client import RateLimited, SlackRefused
from bot.slack.message_search import METADATA_EVENT
from bot.slack.poster import MAX_CALL_DURATION, Poster
from workflows.errors import ChannelUnavailable, DeskError, SlackTokenRejected, Unavailable
from workflows.requests.mirrors import Message


@dataclass
class Minutes:
    """A ledger and a clock: what was tried, and when."""

    time: datetime = datetime(2026, 11, 23, 9, tzinfo=UTC)
    tried: dict[str, datetime] = field(default_factory=dict)

    def now(self) -> datetime:
        return self.time

    def begin(self, key: str) -> datetime | None:
        before = self.tried.get(key)
        self.tried.setdefault(key, self.time)
        return before

    def discard(self, key: str) -> None:
        self.tried.pop(key, None)


@dataclass
class SlowSlack:
    """Slack whose answers get lost, or that fails; a post can be visible later than its call ended."""

    failure: DeskError | None = None
    posts: int = 0
    visible: int = 0

    def call(self, method: str, **_arguments: Any) -> dict[str, Any]:
        if method != "chat_postMessage":
            payload = {"event_type": METADATA_EVENT, "event_payload": {"key": "k"}}
            return {"messages": [{"ts": f"{number}.0", "metadata": payload} for number in range(self.visible)]}
        self.posts += 1
        if self.failure:
            raise self.failure
        return {"channel": "C1", "ts": "9.0"}


def lost_post() -> tuple[SlowSlack, Minutes, Poster]:
    """A post whose answer was lost."""
    slack, minutes = SlowSlack(failure=Unavailable("Slack isn't responding.")), Minutes()
    poster = Poster(slack, minutes, clock=minutes)  # type: ignore[arg-type]  # one method is enough
    with pytest.raises(Unavailable):
        poster.post("k", "C1", "text")
    slack.failure = None
    return slack, minutes, poster


def test_a_post_that_can_still_arrive_is_not_repeated() -> None:
    slack, minutes, poster = lost_post()
    minutes.time += timedelta(seconds=4)

    with pytest.raises(Unavailable) as waiting:
        poster.post("k", "C1", "text")
    slack.visible = 1

    assert waiting.value.retry_after == 6
    assert poster.post("k", "C1", "text") == Message("C1", "0.0")
    assert slack.posts == 1


def test_a_post_that_never_arrived_is_repeated_and_looked_for_like_the_first() -> None:
    slack, minutes, poster = lost_post()
    minutes.time += MAX_CALL_DURATION

    assert poster.post("k", "C1", "text") == Message("C1", "9.0")
    assert (slack.posts, minutes.tried["k"]) == (2, minutes.time)


def test_a_clock_that_was_set_back_delays_no_post() -> None:
    slack, minutes, poster = lost_post()
    minutes.time -= timedelta(hours=1)

    poster.post("k", "C1", "text")

    assert slack.posts == 2


@pytest.mark.parametrize(
    "failure",
    [
        RateLimited("Slack is limiting our requests.", 1),
        ChannelUnavailable("Slack doesn't let the bot post.", "is_archived"),
        SlackRefused("chat_postMessage", "msg_too_long"),
        SlackTokenRejected("Slack rejects the bot token."),
    ],
    ids=lambda failure: type(failure).__name__,
)
def test_a_post_that_slack_refused_is_tried_again_at_once(failure: DeskError) -> None:
    slack, minutes = SlowSlack(failure=failure), Minutes()
    poster = Poster(slack, minutes, clock=minutes)  # type: ignore[arg-type]  # one method is enough
    with pytest.raises(type(failure)):
        poster.post("k", "C1", "text")
    slack.failure = None

    poster.post("k", "C1", "text")

    assert slack.posts == 2
