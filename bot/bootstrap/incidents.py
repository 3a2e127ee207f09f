"""How incidents are told and relieved: what is connected to what. A part of the composition root."""

from dataclasses import dataclass
from functools import partial

from bot.bootstrap.core import Container
from bot.durable import engine
from bot.slack.incident_messages import SlackIncidentMessages
from bot.slack.poster import Poster
from bot.store.incidents import IncidentStore
from bot.store.ledger import LedgerStore
from workflows.monitoring.thresholds import Thresholds
from workflows.notifications.actions import IncidentAction, perform_action
from workflows.notifications.notify import notify, notify_lagging
from workflows.notifications.ports import NotificationPorts, RecipientLookup
from workflows.permissions import Actor


@dataclass(frozen=True)
class IncidentActionQueue:
    """Takes what people want done about incidents."""

    def perform_action(self, click: str, incident_id: str, act: IncidentAction, press: Actor) -> None:
        """Somebody pressed a button; `click` identifies the press, however often it is delivered."""
        engine.enqueue(engine.CLICK_QUEUE, f"relieve:{click}", "relieve", incident_id, act, press)


@dataclass(frozen=True)
class IncidentsModule:
    """All that tells of incidents."""

    queue: IncidentActionQueue
    ports: NotificationPorts
    thresholds: Thresholds

    def register(self) -> None:
        """Make workflows of it."""
        quick = engine.checkpoint_ports(self.ports, {})
        engine.register_workflow("tell", partial(notify, ports=quick, thresholds=self.thresholds))
        engine.register_workflow("sweep_incidents", partial(notify_lagging, ports=quick))
        patient = engine.checkpoint_ports(self.ports, dict(engine.CLICK_STEP_RETRIES))
        engine.register_workflow("relieve", partial(perform_action, ports=patient))


def build_incidents(parts: Container, hearing: RecipientLookup) -> IncidentsModule:
    """Put it together."""
    desk = NotificationPorts(
        clock=parts.clock,
        incidents=IncidentStore(parts.database, parts.clock),
        recipients=hearing,
        messages=SlackIncidentMessages(
            Poster(parts.slack, LedgerStore(parts.database, parts.clock)),
            parts.settings.fivetran_connection_page,
        ),
        messenger=parts.ports.cards,
        connections=parts.connections,
        directory=parts.directory,
        requests=parts.requests,
        queue=parts.work_queue,
    )
    return IncidentsModule(IncidentActionQueue(), desk, parts.settings.thresholds)
