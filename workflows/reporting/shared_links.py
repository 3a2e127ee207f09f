"""Read what a link in a message leads to: a ticket, or the page of a connection."""

import re
from dataclasses import dataclass
from datetime import datetime

from workflows.reporting.connection_status import TICKET_KEY, ConnectionStatus
from workflows.requests.confidentiality import Disclosure
from workflows.requests.mirrors import Message
from workflows.requests.model import ConnectorRequest

TICKET_ADDRESS = re.compile(rf"https?://[^?#]+/browse/({TICKET_KEY})/?(?:[?#].*)?", re.IGNORECASE)
"""https://support.atlassian.com/jira-software-cloud/docs/what-is-an-issue/"""
PAGE_END = re.compile(r"[/?#]")


@dataclass(frozen=True)
class RequestPreview:
    """A request, and how much of it a channel can see."""

    request: ConnectorRequest
    disclosure: Disclosure
    as_of: datetime


Preview = RequestPreview | ConnectionStatus
"""What a link leads to."""


@dataclass(frozen=True)
class PostedPreview:
    """A preview that shows all of a request, in a message with a link."""

    message: Message
    url: str
    request_id: str


def shown_request(preview: Preview) -> str | None:
    """Return the id of the request that a preview shows in full: an edit can make it confidential. Else None."""
    if isinstance(preview, ConnectionStatus) or preview.disclosure is not Disclosure.FULL:
        return None
    return preview.request.id


def find_ticket_key(url: str) -> str | None:
    """Return the key of the ticket whose page this is; any site can have one."""
    found = TICKET_ADDRESS.fullmatch(url)
    return found[1].upper() if found else None


def is_same_page(url: str, page: str) -> bool:
    """Whether a link leads to a page, whatever the link has after the path."""
    return re.split(r"[?#]", url)[0].rstrip("/").casefold() == page.rstrip("/").casefold()


def find_connection_id(url: str, page: str) -> str | None:
    """Return the id of the connection whose page this is; `page` is an address with `{id}`. Any tab of it counts."""
    beginning, placeholder, _ = page.partition("{id}")
    if not placeholder or not url.startswith(beginning):
        return None
    return PAGE_END.split(url.removeprefix(beginning))[0] or None
