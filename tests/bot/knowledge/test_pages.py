"""Pages are read strictly: each mistake is named with file, key and reason."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.knowledge.pages import InvalidKnowledge, load_pages


def test_a_sound_page_is_read_whole(folder: Path, write_page: Callable[..., Path]) -> None:
    write_page("lamps", "Ask Rosa.")

    (page,) = load_pages(folder)

    assert (page.name, page.title, page.owner) == ("lamps", "All about lamps", "lighting")
    assert (page.body, page.reviewed) == ("Ask Rosa.", date(2026, 11, 1))
    assert page.questions[0] == "find lamps"


@pytest.mark.parametrize(
    ("facts", "mistake"),
    [
        ({"title": None}, "lamps.md: title: is missing"),
        ({"title": 7}, "lamps.md: title: must be text"),
        ({"title": "x" * 76}, "lamps.md: title: has 76 characters; a button fits 75"),
        ({"questions": ["where?"]}, "lamps.md: questions: needs at least 5, has 1"),
        ({"questions": "where?"}, "lamps.md: questions: must be a list of texts"),
        ({"questions": ["a", "b", "c", "d", True]}, "lamps.md: questions: must be a list of texts"),
        ({"source": "the wiki"}, "lamps.md: source: must be a link"),
        ({"owner": " "}, "lamps.md: owner: must be text"),
        ({"reviewed": "last year"}, "lamps.md: reviewed: must be a date such as 2026-01-31"),
        ({"reviewd": "2026-11-01"}, "lamps.md: reviewd: unknown key"),
        ({"body": ""}, "lamps.md: body: is empty"),
        (
            {"body": "x" * 2801},
            "lamps.md: body: has 2801 characters; an answer fits 2800",
        ),
        ({"body": "# Lamps"}, "lamps.md: body: Slack can't show headings, tables, and images: '# '"),
        ({"body": "| a | b |"}, "lamps.md: body: Slack can't show headings, tables, and images: '|'"),
    ],
)
def test_a_mistake_is_named(folder: Path, write_page: Callable[..., Path], facts: dict[str, Any], mistake: str) -> None:
    write_page("lamps", **facts)

    with pytest.raises(InvalidKnowledge) as raised:
        load_pages(folder)

    assert raised.value.mistakes == [mistake]


def test_all_mistakes_of_all_pages_are_named_at_once(folder: Path, write_page: Callable[..., Path]) -> None:
    write_page("chairs", owner=None, source=None)
    write_page("lamps", title=None)
    (folder / "tables.md").write_text("---\ntitle: [\n---\n")

    with pytest.raises(InvalidKnowledge) as raised:
        load_pages(folder)

    assert [mistake.split(":")[0] for mistake in raised.value.mistakes] == [
        *("chairs.md", "chairs.md", "lamps.md", "tables.md"),
    ]


def test_an_empty_folder_is_a_mistake(folder: Path) -> None:
    with pytest.raises(InvalidKnowledge, match="contains no pages"):
        load_pages(folder)


def test_links_between_pages_become_words_when_a_page_is_sent(folder: Path, write_page: Callable[..., Path]) -> None:
    write_page("lamps", "See [chairs](chairs.md) and [the shop](https://example.com).")

    (page,) = load_pages(folder)

    assert page.answer == "See chairs and [the shop](https://example.com)."
    assert page.links() == ["chairs"]
