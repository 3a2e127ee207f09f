"""Every condition is completely defined by one module."""

from pathlib import Path

import pytest

from demo.gallery import cases
from workflows.incidents import conditions
from workflows.incidents.conditions import (
    CONDITION_RULES,
    OUTAGE,
    condition_family,
    condition_label,
    storm_phrase,
)
from workflows.incidents.conditions.rule import Condition

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
