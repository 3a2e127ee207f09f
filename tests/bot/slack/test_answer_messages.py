"""Where answers go, and what happens where the bot may not speak."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pytest

from bot.slack.answer_messages import SlackReplies
from bot.slack.client import SlackRefused
from bot.slack.directory import REMEMBERED
from bot.slack.poster import Poster
from tests.support.fake_request_ports import PEOPLE
from tests.support.sample_data import MONDAY
from workflows.answers.model import Answer, Kind
from workflows.answers.ports import Question, Surface
from workflows.answers.topics import Topic
from workflows.errors import Failure, ShutOut, Unavailable

ASKED = Question(
    "q1",
    "U0ADA",
    "T0DESK",
    "C0ELSEWHERE",
    Surface.THREAD,
    "is zoom fresh?",
    MONDAY,
    thread="1.2",
    answer=Answer(Kind.LIVE, "It is fresh."),
)


@dataclass
class Workspace:
    """Slack with one channel that is closed to us, and one that may be shared; a clock of its own."""

    trouble: Failure | None = None
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

    def first_tried(self, _what: str) -> datetime | None:
        return None

    def now(self) -> float:
        return self.seconds


def replies(slack: Workspace) -> SlackReplies:
    channels = {Topic.CONNECTORS: "C0FIVETRAN", Topic.DATA: "C0DATAHELP"}
    poster = Poster(slack, slack)  # type: ignore[arg-type]  # it plays both parts
    return SlackReplies(slack, poster, channels, slack.now)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "trouble", [ShutOut("We are not in it.", "not_in_channel"), SlackRefused("any", "thread_not_found")]
)
def test_people_are_asked_and_the_asker_told_though_the_bot_is_not_where_it_was_asked(
    trouble: Failure,
) -> None:
    slack = Workspace(trouble)

    replies(slack).pass_on(ASKED, PEOPLE["U0ROSA"])

    assert [channel for channel, _text in slack.posted] == ["C0FIVETRAN", "U0ROSA"]
    assert slack.posted[1][1].startswith("I have asked people")


def test_whether_a_channel_is_shared_is_asked_again_after_a_while() -> None:
    slack = Workspace()
    ours = replies(slack)

    before = ours.is_shared("C0FIVETRAN")
    slack.is_shared, slack.seconds = True, REMEMBERED - 1
    soon = ours.is_shared("C0FIVETRAN")
    slack.seconds = REMEMBERED
    later = ours.is_shared("C0FIVETRAN")

    assert (before, soon, later) == (False, False, True)


def test_who_cannot_be_asked_about_is_taken_for_shared() -> None:
    assert replies(Workspace(Unavailable("Slack does not answer."))).is_shared("C0ELSEWHERE")


def test_an_answer_that_may_not_stand_where_it_was_asked_is_private() -> None:
    slack = Workspace(ShutOut("We are not in it.", "not_in_channel"))

    replies(slack).show(replace(ASKED))

    assert [channel for channel, _text in slack.posted] == ["U0ADA"]
