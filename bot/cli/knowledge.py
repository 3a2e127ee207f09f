"""What the command line offers about knowledge, as plain functions."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.knowledge import eval_set
from bot.knowledge import evaluation as measuring
from bot.knowledge import lint as linting
from bot.knowledge.evaluation import Evaluation, SplitMetrics
from bot.knowledge.search import Knowledge
from workflows.answers.model import Answer


def answer_as_json(answer: Answer) -> dict[str, Any]:
    """The answer as one JSON object. Each alternative is a question that can be asked as it stands."""
    return {
        "kind": answer.kind.value,
        "answer": answer.text,
        "source": answer.source,
        "alternatives": [alternative.title for alternative in answer.alternatives],
    }


def answer_from_pages(question: str, folder: Path) -> dict[str, Any]:
    """The answer from the pages in `folder`, as JSON. Raises `InvalidKnowledge` with every mistake."""
    return answer_as_json(Knowledge.load(folder).answer(question))


def lint_folder(folder: Path) -> list[str]:
    """What is wrong with the pages in `folder`, one sentence each, judged by today's date."""
    return linting.lint_pages(folder, datetime.now(UTC).date())


def evaluate_folder(folder: Path) -> Evaluation:
    """How good the search is on the questions in `folder`. Raises `InvalidKnowledge` or `ValueError`."""
    return measuring.evaluate(Knowledge.load(folder), eval_set.load_eval_set(folder / "questions.yaml"))


def evaluation_table(evaluation: Evaluation) -> str:
    """The numbers for a person, and whether each target is met."""
    rows = [f"{'':34}{'tune':>8}{'test':>8}"]
    rows += [
        f"{label:34}{_show(evaluation.tune, key)}{_show(evaluation.test, key)}"
        for key, label in _ROWS.items()
    ]
    rows.append(
        f"{'time per question':34}{evaluation.p50_ms:>7.1f} ms (p50){evaluation.p99_ms:>7.1f} ms (p99)"
    )
    fewest = min(evaluation.questions_per_page, key=lambda page: evaluation.questions_per_page[page])
    rows.append(f"{'fewest questions lead to':34}{fewest} ({evaluation.questions_per_page[fewest]})")
    return "\n".join([*rows, *(f"MISSED: {missed}" for missed in evaluation.missed_targets())])


_ROWS = {
    "questions": "questions",
    "right_first": "right page first",
    "answered": "answered",
    "answered_right": "  with the right page",
    "offered": "right page offered, if not",
    "declined": "unanswerable, declined",
    "silent": "  without offering anything",
    "brier": "error of the confidence (Brier)",
}


def _show(half: SplitMetrics, key: str) -> str:
    value = getattr(half, key)
    if isinstance(value, int):
        return f"{value:>8}"
    return f"{value:>8.3f}" if key == "brier" else f"{value:>8.1%}"
