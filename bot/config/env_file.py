"""Lines of `.env` that no setting reads, each with the setting that was probably meant."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from dotenv.parser import Binding, parse_stream
from rapidfuzz.distance import OSA

from bot.similar_names import similar_name

ENV_FILE = ".env"
NAME = re.compile(r"[A-Z_][A-Z0-9_]*", re.IGNORECASE)


def _similarity(name: str, known: str, **_: object) -> float:
    """Return how similar two names of settings are, by letters or by words: `JIRA_TOKEN` lacks one of three."""
    words, others = set(name.split("_")), set(known.split("_"))
    shared = 2 * len(words & others) / (len(words) + len(others))
    return max(OSA.normalized_similarity(name, known), shared)


def unread_lines(file: Path, known: Iterable[str]) -> Iterator[str]:
    """Yield a sentence for each line that no setting reads. It never holds a value, or a line that isn't a name.

    `known` are the names of settings, in upper case. A missing file has no lines.
    """
    if not file.is_file():
        return
    names = sorted(known)
    with file.open(encoding="utf-8", errors="replace") as stream:
        for binding in parse_stream(stream):
            if problem := _problem(binding, names):
                yield f"{file.name}, line {_line_number(binding)}: {problem}"


def _problem(binding: Binding, known: list[str]) -> str:
    if binding.error or (binding.key and (binding.value is None or not NAME.fullmatch(binding.key))):
        return "isn't a setting. Write NAME=value."  # it can be a secret, so it isn't repeated
    if not binding.key or binding.key.upper() in known:
        return ""
    near = similar_name(binding.key.upper(), known, _similarity)
    return f"{binding.key} isn't a setting. " + (f"Did you mean {near}?" if near else "It has no effect.")


def _line_number(binding: Binding) -> int:
    text = binding.original.string
    return binding.original.line + len(text) - len(text.lstrip("\r\n"))
