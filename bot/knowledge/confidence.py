"""Confidence that the best page answers the question, and the verdict it leads to."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from bot.knowledge.query_terms import Term
from bot.knowledge.ranking import Candidate

CONFIDENCE_WEIGHTS = (-2.87, 2.32, 1.34, 1.95, 1.63, -1.71)
"""Intercept, then one weight per feature. Fitted by `bot.knowledge.calibration` without the `test` split."""

ANSWER_THRESHOLD = 0.6
"""Confidence from which a page is given as the answer."""
OFFER_THRESHOLD = 0.2
"""Confidence from which pages are offered as alternatives."""
MAX_OFFERS = 3
EVIDENCE_HALF_POINT = 3.0
"""Evidence (in rarity) with a feature value of one half: about one rare word or two common ones."""


class AnswerVerdict(Enum):
    """What the answer does with the best candidates."""

    ANSWER = "answer"
    DID_YOU_MEAN = "did_you_mean"
    DONT_KNOW = "dont_know"


@dataclass(frozen=True)
class Features:
    """Features of the confidence, each from 0 to 1."""

    coverage: float
    evidence: float
    closeness: float
    margin: float
    """Lead of the best page over the second."""
    off_topic: float
    """1 when a word belongs to another topic."""

    def values(self) -> tuple[float, ...]:
        """Return 1 for the intercept, then the features in the order of `CONFIDENCE_WEIGHTS`."""
        return 1.0, self.coverage, self.evidence, self.closeness, self.margin, self.off_topic


def extract_features(terms: Sequence[Term], candidates: Sequence[Candidate]) -> Features:
    """Extract the features of at least one candidate, the best first."""
    best = candidates[0]
    second = candidates[1].score if len(candidates) > 1 else 0.0
    return Features(
        coverage=best.coverage,
        evidence=best.evidence / (best.evidence + EVIDENCE_HALF_POINT),
        closeness=best.closeness,
        margin=1 - second / best.score if best.score > 0 else 0.0,
        off_topic=float(any(term.is_off_topic for term in terms)),
    )


def confidence_of(values: Sequence[float], weights: Sequence[float] = CONFIDENCE_WEIGHTS) -> float:
    """Return the probability that the best page is right (logistic model)."""
    return 1 / (1 + math.exp(-sum(weight * value for weight, value in zip(weights, values, strict=True))))


def choose_verdict(confidence: float) -> AnswerVerdict:
    """Return the verdict for a confidence."""
    if confidence >= ANSWER_THRESHOLD:
        return AnswerVerdict.ANSWER
    return AnswerVerdict.DID_YOU_MEAN if confidence >= OFFER_THRESHOLD else AnswerVerdict.DONT_KNOW
