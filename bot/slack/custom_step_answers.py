"""Answers to Workflow Builder, with the bot's own token.

The event of an execution brings a token, too. It ends 15 minutes later, and isn't needed: an app answers with its
bot token. So it's neither stored nor used.
https://docs.slack.dev/reference/methods/functions.completeSuccess
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from bot.slack.client import SlackClient, SlackRefused

log = structlog.get_logger(__name__)

ENDED_ERRORS = frozenset({"access_denied", "execution_not_in_running_state", "function_execution_not_found"})
"""Slack's codes for an execution that was answered or canceled, or went with its workflow."""
MAX_STEP_ERROR_CHARS = 1_000
OLD_MANIFEST = "The app's manifest in Slack is older than the app. Ask its operator to update it."


@dataclass(frozen=True)
class SlackCustomSteps:
    """Implements `workflows.requests.ports.CustomStepAnswers`."""

    slack: SlackClient
    connection_page_url: str

    def complete(self, execution_id: str, outputs: Mapping[str, str]) -> None:
        try:
            self._answer("functions_completeSuccess", execution_id, outputs=dict(outputs))
        except SlackRefused as refused:
            if refused.code != "parameter_validation_failed":
                raise
            log.warning("the manifest lacks outputs of the custom step", execution=execution_id)
            self.fail(execution_id, OLD_MANIFEST)

    def fail(self, execution_id: str, error: str) -> None:
        self._answer("functions_completeError", execution_id, error=error[:MAX_STEP_ERROR_CHARS])

    def _answer(self, method: str, execution_id: str, **answer: Any) -> None:
        try:
            self.slack.call(method, function_execution_id=execution_id, **answer)
        except SlackRefused as refused:
            if refused.code not in ENDED_ERRORS:
                raise
            log.info("a workflow takes no answer anymore", execution=execution_id, code=refused.code)
