"""What messages say of the approval policy: who decides a request, and when the fallback stands in."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from bot.slack.directory import SlackDirectory
from bot.slack.views.blocks import escape, mention
from workflows.approvals.panel import Panel
from workflows.approvals.policy import Names
from workflows.errors import DeskError
from workflows.formatting import format_list
from workflows.requests.approvals import all_needed, more_needed
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
            panel = panel_of(request, self.directory)
            if panel.is_by_policy and all(seat.voters.named for seat in panel.seats):
                seats = dict.fromkeys(seat.voters.named for seat in panel.seats if seat.voters.named)
                return format_list([self._names(named) for named in seats], "and")
        return otherwise

    def notice(self, request: ConnectorRequest) -> str:
        """Return which approvals are there and missing, and why others than the policy names decide; often empty."""
        lines = [*_outdated(request)]
        with suppress(DeskError):
            panel = panel_of(request, self.directory)
            lines = [*_progress(request, panel), *lines, *filter(None, [_notice(panel)])]
        return "\n".join(lines)

    def _names(self, named: Names) -> str:
        return format_list(list(map(self._mention, named.names)), "or")

    def _mention(self, name: str) -> str:
        with suppress(DeskError):
            person = self.directory.person_named(name)
            slack_id = person.id if person else self.directory.group_named(name)
            return mention(slack_id) if slack_id else escape(name)
        return escape(name)


def _notice(panel: Panel) -> str:
    if not panel.is_fallback:
        return ""
    return FALLBACK_NOTICE if panel.is_fillable else STUCK_NOTICE


def _progress(request: ConnectorRequest, panel: Panel) -> Iterator[str]:
    """Yield who has approved and how many more are needed, if the request needs several approvals."""
    if len(panel.seats) > 1:
        left = len(panel.open_seats(request.approved_by))
        names = format_list([escape(request.name_of(user)) for user in request.approved_by], "and")
        words = f"Approved by {names} · {more_needed(left)}" if names else all_needed(left)
        yield f":ballot_box_with_check: {words}"


def _outdated(request: ConnectorRequest) -> Iterator[str]:
    """Yield whose approval doesn't count any more, since the request was edited."""
    before = dict.fromkeys(one.user_id for one in request.approvals if one.revision != request.revision)
    if again := [escape(request.name_of(user)) for user in before if user not in request.approved_by]:
        yield f":leftwards_arrow_with_hook: Approved before the last edit, which voids it: {format_list(again, 'and')}"
