"""The tickets of requests. Implements `workflows.requests.ports.Tickets` and `AccessTickets`."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import structlog

from bot.jira import ticket_text, transitions
from bot.jira.accounts import JiraAccounts
from bot.jira.adf import node_text
from bot.jira.changelog import DecisionStatuses, StatusChange, newest_change_id, status_changes
from bot.jira.client import JiraClient
from bot.jira.errors import OutcomeUnknown
from bot.jira.session import JiraObject
from bot.jira.ticket_fields import TicketFields
from bot.jira.ticket_mover import TicketMover
from bot.jira.ticket_text import TicketDraft
from workflows.access_requests import AccessRequest
from workflows.errors import DeskError, Unavailable
from workflows.ports import Clock, Ledger
from workflows.requests.mirrors import Ticket, TicketStatus
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import TicketDecision, TicketReading
from workflows.requests.state_machine import Event

log = structlog.get_logger(__name__)

SEARCH_INDEX_LAG = timedelta(minutes=2)
"""How long a new issue can be missing from searches: Atlassian says seconds to minutes."""

RECENT_UPDATE_MINUTES = 60
"""How far the search for moved tickets of decided requests looks back. Tickets that wait are read by id."""


@dataclass(eq=False)
class JiraTickets:
    """The tickets of requests, and those for access, which can be in another project."""

    client: JiraClient
    ledger: Ledger
    clock: Clock
    accounts: JiraAccounts
    project: str
    issue_type: str
    site_url: str
    fields: Mapping[str, Any]
    """Field id → template."""
    statuses: Mapping[str, str] = field(default_factory=dict)
    """Outcome → status name or id."""
    access_fields: TicketFields | None = None
    """What a ticket for access has, if not the same as that of a request."""
    search_lag: timedelta = SEARCH_INDEX_LAG
    _own_account: str | None = None

    def __post_init__(self) -> None:
        self._fields = TicketFields(self.client, self.project, self.issue_type, self.fields)
        self._mover = TicketMover(self.client)

    def open_for(self, request: ConnectorRequest) -> Ticket:
        return self._open(ticket_text.draft_request_ticket(request), self._fields)

    def find_opened(self, request: ConnectorRequest) -> Ticket | None:
        return self._find(ticket_text.draft_request_ticket(request))

    def open_access_ticket(self, request: AccessRequest) -> Ticket:
        return self._open(ticket_text.draft_access_ticket(request), self.access_fields or self._fields)

    def _open(self, draft: TicketDraft, of_kind: TicketFields) -> Ticket:
        """Return the draft's ticket; open it if it doesn't exist.

        Jira has no idempotency key, and its search index lags. So each attempt is recorded in the ledger
        before the call. After an attempt without an answer, the bot searches until the index has caught up,
        and only then tries again.
        """
        fields = of_kind.of_new_ticket(draft)
        tried_at = self.ledger.begin(draft.key)
        if tried_at is not None:
            if found := self._find(draft):
                return found
            if self.clock.now() - tried_at < self.search_lag:
                raise Unavailable("Jira didn't confirm the ticket. I'm checking whether it was opened.")
            self.ledger.discard(draft.key)
            self.ledger.begin(draft.key)
        with self._discarding(draft.key, of_kind.forget_screen):
            return self._ticket(self.client.create_issue(fields))

    def _find(self, draft: TicketDraft) -> Ticket | None:
        issues = sorted(self.client.issues_with_label(draft.labels[1]), key=lambda issue: int(issue["id"]))
        if len(issues) > 1:
            log.warning("Found several tickets for one request; using the oldest", label=draft.labels[1])
        return self._ticket(issues[0]) if issues else None

    def _ticket(self, issue: Mapping[str, Any]) -> Ticket:
        return Ticket(str(issue["id"]), str(issue["key"]), f"{self.site_url.rstrip('/')}/browse/{issue['key']}")

    def link_card(self, ticket: Ticket, request: ConnectorRequest) -> None:
        """Set the remote link. The global id makes Jira replace an earlier one."""
        if request.permalink:
            global_id = f"connector-desk:{request.id}"
            self.client.set_remote_link(ticket.id, global_id, "requested in", "Request in Slack", request.permalink)

    def describe(self, ticket: Ticket, request: ConnectorRequest) -> int:
        """Update the text first: a mapped field that Jira refuses doesn't hold it up."""
        fields = {
            "summary": ticket_text.ticket_summary(request),
            "description": ticket_text.ticket_description(request),
        }
        self.client.update_issue(ticket.id, fields)
        if mapped := self._fields.of_answers(ticket_text.request_placeholder_values(request)):
            self.client.update_issue(ticket.id, mapped)
        return newest_change_id(self.client.key_and_changelog(ticket.id)[1])

    def comment(self, ticket: Ticket, key: str, text: str) -> None:
        """Add the comment, unless an earlier attempt did. Comments are read directly, without the lag of a search."""
        entry = f"comment:{ticket.id}:{key}"
        if self.ledger.begin(entry) and self._comments_about(ticket, key):
            return
        body, properties = ticket_text.ticket_comment(text, key), ticket_text.comment_properties(key)
        with self._discarding(entry):
            self.client.add_comment(ticket.id, body, properties)

    @contextmanager
    def _discarding(self, entry: str, on_failure: Callable[[], None] = lambda: None) -> Iterator[None]:
        """Forget an attempt that created nothing for certain."""
        try:
            yield
        except OutcomeUnknown:
            raise
        except DeskError:
            self.ledger.discard(entry)
            on_failure()
            raise

    def rewrite_comment(self, ticket: Ticket, key: str, text: str) -> None:
        body = ticket_text.ticket_comment(text, key)
        for comment in self._comments_about(ticket, key):
            if node_text(comment["body"]) != node_text(body):
                self.client.update_comment(ticket.id, comment["id"], body)

    def _comments_about(self, ticket: Ticket, key: str) -> list[JiraObject]:
        comments = self.client.comments(ticket.id)
        return [comment for comment in comments if ticket_text.is_comment_about(comment, key)]

    def move(self, ticket: Ticket, outcome: str) -> str | None:
        names = transitions.status_names_for(outcome, self.statuses)
        if not names:
            return None  # the operator has left this outcome out
        label = self.statuses.get(outcome) or transitions.OUTCOME_LABELS.get(outcome, outcome)
        fitting = transitions.later_status_names(outcome, self.statuses)
        return self._mover.move(ticket, names, fitting, label)

    def move_back(self, ticket: Ticket, status: TicketStatus) -> str | None:
        names = frozenset({status.id})
        return self._mover.move(ticket, names, names, status.name)

    def read(self, ticket: Ticket, since: int | None) -> TicketReading:
        key, histories = self.client.key_and_changelog(ticket.id)
        statuses = DecisionStatuses(self.statuses)
        standing = statuses.standing_decisions(status_changes(histories))
        found = [self._decision(outcome, change) for outcome, change in standing if change.id > (since or 0)]
        current = ticket if key in ("", ticket.key) else self._ticket({"id": ticket.id, "key": key})
        return TicketReading(current, tuple(found))

    def _decision(self, outcome: Event, change: StatusChange) -> TicketDecision:
        account_id = change.author.get("accountId")
        return TicketDecision(
            change.id,
            outcome,
            str(change.author.get("displayName") or "Someone"),
            self.accounts.email_of(change.author),
            account_id,
            change.came_from,
            is_by_app=change.is_by_app,
            is_by_bot=account_id is not None and account_id == self._own_account_id(),
        )

    def _own_account_id(self) -> str:
        self._own_account = self._own_account or str(self.client.myself().get("accountId"))
        return self._own_account

    def find_account(self, email: str) -> str | None:
        return self.accounts.account_of(email)

    def recently_updated(self) -> Sequence[str]:
        """Search in every project, because tickets can move."""
        issues = self.client.recently_updated_issues(ticket_text.REQUEST_LABEL, RECENT_UPDATE_MINUTES)
        return [str(issue["id"]) for issue in issues]
