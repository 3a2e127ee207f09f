"""What is pruned, and when. Part of the composition root."""

from datetime import UTC, datetime, timedelta

from bot.bootstrap.core import Container
from bot.durable.pruning import prune
from bot.durable.workflow_names import BACKGROUND_WORKFLOWS
from bot.store.retention import RetentionStore
from bot.store.sync_runs import SyncRunStore
from bot.store.unowned_lists import UnownedListStore

BACKGROUND_WORKFLOWS_KEPT_FOR = timedelta(days=1)
"""How long finished ticks are kept: far longer than their ids can repeat."""
CLICK_WORKFLOWS_KEPT_FOR = timedelta(days=7)
"""How long finished clicks are kept, so that an operator can look them up."""
DRAFTS_KEPT_FOR = timedelta(days=30)
"""How long an unsent form can be resumed."""
UNOWNED_LISTS_KEPT_FOR = timedelta(days=28)
"""How long a weekly list shows who owns its connections by now."""
PREVIEWS_KEPT_FOR = timedelta(days=180)
"""How long a preview of a link can be redacted; a request is rarely edited later."""
STEP_RUNS_KEPT_FOR = timedelta(days=30)
"""How long a run of the custom step is kept once it's over; Slack delivers it again for an hour."""
RATE_LIMITS_KEPT_FOR = timedelta(days=1)
"""How long the usage of a stopped process is kept; it counts for an hour."""


def prune_workflows() -> None:
    """Delete finished workflows, by the system clock, which DBOS uses."""
    now = datetime.now(UTC)
    prune(now - BACKGROUND_WORKFLOWS_KEPT_FOR, BACKGROUND_WORKFLOWS)
    prune(now - CLICK_WORKFLOWS_KEPT_FOR)


def prune_tables(parts: Container) -> None:
    """Delete rows that are older than their retention period."""
    now, store = parts.clock.now(), RetentionStore(parts.database)
    history = now - timedelta(days=parts.settings.history_days)
    parts.stores.drafts.prune((now - DRAFTS_KEPT_FOR).timestamp())
    parts.stores.webhooks.prune()
    parts.stores.link_previews.prune(now - PREVIEWS_KEPT_FOR)
    parts.stores.step_runs.prune(now - STEP_RUNS_KEPT_FOR)
    SyncRunStore(parts.database).prune(history)
    UnownedListStore(parts.database).prune(now - UNOWNED_LISTS_KEPT_FOR)
    store.prune_incidents(history)
    store.prune_ledger(history)
    store.prune_rate_limits(now - RATE_LIMITS_KEPT_FOR)
