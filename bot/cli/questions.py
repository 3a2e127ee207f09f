"""`python -m bot questions`: unanswered and poorly rated questions, and drafts of knowledge pages."""

import csv
import io
from collections.abc import Sequence

import frontmatter

from bot.config.settings import Settings
from bot.store.database import connect
from bot.store.questions import QuestionStore
from workflows.answers.model import Question

QUESTION_COLUMNS = (
    "id",
    "asked_at",
    "by",
    "channel",
    "surface",
    "kind",
    "confidence",
    "page",
    "feedback",
    "passed_on",
)


def render_questions(settings: Settings, *, as_csv: bool) -> str:
    """Return the questions to review, as CSV or one per line."""
    questions = QuestionStore(connect(settings.database_url)).list_for_review()
    if as_csv:
        return _table(questions)
    lines = [
        f"{question.id}  {question.asked_at:%Y-%m-%d %H:%M}  {' '.join(question.text.split())[:100]}"
        for question in questions
    ]
    return "".join(f"{line}\n" for line in lines) or "No questions to review.\n"


def _table(questions: Sequence[Question]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*QUESTION_COLUMNS, "text", "answer"])
    writer.writerows(_row(question) for question in questions)
    return out.getvalue()


def _row(question: Question) -> list[str]:
    answer = question.answer
    values = {
        "id": question.id,
        "asked_at": question.asked_at.isoformat(timespec="seconds"),
        "by": question.author or question.viewer_id,
        "channel": question.channel,
        "surface": question.surface,
        "kind": answer.kind if answer else "",
        "confidence": answer.confidence if answer else "",
        "page": (answer.page if answer else None) or "",
        "feedback": question.feedback or "",
        "passed_on": question.handover_url or "",
    }
    row = [str(values[name]) for name in QUESTION_COLUMNS]
    return [escape_formula(value) for value in [*row, question.text, answer.text if answer else ""]]


def escape_formula(value: str) -> str:
    """Prefix a value that a spreadsheet would run as a formula."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def draft_page(settings: Settings, question_id: str) -> str:
    """Return the draft of a page with filled front matter. Raises `Refused` for an unknown question."""
    question = QuestionStore(connect(settings.database_url)).get(question_id)
    text = " ".join(question.text.split())
    page = frontmatter.Post(
        "Write the answer here in a few short paragraphs: the steps, and who to ask for help.",
        title=text[:75],
        questions=[text, *(f"(another phrasing, {number} of 4)" for number in range(1, 5))],
        source="https://",
        owner="data-engineering",
        reviewed=question.asked_at.date(),
    )
    return f"{frontmatter.dumps(page)}\n"
