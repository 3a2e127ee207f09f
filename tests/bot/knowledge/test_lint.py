"""What is wrong with the pages is said, one sentence each."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bot.knowledge.lint import lint_pages

TODAY = date(2026, 11, 21)


def test_the_shipped_pages_are_sound(shipped: Path) -> None:
    assert lint_pages(shipped, date(2026, 11, 21)) == []


@pytest.fixture
def chairs(write_page: Callable[..., Path]) -> Path:
    return write_page("chairs", "See [lamps](lamps.md#where).")


@pytest.mark.usefixtures("chairs")
def test_a_broken_link_is_found(folder: Path) -> None:
    assert lint_pages(folder, TODAY) == ["chairs.md: body: links to lamps.md, which doesn't exist"]


@pytest.mark.usefixtures("chairs")
def test_a_link_to_a_page_that_exists_is_fine(folder: Path, write_page: Callable[..., Path]) -> None:
    write_page("lamps")

    assert lint_pages(folder, TODAY) == []


@pytest.mark.parametrize(
    ("reviewed", "said"),
    [
        (date(2025, 11, 21), []),
        (date(2025, 11, 20), ["lamps.md: reviewed: not since 2025-11-20; lighting needs to review it"]),
        (date(2026, 11, 22), ["lamps.md: reviewed: 2026-11-22 is in the future"]),
    ],
)
def test_a_page_without_a_review_for_a_year_is_stale(
    folder: Path, write_page: Callable[..., Path], reviewed: date, said: list[str]
) -> None:
    write_page("lamps", reviewed=reviewed)

    assert lint_pages(folder, TODAY) == said


def test_two_pages_answering_the_same_question_are_found(folder: Path, write_page: Callable[..., Path]) -> None:
    asked = ["where is light", "buy bulbs", "mend shades", "clean globes", "lend torches"]
    write_page("lamps", questions=[*asked, "How do I remove the lamp shade?"])
    write_page("shades", questions=["hang", "wash", "fold", "sew", "Shade: remove the lamp"])

    assert lint_pages(folder, TODAY) == [
        "lamps.md: questions: 'How do I remove the lamp shade?' also matches shades.md ('Shade: remove the lamp')"
    ]


def test_a_page_that_cannot_be_read_is_said_with_the_rest(folder: Path, write_page: Callable[..., Path]) -> None:
    write_page("chairs", owner=None)
    write_page("lamps", "See [beds](beds.md).")

    assert lint_pages(folder, TODAY) == [
        "chairs.md: owner: is missing",
        "lamps.md: body: links to beds.md, which doesn't exist",
    ]


def test_pages_and_question_set_must_know_each_other(folder: Path, write_page: Callable[..., Path]) -> None:
    write_page("lamps")
    (folder / "questions.yaml").write_text("- {ask: buy beds, page: beds, split: tune}\n")

    assert lint_pages(folder, TODAY) == [
        "questions.yaml: page: beds.md doesn't exist",
        "lamps.md: 0 questions of the set find it; at least 5 must",
    ]
