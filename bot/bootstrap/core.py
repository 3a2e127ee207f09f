"""Wire the stores, clients, and workflows together."""

from bot.bootstrap.answerer import build_catalog
from bot.bootstrap.fivetran import FivetranParts
from bot.bootstrap.jira import JiraParts
from bot.bootstrap.slack import SlackParts, build_journey_messages, build_request_cards
from bot.bootstrap.stores import Stores
from bot.catalog.services_yaml import load_services_file
from bot.clock import choose_clock
from bot.config.settings import Settings
from bot.durable.progress import show_if_slow
from bot.durable.queue import DbosWorkQueue
from bot.durable.replies import DurableMessenger
from bot.foreign.items import ForeignItems
from bot.slack.custom_step_answers import SlackCustomSteps
from bot.slack.posted_previews import PostedPreviews
from bot.store.database import connect
from bot.store.incident_updates import IncidentUpdater
from bot.store.poll_round import ConnectionPoller
from workflows.ports import Clock
from workflows.requests.ports import RequestPorts


class Container:
    """The parts of a running bot. Building it calls no other system."""

    def __init__(self, settings: Settings, clock: Clock | None = None) -> None:
        """Build the parts; without `clock`, use the sandbox's clock if there is one, else the system's.

        Raises an error if `services.yaml` is invalid.
        """
        clock = clock or choose_clock(settings.clock_url)
        self.settings, self.clock, self.foreign_items = settings, clock, ForeignItems()
        self.database = connect(settings.database_url)
        self.stores = Stores(settings, self.database, clock)
        self.work_queue = DbosWorkQueue(clock, settings.slack_channel)
        self.fivetran = FivetranParts(settings, self.stores, clock, self.foreign_items)
        self.jira = JiraParts(settings, self.stores, clock, self.foreign_items)
        file = load_services_file(settings.services_file)
        self.policies = file.policies
        self.catalog = build_catalog(file.services, self.database, clock, self.fivetran.client)
        shared = settings, self.stores, clock, self.foreign_items
        self.slack = SlackParts(*shared, self.work_queue.check_person_soon, self.catalog.curated(), file.policies)
        self.ports = self._request_ports()

    def _request_ports(self) -> RequestPorts:
        settings, connections = self.settings, self.fivetran.connections
        incidents = IncidentUpdater(settings.thresholds, self.catalog.sensitive_services())
        return RequestPorts(
            clock=self.clock,
            requests=self.stores.requests,
            tickets=self.jira.tickets,
            connections=connections,
            catalog=self.catalog,
            cards=build_request_cards(settings, self.slack),
            directory=self.slack.directory,
            poll=ConnectionPoller(
                self.database,
                connections.list_group,
                settings.groups,
                self.clock,
                incidents,
                prod_group=settings.fivetran_prod_group,
            ).poll,
            queue=self.work_queue,
            messenger=DurableMessenger(self.slack.messenger),
            attempts=self.stores.ledger,
            journeys=build_journey_messages(
                settings, self.slack, connections.create_connect_card, self.stores.requests.needing_sign_in
            ),
            audit=self.stores.audit,
            custom_steps=SlackCustomSteps(self.slack.client, settings.fivetran_connection_page),
            show_if_slow=show_if_slow,
            redact_previews=PostedPreviews(self.slack.client, self.stores.link_previews).redact,
        )

    def close(self) -> None:
        """Close every connection."""
        self.fivetran.connections.close()
        self.jira.client.close()
        self.slack.client.web.close()
        self.database.dispose()
