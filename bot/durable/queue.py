"""The work queue: what people, the timetable, and workflows want to happen, put on the queues of DBOS."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import structlog

from bot.durable.pruning import delete_finished
from bot.durable.queue_settings import CHANNEL_QUEUE, CLICK_QUEUE, HINT_QUEUE, REQUEST_QUEUE, TIMETABLE_QUEUE
from bot.durable.registration import register_jobs, register_workflow
from bot.durable.replies import register_clicks
from bot.durable.work_table import enqueue, fresh_id, has_workflow
from workflows.errors import Unavailable
from workflows.incidents.actions import IncidentAction
from workflows.permissions import Actor
from workflows.ports import Clock
from workflows.requests.custom_build import link_connection
from workflows.requests.decisions import decide, request_connect_card
from workflows.requests.departures import notice_departure, take_over
from workflows.requests.history import RequestText
from workflows.requests.jira_decisions import apply_ticket_decision
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import PendingNotification, RequestPorts
from workflows.requests.reassignment import reassign
from workflows.requests.reconcile import reconcile
from workflows.requests.removals import remove_text
from workflows.requests.state_machine import Event

log = structlog.get_logger(__name__)

HINT_WINDOW_SECONDS = 3
"""Seconds in which all hints about a group cause one poll. An alert can be late by that much."""
RECONCILE_ID_PERIOD_SECONDS = 600
NOTIFY_ID_PERIOD_SECONDS = 10
"""Seconds, as long as the sweep's interval: a delayed notification runs as soon as it's due."""


@contextmanager
def left_to_the_sweep() -> Iterator[None]:
    """Leave work to the sweep while it can't be enqueued: its row is saved, so the click isn't undone."""
    try:
        yield
    except Unavailable as failure:
        log.warning("work is left to the sweep", reason=failure.message)


@dataclass(frozen=True)
class DbosWorkQueue:
    """Implements `workflows.requests.ports.WorkQueue`, and takes clicks and jobs of the timetable.

    The id of each workflow says what it does: enqueued twice, it runs once, also across machines.
    """

    clock: Clock
    channel: str
    _hinted_polls: dict[str, int] = field(default_factory=dict, compare=False, repr=False)
    """Group → time of the poll that was enqueued last: a burst of hints writes once."""

    def reconcile(self, request: ConnectorRequest) -> None:
        """Reconcile a request, one workflow at a time for each. If it can't be enqueued now, the sweep does it."""
        version = f"reconcile:{request.id}:{request.version}"
        name = fresh_id(version, self.clock.now(), RECONCILE_ID_PERIOD_SECONDS)
        with left_to_the_sweep():
            enqueue(REQUEST_QUEUE, name, "reconcile", request.id, partition=request.id)

    def notify(self, notification: PendingNotification) -> None:
        """Notify of an incident. Slack takes one message a second for each channel.

        A workflow that waits posts the latest version, and one that runs posts its own. So nothing piles up
        while Slack doesn't answer. (DBOS can't deduplicate in a partitioned queue.)
        """
        subject = f"notify:{notification.id}:"
        version = f"{subject}{notification.version}"
        with left_to_the_sweep():
            if has_workflow(subject, "ENQUEUED") or has_workflow(f"{version}:", "PENDING"):
                return
            name = fresh_id(version, self.clock.now(), NOTIFY_ID_PERIOD_SECONDS)
            enqueue(CHANNEL_QUEUE, name, "notify", notification.id, partition=self.channel)

    def decide(self, click: str, request_id: str, event: Event, actor: Actor, reason: str | None) -> None:
        """Decide on a request; `click` identifies the click, however often Slack delivers it."""
        enqueue(CLICK_QUEUE, f"decide:{click}", "decide", request_id, str(event), actor, reason)

    def take_over(self, click: str, request_id: str, actor: Actor) -> None:
        """Let an approver take over a request, one workflow at a time for each request."""
        enqueue(REQUEST_QUEUE, f"take-over:{click}", "take_over", request_id, actor, partition=request_id)

    def reassign(self, click: str, request_id: str, role: str, from_user: str, to_user: str, actor: Actor) -> None:
        """Give a request another requester or business owner, one workflow at a time for each request."""
        people = (str(role), from_user, to_user)
        enqueue(REQUEST_QUEUE, f"reassign:{click}", "reassign", request_id, *people, actor, partition=request_id)

    def remove_text(self, click: str, request_id: str, text: RequestText, actor: Actor) -> None:
        """Remove a text of a request from history, one workflow at a time for each request."""
        name = f"remove-text:{click}"
        enqueue(REQUEST_QUEUE, name, "remove_text", request_id, str(text), actor, partition=request_id)

    def forget_reasons(self, request_id: str) -> None:
        """Delete finished decisions: the work table keeps what they were started with, for a week."""
        delete_finished("decide", request_id)

    def request_connect_card(self, click: str, request_id: str, actor: Actor) -> None:
        """Send the requester another Connect Card."""
        enqueue(CLICK_QUEUE, f"request-connect-card:{click}", "request_connect_card", request_id, actor)

    def perform_action(self, click: str, incident_id: str, action: IncidentAction, actor: Actor) -> None:
        """Do what a button under an incident says."""
        enqueue(CLICK_QUEUE, f"incident-action:{click}", "perform_action", incident_id, action, actor)

    def link_connection(self, click: str, reference: str, connection_id: str, actor: Actor) -> None:
        """Link the connection that was built for a request."""
        enqueue(CLICK_QUEUE, f"link-connection:{click}", "link_connection", reference, connection_id, actor)

    def check_ticket_soon(self, ticket_id: str) -> None:
        """Read a ticket at the end of this second: all hints about it in a second cause one check."""
        self._enqueue_hint("apply_ticket_decision", ticket_id)

    def check_person_soon(self, user_id: str) -> None:
        """Look up at the end of this second whether a person has left. The hourly check is the safety net."""
        with left_to_the_sweep():
            self._enqueue_hint("notice_departure", user_id)

    def _enqueue_hint(self, workflow_name: str, subject: str) -> None:
        now = self.clock.now().timestamp()
        at = int(now) + 1
        enqueue(HINT_QUEUE, f"{workflow_name}:{subject}:{at}", workflow_name, subject, delay=at - now)

    def poll_soon(self, group_id: str) -> None:
        """Poll a group at the end of this window: all hints in it cause one poll, which a crash can't lose.

        The poll starts after the last of these hints, and after a poll of the timetable that runs then.
        """
        now = self.clock.now().timestamp()
        at = (int(now) // HINT_WINDOW_SECONDS + 1) * HINT_WINDOW_SECONDS
        if self._hinted_polls.get(group_id) != at:
            name, partition = f"hint:{group_id}:{at}", f"group {group_id}"
            enqueue(TIMETABLE_QUEUE, name, "poll_group", group_id, partition=partition, delay=at - now)
            self._hinted_polls[group_id] = at


def register_request_workflows(ports: RequestPorts, poll: Callable[[str], None]) -> None:
    """Register the workflows that requests need. `poll` polls a group, one poll at a time."""
    register_jobs(reconcile, notice_departure, apply_ticket_decision, ports=ports)
    register_workflow("poll_group", poll)
    clicks = decide, take_over, reassign, remove_text, request_connect_card, link_connection
    register_clicks(ports.messenger, ports, *clicks)
