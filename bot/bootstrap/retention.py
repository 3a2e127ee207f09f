"""What is forgotten, and after how long. A part of the composition root."""

from datetime import UTC, datetime, timedelta

from bot.bootstrap.core import Parts
from bot.durable import engine
from bot.store.retention import PruningStore
from bot.store.sync_runs import RunStore

CHORES_KEPT = timedelta(days=1)
"""How long finished ticks stay: far longer than their ids can come again."""
KEPT = timedelta(days=7)
"""How long what people set going stays, for somebody who wants to know what happened."""
DRAFTS_KEPT = timedelta(days=30)
"""How long a form that was not sent can be resumed."""
NOTES_KEPT = timedelta(days=1)
"""How long a process that is gone is remembered: what it used of the quota counts for an hour."""


def prune_engine() -> None:
    """Forget finished workflows. The machine's clock counts: DBOS writes it down."""
    now = datetime.now(UTC)
    engine.prune(now - CHORES_KEPT, engine.CHORES)
    engine.prune(now - KEPT)


def prune_tables(parts: Parts) -> None:
    """Forget what is older than anybody looks back."""
    now, store = parts.clock.now(), PruningStore(parts.database)
    history = now - timedelta(days=parts.settings.history_days)
    parts.drafts.prune((now - DRAFTS_KEPT).timestamp())
    parts.hook_book.prune()
    RunStore(parts.database).prune(history)
    store.incidents(history)
    store.ledger(history)
    store.quotas(now - NOTES_KEPT)
