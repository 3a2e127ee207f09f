"""A new condition, with a threshold of its own, is its module and one line in the registry."""

import os
import shutil
import subprocess
import sys
from difflib import ndiff
from pathlib import Path

import pytest

from bot.cli.settings_docs import render_settings_page
from demo.stage import sandbox_settings

ROOT = Path(__file__).parents[4]
MODULE = '''
"""Tiny: fewer runs than one would expect."""

from workflows.incidents.conditions.rule import Condition, ConditionRule, Finding, Severity
from workflows.incidents.next_step import NextStep, Remediation
from workflows.monitoring.thresholds import Threshold

LEAST_RUNS = Threshold("alert_least_runs", 7, int, "Alerts: runs that a connection should have", ge=1)


def detect_tiny(observation, thresholds, _now):
    """Detect a short history."""
    runs = len(observation.history.runs)
    return Finding(Condition.TINY, Severity.NOTICE, "Few runs.") if runs < thresholds[LEAST_RUNS] else None


RULE = ConditionRule(
    label="few runs",
    detect=detect_tiny,
    remediation=Remediation(NextStep.NONE, "No action needed."),
    thresholds=(LEAST_RUNS,),
)
'''
DETECT = """
from datetime import UTC, datetime, timedelta

from bot.config.settings import read_settings
from tests.support.sample_data import a_connection
from workflows.incidents.conditions import detect_conditions
from workflows.incidents.conditions.rule import Observation
from workflows.monitoring.sync_runs import RunHistory, SyncRun

now = datetime(2026, 11, 2, tzinfo=UTC)
runs = tuple(SyncRun(now - timedelta(days=day), True) for day in (5, 4, 3, 2, 1))
observation = Observation(a_connection(succeeded_at=now), RunHistory(runs))
print(*(finding.condition for finding in detect_conditions(observation, read_settings().thresholds, now)))
"""


@pytest.fixture(scope="module")
def changed_tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the code and add the condition: a module, and a line in `rule.py`."""
    tree = tmp_path_factory.mktemp("tree")
    for package in ("bot", "workflows"):
        shutil.copytree(ROOT / package, tree / package, ignore=shutil.ignore_patterns("__pycache__"))
    (tree / "tests").symlink_to(ROOT / "tests")
    conditions = tree / "workflows" / "incidents" / "conditions"
    (conditions / "tiny.py").write_text(MODULE.lstrip(), encoding="utf-8")
    registry, last = conditions / "rule.py", '    FIRST_SYNC = "first_sync"\n'
    registry.write_text(
        registry.read_text(encoding="utf-8").replace(last, f'{last}    TINY = "tiny"\n'), encoding="utf-8"
    )
    return tree


def run(tree: Path, *arguments: str, **settings: str) -> str:
    """Run Python in a tree and return what it prints."""
    given = sandbox_settings("http://127.0.0.1:8400", "sqlite:///desk.sqlite3", 3000)
    environment = {**os.environ, **given, **settings, "PYTHONPATH": str(tree)}
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_the_page_of_settings_gains_its_row_and_changes_nowhere_else(changed_tree: Path) -> None:
    page = run(changed_tree, "-m", "bot", "settings")

    changes = ndiff(render_settings_page().splitlines(), page.splitlines())
    assert [line for line in changes if not line.startswith("  ")] == [
        "+ | `ALERT_LEAST_RUNS` | `7` | Alerts: runs that a connection should have |"
    ]


@pytest.mark.parametrize(("setting", "found"), [({}, "tiny"), ({"ALERT_LEAST_RUNS": "5"}, "")])
def test_the_setting_decides_what_is_detected(changed_tree: Path, setting: dict[str, str], found: str) -> None:
    assert run(changed_tree, "-c", DETECT, **setting).strip() == found


def test_a_number_out_of_its_range_stops_the_start(changed_tree: Path) -> None:
    reply = run(changed_tree, "-c", DETECT, ALERT_LEAST_RUNS="0")

    assert "ALERT_LEAST_RUNS: Input should be greater than or equal to 1 (Alerts: runs that a" in reply
