"""The messages about access questions in Slack. Each is posted once."""

from dataclasses import dataclass

from bot.slack.home_tabs import HomeTabs
from bot.slack.poster import Poster
from bot.slack.views.access_questions import (
    access_question_message,
    answered_question_message,
    declined_access_text,
)
from workflows.access_questions.model import AccessQuestion
from workflows.requests.mirrors import Message


@dataclass(frozen=True)
class SlackAccessQuestions:
    """Implements `workflows.access_questions.ports.AccessQuestionMessages`."""

    poster: Poster
    home_tabs: HomeTabs

    def ask(self, question: AccessQuestion, user_id: str) -> Message:
        text, blocks = access_question_message(question)
        return self.poster.post(f"access-question:{question.id}:{user_id}", user_id, text, blocks)

    def show_answer(self, question: AccessQuestion, message: Message) -> None:
        self.poster.update(message, *answered_question_message(question))

    def notify_declined(self, question: AccessQuestion) -> None:
        self.poster.post(f"access-declined:{question.id}", question.requester, declined_access_text(question))

    def refresh_home(self, question: AccessQuestion) -> None:
        self.home_tabs.refresh_people({*question.people, question.requester})
