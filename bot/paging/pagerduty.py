"""PagerDuty's Events API v2: https://developer.pagerduty.com/docs/events-api-v2/overview/."""

from dataclasses import dataclass, field
from typing import Any

import httpx

from bot.foreign.loopback import is_loopback
from bot.foreign.retry_after import parse_retry_after
from bot.foreign.tls import tls_context
from workflows.connections.model import connection_page
from workflows.errors import Refused, Unavailable
from workflows.notifications.page import OnCallPage

CLIENT = "Connector Desk"
PAGER_TIMEOUT_SECONDS = 10.0
MAX_PAGE_SUMMARY_CHARS = 1_024


@dataclass(frozen=True)
class PagerDutyEvents:
    """Implements `workflows.notifications.ports.Pager`. An event with the key of an open alert changes nothing."""

    url: str
    routing_key: str = field(repr=False)
    connection_page_url: str = ""
    """The page of a connection in Fivetran; `{id}` stands for its id."""
    is_on: bool = True

    def trigger(self, page: OnCallPage) -> None:
        self._send(trigger_event(page, self.connection_page_url))

    def resolve(self, subject_id: str) -> None:
        self._send(event("resolve", subject_id))

    def _send(self, body: dict[str, Any]) -> None:
        """Send an event. The errors carry neither the key nor the body."""
        try:
            with httpx.Client(verify=tls_context(), trust_env=not is_loopback(self.url)) as http:
                body = {"routing_key": self.routing_key, **body}
                response = http.post(self.url, json=body, timeout=PAGER_TIMEOUT_SECONDS)
        except httpx.RequestError:
            raise Unavailable("PagerDuty can't be reached.") from None
        if response.status_code == 429 or response.status_code >= 500 or response.status_code == 408:
            raise Unavailable("PagerDuty doesn't accept events now.", parse_retry_after(response.headers))
        if not response.is_success:
            raise Refused(f"PagerDuty refused the event with HTTP status {response.status_code}.")


def trigger_event(page: OnCallPage, connection_page_url: str) -> dict[str, Any]:
    """Return the event that opens an alert, without the key."""
    payload = {
        "summary": page.summary[:MAX_PAGE_SUMMARY_CHARS],
        "source": page.source,
        "severity": "critical",
        "timestamp": page.at.isoformat(),
        "component": page.connection_name,
        "custom_details": dict(page.details),
    }
    payload = {name: value for name, value in payload.items() if value}
    url = connection_page(connection_page_url, page.connection_id) if page.connection_id else ""
    links = {"links": [{"href": url, "text": "Open in Fivetran"}]} if url else {}
    return {**event("trigger", page.subject_id), "client": CLIENT, "payload": payload, **links}


def event(action: str, subject_id: str) -> dict[str, Any]:
    """Return an event about a subject, without the key. The dedup key is the same for its whole life."""
    return {"event_action": action, "dedup_key": f"connector-desk:{subject_id}"}
