"""Wire the notifications of incidents and the buttons under them."""

from dataclasses import dataclass

from bot.bootstrap.core import Container
from bot.config.settings import Settings
from bot.durable.registration import register_jobs
from bot.durable.replies import register_clicks
from bot.fivetran.errors import FivetranErrors
from bot.paging.pagerduty import PagerDutyEvents
from bot.queries.incident_owners import IncidentOwners
from bot.queries.recipients import RecipientQueries
from bot.slack.incident_messages import SlackIncidentMessages
from bot.slack.user_groups import SlackUserGroups
from bot.store.incidents import IncidentStore
from bot.store.preferences import PreferencesStore
from workflows.incidents.owner import find_users
from workflows.monitoring.thresholds import Thresholds
from workflows.notifications.actions import perform_action
from workflows.notifications.notify import notify
from workflows.notifications.ports import NoPager, NotificationPorts, Pager


@dataclass(frozen=True)
class IncidentsModule:
    """The notification workflows and their ports."""

    ports: NotificationPorts
    thresholds: Thresholds

    def register(self) -> None:
        """Register the workflows with the engine."""
        register_jobs(notify, ports=self.ports, thresholds=self.thresholds)
        register_clicks(self.ports.messenger, self.ports, perform_action)


def build_pager(settings: Settings) -> Pager:
    """Build what pages the people on call, if the operator set an address."""
    if not settings.alert_webhook_url:
        return NoPager()
    key = settings.alert_webhook_key.get_secret_value()
    return PagerDutyEvents(settings.alert_webhook_url, key, settings.fivetran_connection_page)


def build_incidents(container: Container) -> IncidentsModule:
    """Build the module from the container."""
    settings = container.settings
    recipients = RecipientQueries(
        settings.slack_channel,
        settings.ids("superusers"),
        container.slack.directory,
        container.slack.channels.is_shared,
        PreferencesStore(container.database),
        container.stores.requests,
        container.clock,
        container.stores.owners,
    )
    ports = NotificationPorts(
        clock=container.clock,
        incidents=IncidentStore(container.database, container.clock),
        recipients=recipients,
        messages=SlackIncidentMessages(
            container.slack.poster,
            settings.fivetran_connection_page,
            lambda connection_id: find_users(container.stores.requests.find_by_connection(connection_id)),
            settings.alert_mention_group,
        ),
        messenger=container.ports.messenger,
        connections=container.fivetran.connections,
        directory=container.slack.directory,
        requests=container.stores.requests,
        queue=container.work_queue,
        pager=build_pager(settings),
        owners=IncidentOwners(
            container.stores.requests, container.stores.owners, SlackUserGroups(container.slack.directory)
        ),
        advisor=FivetranErrors(container.fivetran.client, container.clock.now),
        audit=container.stores.audit,
    )
    return IncidentsModule(ports, settings.thresholds)
