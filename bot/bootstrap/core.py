"""Wire the stores, clients, and workflows together."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Engine as Database

from bot.catalog.catalog import Catalog
from bot.catalog.services_yaml import load_services_yaml
from bot.clock import SandboxClock, SystemClock
from bot.config.database_url import sqlalchemy_url
from bot.config.settings import Settings
from bot.durable.executions import require_ownership, require_ownership_to_reply
from bot.durable.poll_throttle import PollThrottle
from bot.durable.queue import DbosWorkQueue
from bot.durable.replies import DurableMessenger
from bot.fivetran.client import FivetranClient
from bot.fivetran.connections import FivetranConnections
from bot.fivetran.metadata import FivetranMetadata
from bot.fivetran.rate_limit import RateLimitMeter
from bot.fivetran.webhooks import FivetranWebhooks
from bot.foreign.items import ForeignItems
from bot.jira.accounts import JiraAccounts
from bot.jira.client import JiraClient
from bot.jira.tickets import JiraTickets
from bot.slack.channels import SlackChannels
from bot.slack.client import SlackClient
from bot.slack.directory import SlackDirectory
from bot.slack.home_tabs import HomeTabs
from bot.slack.messenger import SlackMessenger
from bot.slack.poster import Poster
from bot.slack.request_cards import SlackRequestCards
from bot.slack.views.blocks import mention
from bot.slack.views.home import HomeState
from bot.slack.views.redacted import DEFAULT_DECIDER
from bot.store.catalog import CatalogStore
from bot.store.database import connect
from bot.store.drafts import DraftStore
from bot.store.heartbeats import HeartbeatStore, new_instance
from bot.store.incident_updates import IncidentUpdater
from bot.store.ledger import LedgerStore
from bot.store.poll_round import ConnectionPoller
from bot.store.rate_limits import RateLimitStore
from bot.store.request_queries import RequestQueries
from bot.store.requests import RequestStore
from bot.store.webhooks import WebhookStore
from workflows.ports import Clock
from workflows.requests.confidentiality import (
    Disclosure,
    Place,
    Viewer,
    confidential_approvers,
    disclose,
    is_confidential,
)
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import RequestPorts


@dataclass(frozen=True)
class Container:
    """The parts of a running bot. Building it calls no other system."""

    settings: Settings
    clock: Clock
    database: Database
    requests: RequestStore
    heartbeats: HeartbeatStore
    catalog: Catalog
    catalog_store: CatalogStore
    drafts: DraftStore
    request_queries: RequestQueries
    slack: SlackClient
    directory: SlackDirectory
    channels: SlackChannels
    home_tabs: HomeTabs
    poster: Poster
    jira: JiraClient
    tickets: JiraTickets
    connections: FivetranConnections
    webhooks: FivetranWebhooks
    webhook_store: WebhookStore
    foreign_items: ForeignItems
    poll_throttle: PollThrottle
    work_queue: DbosWorkQueue
    direct_messenger: SlackMessenger
    """Raises `Unavailable` at once; the messenger in `ports` sends it later."""
    ports: RequestPorts

    def close(self) -> None:
        """Close every connection."""
        self.connections.close()
        self.jira.close()
        self.slack.web.close()
        self.database.dispose()


def build_container(settings: Settings, clock: Clock | None = None) -> Container:
    """Build the parts; without `clock`, use the sandbox's clock if there is one, else the system's.

    Raises an error if `services.yaml` is invalid.
    """
    clock = clock or (SandboxClock(settings.clock_url) if settings.clock_url else SystemClock())
    database = connect(settings.database_url)
    ledger = LedgerStore(database, clock, require_ownership)
    requests, overview = RequestStore(database, clock), RequestQueries(database, clock)
    meter = RateLimitMeter(clock.now)
    foreign = ForeignItems()
    fivetran, shelf = _fivetran(settings, meter, foreign), CatalogStore(database, clock)
    curated, metadata = load_services_yaml(settings.services_file), FivetranMetadata(fivetran)
    catalog = Catalog(curated, shelf, metadata, clock, overview.connections_per_service)
    slack = SlackClient(settings.slack_bot_token.get_secret_value(), settings.slack_api_url)
    directory = SlackDirectory(
        slack, settings.approver_group, settings.ids("approvers"), settings.sensitive_approver_group, foreign
    )
    jira = JiraClient(
        settings.jira_url, settings.jira_email, settings.jira_api_token.get_secret_value(), foreign=foreign
    )
    connectors = FivetranConnections(fivetran, ledger, settings.fivetran_dev_group)
    drafts = DraftStore(database, clock)
    homes = HomeTabs(slack, directory, partial(home_state, overview, drafts, directory))
    agenda = DbosWorkQueue(clock, settings.slack_channel)
    tickets = _tickets(settings, jira, ledger, clock)
    poster = Poster(slack, ledger, foreign, clock, agenda.check_person_soon, require_ownership_to_reply)
    messenger = SlackMessenger(poster)
    desk = RequestPorts(
        clock=clock,
        requests=requests,
        tickets=tickets,
        connections=connectors,
        catalog=catalog,
        cards=SlackRequestCards(
            poster,
            settings.slack_channel,
            connectors.create_connect_card,
            _return_url(settings),
            homes,
            _decider(settings),
            partial(mention_approvers, settings),
        ),
        directory=directory,
        poller=ConnectionPoller(
            database,
            connectors.list_group,
            settings.groups,
            clock,
            IncidentUpdater(settings.thresholds, catalog.sensitive_services()),
        ),
        queue=agenda,
        messenger=DurableMessenger(messenger),
        attempts=ledger,
    )
    return Container(
        settings=settings,
        clock=clock,
        database=database,
        requests=requests,
        heartbeats=HeartbeatStore(database, clock, new_instance(settings.name)),
        catalog=catalog,
        catalog_store=shelf,
        drafts=drafts,
        request_queries=overview,
        slack=slack,
        directory=directory,
        channels=SlackChannels(slack),
        home_tabs=homes,
        poster=poster,
        jira=jira,
        tickets=tickets,
        connections=connectors,
        webhooks=_hooks(settings, fivetran),
        foreign_items=foreign,
        webhook_store=WebhookStore(database, settings.groups, clock),
        poll_throttle=PollThrottle(
            meter, RateLimitStore(database, clock), clock, settings.name, settings.fivetran_quota_share
        ),
        work_queue=agenda,
        direct_messenger=messenger,
        ports=desk,
    )


def home_state(overview: RequestQueries, drafts: DraftStore, directory: SlackDirectory, user_id: str) -> HomeState:
    """Return what a person's Home tab shows: only requests that they can read and decide."""
    waiting = overview.awaiting_approval() if user_id in directory.approvers() else []
    viewer = Viewer(user_id, user_id in confidential_approvers(directory))
    shown = [request for request in waiting if disclose(Place.HOME, request, viewer) is Disclosure.FULL]
    to_decide = [request for request in shown if user_id not in request.requesters]
    return HomeState(overview.requests_of(user_id), to_decide, drafts.for_user(user_id) is not None)


def _decider(settings: Settings) -> str:
    group = settings.sensitive_approver_group or settings.approver_group
    return f"<!subteam^{group}>" if group else DEFAULT_DECIDER


def mention_approvers(settings: Settings, request: ConnectorRequest) -> str:
    """Return mrkdwn that notifies the approvers of a request: their groups, or the people in the settings."""
    sensitive = settings.sensitive_approver_group if is_confidential(request) else ""
    if group := sensitive or settings.approver_group:
        return f"<!subteam^{group}>"
    return " ".join(mention(user_id) for user_id in sorted(settings.ids("approvers")))


def _tickets(settings: Settings, client: JiraClient, ledger: LedgerStore, clock: Clock) -> JiraTickets:
    return JiraTickets(
        client,
        ledger,
        clock,
        JiraAccounts(client, settings.jira_account_ids),
        project=settings.jira_project,
        issue_type=settings.jira_issue_type,
        fields=settings.jira_field_values,
        statuses=settings.jira_status_names,
        site_url=settings.jira_site_url or settings.jira_url,
    )


def _fivetran(settings: Settings, meter: RateLimitMeter, foreign: ForeignItems) -> FivetranClient:
    key, secret = settings.fivetran_api_key, settings.fivetran_api_secret
    return FivetranClient(settings.fivetran_url, key.get_secret_value(), secret.get_secret_value(), meter, foreign)


def _hooks(settings: Settings, client: FivetranClient) -> FivetranWebhooks:
    url = f"{settings.public_url.rstrip('/')}/webhooks/fivetran" if settings.public_url else ""
    return FivetranWebhooks(client, url, settings.fivetran_webhook_secret.get_secret_value())


def _return_url(settings: Settings) -> Callable[[ConnectorRequest], str]:
    """Return where a browser goes after the Connect Card: to the bot if it's public, else to the card."""

    def address(request: ConnectorRequest) -> str:
        if settings.public_url:
            return f"{settings.public_url.rstrip('/')}/connected/{request.id}"
        return request.permalink or (request.ticket.url if request.ticket else settings.jira_url)

    return address


def engine_database(database_url: str) -> tuple[Database, str]:
    """Return the database of DBOS: the same PostgreSQL, or a second SQLite file beside the first.

    SQLite allows one writer at a time. With two files, a click doesn't wait for other writes.
    """
    url = sqlalchemy_url(database_url)
    if url.startswith("sqlite"):
        stem, extension = os.path.splitext(url)
        url = f"{stem}-engine{extension}"
    return connect(url, limits_statements=False), url
