"""Every condition is completely defined by one module."""

from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from demo.gallery import cases
from tests.support.sample_data import MONDAY, a_connection
from workflows.incidents import conditions
from workflows.incidents.conditions import (
    CONDITION_RULES,
    OUTAGE,
    condition_family,
    condition_label,
    detect_conditions,
    next_change,
    storm_phrase,
)
from workflows.incidents.conditions.delayed import CRITICALLY_LATE_AFTER
from workflows.incidents.conditions.rule import Condition, Observation
from workflows.monitoring.freshness import EXPECTED_BY
from workflows.monitoring.sync_runs import RunHistory, SyncRun
from workflows.monitoring.thresholds import Thresholds

ROOT = Path(__file__).parents[4]


@pytest.mark.parametrize("condition", Condition)
def test_every_condition_has_label_remediation_and_storm_phrase(condition: Condition) -> None:
    rule = CONDITION_RULES[condition]

    assert condition_label(condition)
    assert "_" not in condition_label(condition)
    assert rule.remediation.instruction.endswith(".")
    assert storm_phrase(condition_family(condition))


@pytest.mark.parametrize("condition", Condition)
def test_every_condition_has_a_picture(condition: Condition) -> None:
    name = condition.replace("_", "-")

    assert name in {case for case, _observation in cases()}
    assert (ROOT / "docs" / "images" / f"incident-{name}.png").exists()


def test_every_module_of_the_package_defines_a_condition() -> None:
    modules = {path.stem for path in Path(conditions.__path__[0]).glob("*.py")} - {"__init__", "rule"}

    assert modules == set(Condition)


def test_labels_are_unique() -> None:
    assert len({rule.label for rule in CONDITION_RULES.values()}) == len(Condition)


def test_an_outage_offers_an_action_and_shares_one_family() -> None:
    outages = {condition: rule for condition, rule in CONDITION_RULES.items() if rule.is_outage}

    assert all(rule.actions for rule in outages.values())
    assert set(map(condition_family, outages)) == {OUTAGE}
    assert not any(rule.is_harmless for rule in outages.values())


moments = st.integers(-10 * 24 * 60, 10 * 24 * 60).map(lambda minutes: MONDAY + timedelta(minutes=minutes))
runs = st.lists(st.builds(SyncRun, moments, st.booleans()), max_size=6)
observations = st.builds(
    lambda connection, past, recent: Observation(
        connection,
        RunHistory(tuple(sorted(past, key=lambda run: run.ended_at)), loads_recent_first=recent),
        previous=connection,
    ),
    st.builds(
        a_connection,
        paused=st.booleans(),
        setup_state=st.sampled_from(["connected", "incomplete", "broken"]),
        is_historical_sync=st.booleans(),
        created_at=st.none() | moments,
        succeeded_at=st.none() | moments,
        failed_at=st.none() | moments,
        schedule_type=st.sampled_from(["auto", "manual"]),
        sync_frequency=st.sampled_from([None, 60, 360]),
        sync_state=st.sampled_from(["scheduled", "rescheduled"]),
        rescheduled_for=st.none() | moments,
    ),
    runs,
    st.booleans(),
)
thresholds = st.builds(
    lambda late, times: Thresholds({CRITICALLY_LATE_AFTER: late, EXPECTED_BY: times}),
    st.sampled_from([timedelta(hours=3), timedelta(days=1)]),
    st.sampled_from([{}, {"salesforce": time(6)}, {"salesforce": time(23, 45)}]),
)


@given(observations, thresholds, moments, st.integers(1, 20 * 24 * 60))
def test_time_alone_changes_what_a_connection_meets_only_when_a_rule_says_so(
    observation: Observation, rules: Thresholds, now: datetime, minutes: int
) -> None:
    change = next_change(observation, rules, now)
    later = now + timedelta(minutes=minutes)
    if change and change <= later:
        later = max(now, change - timedelta(seconds=1))

    assert [*detect_conditions(observation, rules, later)] == [*detect_conditions(observation, rules, now)]


def test_a_condition_that_no_time_can_change_needs_no_second_look() -> None:
    assert next_change(Observation(a_connection(created_at=None), RunHistory()), Thresholds(), MONDAY) is None
