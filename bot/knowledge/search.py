"""Search of the knowledge pages."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from bot.knowledge import KNOWLEDGE_DIR, confidence, pages, synonyms, tokenizer
from bot.knowledge.confidence import MAX_OFFERS, AnswerVerdict, Features
from bot.knowledge.index import PageIndex
from bot.knowledge.pages import Page
from bot.knowledge.query_terms import QueryAnalyzer
from bot.knowledge.ranking import Candidate, Ranker
from bot.slack_markup import plain_text
from workflows.answers.model import Alternative, Answer, AnswerKind

DONT_KNOW = "I don't know that one. Ask in `#data-help` about data, or in `#fivetran-discussion` about connectors."
DID_YOU_MEAN = "I'm not sure what you mean. Is it one of these?"
EMPTY_QUESTION_ANSWER = Answer(
    AnswerKind.UNSURE,
    "What would you like to know? For example: *How do I get access to Fivetran?*",
    confidence=0.0,
)

ACCESS_PAGES = {
    "getting-access": "Fivetran",
    "production-data-access": "Production data (moz-fx-data-bq-fivetran)",
    "signing-in": "Fivetran",
}
"""Page → the resource that its reader probably wants access to."""
MIN_OFFER_SCORE_RATIO = 0.6
"""Share of the best score that an alternative needs."""
MAX_QUESTION_SENTENCES = 6
"""Questions of a long message that are also searched alone."""
SENTENCE_DISCOUNT = 0.9
"""Confidence factor of a sentence searched without its context."""


@dataclass(frozen=True)
class SearchResult:
    """Ranked pages for a question, with the confidence."""

    candidates: Sequence[Candidate]
    features: Features | None
    """None when no page has a term of the question."""
    confidence: float

    @property
    def first(self) -> str | None:
        """The best page, whatever its score."""
        return self.candidates[0].page if self.candidates else None


NO_RESULT = SearchResult((), None, 0.0)


class Knowledge:
    """Searchable pages. Thread-safe."""

    def __init__(self, of: Sequence[Page], words: QueryAnalyzer) -> None:
        self.pages = {page.name: page for page in of}
        self._words = words
        self._index = PageIndex(of, words.content_words)
        self._vocabulary = self._index.vocabulary | words.known
        self._ranking = Ranker(self._index)

    @classmethod
    def load(cls, folder: Path) -> "Knowledge":
        """Load the pages in `folder` with its `synonyms.yaml`. Raises `InvalidKnowledge` with every mistake."""
        words = QueryAnalyzer(synonyms.load_word_lists(folder / "synonyms.yaml"))
        return cls(pages.load_pages(folder), words)

    def answer(self, question: str) -> Answer:
        """Answer any text that a person can type in Slack."""
        asks = self._words.content_words(plain_text(question))
        return self._answer(self.search(question)) if asks else EMPTY_QUESTION_ANSWER

    def search(self, question: str) -> SearchResult:
        """Search the whole text and each question in it, and return the most confident result."""
        plain = plain_text(question)
        whole = self._read(plain)
        asked = [
            sentence for sentence in tokenizer.split_sentences(plain) if sentence.endswith("?") and sentence != plain
        ]
        alone = [self._read(sentence) for sentence in asked[:MAX_QUESTION_SENTENCES]]
        discounted = [replace(result, confidence=result.confidence * SENTENCE_DISCOUNT) for result in alone]
        return max([whole, *discounted], key=lambda result: result.confidence)

    def _read(self, plain: str) -> SearchResult:
        terms = self._words.terms(plain, self._vocabulary)
        candidates = self._ranking.candidates(terms)
        if not candidates:
            return NO_RESULT
        found = confidence.extract_features(terms, candidates)
        return SearchResult(candidates, found, confidence.confidence_of(found.values()))

    def _answer(self, result: SearchResult) -> Answer:
        sure = round(result.confidence, 3)
        offers = self._offers(result.candidates[:MAX_OFFERS])
        match confidence.choose_verdict(result.confidence):
            case AnswerVerdict.ANSWER:
                page = self.pages[result.candidates[0].page]
                return self._page_answer(page, offers[1:], sure)
            case AnswerVerdict.DID_YOU_MEAN:
                return Answer(AnswerKind.UNSURE, DID_YOU_MEAN, alternatives=offers, confidence=sure)
            case AnswerVerdict.DONT_KNOW:
                return Answer(AnswerKind.UNSURE, DONT_KNOW, confidence=sure)

    def page(self, name: str) -> Answer | None:
        """Return the answer of a chosen page; None when it doesn't exist."""
        page = self.pages.get(name)
        return self._page_answer(page, (), 1.0) if page else None

    @staticmethod
    def _page_answer(page: Page, others: tuple[Alternative, ...], sure: float) -> Answer:
        return Answer(
            AnswerKind.KNOWLEDGE,
            page.answer,
            page.source,
            others,
            sure,
            page.name,
            page.owner,
            page.reviewed,
            access_to=ACCESS_PAGES.get(page.name),
        )

    def _offers(self, best: Sequence[Candidate]) -> tuple[Alternative, ...]:
        return tuple(
            Alternative(candidate.page, self.pages[candidate.page].title)
            for candidate in best
            if candidate.score >= best[0].score * MIN_OFFER_SCORE_RATIO
        )


@cache
def load_own_pages() -> Knowledge:
    """Load the pages of this version, once in each process. Raises `InvalidKnowledge` with every mistake."""
    return Knowledge.load(KNOWLEDGE_DIR)
