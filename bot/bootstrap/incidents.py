"""Wire the notifications of incidents and the buttons under them."""

from dataclasses import dataclass
from functools import partial

from bot.bootstrap.core import Container
from bot.durable import engine
from bot.durable.click_ports import click_ports
from bot.slack.incident_messages import SlackIncidentMessages
from bot.slack.poster import Poster
from bot.store.incidents import IncidentStore
from bot.store.ledger import LedgerStore
from workflows.incidents.actions import IncidentAction
from workflows.monitoring.thresholds import Thresholds
from workflows.notifications.actions import perform_action
from workflows.notifications.notify import notify
from workflows.notifications.ports import NotificationPorts, RecipientLookup
from workflows.permissions import Actor


@dataclass(frozen=True)
class IncidentActionQueue:
    """Queue the actions of the buttons under incidents."""

    def perform_action(self, click_id: str, incident_id: str, action: IncidentAction, actor: Actor) -> None:
        """Queue an action, once for each `click_id`, however often Slack delivers the click."""
        workflow_id = f"incident-action:{click_id}"
        engine.enqueue(engine.CLICK_QUEUE, workflow_id, "perform_action", incident_id, action, actor)


@dataclass(frozen=True)
class IncidentsModule:
    """The notification workflows and their ports."""

    queue: IncidentActionQueue
    ports: NotificationPorts
    thresholds: Thresholds

    def register(self) -> None:
        """Register the workflows with the engine."""
        engine.register_workflow("notify", partial(notify, ports=self.ports, thresholds=self.thresholds))
        engine.register_workflow("perform_action", partial(perform_action, ports=click_ports(self.ports)))


def build_incidents(container: Container, recipients: RecipientLookup) -> IncidentsModule:
    """Build the module from the container."""
    ports = NotificationPorts(
        clock=container.clock,
        incidents=IncidentStore(container.database, container.clock),
        recipients=recipients,
        messages=SlackIncidentMessages(
            Poster(container.slack, LedgerStore(container.database, container.clock)),
            container.settings.fivetran_connection_page,
        ),
        messenger=container.ports.messenger,
        connections=container.connections,
        directory=container.directory,
        requests=container.requests,
        queue=container.work_queue,
    )
    return IncidentsModule(IncidentActionQueue(), ports, container.settings.thresholds)
