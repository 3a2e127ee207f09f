"""Query analysis: synonyms, typos, filler words, names of services, off-topic words."""

import re
import sqlite3
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.knowledge.synonyms import WordLists
from bot.knowledge.tokenizer import tokenize

MAX_TERMS = 40
"""Distinct words of a question that are analyzed, so that time stays bounded."""
MIN_TYPO_WORD_CHARS = 5
"""Characters; a shorter unknown word isn't corrected, since one edit turns it into another word."""
TYPO_SIMILARITY = 0.8
"""One edit in five characters, by optimal string alignment (swapping neighbors is one edit)."""
SYNONYM_WEIGHT = 0.6
"""Weight of a synonym relative to the word itself."""


@dataclass(frozen=True)
class Term:
    """A word of a question with its variants."""

    word: str
    variants: Mapping[str, float]
    """The word and its synonyms → the weight of a match, from 0 to 1."""
    is_service: bool = False
    is_off_topic: bool = False


class QueryAnalyzer:
    """Analyzes words by the word lists, compared by stem like in the index. Thread-safe."""

    def __init__(self, lists: WordLists) -> None:
        self._ignored = lists.ignore
        self._heads = {form: group[0] for group in lists.synonyms for form in group if " " in form}
        longest_first = sorted(self._heads, key=len, reverse=True)
        self._phrase = re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b")
        self._groups = [[form for form in group if " " not in form] for group in lists.synonyms]
        meant = [(word, f"group {number}") for number, group in enumerate(self._groups) for word in group]
        meant += [(word, "service") for word in lists.services]
        self.known = frozenset(word for word, _ in meant)
        """Every word in the lists: candidates for correcting typos."""
        self._lexicon = _Lexicon([*meant, *((word, "elsewhere") for word in lists.elsewhere)])

    def content_words(self, text: str) -> list[str]:
        """Return the words of `text` without filler; a phrase with a one-word synonym becomes that word."""
        spaced = self._phrase.sub(lambda found: self._heads[found[0]], " ".join(tokenize(text)))
        return [word for word in spaced.split() if word not in self._ignored]

    def terms(self, text: str, vocabulary: Collection[str]) -> list[Term]:
        """Return the distinct terms of `text`; unknown words are corrected against `vocabulary`."""
        distinct = list(dict.fromkeys(self.content_words(text)))[:MAX_TERMS]
        return [self._term(self._corrected(word, vocabulary)) for word in distinct]

    def _term(self, word: str) -> Term:
        roles = self._lexicon.roles(word)
        variants = {form: SYNONYM_WEIGHT for role in roles for form in self._members(role)}
        return Term(word, variants | {word: 1.0}, "service" in roles, "elsewhere" in roles)

    def _members(self, role: str) -> list[str]:
        kind, _, number = role.partition(" ")
        return self._groups[int(number)] if kind == "group" else []

    def _corrected(self, word: str, vocabulary: Collection[str]) -> str:
        if len(word) < MIN_TYPO_WORD_CHARS or word in vocabulary or self._lexicon.roles(word):
            return word
        scorer = OSA.normalized_similarity
        found = process.extractOne(word, vocabulary, scorer=scorer, score_cutoff=TYPO_SIMILARITY)
        return found[0] if found else word


class _Lexicon:
    """Word → its roles, by stem. It uses the stemmer of SQLite, like the index."""

    def __init__(self, entries: Iterable[tuple[str, str]]) -> None:
        self._lock = Lock()
        self._database = sqlite3.connect(":memory:", check_same_thread=False)
        columns = "word, role UNINDEXED, tokenize='porter unicode61'"
        self._database.execute(f"CREATE VIRTUAL TABLE lexicon USING fts5({columns})")
        self._database.executemany("INSERT INTO lexicon VALUES (?, ?)", entries)
        self.roles = lru_cache(maxsize=4096)(self._roles)

    def _roles(self, word: str) -> frozenset[str]:
        with self._lock:
            rows = self._database.execute("SELECT role FROM lexicon WHERE word MATCH ?", (f'"{word}"',))
            return frozenset(role for (role,) in rows)
