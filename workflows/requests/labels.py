"""Labels of the stored slugs of a request, as people read them in Slack and Jira.

Labels are lower case, so that they fit into a sentence; `capitalize()` them where they stand alone.
"""

from collections.abc import Iterator
from typing import Any

from workflows.catalog.option_words import option_words, setting_words
from workflows.requests.answers import Answers, Freshness, Sensitivity
from workflows.requests.history import RequestText
from workflows.requests.state_machine import Status

STATUS_LABELS: dict[Status, str] = {
    Status.SUBMITTED: "submitted",
    Status.AWAITING_APPROVAL: "awaiting approval",
    Status.APPROVED: "approved",
    Status.BEING_BUILT: "being built",
    Status.AWAITING_CREDENTIALS: "awaiting credentials",
    Status.SYNCING_HISTORY: "syncing history",
    Status.LIVE: "live",
    Status.BROKEN: "broken",
    Status.DECLINED: "declined",
    Status.WITHDRAWN: "withdrawn",
    Status.EXPIRED: "expired",
    Status.RETIRED: "retired",
}

SENSITIVITY_LABELS: dict[Sensitivity, str] = {
    Sensitivity.PUBLIC: "public",
    Sensitivity.INTERNAL: "internal",
    Sensitivity.CONFIDENTIAL: "confidential",
    Sensitivity.PERSONAL: "personal data",
    Sensitivity.NOT_SURE: "not sure",
}

FRESHNESS_LABELS: dict[Freshness, str] = {
    Freshness.HOURLY: "hourly",
    Freshness.SIX_HOURS: "every 6 hours",
    Freshness.DAILY: "daily",
}

ANSWER_LABELS: dict[str, str] = {
    "service_name": "Service",
    "purpose": "Purpose",
    "business_owner": "Business owner",
    "sensitivity": "Sensitivity",
    "access": "Who needs access",
    "freshness": "Freshness",
    "delete_after": "Delete after",
    "destination": "Destination",
    "config": "Settings",
    "reports": "Reports",
    "duplicate_reason": "Why another connection",
}
"""Labels of the answers, by their names in `Answers`."""

TEXT_LABELS: dict[RequestText, str] = {
    RequestText.PURPOSE: "the purpose",
    RequestText.ACCESS: "the answer to “Who needs access?”",
    RequestText.DUPLICATE_REASON: "the reason for another connection",
    RequestText.CONFIG: "the settings",
    RequestText.DECISION_REASON: "the reason for the decision",
}


def settings_in_words(answers: Answers) -> Iterator[tuple[str, str]]:
    """Yield each setting and its value for people: “Timeframe months”, “the last 12 months”."""
    for name, value in answers.config.items():
        yield setting_words(name), setting_text(name, value, is_option=name in answers.listed_settings)


def setting_text(name: str, value: Any, *, is_option: bool) -> str:
    """Format the value of a setting for people; only an option of a list is put into words, never a typed text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (list, tuple)):
        return ", ".join(setting_text(name, item, is_option=is_option) for item in value)
    return option_words(name, str(value)) if is_option else str(value)
