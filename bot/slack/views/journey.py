"""The journey message: the direct message that follows a request for its requester."""

from collections.abc import Callable, Mapping, Sequence

from bot.slack.views.blocks import Block, actions, button, context, escape, escape_cut, section, slack_date
from bot.slack.views.card_buttons import EDIT, resend_button, withdraw_button
from bot.slack.views.connect_card import approved_by, sign_in_link_button
from bot.slack.views.redacted import request_number, show_details_button
from bot.slack.views.reviewers import reviewers
from workflows.catalog.destination import naming_family
from workflows.catalog.service import Naming
from workflows.formatting import format_count, format_duration, format_list
from workflows.requests.journey import has_failed_sign_in
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import CLOSED_STATUSES, UNCONNECTED_STATUSES, UNDECIDED_STATUSES, Status
from workflows.requests.timeline import DEV_PROJECT, data_location

OPEN_IN_BIGQUERY = "open_in_bigquery"
MAX_SIGN_IN_ROWS = 10
"""Other connections that a message lists."""
SENT_BY_WORKFLOW = "A workflow in Slack sent this for you. Withdraw it if you don't need it."
BIGQUERY = "https://console.cloud.google.com/bigquery"


def journey_message(request: ConnectorRequest, approvers: Sequence[str] = ()) -> tuple[str, list[Block]]:
    """Return text and blocks of the message. `approvers` are the names of people who can decide the request."""
    icon, text, *hints = _LINES[request.status](request, approvers)
    blocks = [section(f"{icon} {text}"), *map(context, hints), *actions(_buttons(request))]
    return text.replace("*", "").replace("`", ""), blocks


def with_sign_ins(message: tuple[str, list[Block]], carried: Sequence[ConnectorRequest]) -> tuple[str, list[Block]]:
    """Return a message with the other connections that its requester has to sign in to, each with its button."""
    if not carried:
        return message
    text, blocks = message
    others = format_count(len(carried), "other connection")
    headline = f"*You* also need to sign in again to {others}:"
    rows = [
        section(f"{_service(one)} `{escape_cut(one.dataset, 130)}`", accessory=sign_in_link_button(one))
        for one in carried[:MAX_SIGN_IN_ROWS]
    ]
    more = len(carried) - MAX_SIGN_IN_ROWS
    rest = [context(f"… and {more} more, on my Home tab")] if more > 0 else []
    names = format_list([escape_cut(one.answers.service_name, 60) for one in carried[:MAX_SIGN_IN_ROWS]], "and")
    return f"{text} You also need to sign in again to {others}: {names}.", [*blocks, section(headline), *rows, *rest]


def spent_message(request: ConnectorRequest, recipient: str) -> tuple[str, list[Block]]:
    """Return what stays of a message whose place another one has taken.

    An earlier requester learns nothing about the request any more.
    """
    if recipient != request.requester:
        text = f"Request {escape(request_number(request))} has another requester now."
    else:
        text = f"{_service(request)}: a newer message continues this."
    return text.replace("*", ""), [context(text)]


def bigquery_link(request: ConnectorRequest) -> str:
    """Return the address of the dataset in the BigQuery console; of its project if there are several datasets."""
    if naming_family(request.answers.destination) is Naming.SCHEMA_PREFIX:
        return f"{BIGQUERY}?project={DEV_PROJECT}"
    return f"{BIGQUERY}?p={DEV_PROJECT}&d={request.dataset.partition('.')[0]}&page=dataset"


Line = tuple[str, ...]
"""An icon, a sentence or two, and hints below them."""


def _sent(request: ConnectorRequest, approvers: Sequence[str]) -> Line:
    where = "" if request.answers.is_custom else f" → {data_location(request)}"
    text = f"Request sent: {_service(request)}{where}. {reviewers(approvers)} will review it."
    return (":outbox_tray:", text, SENT_BY_WORKFLOW) if request.custom_step else (":outbox_tray:", text)


def _approved(request: ConnectorRequest, _approvers: Sequence[str]) -> Line:
    return ":white_check_mark:", f"{approved_by(request)} I'm creating its connection, then you sign in at Fivetran."


def _being_built(request: ConnectorRequest, _approvers: Sequence[str]) -> Line:
    return ":hammer_and_wrench:", f"{approved_by(request)} An engineer is building it."


def _awaiting_credentials(request: ConnectorRequest, _approvers: Sequence[str]) -> Line:
    if has_failed_sign_in(request):
        tests = "\n".join(f"• {escape_cut(test, 300)}" for test in request.failed_tests[:10])
        return ":warning:", f"*You* need to sign in to {_service(request)} again. Its setup tests failed:\n{tests}"
    if request.answers.is_custom:
        return ":gear:", f"{_service(request)} is built. An engineer connects it to its source."
    return ":key:", f"{approved_by(request)} Sign in at Fivetran to load its data into {data_location(request)}."


def _syncing(request: ConnectorRequest, _approvers: Sequence[str]) -> Line:
    since, until = request.syncing_since, request.history_expected_by
    text = f"You're signed in. Fivetran is loading the history of {_service(request)}"
    if since and until and until > since:
        return ":arrows_counterclockwise:", f"{text}, until about {slack_date(until)}.", _estimate(request)
    return ":arrows_counterclockwise:", f"{text}.", "Small sources take minutes, and large ones take days."


def _estimate(request: ConnectorRequest) -> str:
    assert request.history_expected_by
    assert request.syncing_since
    usual = format_duration(request.history_expected_by - request.syncing_since)
    return f"Earlier historical syncs of this service took about {usual}."


def _live(request: ConnectorRequest, _approvers: Sequence[str]) -> Line:
    return ":tada:", f"Your {_service(request)} data is in {data_location(request)}."


def _broken(request: ConnectorRequest, _approvers: Sequence[str]) -> Line:
    if request.sign_in_needed_since:
        text = f"*You* need to sign in again: Fivetran can't read {_service(request)} any more."
        return ":red_circle:", text, "The loaded data stays. New data arrives after you sign in."
    return ":red_circle:", f"The last sync of {_service(request)} failed. Fivetran tries again at the next sync."


def _declined(request: ConnectorRequest, _approvers: Sequence[str]) -> Line:
    reason = escape_cut((request.decision and request.decision.reason) or "", 1_000)
    return ":no_entry_sign:", f"{_decider(request)} declined {_service(request)}{f': {reason}' if reason else '.'}"


def _withdrawn(request: ConnectorRequest, _approvers: Sequence[str]) -> Line:
    return ":leftwards_arrow_with_hook:", f"The request for {_service(request)} was withdrawn."


def _expired(request: ConnectorRequest, _approvers: Sequence[str]) -> Line:
    return ":zzz:", f"No approver decided on {_service(request)} in time, so the request expired."


def _retired(request: ConnectorRequest, _approvers: Sequence[str]) -> Line:
    return ":wastebasket:", f"The connection of {_service(request)} was deleted in Fivetran."


_LINES: Mapping[Status, Callable[[ConnectorRequest, Sequence[str]], Line]] = {
    Status.SUBMITTED: _sent,
    Status.AWAITING_APPROVAL: _sent,
    Status.APPROVED: _approved,
    Status.BEING_BUILT: _being_built,
    Status.AWAITING_CREDENTIALS: _awaiting_credentials,
    Status.SYNCING_HISTORY: _syncing,
    Status.LIVE: _live,
    Status.BROKEN: _broken,
    Status.DECLINED: _declined,
    Status.WITHDRAWN: _withdrawn,
    Status.EXPIRED: _expired,
    Status.RETIRED: _retired,
}


def _buttons(request: ConnectorRequest) -> list[Block]:
    """Return the buttons that make sense now, what the requester most likely does first."""
    edit = [button(EDIT, "Edit", request.id)] if request.status in UNDECIDED_STATUSES else []
    withdraw = [withdraw_button(request)] if request.status in UNCONNECTED_STATUSES else []
    return [*_next_step(request), show_details_button(request), *edit, *withdraw]


def _next_step(request: ConnectorRequest) -> list[Block]:
    has_failed = request.status is Status.AWAITING_CREDENTIALS and has_failed_sign_in(request)
    if has_failed or (request.status is Status.BROKEN and request.sign_in_needed_since):
        return [sign_in_link_button(request, style="primary")]
    if request.status is Status.AWAITING_CREDENTIALS and not request.answers.is_custom:
        return [sign_in_link_button(request, style="primary")]
    if request.status is Status.LIVE:
        return [button(OPEN_IN_BIGQUERY, "Open in BigQuery", request.id, url=bigquery_link(request), style="primary")]
    if request.status in CLOSED_STATUSES:
        return [resend_button(request, style="primary")]
    return []


def _service(request: ConnectorRequest) -> str:
    return f"*{escape_cut(request.answers.service_name, 200)}*"


def _decider(request: ConnectorRequest) -> str:
    return escape(request.decider_names) or "An approver"
