"""Strict loading of `synonyms.yaml`: YAML parses `off` as a boolean and `15` as a number."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from bot.knowledge.pages import InvalidKnowledge
from bot.knowledge.tokenizer import tokenize
from bot.yaml_loader import SAFE_LOADER


@dataclass(frozen=True)
class WordLists:
    """The word lists in lower case."""

    synonyms: tuple[tuple[str, ...], ...]
    """Groups of synonymous forms; the first form of each is a single word."""
    ignore: frozenset[str]
    services: frozenset[str]
    elsewhere: frozenset[str]


def load_word_lists(path: Path) -> WordLists:
    """Load the lists. Raises `InvalidKnowledge` with all mistakes."""
    try:
        facts = yaml.load(path.read_text(encoding="utf-8"), SAFE_LOADER)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise InvalidKnowledge([f"{path.name}: file: {' '.join(str(error).split())}"]) from error
    facts = facts if isinstance(facts, dict) else {}
    if mistakes := [f"{path.name}: {mistake}" for mistake in _mistakes(facts)]:
        raise InvalidKnowledge(mistakes)
    return WordLists(
        synonyms=tuple(tuple(" ".join(tokenize(form)) for form in group) for group in facts["synonyms"]),
        **{key: frozenset(tokenize(facts[key])) for key in ("ignore", "services", "elsewhere")},
    )


def _mistakes(facts: Mapping[str, object]) -> Iterator[str]:
    for key in ("ignore", "services", "elsewhere"):
        if not isinstance(facts.get(key), str):
            yield f"{key}: must be words in one text"
    for key in facts.keys() - {"synonyms", "ignore", "services", "elsewhere"}:
        yield f"{key}: unknown key"
    groups = facts.get("synonyms")
    if not isinstance(groups, list):
        yield "synonyms: must be a list of groups"
        return
    for number, group in enumerate(groups, 1):
        if reason := _wrong(group):
            yield f"synonyms: group {number}: {reason}"


def _wrong(group: object) -> str | None:
    if not isinstance(group, list) or len(group) < 2:
        return "must be a list of at least two forms"
    for form in group:
        if not isinstance(form, str) or not tokenize(form):
            return f"{form!r} is not text; put it in quotes"
    return None if len(tokenize(group[0])) == 1 else f"must begin with a single word, not {group[0]!r}"
