"""Asks the pages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.knowledge import confidence, pages, synonyms, tokenizer
from bot.knowledge.confidence import MAX_OFFERS, AnswerVerdict, Features
from bot.knowledge.index import PageIndex
from bot.knowledge.pages import Page
from bot.knowledge.query_terms import QueryAnalyzer
from bot.knowledge.ranking import Candidate, Ranker
from bot.slack_markup import plain_text as plain_words
from workflows.answers.model import Alternative, Answer, AnswerKind

DONT_KNOW = (
    "I don't know that one. Ask in `#data-help` about data, or in `#fivetran-discussion` about connectors."
)
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
"""Pages after which somebody probably wants to ask for access, and to what."""
MIN_OFFER_SCORE_RATIO = 0.6
"""Share of the best score; a page that fits much worse is no help."""
MAX_QUESTION_SENTENCES = 6
"""Of a long message, how many of its questions are also asked by themselves."""
SENTENCE_DISCOUNT = 0.9
"""A sentence without its surroundings may mislead: its confidence counts a little less."""


@dataclass(frozen=True)
class SearchResult:
    """A question as the search understood it."""

    candidates: Sequence[Candidate]
    features: Features | None
    """None when no page has anything of the question."""
    confidence: float

    @property
    def first(self) -> str | None:
        """The page that fits best, however badly."""
        return self.candidates[0].page if self.candidates else None


NO_RESULT = SearchResult((), None, 0.0)


class Knowledge:
    """All pages, ready to be asked. Safe to use from many threads."""

    def __init__(self, of: Sequence[Page], words: QueryAnalyzer) -> None:
        self.pages = {page.name: page for page in of}
        self._words = words
        self._index = PageIndex(of, words.content_words)
        self._vocabulary = self._index.vocabulary | words.known
        self._ranking = Ranker(self._index)

    @classmethod
    def load(cls, folder: Path, services: Iterable[str] = ()) -> "Knowledge":
        """The pages in `folder` with its `synonyms.yaml`; `services` are names of sources from the catalogue.

        Raises `InvalidKnowledge` naming every mistake.
        """
        words = QueryAnalyzer(synonyms.load_word_lists(folder / "synonyms.yaml"), services)
        return cls(pages.load_pages(folder), words)

    def answer(self, question: str) -> Answer:
        """The answer to `question`, which may be anything a person can type into Slack."""
        asks = self._words.content_words(plain_words(question))
        return self._answer(self.search(question)) if asks else EMPTY_QUESTION_ANSWER

    def search(self, question: str) -> SearchResult:
        """What the search makes of `question`: as a whole, or of the one question in it that is clearest."""
        plain = plain_words(question)
        whole = self._read(plain)
        asked = [
            sentence
            for sentence in tokenizer.split_sentences(plain)
            if sentence.endswith("?") and sentence != plain
        ]
        alone = [self._read(sentence) for sentence in asked[:MAX_QUESTION_SENTENCES]]
        discounted = [replace(one, confidence=one.confidence * SENTENCE_DISCOUNT) for one in alone]
        return max([whole, *discounted], key=lambda reading: reading.confidence)

    def _read(self, plain: str) -> SearchResult:
        terms = self._words.terms(plain, self._vocabulary)
        candidates = self._ranking.candidates(terms)
        if not candidates:
            return NO_RESULT
        found = confidence.extract_features(terms, candidates)
        return SearchResult(candidates, found, confidence.confidence_of(found.values()))

    def _answer(self, reading: SearchResult) -> Answer:
        sure = round(reading.confidence, 3)
        offers = self._offers(reading.candidates[:MAX_OFFERS])
        match confidence.choose_verdict(reading.confidence):
            case AnswerVerdict.ANSWER:
                page = self.pages[reading.candidates[0].page]
                return self._given(page, offers[1:], sure)
            case AnswerVerdict.DID_YOU_MEAN:
                return Answer(AnswerKind.UNSURE, DID_YOU_MEAN, alternatives=offers, confidence=sure)
            case AnswerVerdict.DONT_KNOW:
                return Answer(AnswerKind.UNSURE, DONT_KNOW, confidence=sure)

    def page(self, name: str) -> Answer | None:
        """The answer that a page gives, for somebody who chose it; None when there is no such page."""
        page = self.pages.get(name)
        return self._given(page, (), 1.0) if page else None

    @staticmethod
    def _given(page: Page, others: tuple[Alternative, ...], sure: float) -> Answer:
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
