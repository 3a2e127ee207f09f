"""What a form says at its top about the request that it continues."""

from bot.slack.views.blocks import blockquote, escape_cut
from workflows.requests.model import ConnectorRequest
from workflows.requests.removals import REMOVED
from workflows.requests.state_machine import Status

MAX_REASON_CHARS = 1_000


def why_resent(request: ConnectorRequest) -> str:
    """Return why a request ended, as mrkdwn; empty if its requester ended it, or its connection was deleted."""
    if request.status is Status.EXPIRED:
        return ":zzz: No approver decided on this request in time."
    if request.status is not Status.DECLINED or request.decision is None:
        return ""
    name = request.names.get(request.decision.user_id) or "an approver"
    declined, reason = f":no_entry_sign: Declined by {escape_cut(name, 80)}", request.decision.reason
    return f"{declined}:\n{blockquote(reason[:MAX_REASON_CHARS])}" if reason and reason != REMOVED else f"{declined}."
