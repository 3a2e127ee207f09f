"""docs/architecture.md and the decisions name files that exist, and every decision is dated and listed."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))
INDEX = (ROOT / "docs" / "decisions" / "README.md").read_text(encoding="utf-8")
PATH = re.compile(r"`((?:bot|workflows|sandbox|tests|demo|bench|docs|knowledge)(?:/[\w/.-]+)?|services\.yaml)`")
TESTED_ELSEWHERE = {
    "bot/store/migrations": "tests/bot/store/test_migrations.py",
    "workflows/requests/ports": "protocols without code",
}
"""Packages without a folder of tests, and why."""
FIRST_LINES = re.compile(r"# .+\n\nDate: \d{4}-\d\d-\d\d · Status: (?:accepted|superseded by \[\d{4}\]\([\w.-]+\))\n")


def section(title: str) -> str:
    """Return one section of the page, without its subsections' headings cut off."""
    return ARCHITECTURE.split(f"\n## {title}\n")[1].split("\n## ")[0]


def rows(title: str) -> list[str]:
    """Return the rows of the table in a section, without its head."""
    return [line for line in section(title).splitlines() if line.startswith("| ")][1:]


def missing_paths(text: str) -> list[str]:
    """Return the paths in back-ticks that don't exist."""
    return [path for path in PATH.findall(text) if not (ROOT / path).exists()]


def test_the_page_names_only_paths_that_exist() -> None:
    assert missing_paths(ARCHITECTURE) == []


def test_a_newcomer_finds_where_to_change_what() -> None:
    tasks = rows("Where to change what")

    assert len(tasks) >= 15
    assert [task for task in tasks if not PATH.search(task)] == []


def test_the_packages_on_the_page_exist() -> None:
    tree = section("The packages")

    assert [name for name in re.findall(r"\b([a-z_]+\.py)\b", tree) if not (ROOT / "workflows" / name).exists()] == []
    packages = {path.name for top in ("bot", "workflows") for path in (ROOT / top).iterdir() if path.is_dir()}
    assert [name for name in packages - {"__pycache__"} if f"{name}/" not in tree] == []


def folders(top: Path, pattern: str) -> set[str]:
    """Return the folders below bot and workflows with such a file, relative to `top`."""
    files = (file for package in ("bot", "workflows") for file in (top / package).rglob(pattern))
    return {file.parent.relative_to(top).as_posix() for file in files}


def test_the_folders_of_the_tests_mirror_the_packages() -> None:
    packages = folders(ROOT, "__init__.py")

    assert folders(ROOT / "tests", "test_*.py") == packages - set(TESTED_ELSEWHERE)
    assert set(TESTED_ELSEWHERE) <= packages


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_is_dated_has_a_status_and_is_in_the_index(decision: Path) -> None:
    assert FIRST_LINES.match(decision.read_text(encoding="utf-8"))
    assert f"]({decision.name})" in INDEX


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_names_only_paths_that_exist(decision: Path) -> None:
    assert missing_paths(decision.read_text(encoding="utf-8")) == []


def test_no_two_decisions_have_one_number() -> None:
    numbers = [decision.name[:4] for decision in DECISIONS]

    assert sorted(set(numbers)) == numbers
