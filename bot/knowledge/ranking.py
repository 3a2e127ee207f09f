"""Which pages fit a question best, and how well."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from bot.knowledge.index import PageIndex
from bot.knowledge.query_terms import Term

CLOSENESS_WEIGHT = 10.0
"""What looking exactly like an example question is worth, in units of BM25."""
SECOND_PHRASING_WEIGHT = 0.5
"""What the second most similar example question is worth, against the first."""
SERVICE_NAME_WEIGHT = 0.25
"""The name of a source says little about what is asked, against any other word."""
UNKNOWN_WORD_WEIGHT = 0.7
"""A word that stands on no page speaks against every page, but less than its rarity says."""
BODY_ONLY_WEIGHT = 0.6
"""A word found only in the text of a page covers less than one in its title or questions."""


@dataclass(frozen=True)
class Candidate:
    """A page, and how well it fits the question."""

    page: str
    score: float
    """Higher is better; only good for comparing candidates of one question."""
    coverage: float
    """How much of what was asked (by rarity) stands on the page, from 0 to 1."""
    evidence: float
    """The rarity of everything asked for that stands on the page; one common word is little."""
    closeness: float
    """How like the question is to the page's title or to one of its example questions, from 0 to 1."""


class Ranker:
    """Compares questions with the pages of an index."""

    def __init__(self, index: PageIndex) -> None:
        self._index = index
        self._owners = [page for page, _ in index.phrasings]
        self._sizes = [
            sum(index.phrasing_rarity((word,)) for word in set(words)) for _, words in index.phrasings
        ]

    def candidates(self, terms: Sequence[Term]) -> list[Candidate]:
        """The pages on which anything of the question stands, the best first."""
        scores: dict[str, float] = defaultdict(float)
        evidence: dict[str, float] = defaultdict(float)
        asked = 0.0
        for term in terms:
            rarity = self._index.rarity(term.variants) * self._importance(term)
            asked += rarity
            for page, (score, cover) in self._on_pages(term).items():
                scores[page] += score * self._importance(term)
                evidence[page] += cover * rarity
        likenesses = self._likenesses(terms)
        found = [
            Candidate(page, score + _from_likeness(likes), evidence[page] / asked, evidence[page], likes[0])
            for page, score in scores.items()
            for likes in [likenesses.get(page, [0.0])]
        ]
        return sorted(found, key=lambda candidate: (-candidate.score, candidate.page))

    def _importance(self, term: Term) -> float:
        if term.is_service:
            return SERVICE_NAME_WEIGHT
        return (
            1.0 if any(self._index.find(word).page_scores for word in term.variants) else UNKNOWN_WORD_WEIGHT
        )

    def _on_pages(self, term: Term) -> dict[str, tuple[float, float]]:
        """Page → the best score of any variant, and how well the page covers the term."""
        best: dict[str, tuple[float, float]] = {}
        for word, worth in term.variants.items():
            found = self._index.find(word)
            for page, score in found.page_scores.items():
                cover = worth * (1.0 if page in found.title_or_question_pages else BODY_ONLY_WEIGHT)
                before = best.get(page, (0.0, 0.0))
                best[page] = max(before[0], worth * score), max(before[1], cover)
        return best

    def _likenesses(self, terms: Sequence[Term]) -> dict[str, list[float]]:
        """Page → how like the question is to its phrasings, the likest first: what both say, over what either
        says (Dice)."""
        common: dict[int, float] = defaultdict(float)
        size = 0.0
        for term in terms:
            weight = self._index.phrasing_rarity(term.variants) * self._importance(term)
            size += weight
            for number, worth in self._in_phrasings(term).items():
                common[number] += weight * worth
        likeness: dict[str, list[float]] = defaultdict(list)
        for number, shared in common.items():
            likeness[self._owners[number]].append(min(1.0, 2 * shared / (size + self._sizes[number])))
        return {page: sorted(likes, reverse=True) for page, likes in likeness.items()}

    def _in_phrasings(self, term: Term) -> dict[int, float]:
        best: dict[int, float] = {}
        for word, worth in term.variants.items():
            for number in self._index.find(word).phrasings:
                best[number] = max(best.get(number, 0.0), worth)
        return best


def _from_likeness(likes: Sequence[float]) -> float:
    """Likeness counts by its square: half alike is common, nearly the same is not. A second example question
    that is like the question, too, makes the page likelier."""
    first, *others = (like**2 for like in likes)
    return (
        CLOSENESS_WEIGHT * (first + SECOND_PHRASING_WEIGHT * sum(others[:1])) / (1 + SECOND_PHRASING_WEIGHT)
    )
