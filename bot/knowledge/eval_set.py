"""The set of questions that the search is measured with."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import yaml


class Split(StrEnum):
    """Which half a question is in."""

    TUNE = "tune"
    """May be looked at while the search is improved."""
    TEST = "test"
    """Only its totals count."""


@dataclass(frozen=True)
class EvalQuestion:
    """One question as somebody asked it."""

    text: str
    page: str | None
    """The page that answers it; none when no page does."""
    split: Split


def load_eval_set(path: Path) -> list[EvalQuestion]:
    """The questions in the file at `path`. Raises `ValueError` with number and reason of a wrong one."""
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(entries, list):
        raise ValueError("questions.yaml: must be a list of questions")
    return [_question(number, facts) for number, facts in enumerate(entries, 1)]


def _question(number: int, facts: dict[str, str | None]) -> EvalQuestion:
    try:
        return EvalQuestion(str(facts["ask"]), facts["page"], Split(str(facts["split"])))
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"questions.yaml: question {number}: {error}") from error
