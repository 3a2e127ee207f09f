"""How good the search is, in numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

from bot.knowledge.eval_set import Question, Split
from bot.knowledge.search import Knowledge
from workflows.answers.model import Answer, Kind

RIGHT_FIRST = 0.90
DECLINED = 0.85


@dataclass(frozen=True)
class Result:
    """One question, asked."""

    question: Question
    first: str | None
    """The page ranked first, whether it was good enough to be given or not."""
    answer: Answer
    milliseconds: float

    @property
    def right_first(self) -> bool:
        """Whether the right page is ranked first."""
        return self.first == self.question.page

    @property
    def declined(self) -> bool:
        """Whether no page was given as the answer."""
        return self.answer.kind is Kind.UNSURE


@dataclass(frozen=True)
class Half:
    """The totals of one half of the questions; shares are from 0 to 1."""

    questions: int
    right_first: float
    """Of the answerable: the right page is ranked first."""
    answered: float
    """Of the answerable: answered with a page, right or wrong."""
    answered_right: float
    """Of those answered: with the right page."""
    offered: float
    """Of the answerable that were not answered: the right page is among the alternatives."""
    declined: float
    """Of the unanswerable: no page was given as the answer."""
    silent: float
    """Of the unanswerable: nothing was offered either."""
    brier: float
    """Mean squared error of the confidence; 0 is perfect, a constant guess of one half has 0.25."""


@dataclass(frozen=True)
class Measurement:
    """Everything measured in one go."""

    tune: Half
    test: Half
    p50: float
    """Milliseconds of the middle question."""
    p99: float
    """Milliseconds that 99 in 100 questions stay under."""
    reached: dict[str, int]
    """Page → how many questions of the set rank it first and mean it."""

    def missed(self) -> list[str]:
        """The targets for answers that are not met on the half that was not tuned on, in words.

        How long a question took depends on the machine, so it is shown and not judged here.
        """
        targets = (
            ("right page first", self.test.right_first, RIGHT_FIRST),
            ("unanswerable declined", self.test.declined, DECLINED),
        )
        return [
            f"{what}: {value:.3g} instead of {target:g}" for what, value, target in targets if value < target
        ]


def measure(knowledge: Knowledge, questions: Sequence[Question]) -> Measurement:
    """Asks every question once and counts."""
    results = [_asked(knowledge, question) for question in questions]
    times = sorted(result.milliseconds for result in results)
    return Measurement(
        tune=_half(results, Split.TUNE),
        test=_half(results, Split.TEST),
        p50=times[len(times) // 2],
        p99=times[min(len(times) - 1, len(times) * 99 // 100)],
        reached={page: sum(r.right_first and r.first == page for r in results) for page in knowledge.pages},
    )


def _asked(knowledge: Knowledge, question: Question) -> Result:
    start = perf_counter()
    answer = knowledge.ask(question.ask)
    milliseconds = (perf_counter() - start) * 1000
    return Result(question, knowledge.read(question.ask).first, answer, milliseconds)


def _half(results: Sequence[Result], split: Split) -> Half:
    half = [result for result in results if result.question.split is split]
    known = [result for result in half if result.question.page]
    unknown = [result for result in half if not result.question.page]
    answered = [result for result in known if not result.declined]
    asked_back = [result for result in known if result.declined]
    return Half(
        questions=len(half),
        right_first=_share([result.right_first for result in known]),
        answered=_share([not result.declined for result in known]),
        answered_right=_share([result.right_first for result in answered]),
        offered=_share([_offers_right(result) for result in asked_back]),
        declined=_share([result.declined for result in unknown]),
        silent=_share([not result.answer.alternatives for result in unknown]),
        brier=sum((r.answer.confidence - r.right_first) ** 2 for r in half) / max(1, len(half)),
    )


def _offers_right(result: Result) -> bool:
    return result.question.page in [alternative.page for alternative in result.answer.alternatives]


def _share(of: Sequence[bool]) -> float:
    return sum(of) / len(of) if of else 1.0
