"""How sure we are that the best page answers the question, and what we do about it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from bot.knowledge.query_terms import Term
from bot.knowledge.ranking import Candidate

WEIGHTS = (-2.87, 2.32, 1.34, 1.95, 1.63, -1.71)
"""Intercept, then one per feature. Fitted by `bot.knowledge.calibration`; no `test` question was used."""

ANSWER_FROM = 0.6
"""Below this chance of being right a page is offered, not given."""
OFFER_FROM = 0.2
"""Below this chance nothing is offered: a guess would only cost the person time."""
MAX_OFFERS = 3
ENOUGH = 3.0
"""Evidence, in rarity, that counts half: about one rare word or two common ones."""


class Verdict(Enum):
    """What to do with the best candidates."""

    ANSWER = "answer"
    DID_YOU_MEAN = "did you mean"
    DONT_KNOW = "don't know"


@dataclass(frozen=True)
class Features:
    """What the confidence is judged by; each is from 0 to 1."""

    coverage: float
    evidence: float
    closeness: float
    lead: float
    """How far the best page is ahead of the second."""
    elsewhere: float
    """1 when a word belongs to another field."""

    def values(self) -> tuple[float, ...]:
        """The constant 1 for the intercept, then the features in the order of `WEIGHTS`."""
        return 1.0, self.coverage, self.evidence, self.closeness, self.lead, self.elsewhere


def features(terms: Sequence[Term], candidates: Sequence[Candidate]) -> Features:
    """What `candidates` (the best first, at least one) and the question's words say about our chances."""
    best = candidates[0]
    second = candidates[1].score if len(candidates) > 1 else 0.0
    return Features(
        coverage=best.coverage,
        evidence=best.evidence / (best.evidence + ENOUGH),
        closeness=best.closeness,
        lead=1 - second / best.score if best.score > 0 else 0.0,
        elsewhere=float(any(term.is_elsewhere for term in terms)),
    )


def chance(values: Sequence[float], weights: Sequence[float] = WEIGHTS) -> float:
    """The chance, from 0 to 1, that the best page is the right one (logistic model)."""
    return 1 / (1 + math.exp(-sum(weight * value for weight, value in zip(weights, values, strict=True))))


def verdict(confidence: float) -> Verdict:
    """What a confidence is enough for."""
    if confidence >= ANSWER_FROM:
        return Verdict.ANSWER
    return Verdict.DID_YOU_MEAN if confidence >= OFFER_FROM else Verdict.DONT_KNOW
