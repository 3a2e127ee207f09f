"""Messages about the owners of connections."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from bot.slack.poster import Poster
from bot.slack.views.local_times import notice
from bot.slack.views.owners import offer_message
from workflows.connections.model import Connection
from workflows.incidents.model import Incident
from workflows.ownership.departures import departure_text
from workflows.ownership.model import Ownership


@dataclass(frozen=True)
class SlackOwnerMessages:
    """Implements `workflows.ownership.ports.OwnerMessages`."""

    poster: Poster
    channel: str
    open_incidents: Callable[[Sequence[str]], Sequence[Incident]]
    refresh_home: Callable[[Collection[str]], None]
    """Redraws the open Home tabs of these people."""

    def offer(self, connection: Connection, ownership: Ownership) -> None:
        if ownership.offer is not None:
            text, blocks = offer_message(connection, ownership.offer, ownership.owner_name)
            self.poster.post(_key("offer", ownership), ownership.offer.decided_by, text, blocks)

    def notify(self, ownership: Ownership, user_id: str, text: str) -> None:
        self.poster.post(_key(f"news:{user_id}", ownership), user_id, notice(text))
        self.refresh_home({user_id})

    def report_departure(self, name: str, released: Sequence[Ownership]) -> None:
        first = min(released, key=lambda one: one.connection_id)
        self.poster.post(_key("departure", first), self.channel, notice(departure_text(name, released)))

    def announce(self, ownership: Ownership, text: str) -> None:
        for incident in self.open_incidents([ownership.connection_id]):
            for recipient, message in incident.messages.items():
                key = _key(f"line:{incident.id}:{recipient}", ownership)
                self.poster.post(key, message.channel, notice(text), thread_ts=message.ts)
        self.refresh_home({ownership.owner, ownership.set_by})


def _key(what: str, ownership: Ownership) -> str:
    return f"owner:{ownership.connection_id}:{ownership.version}:{what}"
