"""What messages say of the approval policy: who decides a request, and when the fallback stands in."""

from contextlib import suppress
from dataclasses import dataclass

from bot.slack.directory import SlackDirectory
from bot.slack.views.blocks import escape, mention
from workflows.approvals.panel import Panel
from workflows.errors import DeskError
from workflows.formatting import format_list
from workflows.requests.confidentiality import panel_of
from workflows.requests.model import ConnectorRequest

FALLBACK_NOTICE = ":warning: The approval policy leaves only people who can't decide this request. Its fallback does."
STUCK_NOTICE = ":warning: The approval policy leaves only people who can't decide this request. Ask an operator."


@dataclass(frozen=True)
class PolicyWords:
    """Words for messages. What Slack can't say now is left out: a message never waits for it."""

    directory: SlackDirectory

    def decider(self, request: ConnectorRequest, otherwise: str) -> str:
        """Return mrkdwn that mentions who decides the request by the policy; `otherwise` if the settings say it."""
        with suppress(DeskError):
            if named := panel_of(request, self.directory).voters.named:
                return format_list(list(map(self._mention, named.names)), "or")
        return otherwise

    def notice(self, request: ConnectorRequest) -> str:
        """Return why others than the policy names decide the request; empty as a rule."""
        with suppress(DeskError):
            return _notice(panel_of(request, self.directory))
        return ""

    def _mention(self, name: str) -> str:
        with suppress(DeskError):
            person = self.directory.person_named(name)
            slack_id = person.id if person else self.directory.group_named(name)
            return mention(slack_id) if slack_id else escape(name)
        return escape(name)


def _notice(panel: Panel) -> str:
    if not panel.is_fallback:
        return ""
    return FALLBACK_NOTICE if panel.deciders else STUCK_NOTICE
