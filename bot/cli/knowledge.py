"""Functions behind `python -m bot knowledge`."""

from datetime import UTC, datetime
from pathlib import Path

from bot.knowledge import eval_set
from bot.knowledge import evaluation as measuring
from bot.knowledge import lint as linting
from bot.knowledge.evaluation import Evaluation
from bot.knowledge.search import Knowledge


def lint_folder(folder: Path) -> list[str]:
    """Return the mistakes in the pages in `folder`, one sentence each, as of today."""
    return linting.lint_pages(folder, datetime.now(UTC).date())


def evaluate_folder(folder: Path) -> Evaluation:
    """Evaluate the search on the questions in `folder`. Raises `InvalidKnowledge` or `ValueError`."""
    return measuring.evaluate(Knowledge.load(folder), eval_set.load_eval_set(folder / "questions.yaml"))


def evaluation_table(evaluation: Evaluation) -> str:
    """Return the metrics as a table, followed by missed targets."""
    tune, test = evaluation.tune.rows(), evaluation.test.rows()
    rows = [f"{'':34}{'tune':>8}{'test':>8}"]
    rows += [f"{label:34}{tune[label]:>8}{value:>8}" for label, value in test.items()]
    rows.append(f"{'time per question':34}{evaluation.p50_ms:>7.1f} ms (p50){evaluation.p99_ms:>7.1f} ms (p99)")
    fewest = min(evaluation.questions_per_page, key=lambda page: evaluation.questions_per_page[page])
    rows.append(f"{'page with the fewest questions':34}{fewest} ({evaluation.questions_per_page[fewest]})")
    return "\n".join([*rows, *(f"MISSED: {missed}" for missed in evaluation.missed_targets())])
