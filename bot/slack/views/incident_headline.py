"""The first line of an incident: which connection, what is wrong, where, and who does what about it."""

from collections.abc import Iterator

from bot.slack.views.blocks import escape_cut, slack_date
from workflows.formatting import format_duration
from workflows.incidents.actions import IncidentAction
from workflows.incidents.conditions import condition_headline
from workflows.incidents.model import UNTIL_RECOVERY, ActivityEntry, Condition, EndReason, Incident, Severity
from workflows.incidents.storms import Storm

SEVERITY_ICONS = {
    Severity.CRITICAL: ":red_circle:",
    Severity.WARNING: ":large_orange_circle:",
    Severity.NOTICE: ":large_blue_circle:",
}
END_LABELS = {None: "recovered", EndReason.PAUSED: "paused", EndReason.DELETED: "deleted"}
"""How an incident ended, by its reason."""


def headline_text(incident: Incident) -> str:
    """Return the first line without markup."""
    return " · ".join([f"{escape_cut(incident.name, 100)} {_claim(incident)}", *_states(incident)])


def headline_mrkdwn(incident: Incident) -> str:
    """Return the first line, with an icon and the claim in bold."""
    claim = f"*`{escape_cut(incident.name, 100)}` {_claim(incident)}*"
    return f"{_icon(incident)} {' · '.join([claim, *_states(incident)])}"


def ending(incident: Incident) -> str:
    """Return how and after how long an incident ended."""
    if incident.end_reason:
        return f"closed after {_length(incident)}: the connection was {END_LABELS[incident.end_reason]}"
    return f"recovered after {_length(incident)}"


def environment_label(*, is_production: bool) -> str:
    """Return the environment in a word."""
    return "production" if is_production else "development"


def current_acknowledgment(incident: Incident | Storm) -> ActivityEntry | None:
    """Return what the person who is on it did to say so; None if no one is, or it isn't known any more."""
    said = (
        entry
        for entry in reversed(incident.activity)
        if entry.action is IncidentAction.ACKNOWLEDGE and entry.user_id == incident.acknowledged_by
    )
    return None if incident.is_over else next(said, None)


def _claim(incident: Incident) -> str:
    if not incident.is_over or incident.condition is Condition.FIRST_SYNC:
        return condition_headline(incident.condition)
    return f"was {END_LABELS[incident.end_reason]}" if incident.end_reason else ending(incident)


def _states(incident: Incident) -> Iterator[str]:
    yield environment_label(is_production=incident.is_production)
    if incident.is_over:
        if incident.end_reason:
            yield f"closed after {_length(incident)}"
        return
    if entry := current_acknowledgment(incident):
        yield f"{escape_cut(entry.name, 80)} is on it"
    if incident.is_paused:
        yield "paused"
    if incident.snoozed_until:
        is_forever = incident.snoozed_until >= UNTIL_RECOVERY
        yield f"snoozed until {'it recovers' if is_forever else slack_date(incident.snoozed_until)}"


def _length(incident: Incident) -> str:
    assert incident.ended_at
    return format_duration(incident.ended_at - incident.since)


def _icon(incident: Incident) -> str:
    if incident.is_over:
        return ":large_green_circle:" if not incident.end_reason else ":white_circle:"
    return SEVERITY_ICONS[incident.severity]
