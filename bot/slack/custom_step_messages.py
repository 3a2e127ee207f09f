"""The messages about custom steps in Slack. Each is posted once."""

from dataclasses import dataclass

from bot.slack.poster import Poster
from bot.slack.views.custom_steps import ended_step_question, step_question
from workflows.custom_steps.model import StepRun
from workflows.requests.mirrors import Message


@dataclass(frozen=True)
class SlackStepMessages:
    """Implements `workflows.custom_steps.ports.StepMessages`."""

    poster: Poster

    def ask(self, run: StepRun) -> Message:
        text, blocks = step_question(run)
        return self.poster.post(f"custom-step:{run.id}", run.requester, text, blocks)

    def show_end(self, run: StepRun) -> None:
        if run.question:
            self.poster.update(run.question, *ended_step_question(run))
