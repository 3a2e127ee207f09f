"""How sure we are that the best page answers the question, and what we do about it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from bot.knowledge.query_terms import Term
from bot.knowledge.ranking import Candidate

CONFIDENCE_WEIGHTS = (-2.87, 2.32, 1.34, 1.95, 1.63, -1.71)
"""Intercept, then one per feature. Fitted by `bot.knowledge.calibration`; no `test` question was used."""

ANSWER_THRESHOLD = 0.6
"""Below this chance of being right a page is offered, not given."""
OFFER_THRESHOLD = 0.2
"""Below this chance nothing is offered: a guess would only cost the person time."""
MAX_OFFERS = 3
EVIDENCE_HALF_POINT = 3.0
"""Evidence, in rarity, that counts half: about one rare word or two common ones."""


class AnswerVerdict(Enum):
    """What to do with the best candidates."""

    ANSWER = "answer"
    DID_YOU_MEAN = "did_you_mean"
    DONT_KNOW = "dont_know"


@dataclass(frozen=True)
class Features:
    """What the confidence is judged by; each is from 0 to 1."""

    coverage: float
    evidence: float
    closeness: float
    margin: float
    """How far the best page is ahead of the second."""
    off_topic: float
    """1 when a word belongs to another field."""

    def values(self) -> tuple[float, ...]:
        """The constant 1 for the intercept, then the features in the order of `WEIGHTS`."""
        return 1.0, self.coverage, self.evidence, self.closeness, self.margin, self.off_topic


def extract_features(terms: Sequence[Term], candidates: Sequence[Candidate]) -> Features:
    """What `candidates` (the best first, at least one) and the question's words say about our chances."""
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
    """The chance, from 0 to 1, that the best page is the right one (logistic model)."""
    return 1 / (1 + math.exp(-sum(weight * value for weight, value in zip(weights, values, strict=True))))


def choose_verdict(confidence: float) -> AnswerVerdict:
    """What a confidence is enough for."""
    if confidence >= ANSWER_THRESHOLD:
        return AnswerVerdict.ANSWER
    return AnswerVerdict.DID_YOU_MEAN if confidence >= OFFER_THRESHOLD else AnswerVerdict.DONT_KNOW
