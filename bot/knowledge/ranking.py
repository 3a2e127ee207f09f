"""Ranking of pages for a question."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from bot.knowledge.index import PageIndex
from bot.knowledge.query_terms import Term

CLOSENESS_WEIGHT = 10.0
"""Score of a question identical to an example question, in units of BM25."""
SECOND_PHRASING_WEIGHT = 0.5
"""Weight of the second most similar example question relative to the first."""
SERVICE_NAME_WEIGHT = 0.25
"""Weight of a service name, which says little about the topic."""
UNKNOWN_WORD_WEIGHT = 0.7
"""Weight of a word on no page: it counts against every page, but less than its rarity."""
BODY_ONLY_WEIGHT = 0.6
"""Coverage of a word in the body only, relative to the title or an example question."""


@dataclass(frozen=True)
class Candidate:
    """A page with its scores for one question."""

    page: str
    score: float
    """Higher is better; comparable within one question only."""
    coverage: float
    """Share of the question's rarity that the page covers, from 0 to 1."""
    evidence: float
    """Sum of the rarity that the page covers."""
    closeness: float
    """Similarity to the title or the most similar example question, from 0 to 1."""


class Ranker:
    """Ranks the pages of an index."""

    def __init__(self, index: PageIndex) -> None:
        self._index = index
        self._owners = [page for page, _ in index.phrasings]
        self._sizes = [sum(index.phrasing_rarity((word,)) for word in set(words)) for _, words in index.phrasings]

    def candidates(self, terms: Sequence[Term]) -> list[Candidate]:
        """Return the pages with any term of the question, the best first."""
        scores: dict[str, float] = defaultdict(float)
        evidence: dict[str, float] = defaultdict(float)
        asked = 0.0
        for term in terms:
            rarity = self._index.rarity(term.variants) * self._importance(term)
            asked += rarity
            for page, (score, cover) in self._on_pages(term).items():
                scores[page] += score * self._importance(term)
                evidence[page] += cover * rarity
        similarities = self._similarities(terms)
        found = [
            Candidate(page, score + _similarity_score(likes), evidence[page] / asked, evidence[page], likes[0])
            for page, score in scores.items()
            for likes in [similarities.get(page, [0.0])]
        ]
        return sorted(found, key=lambda candidate: (-candidate.score, candidate.page))

    def _importance(self, term: Term) -> float:
        if term.is_service:
            return SERVICE_NAME_WEIGHT
        return 1.0 if any(self._index.find(word).page_scores for word in term.variants) else UNKNOWN_WORD_WEIGHT

    def _on_pages(self, term: Term) -> dict[str, tuple[float, float]]:
        """Return page → the best score of any variant, and the coverage of the term."""
        best: dict[str, tuple[float, float]] = {}
        for word, worth in term.variants.items():
            found = self._index.find(word)
            for page, score in found.page_scores.items():
                cover = worth * (1.0 if page in found.title_or_question_pages else BODY_ONLY_WEIGHT)
                before = best.get(page, (0.0, 0.0))
                best[page] = max(before[0], worth * score), max(before[1], cover)
        return best

    def _similarities(self, terms: Sequence[Term]) -> dict[str, list[float]]:
        """Return page → similarities to its phrasings (Dice coefficient), the highest first."""
        common: dict[int, float] = defaultdict(float)
        size = 0.0
        for term in terms:
            weight = self._index.phrasing_rarity(term.variants) * self._importance(term)
            size += weight
            for number, worth in self._in_phrasings(term).items():
                common[number] += weight * worth
        similarity: dict[str, list[float]] = defaultdict(list)
        for number, shared in common.items():
            similarity[self._owners[number]].append(min(1.0, 2 * shared / (size + self._sizes[number])))
        return {page: sorted(likes, reverse=True) for page, likes in similarity.items()}

    def _in_phrasings(self, term: Term) -> dict[int, float]:
        best: dict[int, float] = {}
        for word, worth in term.variants.items():
            for number in self._index.find(word).phrasings:
                best[number] = max(best.get(number, 0.0), worth)
        return best


def _similarity_score(values: Sequence[float]) -> float:
    """Return the score of the similarities, squared since medium similarity is common.

    A second similar example question raises the score.
    """
    first, *rest = (value**2 for value in values)
    return CLOSENESS_WEIGHT * (first + SECOND_PHRASING_WEIGHT * sum(rest[:1])) / (1 + SECOND_PHRASING_WEIGHT)
