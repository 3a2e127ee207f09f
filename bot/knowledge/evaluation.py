"""How good the search is, in numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

from bot.knowledge.eval_set import EvalQuestion, Split
from bot.knowledge.search import Knowledge
from workflows.answers.model import Answer, AnswerKind

RIGHT_FIRST_TARGET = 0.90
DECLINED_TARGET = 0.85


@dataclass(frozen=True)
class EvalResult:
    """One question, asked."""

    question: EvalQuestion
    first: str | None
    """The page ranked first, whether it was good enough to be given or not."""
    answer: Answer
    milliseconds: float

    @property
    def is_first_page_right(self) -> bool:
        """Whether the right page is ranked first."""
        return self.first == self.question.page

    @property
    def is_declined(self) -> bool:
        """Whether no page was given as the answer."""
        return self.answer.kind is AnswerKind.UNSURE


@dataclass(frozen=True)
class SplitMetrics:
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
class Evaluation:
    """Everything measured in one go."""

    tune: SplitMetrics
    test: SplitMetrics
    p50_ms: float
    """Milliseconds of the middle question."""
    p99_ms: float
    """Milliseconds that 99 in 100 questions stay under."""
    questions_per_page: dict[str, int]
    """Page → how many questions of the set rank it first and mean it."""

    def missed_targets(self) -> list[str]:
        """The targets for answers that are not met on the half that was not tuned on, in words.

        How long a question took depends on the machine, so it is shown and not judged here.
        """
        targets = (
            ("right page first", self.test.right_first, RIGHT_FIRST_TARGET),
            ("unanswerable declined", self.test.declined, DECLINED_TARGET),
        )
        return [
            f"{what}: {value:.3g} instead of {target:g}" for what, value, target in targets if value < target
        ]


def evaluate(knowledge: Knowledge, questions: Sequence[EvalQuestion]) -> Evaluation:
    """Asks every question once and counts."""
    results = [_run_question(knowledge, question) for question in questions]
    times = sorted(result.milliseconds for result in results)
    return Evaluation(
        tune=_metrics(results, Split.TUNE),
        test=_metrics(results, Split.TEST),
        p50_ms=times[len(times) // 2],
        p99_ms=times[min(len(times) - 1, len(times) * 99 // 100)],
        questions_per_page={
            page: sum(r.is_first_page_right and r.first == page for r in results) for page in knowledge.pages
        },
    )


def _run_question(knowledge: Knowledge, question: EvalQuestion) -> EvalResult:
    start = perf_counter()
    answer = knowledge.answer(question.text)
    milliseconds = (perf_counter() - start) * 1000
    return EvalResult(question, knowledge.search(question.text).first, answer, milliseconds)


def _metrics(results: Sequence[EvalResult], split: Split) -> SplitMetrics:
    half = [result for result in results if result.question.split is split]
    known = [result for result in half if result.question.page]
    unknown = [result for result in half if not result.question.page]
    answered = [result for result in known if not result.is_declined]
    asked_back = [result for result in known if result.is_declined]
    return SplitMetrics(
        questions=len(half),
        right_first=_share([result.is_first_page_right for result in known]),
        answered=_share([not result.is_declined for result in known]),
        answered_right=_share([result.is_first_page_right for result in answered]),
        offered=_share([_offers_right(result) for result in asked_back]),
        declined=_share([result.is_declined for result in unknown]),
        silent=_share([not result.answer.alternatives for result in unknown]),
        brier=sum((r.answer.confidence - r.is_first_page_right) ** 2 for r in half) / max(1, len(half)),
    )


def _offers_right(result: EvalResult) -> bool:
    return result.question.page in [alternative.page for alternative in result.answer.alternatives]


def _share(of: Sequence[bool]) -> float:
    return sum(of) / len(of) if of else 1.0
