"""The agenda: what people, the timetable and workflows want to happen, put on the engine's queues."""

from dataclasses import dataclass, field

from bot.durable.engine import CHANNEL_QUEUE, CLICK_QUEUE, REQUEST_QUEUE, enqueue, has_workflow
from workflows.permissions import Actor
from workflows.ports import Clock
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import PendingNotification
from workflows.requests.state_machine import Event

HINT_WINDOW_SECONDS = 3
"""Seconds. Hints that come together are one look; an alert may be late by that much."""
RECONCILE_ID_PERIOD_SECONDS = 600
"""Seconds. A workflow that ended in an error of ours has used up its id; later, the sweep's id differs."""
NOTIFY_ID_PERIOD_SECONDS = 10
"""Seconds, like the sweep's: what was put off is told again as soon as it is due."""


@dataclass(frozen=True)
class DbosWorkQueue:
    """Fulfils `workflows.requests.ports.Agenda`, and takes what people and the timetable want to happen.

    The id of each workflow says what it is: starting it twice runs it once, also across machines.
    """

    clock: Clock
    channel: str
    _soon: dict[str, int] = field(default_factory=dict, compare=False, repr=False)
    """Group → the round that was put on last: a burst of hints writes once."""

    def reconcile(self, request: ConnectorRequest) -> None:
        """One at a time for each request."""
        name = f"settle:{request.id}:{request.version}:{self._period()}"
        enqueue(REQUEST_QUEUE, name, "settle", request.id, partition=request.id)

    def notify(self, untold: PendingNotification) -> None:
        """Slack takes one message a second for each channel.

        What waits in the queue will tell the latest, and what runs tells its version: while Slack hangs,
        nothing piles up that would ask again at once, whatever `Retry-After` says. (DBOS dedupes no
        partitioned queue.)
        """
        about = f"tell:{untold.id}:"
        this = f"{about}{untold.version}:"
        if not has_workflow(about, "ENQUEUED") and not has_workflow(this, "PENDING"):
            name = f"{this}{int(self.clock.now().timestamp() // NOTIFY_ID_PERIOD_SECONDS)}"
            enqueue(CHANNEL_QUEUE, name, "tell", untold.id, partition=self.channel)

    def decide(self, click: str, request_id: str, event: Event, press: Actor, reason: str | None) -> None:
        """Somebody pressed a button; `click` identifies the press, however often it is delivered."""
        enqueue(CLICK_QUEUE, f"decide:{click}", "decide", request_id, str(event), press, reason)

    def request_connect_card(self, click: str, request_id: str, press: Actor) -> None:
        """The owner asks for a fresh Connect Card."""
        enqueue(CLICK_QUEUE, f"want-card:{click}", "want_card", request_id, press)

    def ask_owner(self, click: str, connection_id: str, press: Actor) -> None:
        """Somebody asks the owner of a connection for access. One at a time, so that nobody asks twice."""
        enqueue(
            REQUEST_QUEUE, f"ask-owner:{click}", "ask_owner", connection_id, press, partition=connection_id
        )

    def link_connection(self, click: str, request: str, connection_id: str, press: Actor) -> None:
        """An approver says which connection was built for a request."""
        enqueue(CLICK_QUEUE, f"link:{click}", "link", request, connection_id, press)

    def enqueue_tick(self, workflow_name: str, at: int, *args: str) -> None:
        """The timetable says that it is `at` o'clock (seconds since the epoch): N processes do it once."""
        enqueue(CLICK_QUEUE, ":".join((workflow_name, *args, str(at))), workflow_name, *args)

    def enqueue_poll(self, at: int, group_id: str) -> None:
        """Look at a group. One round at a time for each: two that overlap would tell the same news."""
        enqueue(REQUEST_QUEUE, f"watch:{group_id}:{at}", "watch", group_id, partition=f"group {group_id}")

    def poll_soon(self, group_id: str) -> None:
        """Look at a group when these few seconds are over: all hints that come in them are one round.

        It begins after the last hint of them, so none is lost; and it is kept, so that a crash loses none.
        Its id is none of the timetable's: a tick at the same moment is a round of its own.
        """
        now = self.clock.now().timestamp()
        at = (int(now) // HINT_WINDOW_SECONDS + 1) * HINT_WINDOW_SECONDS
        if self._soon.get(group_id) != at:
            name, partition = f"hint:{group_id}:{at}", f"group {group_id}"
            enqueue(REQUEST_QUEUE, name, "watch", group_id, partition=partition, delay=at - now)
            self._soon[group_id] = at

    def enqueue_webhook_check(self, at: int) -> None:
        """Look after the web hooks. One at a time, so that nobody makes a second one."""
        enqueue(REQUEST_QUEUE, f"keep_hooks:{at}", "keep_hooks", partition="hooks")

    def _period(self) -> int:
        return int(self.clock.now().timestamp() // RECONCILE_ID_PERIOD_SECONDS)
