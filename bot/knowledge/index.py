"""Full-text index of the pages: SQLite FTS5 in memory, with Porter stemming and BM25."""

import math
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

from bot.knowledge.pages import Page

FIELD_WEIGHTS = {"title": 4.0, "questions": 3.0, "body": 1.0}
"""BM25 weight of each field (https://sqlite.org/fts5.html#the_bm25_function)."""


@dataclass(frozen=True)
class IndexHits:
    """Hits of one word."""

    page_scores: dict[str, float]
    """Page → BM25 score, higher is better."""
    title_or_question_pages: frozenset[str]
    """Pages with the word in the title or an example question."""
    phrasings: frozenset[int]
    """Numbers of the titles and example questions with the word."""


class PageIndex:
    """Immutable index of all pages. Thread-safe."""

    def __init__(self, pages: Sequence[Page], content: Callable[[str], list[str]]) -> None:
        self.size = len(pages)
        self._lock = Lock()
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        texts = [(page.name, page.title, "\n".join(page.questions), page.answer) for page in pages]
        prepared = [(name, *(" ".join(content(text)) for text in rest)) for name, *rest in texts]
        self.vocabulary = frozenset(word for _, *rest in prepared for text in rest for word in text.split())
        self._create("pages", ("page UNINDEXED", "title", "questions", "body"), prepared)
        phrasings = [(page.name, " ".join(content(text))) for page in pages for text in (page.title, *page.questions)]
        self._create("phrasings", ("page UNINDEXED", "text"), phrasings)
        self.phrasings = [(page, tuple(text.split())) for page, text in phrasings]
        """Page and words of every title and example question."""
        self.find = lru_cache(maxsize=4096)(self._find)

    def rarity(self, words: Iterable[str]) -> float:
        """Return the inverse document frequency (≥ 0) of pages with one of `words`."""
        on = len({page for word in words for page in self.find(word).page_scores})
        return math.log(1 + (self.size - on + 0.5) / (on + 0.5))

    def phrasing_rarity(self, words: Iterable[str]) -> float:
        """Return the inverse document frequency of titles and example questions with one of `words`."""
        having = len({number for word in words for number in self.find(word).phrasings})
        return math.log(1 + (len(self.phrasings) - having + 0.5) / (having + 0.5))

    def _create(self, table: str, columns: tuple[str, ...], rows: Iterable[Sequence[str]]) -> None:
        marks = ", ".join("?" * len(columns))
        self._database.execute(
            f"CREATE VIRTUAL TABLE {table} USING fts5({', '.join(columns)}, tokenize='porter unicode61')"
        )
        self._database.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)

    def _find(self, word: str) -> IndexHits:
        quoted = f'"{word}"'  # words are letters and digits only: nothing in them is FTS syntax
        ranked = "SELECT page, -bm25(pages, 0, ?, ?, ?) FROM pages WHERE pages MATCH ?"
        asked = "SELECT page FROM pages WHERE pages MATCH ?"
        numbered = "SELECT rowid - 1 FROM phrasings WHERE text MATCH ?"
        with self._lock:
            execute = self._database.execute
            return IndexHits(
                page_scores=dict(execute(ranked, (*FIELD_WEIGHTS.values(), quoted))),
                title_or_question_pages=frozenset(
                    page for (page,) in execute(asked, (f"{{title questions}}: {quoted}",))
                ),
                phrasings=frozenset(number for (number,) in execute(numbered, (quoted,))),
            )
