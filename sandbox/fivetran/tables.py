"""The tables that a first sync captures."""

from typing import Any

KNOWN: dict[str, tuple[str, ...]] = {
    "salesforce": ("account", "contact", "lead", "opportunity", "user"),
    "stripe": ("balance_transaction", "charge", "customer", "invoice", "subscription"),
    "jira": ("issue", "project", "sprint", "user", "worklog"),
    "zendesk": ("organization", "satisfaction_rating", "ticket", "user"),
    "hubspot": ("company", "contact", "deal", "engagement"),
    "google_ads": ("account_stats", "campaign_stats", "keyword_stats"),
    "postgres": ("orders", "order_items", "customers"),
    "fivetran_log": ("connection", "incremental_mar", "log", "user"),
}
COLUMNS = ("id", "name", "updated_at")


def capture(service_id: str) -> dict[str, dict[str, Any]]:
    """Return table name → settings, all enabled."""
    return {name: _table(name) for name in KNOWN.get(service_id, ("item", "event", "user"))}


def columns() -> dict[str, dict[str, Any]]:
    """Return the columns of any table."""
    return {name: _column(name) for name in COLUMNS}


def _table(name: str) -> dict[str, Any]:
    return {
        "name_in_destination": name,
        "enabled": True,
        "sync_mode": "SOFT_DELETE",
        "supports_columns_config": True,
        "supports_history_mode": True,
        "enabled_patch_settings": {"allowed": True},
        "columns": {},
    }


def _column(name: str) -> dict[str, Any]:
    key = name == "id"
    settings = {"allowed": False, "reason_code": "SYSTEM_COLUMN"} if key else {"allowed": True}
    return {
        "name_in_destination": name,
        "enabled": True,
        "hashed": False,
        "is_primary_key": key,
        "enabled_patch_settings": settings,
    }
