"""Fits the weights of the confidence. Run it after pages changed a lot:
`python -m bot.knowledge.calibration knowledge` prints the line for `confidence.py`.

It learns from the questions that may be tuned on and, because those have left their traces in the pages, from
every example question of a page too, asked of pages that do not have it.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from bot.knowledge import eval_set, pages, synonyms
from bot.knowledge.confidence import chance
from bot.knowledge.eval_set import Question, Split
from bot.knowledge.pages import Page
from bot.knowledge.query_terms import Words
from bot.knowledge.search import Knowledge

ROUNDS = 3000
RATE = 0.5
CALM = 0.002
"""How strongly weights are held small (L2): few examples must not make us too sure."""
FOLDS = 8
EXTRA = 3
"""How many more times an unanswerable question counts: so they are a fifth of everything, as in the set."""

Example = tuple[Sequence[float], bool]
"""The features of a question, and whether the page ranked first was right."""


def examples(folder: Path) -> list[Example]:
    """Everything in `folder` that teaches; an unanswerable question is one where the first page was wrong."""
    of, words = pages.load(folder), Words(synonyms.load(folder / "synonyms.yaml"))
    tune = [one for one in eval_set.load(folder / "questions.yaml") if one.split is Split.TUNE]
    unanswerable = [one for one in tune if one.page is None]
    taught = list(_asked(Knowledge(of, words), tune + unanswerable * EXTRA))
    for fold in range(FOLDS):
        kept = [replace(page, questions=_without(page, fold)) for page in of]
        held_out = [
            Question(ask, page.name, Split.TUNE) for page in of for ask in page.questions[fold::FOLDS]
        ]
        taught += _asked(Knowledge(kept, words), held_out)
    return taught


def fitted(taught: Sequence[Example]) -> tuple[float, ...]:
    """The weights that make the chances of `taught` likeliest (logistic regression by gradient descent)."""
    weights = [0.0] * len(taught[0][0])
    for _ in range(ROUNDS):
        errors = [(values, chance(values, weights) - right) for values, right in taught]
        for n, weight in enumerate(weights):
            slope = sum(error * values[n] for values, error in errors) / len(taught)
            weights[n] -= RATE * (slope + (CALM * weight if n else 0.0))
    return tuple(round(weight, 2) for weight in weights)


def _asked(knowledge: Knowledge, asked: Sequence[Question]) -> Iterator[Example]:
    for question in asked:
        reading = knowledge.read(question.ask)
        if reading.features:
            yield reading.features.values(), reading.first == question.page


def _without(page: Page, fold: int) -> tuple[str, ...]:
    return tuple(ask for number, ask in enumerate(page.questions) if number % FOLDS != fold)


if __name__ == "__main__":
    sys.stdout.write(f"WEIGHTS = {fitted(examples(Path(sys.argv[1])))}\n")
