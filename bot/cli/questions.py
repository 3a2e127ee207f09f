"""`python -m bot questions`: what was not answered, or not well, and the beginning of a page about it."""

import csv
import io
from collections.abc import Sequence

import frontmatter

from bot.config.settings import Settings
from bot.store.database import connect
from bot.store.questions import QuestionStore
from workflows.answers.ports import Question

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


def list_questions(settings: Settings, *, as_csv: bool) -> str:
    """All of them as CSV, or as lines to read."""
    questions = QuestionStore(connect(settings.database_url)).list_for_review()
    if as_csv:
        return _table(questions)
    lines = [
        f"{one.id}  {one.asked_at:%Y-%m-%d %H:%M}  {' '.join(one.text.split())[:100]}" for one in questions
    ]
    return "".join(f"{line}\n" for line in lines) or "Every question was answered, and nobody complained.\n"


def _table(questions: Sequence[Question]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*QUESTION_COLUMNS, "text", "answer"])
    writer.writerows(_row(one) for one in questions)
    return out.getvalue()


def _row(question: Question) -> list[str]:
    answer = question.answer
    facts = {
        "id": question.id,
        "asked_at": question.asked_at.isoformat(timespec="seconds"),
        "by": question.author or question.asker,
        "channel": question.channel,
        "surface": question.surface,
        "kind": answer.kind if answer else "",
        "confidence": answer.confidence if answer else "",
        "page": (answer.page if answer else None) or "",
        "feedback": question.feedback or "",
        "passed_on": question.handover_url or "",
    }
    values = [str(facts[name]) for name in QUESTION_COLUMNS]
    return [_escape_formula(value) for value in [*values, question.text, answer.text if answer else ""]]


def _escape_formula(value: str) -> str:
    """A spreadsheet would take a value that begins like this for a formula."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def draft_page(settings: Settings, question_id: str) -> str:
    """A page with its front matter filled in as far as it can be; `Refused` when there is none."""
    question = QuestionStore(connect(settings.database_url)).get(question_id)
    asked = " ".join(question.text.split())
    page = frontmatter.Post(
        "Write the answer here, in a few short paragraphs: what to do, in which order, and whom to ask.",
        title=asked[:75],
        questions=[asked, *(f"(another way to ask it, {number} of 4)" for number in range(1, 5))],
        source="https://",
        owner="data-engineering",
        reviewed=question.asked_at.date(),
    )
    return f"{frontmatter.dumps(page)}\n"
