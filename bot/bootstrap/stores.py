"""Wire the stores that several parts share."""

from sqlalchemy import Engine as Database

from bot.config.settings import Settings
from bot.durable.executions import current_click, require_ownership
from bot.store.access_questions import AccessQuestionStore
from bot.store.audit import AuditStore
from bot.store.catalog import CatalogStore
from bot.store.connection_owners import OwnerStore
from bot.store.drafts import DraftStore
from bot.store.existing_connections import ExistingConnectionStore
from bot.store.heartbeats import HeartbeatStore, new_instance
from bot.store.ledger import LedgerStore
from bot.store.link_previews import LinkPreviewStore
from bot.store.rate_limits import RateLimitStore
from bot.store.request_queries import RequestQueries
from bot.store.requests import RequestStore
from bot.store.step_runs import StepRunStore
from bot.store.webhooks import WebhookStore
from workflows.ports import Clock


class Stores:
    """The rows, by subject."""

    def __init__(self, settings: Settings, database: Database, clock: Clock) -> None:
        self.ledger = LedgerStore(database, clock, require_ownership)
        self.requests = RequestStore(database, clock)
        self.request_queries = RequestQueries(database, clock)
        self.catalog = CatalogStore(database, clock)
        self.existing_connections = ExistingConnectionStore(database, settings.groups)
        self.owners = OwnerStore(database, clock)
        self.audit = AuditStore(database, current_click)
        self.drafts = DraftStore(database, clock)
        self.link_previews = LinkPreviewStore(database, clock)
        self.access_questions = AccessQuestionStore(database)
        self.step_runs = StepRunStore(database)
        self.heartbeats = HeartbeatStore(database, clock, new_instance(settings.name))
        self.webhooks = WebhookStore(database, settings.groups, clock)
        self.rate_limits = RateLimitStore(database, clock)
