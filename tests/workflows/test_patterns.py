"""Every pattern that reads typed text takes time in proportion to the text: measured on texts made to be slow."""

import importlib
import math
import pkgutil
import re
import time
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

import bot.jira
import bot.knowledge
import bot.slack
import bot.slack_markup
import workflows
from workflows.answers.intents import MAX_DETECTED_SENTENCES, MAX_SENTENCE_CHARS, normalize_sentences

SHORT, LONG = 2_500, 10_000
"""Characters. Longer texts are refused unread."""
SLOW_SECONDS = 0.02
FEWEST_SEARCHES, MOST_SEARCHES = 3, 9
SYMBOLS = ("a", "A", "0", "é", " ", "\n", "-", "_", ".", ":", '"', "'", "/", "@", "=", "<", ",")
MARKUP = ("[", "[](", "](", "<@", "<#a|", "<http:", "{", ":", "*", "**", "`", "```", "~", "_", "|", "!")
PIECES = (
    *SYMBOLS,
    *(f"a{symbol}" for symbol in SYMBOLS),
    *MARKUP,
    *(f"{mark}a" for mark in MARKUP),
    "is a ",
    "my ",
    "0.",
)
BOUNDED = {
    ("workflows.answers.intents", "COMPILED_PATTERNS"): "reads sentences of at most 200 characters",
}


def compiled_in(value: Any) -> Iterator[re.Pattern[str]]:
    """Yield the patterns in a value, at any depth."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        yield from compiled_in([*value.keys(), *value.values()])
    elif isinstance(value, list | tuple | set | frozenset):
        for item in value:
            yield from compiled_in(item)


def modules() -> Iterator[ModuleType]:
    yield bot.slack_markup
    for package in (workflows, bot.slack, bot.knowledge, bot.jira):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield importlib.import_module(found.name)


PATTERNS = {
    pattern: f"{module.__name__}.{name}"
    for module in modules()
    for name, value in vars(module).items()
    if (module.__name__, name) not in BOUNDED
    for pattern in compiled_in(value)
}


def _seconds_once(pattern: re.Pattern[str], text: str) -> float:
    began = time.process_time()
    pattern.search(text)
    return time.process_time() - began


def is_slow(pattern: re.Pattern[str], piece: str) -> bool:
    """Whether four times the text takes far more than four times as long. The first search decides most of them.

    The others are repeated, in turn: another process can slow one search, and hardly all searches of one text.
    """
    short, whole = ((piece * size)[:size] for size in (SHORT, LONG))
    shortest = longest = math.inf
    for count in range(1, MOST_SEARCHES + 1):
        longest = min(longest, _seconds_once(pattern, whole))
        if longest <= SLOW_SECONDS:
            return False
        shortest = min(shortest, _seconds_once(pattern, short))
        if count >= FEWEST_SEARCHES and longest <= 10 * shortest:
            return False
    return True


def test_there_are_patterns_to_measure() -> None:
    assert len(PATTERNS) > 80


@pytest.mark.parametrize("piece", PIECES)
def test_no_pattern_takes_time_with_the_square_of_the_text(piece: str) -> None:
    assert [name for pattern, name in PATTERNS.items() if is_slow(pattern, piece)] == []


def test_a_pattern_that_takes_the_square_is_found() -> None:
    assert is_slow(re.compile(r"[a-z][a-z0-9_]+-\d+"), "a")


@pytest.mark.parametrize("piece", ["is ", "who ", "a", ". ", "?", "is a.b ", "\n"])
def test_a_question_is_read_in_few_and_short_sentences(piece: str) -> None:
    sentences = list(normalize_sentences(piece * 40_000))

    assert len(sentences) <= MAX_DETECTED_SENTENCES
    assert all(len(sentence) <= MAX_SENTENCE_CHARS for sentence in sentences)
