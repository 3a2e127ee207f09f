"""What a channel reads below a link to a ticket or a connection: two lines."""

from datetime import datetime

from bot.slack.views.blocks import Block, escape_cut, section, slack_date
from bot.slack.views.redacted import redacted_card
from bot.slack.views.status import state_line
from workflows.reporting.connection_status import ConnectionStatus
from workflows.reporting.duplicates import WAITING_LABELS
from workflows.reporting.shared_links import Preview, RequestPreview
from workflows.requests.confidentiality import Disclosure
from workflows.requests.model import ConnectorRequest


def preview_blocks(preview: Preview) -> list[Block]:
    """Return two lines about what a link leads to, as far as it's disclosed; nothing if it's hidden."""
    if isinstance(preview, ConnectionStatus):
        return [section(f"{_connection(preview)} · {_as_of(preview.as_of)}")]
    if preview.disclosure is Disclosure.HIDDEN:
        return []
    return [section(f"{_request(preview)} · {_as_of(preview.as_of)}")]


def redacted_preview(request: ConnectorRequest) -> list[Block]:
    """Return what stays below a link once its request is confidential."""
    return [section(_redacted(request))]


def _redacted(request: ConnectorRequest) -> str:
    return str(redacted_card(request)[0]["text"]["text"])


def _request(preview: RequestPreview) -> str:
    request = preview.request
    if preview.disclosure is Disclosure.REDACTED:
        return _redacted(request)
    service, dataset = escape_cut(request.answers.service_name, 100), escape_cut(request.dataset, 130)
    requester = escape_cut(request.name_of(request.requester), 80)
    return f"*{service}* `{dataset}` {WAITING_LABELS[request.status]}\nRequested by {requester}"


def _connection(status: ConnectionStatus) -> str:
    where = f"{escape_cut(status.service.name, 100)}, {escape_cut(status.environment.label, 40)}"
    return f"`{escape_cut(status.connection.name, 130)}` ({where})\n{state_line(status)}"


def _as_of(at: datetime) -> str:
    return f"as of {slack_date(at)}"
