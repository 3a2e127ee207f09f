"""Name the people who can decide a request, as far as Slack knows them now."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from bot.slack.views.reviewers import MAX_NAMED_APPROVERS
from workflows.errors import DeskError
from workflows.ports import Directory
from workflows.requests.confidentiality import panel_of
from workflows.requests.model import ConnectorRequest


@dataclass(frozen=True)
class ApproverNames:
    """Names for messages. What Slack can't say now is left out: a message never waits for it."""

    directory: Directory

    def of(self, request: ConnectorRequest) -> Sequence[str]:
        """Return the names of a few approvers, and a blank for each other one; nothing if Slack can't say."""
        with suppress(DeskError):
            approvers = sorted(panel_of(request, self.directory).wanted(request.approved_by))
            shown = [self._name(user_id) for user_id in approvers[:MAX_NAMED_APPROVERS]]
            return [*filter(None, shown), *[""] * len(approvers[MAX_NAMED_APPROVERS:])]
        return ()

    def _name(self, user_id: str) -> str:
        person = self.directory.look_up(user_id)
        return "" if person.is_deactivated else person.name
