"""The tickets of requests. Implements `workflows.requests.ports.Tickets` and `AccessTickets`."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import structlog

from bot.jira import ticket_text, transitions
from bot.jira.client import JiraClient
from bot.jira.create_fields import CreateScreen, read_create_screen
from bot.jira.errors import OutcomeUnknown
from bot.jira.ticket_text import TicketDraft
from workflows.access_requests import AccessRequest
from workflows.errors import DeskError, Refused, Unavailable
from workflows.ports import Clock, Ledger
from workflows.requests.model import ConnectorRequest, Ticket
from workflows.requests.ports import TicketDecision
from workflows.requests.state_machine import Event

log = structlog.get_logger(__name__)

SEARCH_INDEX_LAG = timedelta(minutes=2)
"""How long a new issue can be missing from searches: Atlassian says seconds to minutes."""

RECENT_UPDATE_MINUTES = 15
DECISION_OUTCOMES = (Event.APPROVED, Event.DECLINED)


class JiraTickets:
    """Tickets in one project. `fields`: field id → template. `statuses`: outcome → status name or id."""

    def __init__(
        self,
        client: JiraClient,
        ledger: Ledger,
        clock: Clock,
        *,
        project: str,
        issue_type: str,
        site_url: str,
        fields: Mapping[str, Any],
        statuses: Mapping[str, str] | None = None,
        search_lag: timedelta = SEARCH_INDEX_LAG,
    ) -> None:
        self._client = client
        self._ledger = ledger
        self._clock = clock
        self._project = project
        self._issue_type = issue_type
        self._site_url = site_url.rstrip("/")
        self._fields = fields
        self._statuses = statuses or {}
        self._search_lag = search_lag
        self._screen: CreateScreen | None = None

    def open_for(self, request: ConnectorRequest) -> Ticket:
        return self._open(ticket_text.draft_request_ticket(request))

    def open_access_ticket(self, request: AccessRequest) -> Ticket:
        return self._open(ticket_text.draft_access_ticket(request))

    def _open(self, draft: TicketDraft) -> Ticket:
        """Return the draft's ticket; open it if it doesn't exist.

        Jira has no idempotency key, and its search index lags. So each attempt is recorded in the ledger
        before the call. After an attempt without an answer, the bot searches until the index has caught up,
        and only then tries again.
        """
        fields = self._ticket_fields(draft)
        tried_at = self._ledger.begin(draft.key)
        if tried_at is not None:
            if found := self._find(draft):
                return found
            if self._clock.now() - tried_at < self._search_lag:
                raise Unavailable("Jira didn't confirm the ticket. I'm checking whether it was opened.")
            self._ledger.discard(draft.key)
            self._ledger.begin(draft.key)
        return self._create(draft.key, fields)

    def _ticket_fields(self, draft: TicketDraft) -> dict[str, Any]:
        screen = self._screen = self._screen or read_create_screen(self._client, self._project, self._issue_type)
        try:
            extra = screen.fill(self._fields, draft.placeholder_values)
        except DeskError:
            self._screen = None  # an operator might fix the screen; read it again next time
            raise
        return {
            "project": {"key": self._project},
            "issuetype": {"id": screen.issue_type},
            "summary": draft.summary,
            "description": draft.description,
            "labels": list(draft.labels),
            **extra,
        }

    def _create(self, key: str, fields: dict[str, Any]) -> Ticket:
        try:
            return self._ticket(self._client.create_issue(fields))
        except OutcomeUnknown:
            raise
        except DeskError:
            self._ledger.discard(key)
            self._screen = None
            raise

    def _find(self, draft: TicketDraft) -> Ticket | None:
        issues = sorted(self._client.issues_with_label(draft.labels[1]), key=lambda issue: int(issue["id"]))
        if len(issues) > 1:
            log.warning("Found several tickets for one request; using the oldest", label=draft.labels[1])
        return self._ticket(issues[0]) if issues else None

    def _ticket(self, issue: Mapping[str, Any]) -> Ticket:
        return Ticket(str(issue["id"]), str(issue["key"]), f"{self._site_url}/browse/{issue['key']}")

    def link_card(self, ticket: Ticket, request: ConnectorRequest) -> None:
        """Set the remote link. The global id makes Jira replace an earlier one."""
        if request.permalink:
            global_id = f"connector-desk:{request.id}"
            self._client.set_remote_link(ticket.id, global_id, "requested in", "Request in Slack", request.permalink)

    def describe(self, ticket: Ticket, request: ConnectorRequest) -> None:
        fields = {
            "summary": ticket_text.ticket_summary(request),
            "description": ticket_text.ticket_description(request),
        }
        self._client.update_issue(ticket.id, fields)

    def comment(self, ticket: Ticket, key: str, text: str) -> None:
        """Add the comment unless it exists. Comments are read directly, without the lag of a search."""
        comments = self._client.comments(ticket.id)
        if not any(ticket_text.is_comment_about(comment.get("body") or {}, key) for comment in comments):
            self._client.add_comment(ticket.id, ticket_text.ticket_comment(text, key))

    def move(self, ticket: Ticket, outcome: str) -> bool:
        """Move the ticket, unless it already has a fitting status."""
        names = transitions.status_names_for(outcome, self._statuses)
        if transitions.has_status_in(self._client.issue_status(ticket.id), names):
            return True
        transition = transitions.single_transition(self._client.transitions(ticket.id), names)
        if transition is None:
            log.info("Found no single transition for the ticket", ticket=ticket.key, outcome=outcome)
            return False
        try:
            self._client.transition_issue(ticket.id, transition)
        except Refused as refusal:  # Jira offered it, but a rule of the workflow forbids it
            log.warning("Jira refused a transition", ticket=ticket.key, outcome=outcome, reason=refusal.message)
            return False
        return True

    def fetch_decision(self, ticket: Ticket) -> TicketDecision | None:
        status, history = self._client.status_and_changelog(ticket.id)
        outcome = self._outcome_of(status)
        changes = [change for change in history if _leads_to(change, str(status["id"]))]
        if outcome is None or not changes:
            return None
        last = max(changes, key=lambda change: int(change["id"]))
        author = last.get("author") or {}
        return TicketDecision(last["id"], outcome, author.get("displayName", "Someone"), author.get("emailAddress"))

    def _outcome_of(self, status: Mapping[str, Any]) -> Event | None:
        for outcome in DECISION_OUTCOMES:
            if transitions.has_status_in(status, transitions.status_names_for(outcome, self._statuses)):
                return outcome
        return None

    def recently_updated(self) -> Sequence[str]:
        """Search a wide window, because Jira's index lags."""
        issues = self._client.recently_updated_issues(self._project, ticket_text.REQUEST_LABEL, RECENT_UPDATE_MINUTES)
        return [str(issue["id"]) for issue in issues]


def _leads_to(change: Mapping[str, Any], status: str) -> bool:
    return any(item.get("field") == "status" and item.get("to") == status for item in change["items"])
