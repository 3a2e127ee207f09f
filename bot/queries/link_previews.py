"""What everyone in a channel can know of the requests and connections that links in it lead to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.queries.connection_status import StatusQueries
from workflows.errors import DeskError, Refused
from workflows.reporting.connection_status import ConnectionStatus, build_status
from workflows.reporting.duplicates import is_internal_to
from workflows.reporting.shared_links import (
    Preview,
    RequestPreview,
    find_connection_id,
    find_ticket_key,
    is_same_page,
)
from workflows.requests.confidentiality import PUBLIC, Place, disclose

MAX_PREVIEWS = 5
"""Links of one message that are looked up."""


@dataclass(frozen=True)
class LinkPreviews:
    """Previews of links, with the same rights for every reader of a channel."""

    status: StatusQueries
    is_shared: Callable[[str], bool]
    """Whether another organization reads a channel. Raises `DeskError` if Slack doesn't say."""

    def of_message(self, channel: str, urls: Sequence[str]) -> Mapping[str, Preview]:
        """Return url → preview; nothing for unknown links, and where outsiders read along or that isn't known."""
        found = {url: preview for url in urls[:MAX_PREVIEWS] if (preview := self._of_link(url))}
        return found if found and self._is_ours_alone(channel) else {}

    def _is_ours_alone(self, channel: str) -> bool:
        try:
            return not self.is_shared(channel)
        except DeskError:  # such as a private channel or a conversation without the bot
            return False

    def _of_link(self, url: str) -> Preview | None:
        if key := find_ticket_key(url):
            return self._of_ticket(key, url)
        page = self.status.answerer.links.connection_page_url
        connection_id = find_connection_id(url, page)
        return self._of_connection(connection_id) if connection_id else None

    def _of_ticket(self, key: str, url: str) -> RequestPreview | None:
        try:
            request = self.status.requests.find(key)
        except Refused:
            return None
        snapshot = self.status.answerer.bare_snapshot()
        service = request.answers.service
        if request.ticket is None or not is_same_page(url, request.ticket.url):
            return None
        if is_internal_to(service, request.requester, snapshot, PUBLIC):
            return None
        is_sensitive = snapshot.service(service).is_sensitive
        disclosure = disclose(Place.PREVIEW, request, is_sensitive_service=is_sensitive)
        return RequestPreview(request, disclosure, self.status.clock.now())

    def _of_connection(self, connection_id: str) -> ConnectionStatus | None:
        """Return the status as last polled: a link that many people post costs no request to Fivetran."""
        snapshot = self.status.answerer.snapshot_of([connection_id]).visible_to(PUBLIC)
        known = next((each for each in snapshot.connections if each.id == connection_id), None)
        if known is None or is_internal_to(known.service, None, snapshot, PUBLIC):
            return None
        as_of = snapshot.polled_at.get(known.group_id, snapshot.now)
        return build_status(known, snapshot, as_of, (), ())
