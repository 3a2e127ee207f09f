"""What is forgotten, and after how long. A part of the composition root."""

from datetime import UTC, datetime, timedelta

from bot.bootstrap.core import Container
from bot.durable import engine
from bot.store.retention import RetentionStore
from bot.store.sync_runs import SyncRunStore

BACKGROUND_WORKFLOWS_KEPT_FOR = timedelta(days=1)
"""How long finished ticks stay: far longer than their ids can come again."""
CLICK_WORKFLOWS_KEPT_FOR = timedelta(days=7)
"""How long what people set going stays, for somebody who wants to know what happened."""
DRAFTS_KEPT_FOR = timedelta(days=30)
"""How long a form that was not sent can be resumed."""
RATE_LIMITS_KEPT_FOR = timedelta(days=1)
"""How long a process that is gone is remembered: what it used of the quota counts for an hour."""


def prune_workflows() -> None:
    """Forget finished workflows. The machine's clock counts: DBOS writes it down."""
    now = datetime.now(UTC)
    engine.prune(now - BACKGROUND_WORKFLOWS_KEPT_FOR, engine.BACKGROUND_WORKFLOWS)
    engine.prune(now - CLICK_WORKFLOWS_KEPT_FOR)


def prune_tables(parts: Container) -> None:
    """Forget what is older than anybody looks back."""
    now, store = parts.clock.now(), RetentionStore(parts.database)
    history = now - timedelta(days=parts.settings.history_days)
    parts.drafts.prune((now - DRAFTS_KEPT_FOR).timestamp())
    parts.webhook_store.prune()
    SyncRunStore(parts.database).prune(history)
    store.prune_incidents(history)
    store.prune_ledger(history)
    store.prune_rate_limits(now - RATE_LIMITS_KEPT_FOR)
