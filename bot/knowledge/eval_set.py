"""The question set for evaluating the search."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import yaml


class Split(StrEnum):
    """Split of the question set."""

    TUNE = "tune"
    """For improving the search."""
    TEST = "test"
    """For measuring only: single questions stay unread."""


@dataclass(frozen=True)
class EvalQuestion:
    """One question as people ask it in Slack."""

    text: str
    page: str | None
    """Name of the page that answers it; None when no page does."""
    split: Split


def load_eval_set(path: Path) -> list[EvalQuestion]:
    """Load the question set. Raises `ValueError` with the number and the mistake of an invalid question."""
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(entries, list):
        raise ValueError("questions.yaml: must be a list of questions")
    return [_question(number, facts) for number, facts in enumerate(entries, 1)]


def _question(number: int, facts: dict[str, str | None]) -> EvalQuestion:
    try:
        return EvalQuestion(str(facts["ask"]), facts["page"], Split(str(facts["split"])))
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"questions.yaml: question {number}: {error}") from error
