"""Evaluation of the search on the question set."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from time import perf_counter

from bot.knowledge.eval_set import EvalQuestion, Split
from bot.knowledge.search import Knowledge
from workflows.answers.model import Answer, AnswerKind

RIGHT_FIRST_TARGET = 0.90
DECLINED_TARGET = 0.85


@dataclass(frozen=True)
class EvalResult:
    """Result of one question."""

    question: EvalQuestion
    first: str | None
    """The page ranked first, whatever its confidence."""
    answer: Answer
    milliseconds: float

    @property
    def is_first_page_right(self) -> bool:
        """Whether the right page is ranked first."""
        return self.first == self.question.page

    @property
    def is_declined(self) -> bool:
        """Whether the answer has no page."""
        return self.answer.kind is AnswerKind.UNSURE


@dataclass(frozen=True)
class SplitMetrics:
    """Metrics of one split; shares are from 0 to 1."""

    questions: int
    right_first: float
    """Share of the answerable with the right page ranked first."""
    answered: float
    """Share of the answerable that got a page, right or wrong."""
    answered_right: float
    """Share of the answered with the right page."""
    offered: float
    """Share of the answerable but not answered with the right page among the alternatives."""
    declined: float
    """Share of the unanswerable that got no page."""
    silent: float
    """Share of the unanswerable that got no alternatives either."""
    brier: float
    """Mean squared error of the confidence: 0 is perfect, guessing one half scores 0.25."""

    def rows(self) -> dict[str, str]:
        """Return label → formatted value, in the order of the table."""
        return {
            "questions": str(self.questions),
            "right page first": f"{self.right_first:.1%}",
            "answered": f"{self.answered:.1%}",
            "  with the right page": f"{self.answered_right:.1%}",
            "not answered, right page offered": f"{self.offered:.1%}",
            "unanswerable, declined": f"{self.declined:.1%}",
            "  without alternatives": f"{self.silent:.1%}",
            "confidence error (Brier)": f"{self.brier:.3f}",
        }


@dataclass(frozen=True)
class Evaluation:
    """Metrics of both splits, and timings."""

    tune: SplitMetrics
    test: SplitMetrics
    p50_ms: float
    """Median milliseconds per question."""
    p99_ms: float
    """99th percentile of milliseconds per question."""
    questions_per_page: dict[str, int]
    """Page → number of questions that it answers and that rank it first."""

    def missed_targets(self) -> list[str]:
        """Return the missed targets of the test split, one sentence each.

        Timings depend on the machine, so they are shown but have no target here.
        """
        targets = (
            ("right page first", self.test.right_first, RIGHT_FIRST_TARGET),
            ("unanswerable declined", self.test.declined, DECLINED_TARGET),
        )
        return [f"{what}: {value:.3g} instead of {target:g}" for what, value, target in targets if value < target]


def evaluate(knowledge: Knowledge, questions: Sequence[EvalQuestion]) -> Evaluation:
    """Ask every question once and return the metrics."""
    results = [_run_question(knowledge, question) for question in questions]
    times = sorted(result.milliseconds for result in results)
    return Evaluation(
        tune=_metrics(results, Split.TUNE),
        test=_metrics(results, Split.TEST),
        p50_ms=times[len(times) // 2],
        p99_ms=times[min(len(times) - 1, len(times) * 99 // 100)],
        questions_per_page={
            page: sum(result.is_first_page_right and result.first == page for result in results)
            for page in knowledge.pages
        },
    )


def _run_question(knowledge: Knowledge, question: EvalQuestion) -> EvalResult:
    start = perf_counter()
    answer = knowledge.answer(question.text)
    milliseconds = (perf_counter() - start) * 1000
    return EvalResult(question, knowledge.search(question.text).first, answer, milliseconds)


def _metrics(results: Sequence[EvalResult], split: Split) -> SplitMetrics:
    selected = [result for result in results if result.question.split is split]
    answerable = [result for result in selected if result.question.page]
    unanswerable = [result for result in selected if not result.question.page]
    declined, answered = _partition(answerable)
    return SplitMetrics(
        questions=len(selected),
        right_first=_share(map(_is_right_first, answerable)),
        answered=_share(not result.is_declined for result in answerable),
        answered_right=_share(map(_is_right_first, answered)),
        offered=_share(map(_offers_right, declined)),
        declined=_share(result.is_declined for result in unanswerable),
        silent=_share(not result.answer.alternatives for result in unanswerable),
        brier=_brier(selected),
    )


def _partition(results: Sequence[EvalResult]) -> tuple[list[EvalResult], list[EvalResult]]:
    """Split results into declined and answered."""
    declined = [result for result in results if result.is_declined]
    return declined, [result for result in results if not result.is_declined]


def _is_right_first(result: EvalResult) -> bool:
    return result.is_first_page_right


def _brier(results: Sequence[EvalResult]) -> float:
    errors = ((result.answer.confidence - result.is_first_page_right) ** 2 for result in results)
    return sum(errors) / max(1, len(results))


def _offers_right(result: EvalResult) -> bool:
    return result.question.page in [alternative.page for alternative in result.answer.alternatives]


def _share(flags: Iterable[bool]) -> float:
    """Return the share of true flags; 1 when there are none."""
    values = list(flags)
    return sum(values) / len(values) if values else 1.0
