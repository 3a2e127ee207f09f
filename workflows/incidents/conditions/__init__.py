"""Conditions: one module each, with its thresholds. A new one also needs a line in `Condition` (`rule.py`)."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from importlib import import_module

from workflows.incidents.conditions.rule import Condition, ConditionRule, Facts, Finding, Observation
from workflows.monitoring.thresholds import Thresholds

CONDITION_RULES: Mapping[Condition, ConditionRule] = {
    condition: import_module(f"{__name__}.{condition}").RULE for condition in Condition
}
"""The rule of each condition, most severe first."""
CONDITION_THRESHOLDS = tuple(
    dict.fromkeys(threshold for rule in CONDITION_RULES.values() for threshold in rule.thresholds)
)
"""The thresholds of all conditions; some conditions share one."""
OUTAGE = "outage"
"""The family of all outage conditions."""


def detect_conditions(observation: Observation, thresholds: Thresholds, now: datetime) -> Iterator[Finding]:
    """Yield the conditions that a connection meets.

    Of the outage conditions only the most severe, because it explains the others.
    """
    has_outage = False
    for rule in CONDITION_RULES.values():
        if rule.is_outage and has_outage:
            continue
        if finding := rule.detect(observation, thresholds, now):
            has_outage = has_outage or rule.is_outage
            yield finding


def next_change(observation: Observation, thresholds: Thresholds, now: datetime) -> datetime | None:
    """Return the first moment, now or later, at which an unchanged connection can meet other conditions."""
    moments: list[datetime | None] = []
    for rule in CONDITION_RULES.values():
        with suppress(OverflowError):  # after the last year that there is
            moments.append(rule.next_change(observation, thresholds, now) if rule.next_change else None)
    return min(filter(None, moments), default=None)


def condition_family(condition: Condition) -> str:
    """Return the family of a condition; a connection has at most one open incident of each."""
    return OUTAGE if CONDITION_RULES[condition].is_outage else condition


def condition_label(condition: Condition) -> str:
    """Return a condition in words."""
    return CONDITION_RULES[condition].label


def condition_headline(condition: Condition) -> str:
    """Return a condition in words that follow the name of its connection: “can't sign in”."""
    return CONDITION_RULES[condition].headline or f"has {CONDITION_RULES[condition].label}"


def explain(condition: Condition, facts: Facts) -> str:
    """Return what is wrong in words: Fivetran's own, or a sentence of the condition."""
    return str(facts["message"]) if facts.get("message") else CONDITION_RULES[condition].explain(facts)


def storm_phrase(family: str) -> str:
    """Return what the connections in a storm have in common, to complete “5 connections are …”."""
    return next(rule.storm_phrase for slug, rule in CONDITION_RULES.items() if condition_family(slug) == family)
