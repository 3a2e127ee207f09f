"""How sure we are, and what that is enough for."""

import pytest

from bot.knowledge.calibration import fit_weights
from bot.knowledge.confidence import AnswerVerdict, choose_verdict, confidence_of, extract_features
from bot.knowledge.query_terms import Term
from bot.knowledge.ranking import Candidate

GOOD = Candidate("lamps", score=20, coverage=1.0, evidence=9.0, closeness=1.0)
POOR = Candidate("chairs", score=2, coverage=0.1, evidence=0.3, closeness=0.1)


@pytest.mark.parametrize(
    ("confidence", "then"),
    [
        (1.0, AnswerVerdict.ANSWER),
        (0.6, AnswerVerdict.ANSWER),
        (0.59, AnswerVerdict.DID_YOU_MEAN),
        (0.2, AnswerVerdict.DID_YOU_MEAN),
        (0.19, AnswerVerdict.DONT_KNOW),
        (0.0, AnswerVerdict.DONT_KNOW),
    ],
)
def test_what_a_confidence_is_enough_for(confidence: float, then: AnswerVerdict) -> None:
    assert choose_verdict(confidence) is then


def test_a_page_that_fits_in_every_way_is_surely_right() -> None:
    good = extract_features([Term("lamp", {"lamp": 1.0})], [GOOD, POOR])
    poor = extract_features([Term("lamp", {"lamp": 1.0})], [POOR])

    assert confidence_of(good.values()) > 0.9
    assert confidence_of(poor.values()) < 0.5


def test_a_word_of_another_field_makes_us_less_sure() -> None:
    ours = extract_features([Term("lamp", {"lamp": 1.0})], [GOOD])
    theirs = extract_features([Term("lamp", {"lamp": 1.0}), Term("holiday", {}, is_off_topic=True)], [GOOD])

    assert confidence_of(theirs.values()) < confidence_of(ours.values())


def test_weights_are_learned_from_what_was_right() -> None:
    taught = [((1.0, like / 10), like > 5) for like in range(11)] * 20

    weights = fit_weights(taught)

    assert confidence_of((1.0, 0.9), weights) > 0.8
    assert confidence_of((1.0, 0.2), weights) < 0.2
