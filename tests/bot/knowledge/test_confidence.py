"""How sure we are, and what that is enough for."""

import pytest

from bot.knowledge.calibration import fitted
from bot.knowledge.confidence import Verdict, chance, features, verdict
from bot.knowledge.query_terms import Term
from bot.knowledge.ranking import Candidate

GOOD = Candidate("lamps", score=20, coverage=1.0, evidence=9.0, closeness=1.0)
POOR = Candidate("chairs", score=2, coverage=0.1, evidence=0.3, closeness=0.1)


@pytest.mark.parametrize(
    ("confidence", "then"),
    [
        (1.0, Verdict.ANSWER),
        (0.6, Verdict.ANSWER),
        (0.59, Verdict.DID_YOU_MEAN),
        (0.2, Verdict.DID_YOU_MEAN),
        (0.19, Verdict.DONT_KNOW),
        (0.0, Verdict.DONT_KNOW),
    ],
)
def test_what_a_confidence_is_enough_for(confidence: float, then: Verdict) -> None:
    assert verdict(confidence) is then


def test_a_page_that_fits_in_every_way_is_surely_right() -> None:
    good = features([Term("lamp", {"lamp": 1.0})], [GOOD, POOR])
    poor = features([Term("lamp", {"lamp": 1.0})], [POOR])

    assert chance(good.values()) > 0.9
    assert chance(poor.values()) < 0.5


def test_a_word_of_another_field_makes_us_less_sure() -> None:
    ours = features([Term("lamp", {"lamp": 1.0})], [GOOD])
    theirs = features([Term("lamp", {"lamp": 1.0}), Term("holiday", {}, is_elsewhere=True)], [GOOD])

    assert chance(theirs.values()) < chance(ours.values())


def test_weights_are_learned_from_what_was_right() -> None:
    taught = [((1.0, like / 10), like > 5) for like in range(11)] * 20

    weights = fitted(taught)

    assert chance((1.0, 0.9), weights) > 0.8
    assert chance((1.0, 0.2), weights) < 0.2
