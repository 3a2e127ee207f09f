"""Where answers are posted, also where the bot can't post."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pytest

from bot.slack.answer_messages import SlackAnswerMessages
from bot.slack.channels import SHARED_CHANNEL_TTL_SECONDS, SlackChannels
from bot.slack.client import SlackRefused
from bot.slack.poster import Poster
from tests.support.fake_request_ports import PEOPLE
from tests.support.sample_data import MONDAY
from workflows.answers.model import Answer, AnswerKind, Question, Surface
from workflows.answers.topics import Topic
from workflows.errors import ChannelUnavailable, DeskError, Unavailable

ASKED = Question(
    "q1",
    "U0ADA",
    "T0DESK",
    "C0ELSEWHERE",
    Surface.THREAD,
    "is zoom fresh?",
    MONDAY,
    thread="1.2",
    answer=Answer(AnswerKind.LIVE, "It is fresh."),
)


@dataclass
class Workspace:
    """Slack with one channel that is closed to us, and one that may be shared; a clock of its own."""

    trouble: DeskError | None = None
    is_shared: bool = False
    seconds: float = 0.0
    posted: list[tuple[str, str]] = field(default_factory=list)

    def call(self, method: str, channel: str = "", text: str = "", **_more: Any) -> dict[str, Any]:
        if self.trouble and channel == "C0ELSEWHERE":
            raise self.trouble
        if method == "conversations_info":
            return {"channel": {"is_ext_shared": self.is_shared}}
        if method == "chat_postMessage":
            self.posted.append((channel, text))
        return {"channel": channel, "ts": "9.9", "permalink": f"https://slack.example/{channel}"}

    def begin(self, _what: str) -> datetime | None:
        return None

    def discard(self, _what: str) -> None:
        """Keep nothing."""

    def now(self) -> float:
        return self.seconds


def answer_messages(slack: Workspace) -> SlackAnswerMessages:
    channels = {Topic.CONNECTORS: "C0FIVETRAN", Topic.DATA: "C0DATAHELP"}
    poster = Poster(slack, slack)  # type: ignore[arg-type]  # it plays both parts
    slack_channels = SlackChannels(slack, slack.now)  # type: ignore[arg-type]
    return SlackAnswerMessages(slack, poster, channels, slack_channels)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "trouble",
    [ChannelUnavailable("We are not in it.", "not_in_channel"), SlackRefused("any", "thread_not_found")],
)
def test_a_handover_reaches_team_and_viewer_though_the_bot_is_not_in_the_channel(
    trouble: DeskError,
) -> None:
    slack = Workspace(trouble)

    answer_messages(slack).hand_over(ASKED, PEOPLE["U0ROSA"])

    assert [channel for channel, _text in slack.posted] == ["C0FIVETRAN", "U0ROSA"]
    assert slack.posted[1][1].startswith("I've passed your question to the team.")


def test_whether_a_channel_is_shared_is_cached_for_a_while() -> None:
    slack = Workspace()
    ours = answer_messages(slack)

    before = ours.is_shared("C0FIVETRAN")
    slack.is_shared, slack.seconds = True, SHARED_CHANNEL_TTL_SECONDS - 1
    soon = ours.is_shared("C0FIVETRAN")
    slack.seconds = SHARED_CHANNEL_TTL_SECONDS
    later = ours.is_shared("C0FIVETRAN")

    assert (before, soon, later) == (False, False, True)


def test_a_channel_that_cannot_be_read_counts_as_shared() -> None:
    assert answer_messages(Workspace(Unavailable("Slack does not answer."))).is_shared("C0ELSEWHERE")


def test_an_answer_that_cannot_be_posted_goes_to_a_direct_message() -> None:
    slack = Workspace(ChannelUnavailable("We are not in it.", "not_in_channel"))

    answer_messages(slack).post_answer(replace(ASKED))

    assert [channel for channel, _text in slack.posted] == ["U0ADA"]
