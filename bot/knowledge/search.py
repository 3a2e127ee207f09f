"""Asks the pages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.knowledge import confidence, pages, synonyms, tokenizer
from bot.knowledge.confidence import MAX_OFFERS, Features, Verdict
from bot.knowledge.index import Index
from bot.knowledge.pages import Page
from bot.knowledge.query_terms import Words
from bot.knowledge.ranking import Candidate, Ranking
from bot.slack_markup import plain as plain_words
from workflows.answers.model import Alternative, Answer, Kind

DONT_KNOW = (
    "I don't know that one. Ask in `#data-help` about data, or in `#fivetran-discussion` about connectors."
)
DID_YOU_MEAN = "I'm not sure what you mean. Is it one of these?"
NOT_ASKED = Answer(
    Kind.UNSURE,
    "What would you like to know? For example: *How do I get access to Fivetran?*",
    confidence=0.0,
)

ACCESS_PAGES = {
    "getting-access": "Fivetran",
    "production-data-access": "Production data (moz-fx-data-bq-fivetran)",
    "signing-in": "Fivetran",
}
"""Pages after which somebody probably wants to ask for access, and to what."""
WORTH_OFFERING = 0.6
"""Share of the best score; a page that fits much worse is no help."""
MAX_SENTENCES = 6
"""Of a long message, how many of its questions are also asked by themselves."""
SENTENCE_DISCOUNT = 0.9
"""A sentence without its surroundings may mislead: its confidence counts a little less."""


@dataclass(frozen=True)
class Reading:
    """A question as the search understood it."""

    candidates: Sequence[Candidate]
    features: Features | None
    """None when no page has anything of the question."""
    confidence: float

    @property
    def first(self) -> str | None:
        """The page that fits best, however badly."""
        return self.candidates[0].page if self.candidates else None


NOTHING = Reading((), None, 0.0)


class Knowledge:
    """All pages, ready to be asked. Safe to use from many threads."""

    def __init__(self, of: Sequence[Page], words: Words) -> None:
        self.pages = {page.name: page for page in of}
        self._words = words
        self._index = Index(of, words.content)
        self._vocabulary = self._index.vocabulary | words.known
        self._ranking = Ranking(self._index)

    @classmethod
    def load(cls, folder: Path, services: Iterable[str] = ()) -> "Knowledge":
        """The pages in `folder` with its `synonyms.yaml`; `services` are names of sources from the catalogue.

        Raises `InvalidKnowledge` naming every mistake.
        """
        words = Words(synonyms.load(folder / "synonyms.yaml"), services)
        return cls(pages.load(folder), words)

    def ask(self, question: str) -> Answer:
        """The answer to `question`, which may be anything a person can type into Slack."""
        asks = self._words.content(plain_words(question))
        return self._answer(self.read(question)) if asks else NOT_ASKED

    def read(self, question: str) -> Reading:
        """What the search makes of `question`: as a whole, or of the one question in it that is clearest."""
        plain = plain_words(question)
        whole = self._read(plain)
        asked = [
            sentence
            for sentence in tokenizer.sentences(plain)
            if sentence.endswith("?") and sentence != plain
        ]
        alone = [self._read(sentence) for sentence in asked[:MAX_SENTENCES]]
        discounted = [replace(one, confidence=one.confidence * SENTENCE_DISCOUNT) for one in alone]
        return max([whole, *discounted], key=lambda reading: reading.confidence)

    def _read(self, plain: str) -> Reading:
        terms = self._words.terms(plain, self._vocabulary)
        candidates = self._ranking.candidates(terms)
        if not candidates:
            return NOTHING
        found = confidence.features(terms, candidates)
        return Reading(candidates, found, confidence.chance(found.values()))

    def _answer(self, reading: Reading) -> Answer:
        sure = round(reading.confidence, 3)
        offers = self._offers(reading.candidates[:MAX_OFFERS])
        match confidence.verdict(reading.confidence):
            case Verdict.ANSWER:
                page = self.pages[reading.candidates[0].page]
                return self._given(page, offers[1:], sure)
            case Verdict.DID_YOU_MEAN:
                return Answer(Kind.UNSURE, DID_YOU_MEAN, alternatives=offers, confidence=sure)
            case Verdict.DONT_KNOW:
                return Answer(Kind.UNSURE, DONT_KNOW, confidence=sure)

    def page(self, name: str) -> Answer | None:
        """The answer that a page gives, for somebody who chose it; None when there is no such page."""
        page = self.pages.get(name)
        return self._given(page, (), 1.0) if page else None

    @staticmethod
    def _given(page: Page, others: tuple[Alternative, ...], sure: float) -> Answer:
        return Answer(
            Kind.KNOWLEDGE,
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
            if candidate.score >= best[0].score * WORTH_OFFERING
        )
