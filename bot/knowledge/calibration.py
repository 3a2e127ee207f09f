"""Calibration of the confidence weights. Run it after large changes to the pages:
`python -m bot.knowledge.calibration knowledge` prints the line for `confidence.py`.

Training data are the `tune` questions and, since the pages were written with those in mind, every example
question of a page, asked of a copy of the pages without it (cross-validation).
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from bot.knowledge import eval_set, pages, synonyms
from bot.knowledge.confidence import confidence_of
from bot.knowledge.eval_set import EvalQuestion, Split
from bot.knowledge.pages import Page
from bot.knowledge.query_terms import QueryAnalyzer
from bot.knowledge.search import Knowledge

TRAINING_ROUNDS = 3000
LEARNING_RATE = 0.5
REGULARIZATION = 0.002
"""L2 penalty: keeps the confidence moderate with few examples."""
CALIBRATION_FOLDS = 8
UNANSWERABLE_OVERSAMPLING = 3
"""Extra copies of each unanswerable question, so that they are a fifth of the training data."""

TrainingExample = tuple[Sequence[float], bool]
"""Features of a question, and whether the page ranked first is right."""


def training_examples(folder: Path) -> list[TrainingExample]:
    """Return the training data in `folder`; for an unanswerable question every page is wrong."""
    of, words = pages.load_pages(folder), QueryAnalyzer(synonyms.load_word_lists(folder / "synonyms.yaml"))
    tune = [question for question in eval_set.load_eval_set(folder / "questions.yaml") if question.split is Split.TUNE]
    unanswerable = [question for question in tune if question.page is None]
    taught = list(_examples_from(Knowledge(of, words), tune + unanswerable * UNANSWERABLE_OVERSAMPLING))
    for fold in range(CALIBRATION_FOLDS):
        kept = [replace(page, questions=_without(page, fold)) for page in of]
        held_out = [
            EvalQuestion(ask, page.name, Split.TUNE) for page in of for ask in page.questions[fold::CALIBRATION_FOLDS]
        ]
        taught += _examples_from(Knowledge(kept, words), held_out)
    return taught


def fit_weights(examples: Sequence[TrainingExample]) -> tuple[float, ...]:
    """Fit the weights by logistic regression (gradient descent)."""
    weights = [0.0] * len(examples[0][0])
    for _ in range(TRAINING_ROUNDS):
        errors = [(values, confidence_of(values, weights) - right) for values, right in examples]
        for n, weight in enumerate(weights):
            slope = sum(error * values[n] for values, error in errors) / len(examples)
            weights[n] -= LEARNING_RATE * (slope + (REGULARIZATION * weight if n else 0.0))
    return tuple(round(weight, 2) for weight in weights)


def _examples_from(knowledge: Knowledge, asked: Sequence[EvalQuestion]) -> Iterator[TrainingExample]:
    for question in asked:
        reading = knowledge.search(question.text)
        if reading.features:
            yield reading.features.values(), reading.first == question.page


def _without(page: Page, fold: int) -> tuple[str, ...]:
    return tuple(ask for number, ask in enumerate(page.questions) if number % CALIBRATION_FOLDS != fold)


if __name__ == "__main__":
    sys.stdout.write(f"CONFIDENCE_WEIGHTS = {fit_weights(training_examples(Path(sys.argv[1])))}\n")
