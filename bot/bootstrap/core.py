"""Wire the stores, clients and workflows together."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Engine as Database

from bot.catalog.catalog import Catalogue
from bot.catalog.services_yaml import load
from bot.clock import SandboxClock, SystemClock
from bot.config.database_url import sqlalchemy_url
from bot.config.settings import Settings
from bot.durable.poll_throttle import Pacer
from bot.durable.queue import Agenda
from bot.fivetran.client import FivetranClient
from bot.fivetran.connections import FivetranConnectors
from bot.fivetran.metadata import FivetranMetadata
from bot.fivetran.rate_limit import Meter
from bot.fivetran.webhooks import FivetranHooks
from bot.jira.client import JiraClient
from bot.jira.tickets import JiraTickets
from bot.slack.client import Slack
from bot.slack.directory import Directory
from bot.slack.home_tabs import Homes
from bot.slack.poster import Poster
from bot.slack.request_cards import SlackAnnouncer
from bot.slack.views.home import AtHome
from bot.store.catalog import CatalogueStore
from bot.store.database import connect
from bot.store.drafts import DraftStore
from bot.store.heartbeats import ProcessStore
from bot.store.ledger import LedgerStore
from bot.store.poll_round import PatrolStore
from bot.store.rate_limits import QuotaStore
from bot.store.request_queries import Overview
from bot.store.requests import RequestStore
from bot.store.webhooks import HookStore
from workflows.ports import Clock
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import Desk


@dataclass(frozen=True)
class Parts:
    """Everything that a running bot is made of. Nothing outside has been called yet."""

    settings: Settings
    clock: Clock
    database: Database
    requests: RequestStore
    processes: ProcessStore
    catalogue: Catalogue
    shelf: CatalogueStore
    drafts: DraftStore
    overview: Overview
    slack: Slack
    directory: Directory
    homes: Homes
    jira: JiraClient
    tickets: JiraTickets
    connectors: FivetranConnectors
    hooks: FivetranHooks
    hook_book: HookStore
    pacer: Pacer
    agenda: Agenda
    desk: Desk

    def close(self) -> None:
        """Close every connection."""
        self.connectors.close()
        self.jira.close()
        self.database.dispose()


def build(settings: Settings, clock: Clock | None = None) -> Parts:
    """Put the parts together; `clock` is the system's unless the sandbox's or this one is wanted.

    Raises `CatalogueWrong` when `services.yaml` cannot be used.
    """
    clock = clock or (SandboxClock(settings.clock_url) if settings.clock_url else SystemClock())
    database = connect(settings.database_url)
    ledger = LedgerStore(database, clock)
    requests, overview = RequestStore(database, clock), Overview(database, settings.groups, clock)
    meter = Meter(clock.now)
    fivetran, shelf = _fivetran(settings, meter), CatalogueStore(database, clock)
    curated, metadata = load(settings.services_file), FivetranMetadata(fivetran)
    catalogue = Catalogue(curated, shelf, metadata, clock, overview.used)
    slack = Slack(settings.slack_bot_token.get_secret_value(), settings.slack_api_url)
    directory = Directory(
        slack, settings.approver_group, settings.ids("approvers"), settings.sensitive_approver_group
    )
    jira = JiraClient(settings.jira_url, settings.jira_email, settings.jira_api_token.get_secret_value())
    connectors = FivetranConnectors(fivetran, ledger, settings.fivetran_dev_group)
    drafts = DraftStore(database, clock)
    homes = Homes(slack, directory, partial(_at_home, overview, drafts, directory))
    agenda = Agenda(clock, settings.slack_channel)
    tickets = _tickets(settings, jira, ledger, clock)
    desk = Desk(
        clock=clock,
        requests=requests,
        tickets=tickets,
        connectors=connectors,
        services=catalogue,
        announcer=SlackAnnouncer(
            slack,
            Poster(slack, ledger),
            settings.slack_channel,
            connectors.connect_card,
            _way_back(settings),
            homes,
        ),
        people=directory,
        patrol=PatrolStore(
            database,
            connectors.all_in,
            settings.groups,
            clock,
            rules=settings.rules,
            is_sensitive={name for name, entry in curated.items() if entry.sensitive}.__contains__,
        ),
        agenda=agenda,
    )
    return Parts(
        settings=settings,
        clock=clock,
        database=database,
        requests=requests,
        processes=ProcessStore(database, clock),
        catalogue=catalogue,
        shelf=shelf,
        drafts=drafts,
        overview=overview,
        slack=slack,
        directory=directory,
        homes=homes,
        jira=jira,
        tickets=tickets,
        connectors=connectors,
        hooks=_hooks(settings, fivetran),
        hook_book=HookStore(database, settings.groups, clock),
        pacer=Pacer(meter, QuotaStore(database, clock), clock, settings.name, settings.fivetran_quota_share),
        agenda=agenda,
        desk=desk,
    )


def _at_home(overview: Overview, drafts: DraftStore, directory: Directory, user_id: str) -> AtHome:
    """What somebody finds on their Home tab; nobody decides on what they asked for themselves."""
    waiting = overview.undecided() if user_id in directory.approvers() else []
    to_decide = [request for request in waiting if request.requester != user_id]
    return AtHome(overview.requests_of(user_id), to_decide, drafts.of(user_id) is not None)


def _tickets(settings: Settings, client: JiraClient, ledger: LedgerStore, clock: Clock) -> JiraTickets:
    return JiraTickets(
        client,
        ledger,
        clock,
        project=settings.jira_project,
        issue_type=settings.jira_issue_type,
        fields=settings.jira_field_values,
        statuses=settings.jira_status_names,
        site_url=settings.jira_site_url or settings.jira_url,
    )


def _fivetran(settings: Settings, meter: Meter) -> FivetranClient:
    key, secret = settings.fivetran_api_key, settings.fivetran_api_secret
    return FivetranClient(settings.fivetran_url, key.get_secret_value(), secret.get_secret_value(), meter)


def _hooks(settings: Settings, client: FivetranClient) -> FivetranHooks:
    url = f"{settings.public_url.rstrip('/')}/webhooks/fivetran" if settings.public_url else ""
    return FivetranHooks(client, url, settings.fivetran_webhook_secret.get_secret_value())


def _way_back(settings: Settings) -> Callable[[ConnectorRequest], str]:
    """Where a browser goes after the Connect Card: to us if we can be reached, else to the request's card."""

    def address(request: ConnectorRequest) -> str:
        if settings.public_url:
            return f"{settings.public_url.rstrip('/')}/connected/{request.id}"
        return request.permalink or (request.ticket.url if request.ticket else settings.jira_url)

    return address


def engine_store(database_url: str) -> tuple[Database, str]:
    """Where DBOS keeps its tables: in the same PostgreSQL, or in a second SQLite file beside the first.

    Two files, because in SQLite only one connection writes at a time, and a click should not wait for that.
    """
    url = sqlalchemy_url(database_url)
    if url.startswith("sqlite"):
        stem, extension = os.path.splitext(url)
        url = f"{stem}-engine{extension}"
    return connect(url), url
