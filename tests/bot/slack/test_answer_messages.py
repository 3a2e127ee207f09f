"""Where answers go, and what happens where the bot may not speak."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pytest

from bot.slack.answer_messages import SlackAnswerMessages
from bot.slack.client import SlackRefused
from bot.slack.directory import DIRECTORY_TTL_SECONDS
from bot.slack.poster import Poster
from tests.support.fake_request_ports import PEOPLE
from tests.support.sample_data import MONDAY
from workflows.answers.model import Answer, AnswerKind
from workflows.answers.ports import Question, Surface
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

    def now(self) -> float:
        return self.seconds


def replies(slack: Workspace) -> SlackAnswerMessages:
    channels = {Topic.CONNECTORS: "C0FIVETRAN", Topic.DATA: "C0DATAHELP"}
    poster = Poster(slack, slack)  # type: ignore[arg-type]  # it plays both parts
    return SlackAnswerMessages(slack, poster, channels, slack.now)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "trouble",
    [ChannelUnavailable("We are not in it.", "not_in_channel"), SlackRefused("any", "thread_not_found")],
)
def test_people_are_asked_and_the_asker_told_though_the_bot_is_not_where_it_was_asked(
    trouble: DeskError,
) -> None:
    slack = Workspace(trouble)

    replies(slack).hand_over(ASKED, PEOPLE["U0ROSA"])

    assert [channel for channel, _text in slack.posted] == ["C0FIVETRAN", "U0ROSA"]
    assert slack.posted[1][1].startswith("I have asked people")


def test_whether_a_channel_is_shared_is_asked_again_after_a_while() -> None:
    slack = Workspace()
    ours = replies(slack)

    before = ours.is_shared("C0FIVETRAN")
    slack.is_shared, slack.seconds = True, DIRECTORY_TTL_SECONDS - 1
    soon = ours.is_shared("C0FIVETRAN")
    slack.seconds = DIRECTORY_TTL_SECONDS
    later = ours.is_shared("C0FIVETRAN")

    assert (before, soon, later) == (False, False, True)


def test_who_cannot_be_asked_about_is_taken_for_shared() -> None:
    assert replies(Workspace(Unavailable("Slack does not answer."))).is_shared("C0ELSEWHERE")


def test_an_answer_that_may_not_stand_where_it_was_asked_is_private() -> None:
    slack = Workspace(ChannelUnavailable("We are not in it.", "not_in_channel"))

    replies(slack).post_answer(replace(ASKED))

    assert [channel for channel, _text in slack.posted] == ["U0ADA"]
