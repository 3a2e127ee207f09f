"""The question set, and how good the search must be on it."""

from pathlib import Path

import pytest

from bot.knowledge import eval_set
from bot.knowledge import evaluation as measuring
from bot.knowledge.eval_set import EvalQuestion, Split
from bot.knowledge.evaluation import Evaluation
from bot.knowledge.search import Knowledge


@pytest.fixture(scope="module")
def asked(shipped: Path) -> list[EvalQuestion]:
    return eval_set.load_eval_set(shipped / "questions.yaml")


@pytest.fixture(scope="module")
def measured(knowledge: Knowledge, asked: list[EvalQuestion]) -> Evaluation:
    return measuring.evaluate(knowledge, asked)


def test_the_targets_are_met_on_the_half_that_was_not_tuned_on(measured: Evaluation) -> None:
    assert measured.test.right_first >= 0.90
    assert measured.test.declined >= 0.85
    assert measured.missed_targets() == []


def test_a_given_answer_is_nearly_always_the_right_one(measured: Evaluation) -> None:
    assert measured.test.answered >= 0.85
    assert measured.test.answered_right >= 0.95


def test_the_confidence_is_calibrated(knowledge: Knowledge, asked: list[EvalQuestion]) -> None:
    read = [(knowledge.search(one.text), one.page) for one in asked if one.split is Split.TEST]

    sure = [reading.first == page for reading, page in read if reading.confidence >= 0.8]
    unsure = [reading.first == page for reading, page in read if reading.confidence < 0.4]

    assert sum(sure) / len(sure) >= 0.9
    assert sum(unsure) / len(unsure) <= 0.4


def test_every_page_is_reached_by_five_phrasings_at_least(measured: Evaluation) -> None:
    assert {page: count for page, count in measured.questions_per_page.items() if count < 5} == {}


def test_the_set_is_large_has_a_fifth_unanswerable_and_is_split_in_halves(asked: list[EvalQuestion]) -> None:
    unanswerable = [one for one in asked if one.page is None]

    assert len(asked) >= 150
    assert len({one.text.casefold() for one in asked}) == len(asked)
    assert len(unanswerable) / len(asked) == pytest.approx(0.2, abs=0.02)
    assert sum(one.split is Split.TEST for one in asked) == len(asked) // 2


def test_no_question_of_the_test_half_stands_on_a_page(knowledge: Knowledge, asked: list[EvalQuestion]) -> None:
    written = {ask.casefold().strip("?! ") for page in knowledge.pages.values() for ask in page.questions}

    copied = [one.text for one in asked if one.split is Split.TEST and one.text.casefold().strip("?! ") in written]

    assert copied == []


def test_a_missed_target_is_said_in_words(knowledge: Knowledge) -> None:
    hopeless = [
        EvalQuestion("what's for lunch", "costs", Split.TEST),
        EvalQuestion("what is MAR", None, Split.TEST),
    ]

    missed = measuring.evaluate(knowledge, hopeless).missed_targets()

    assert missed == ["right page first: 0 instead of 0.9", "unanswerable declined: 0 instead of 0.85"]


@pytest.mark.parametrize(
    ("entry", "mistake"),
    [
        ("- {ask: a, page: b, split: train}", "question 1: 'train' is not a valid Split"),
        ("- {ask: a, split: tune}", "question 1: 'page'"),
        ("- just text", "question 1: "),
        ("ask: a", "must be a list of questions"),
    ],
)
def test_a_wrong_entry_of_the_set_is_named(folder: Path, entry: str, mistake: str) -> None:
    (folder / "questions.yaml").write_text(entry)

    with pytest.raises(ValueError, match=mistake):
        eval_set.load_eval_set(folder / "questions.yaml")
