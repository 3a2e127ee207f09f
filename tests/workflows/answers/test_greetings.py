"""A greeting gets a short introduction, and thanks a short word. A greeting before a question changes nothing."""

import pytest

from tests.support.sample_account import ask
from workflows.answers.greetings import GREETING_REPLY, THANKS_REPLY_TO_PERSON, answer_greeting
from workflows.answers.model import AnswerKind


@pytest.mark.parametrize(
    "said", ["hi", "Hello!", "hey there", "Good morning, team", "help", "help me please", "What can you do?", "hi  bot"]
)
def test_a_greeting_is_answered_with_what_the_bot_can_do(said: str) -> None:
    answer = ask(said)

    assert (answer.kind, answer.text, answer.is_for_mentions_only) == (AnswerKind.LIVE, GREETING_REPLY, True)
    assert answer.is_small_talk


@pytest.mark.parametrize("said", ["thanks", "Thank you so much!", "thx", "Perfect."])
def test_thanks_are_answered_in_a_word(said: str) -> None:
    assert ask(said).text == THANKS_REPLY_TO_PERSON


@pytest.mark.parametrize("said", ["hi, is google ads fresh?", "help with stripe", "test stripe", "ok who owns zoom"])
def test_what_says_more_is_a_question(said: str) -> None:
    assert answer_greeting(said) is None
