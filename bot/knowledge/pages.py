"""Strict loading of the pages: every mistake is reported with file, key, and reason."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import frontmatter
from yaml import YAMLError

MIN_EXAMPLE_QUESTIONS = 5
"""Phrasings that a page needs to be found."""
MAX_BODY_CHARS = 2800
"""Characters; leaves room for the source within Slack's 3,000 of a section block."""

MAX_TITLE_CHARS = 75
"""Characters; Slack's limit for the label of a button."""
FRONT_MATTER_KEYS = ("title", "questions", "source", "owner", "reviewed")

MARKDOWN_LINK = re.compile(r"\[([^\[\]]*)\]\(((?:[^()\s]|\([^()\s]*\))+)\)")
_UNSHOWABLE = re.compile(r"^#{1,6} |^\||!\[", re.MULTILINE)


@dataclass(frozen=True)
class Page:
    """A knowledge page about one topic."""

    name: str
    """File name without `.md`."""
    title: str
    questions: tuple[str, ...]
    source: str
    owner: str
    reviewed: date
    body: str

    @property
    def answer(self) -> str:
        """The body as posted: links to other pages become plain text."""
        return MARKDOWN_LINK.sub(lambda found: found[1] if is_page_link(found[2]) else found[0], self.body)

    def links(self) -> list[str]:
        """Return the names of linked pages."""
        return [
            target.partition("#")[0].removesuffix(".md")
            for _, target in MARKDOWN_LINK.findall(self.body)
            if is_page_link(target)
        ]


class InvalidKnowledge(Exception):
    """Pages or word lists are invalid; `mistakes` has file, key, and reason of each mistake."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


def is_page_link(target: str) -> bool:
    """Return whether a link points to another page."""
    return "://" not in target and not target.startswith("mailto:")


def load_pages(folder: Path) -> list[Page]:
    """Load every page in `folder`. Raises `InvalidKnowledge` with the mistakes of all pages."""
    pages, mistakes = read_pages(folder)
    if mistakes:
        raise InvalidKnowledge(mistakes)
    return pages


def read_pages(folder: Path) -> tuple[list[Page], list[str]]:
    """Return the valid pages, and the mistakes in the others."""
    pages: list[Page] = []
    mistakes: list[str] = []
    for path in sorted(folder.glob("*.md")):
        try:
            facts, body = frontmatter.parse(path.read_text(encoding="utf-8"))
        except (YAMLError, UnicodeDecodeError) as error:
            mistakes.append(f"{path.name}: front matter: {' '.join(str(error).split())}")
            continue
        found = list(_mistakes(facts, body))
        mistakes += [f"{path.name}: {mistake}" for mistake in found]
        if not found:
            pages.append(_page(path.stem, facts, body.strip()))
    if not pages and not mistakes:
        mistakes.append(f"{folder.name}: folder: contains no pages")
    return pages, mistakes


def _page(name: str, facts: Mapping[str, Any], body: str) -> Page:
    return Page(name, **{**facts, "questions": tuple(facts["questions"])}, body=body)


def _mistakes(facts: Mapping[str, Any], body: str) -> Iterator[str]:
    for key in FRONT_MATTER_KEYS:
        if key not in facts:
            yield f"{key}: is missing"
        elif reason := _wrong(key, facts[key]):
            yield f"{key}: {reason}"
    for key in sorted(facts.keys() - set(FRONT_MATTER_KEYS), key=str):
        yield f"{key}: unknown key"
    if not body.strip():
        yield "body: is empty"
    if len(body.strip()) > MAX_BODY_CHARS:
        yield f"body: has {len(body.strip())} characters; an answer fits {MAX_BODY_CHARS}"
    if shown := _UNSHOWABLE.search(body):
        yield f"body: Slack can't show headings, tables, and images: {shown[0]!r}"


def _wrong(key: str, value: Any) -> str | None:
    """Return the mistake in the value of `key`; None when it is valid."""
    if key == "reviewed":
        return None if type(value) is date else "must be a date such as 2026-01-31"
    if key == "questions":
        return _wrong_questions(value)
    if not isinstance(value, str) or not value.strip():
        return "must be text"
    if key == "source" and not value.startswith(("https://", "http://")):
        return "must be a link"
    if key == "title" and len(value) > MAX_TITLE_CHARS:
        return f"has {len(value)} characters; a button fits {MAX_TITLE_CHARS}"
    return None


def _wrong_questions(value: object) -> str | None:
    if not isinstance(value, list) or not all(isinstance(one, str) and one.strip() for one in value):
        return "must be a list of texts"
    if len(value) < MIN_EXAMPLE_QUESTIONS:
        return f"needs at least {MIN_EXAMPLE_QUESTIONS}, has {len(value)}"
    return None
