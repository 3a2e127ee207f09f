"""The agenda: what people, the timetable and workflows want to happen, put on the engine's queues."""

from dataclasses import dataclass, field

from bot.durable.engine import CHANNEL, CLICKS, REQUESTS, is_any, put
from workflows.ports import Clock
from workflows.requests.decisions import Press
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import Untold
from workflows.requests.state_machine import Event

TOGETHER = 3
"""Seconds. Hints that come together are one look; an alert may be late by that much."""
RETRY_LONGER_THAN = 600
"""Seconds. A workflow that ended in an error of ours has used up its id; later, the sweep's id differs."""
AGAIN = 10
"""Seconds, like the sweep's: what was put off is told again as soon as it is due."""


@dataclass(frozen=True)
class Agenda:
    """Fulfils `workflows.requests.ports.Agenda`, and takes what people and the timetable want to happen.

    The id of each workflow says what it is: starting it twice runs it once, also across machines.
    """

    clock: Clock
    channel: str
    _soon: dict[str, int] = field(default_factory=dict, compare=False, repr=False)
    """Group → the round that was put on last: a burst of hints writes once."""

    def settle(self, request: ConnectorRequest) -> None:
        """One at a time for each request."""
        name = f"settle:{request.id}:{request.version}:{self._period()}"
        put(REQUESTS, name, "settle", request.id, partition=request.id)

    def tell(self, untold: Untold) -> None:
        """Slack takes one message a second for each channel.

        What waits in the queue will tell the latest, and what runs tells its version: while Slack hangs,
        nothing piles up that would ask again at once, whatever `Retry-After` says. (DBOS dedupes no
        partitioned queue.)
        """
        about = f"tell:{untold.id}:"
        this = f"{about}{untold.version}:"
        if not is_any(about, "ENQUEUED") and not is_any(this, "PENDING"):
            name = f"{this}{int(self.clock.now().timestamp() // AGAIN)}"
            put(CHANNEL, name, "tell", untold.id, partition=self.channel)

    def decide(self, click: str, request_id: str, event: Event, press: Press, reason: str | None) -> None:
        """Somebody pressed a button; `click` identifies the press, however often it is delivered."""
        put(CLICKS, f"decide:{click}", "decide", request_id, str(event), press, reason)

    def want_card(self, click: str, request_id: str, press: Press) -> None:
        """The owner asks for a fresh Connect Card."""
        put(CLICKS, f"want-card:{click}", "want_card", request_id, press)

    def ask_owner(self, click: str, connection_id: str, press: Press) -> None:
        """Somebody asks the owner of a connection for access. One at a time, so that nobody asks twice."""
        put(REQUESTS, f"ask-owner:{click}", "ask_owner", connection_id, press, partition=connection_id)

    def link(self, click: str, request: str, connection_id: str, press: Press) -> None:
        """An approver says which connection was built for a request."""
        put(CLICKS, f"link:{click}", "link", request, connection_id, press)

    def tick(self, what: str, at: int, *args: str) -> None:
        """The timetable says that it is `at` o'clock (seconds since the epoch): N processes do it once."""
        put(CLICKS, ":".join((what, *args, str(at))), what, *args)

    def watch(self, at: int, group_id: str) -> None:
        """Look at a group. One round at a time for each: two that overlap would tell the same news."""
        put(REQUESTS, f"watch:{group_id}:{at}", "watch", group_id, partition=f"group {group_id}")

    def look_soon(self, group_id: str) -> None:
        """Look at a group when these few seconds are over: all hints that come in them are one round.

        It begins after the last hint of them, so none is lost; and it is kept, so that a crash loses none.
        Its id is none of the timetable's: a tick at the same moment is a round of its own.
        """
        now = self.clock.now().timestamp()
        at = (int(now) // TOGETHER + 1) * TOGETHER
        if self._soon.get(group_id) != at:
            name, partition = f"hint:{group_id}:{at}", f"group {group_id}"
            put(REQUESTS, name, "watch", group_id, partition=partition, delay=at - now)
            self._soon[group_id] = at

    def keep_hooks(self, at: int) -> None:
        """Look after the web hooks. One at a time, so that nobody makes a second one."""
        put(REQUESTS, f"keep_hooks:{at}", "keep_hooks", partition="hooks")

    def _period(self) -> int:
        return int(self.clock.now().timestamp() // RETRY_LONGER_THAN)
