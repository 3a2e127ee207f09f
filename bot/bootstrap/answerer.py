"""Wire what answers questions, and nothing else: `python -m bot ask` starts without Slack, Jira, and the work queue."""

from collections.abc import Mapping

from sqlalchemy import Engine as Database

from bot.catalog.catalog import Catalog
from bot.catalog.services_yaml import ServiceEntry
from bot.config.settings import Settings
from bot.fivetran.client import FivetranClient
from bot.fivetran.lookup import FivetranApiLookup
from bot.fivetran.metadata import FivetranMetadata
from bot.fivetran.rate_limit import RateLimitMeter
from bot.fivetran_log.usage import FivetranUsageLog
from bot.foreign.items import ForeignItems
from bot.knowledge.search import load_own_pages
from bot.queries.answerer import Answerer, FivetranLinks, build_environments
from bot.store.account_rows import AccountRows
from bot.store.catalog import CatalogStore
from bot.store.request_queries import RequestQueries
from workflows.ports import Clock


def build_fivetran_client(settings: Settings, clock: Clock, foreign: ForeignItems) -> FivetranClient:
    """Build the client of Fivetran. It connects on the first call."""
    key, secret = settings.fivetran_api_key.get_secret_value(), settings.fivetran_api_secret.get_secret_value()
    return FivetranClient(settings.fivetran_url, key, secret, RateLimitMeter(clock.now), foreign)


def build_catalog(
    curated: Mapping[str, ServiceEntry], database: Database, clock: Clock, client: FivetranClient
) -> Catalog:
    """Build the catalog from the entries of `services.yaml`."""
    return Catalog(
        curated,
        CatalogStore(database, clock),
        FivetranMetadata(client),
        clock,
        RequestQueries(database, clock).connections_per_service,
    )


def build_answerer(
    settings: Settings,
    database: Database,
    clock: Clock,
    client: FivetranClient,
    catalog: Catalog,
) -> Answerer:
    """Build the answerer. Raises `InvalidKnowledge` when a page is invalid."""
    return Answerer(
        pages=load_own_pages(),
        rows=AccountRows(database, settings.fivetran_prod_group),
        services=catalog.curated(),
        offered_services=catalog.uncurated,
        lookup=FivetranApiLookup(client),
        clock=clock,
        environments=build_environments(settings.fivetran_dev_group, settings.fivetran_prod_group),
        usage_log=build_usage_log(settings, client.foreign),
        thresholds=settings.thresholds,
        jira_project=settings.jira_project,
        links=FivetranLinks(settings.fivetran_dashboard_url, settings.fivetran_connection_page),
    )


def build_usage_log(settings: Settings, foreign: ForeignItems) -> FivetranUsageLog:
    """Build the usage log; it connects on the first read."""
    url = settings.fivetran_log_database.get_secret_value()
    return FivetranUsageLog(url, settings.fivetran_log_schema, settings.fivetran_row_price, foreign)
