"""The bot's read side over one database, wired as in the bot."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz
from sqlalchemy import Engine

from bench.growth.outside import Outside
from bench.growth.subscribers import HOME_CHANNEL
from bot.catalog.catalog import Catalog
from bot.catalog.services_yaml import load_services_yaml
from bot.knowledge.search import Knowledge
from bot.queries.answerer import Answerer, build_environments
from bot.queries.connection_status import StatusQueries
from bot.queries.recipients import RecipientQueries
from bot.store.account_rows import AccountRows
from bot.store.catalog import CatalogStore
from bot.store.connection_owners import OwnerStore
from bot.store.drafts import DraftStore
from bot.store.existing_connections import ExistingConnectionStore
from bot.store.incident_queries import IncidentQueries
from bot.store.preferences import PreferencesStore
from bot.store.request_queries import RequestQueries
from bot.store.requests import RequestStore
from bot.store.sync_runs import SyncRunStore
from workflows.subscriptions.ports import SubscriptionConfig, SubscriptionPorts

ROOT = Path(__file__).parents[2]
DAILY_POSTS = 30


@dataclass
class Parts:
    """Everything that reads, each built once."""

    engine: Engine
    outside: Outside = field(default_factory=Outside)
    config = SubscriptionConfig(HOME_CHANNEL, DAILY_POSTS, fuzz.ratio)

    @cached_property
    def requests(self) -> RequestStore:
        """The requests."""
        return RequestStore(self.engine, self.outside)

    @cached_property
    def overview(self) -> RequestQueries:
        """The lists of requests."""
        return RequestQueries(self.engine, self.outside)

    @cached_property
    def drafts(self) -> DraftStore:
        """The forms that weren't sent."""
        return DraftStore(self.engine, self.outside)

    @cached_property
    def catalog(self) -> Catalog:
        """The catalog as last downloaded."""
        curated, store = load_services_yaml(ROOT / "services.yaml"), CatalogStore(self.engine, self.outside)
        fivetran: Any = None  # it downloads nothing here
        return Catalog(curated, store, fivetran, self.outside, self.overview.connections_per_service)

    @cached_property
    def answerer(self) -> Answerer:
        """What answers questions."""
        usage_log: Any = self.outside
        return Answerer(
            Knowledge.load(ROOT / "knowledge"),
            AccountRows(self.engine, "prod"),
            self.catalog.curated(),
            self.outside,
            self.outside,
            build_environments("dev", "prod"),
            usage_log,
            offered_services=self.catalog.uncurated,
        )

    @cached_property
    def status(self) -> StatusQueries:
        """What shows status."""
        existing = ExistingConnectionStore(self.engine, {"dev": "Fivetran_Dev", "prod": "Fivetran_Prod"})
        outside: Any = self.outside
        history = SyncRunStore(self.engine), IncidentQueries(self.engine), outside
        return StatusQueries(self.answerer, existing, self.requests, *history, outside, outside, outside)

    @cached_property
    def recipients(self) -> RecipientQueries:
        """Who is notified."""
        outside, preferences = self.outside, PreferencesStore(self.engine)
        known = (
            frozenset[str](),
            outside,
            outside.is_shared,
            preferences,
            self.requests,
            outside,
            OwnerStore(self.engine, outside),
        )
        return RecipientQueries(HOME_CHANNEL, *known)

    @cached_property
    def ports(self) -> SubscriptionPorts:
        """What subscription commands use."""
        outside: Any = self.outside
        return SubscriptionPorts(
            *(outside, outside, outside, PreferencesStore(self.engine), self.answerer),
            *(outside, outside, outside, outside, outside),
        )
