"""View of unanswered and poorly rated questions."""

from collections.abc import Sequence

from bot.slack.views.blocks import Block, context, escape_cut, mention, mrkdwn_link, section, slack_date
from workflows.answers.model import AnswerKind, Question


def unanswered_blocks(questions: Sequence[Question]) -> list[Block]:
    """Return the list, the newest question first."""
    if not questions:
        return [section("No open questions.")]
    lines = [_line(question) for question in questions]
    foot = "Full list: `python -m bot questions --csv`. Draft a page: `python -m bot questions draft ID`."
    return [section("*Questions that need an answer*"), *[section(line) for line in lines], context(foot)]


def _line(question: Question) -> str:
    problem = "rated *not quite*" if question.answer and question.answer.kind is not AnswerKind.UNSURE else "no answer"
    handover = f" · {mrkdwn_link(question.handover_url, 'handed over')}" if question.handover_url else ""
    author = mention(question.author or question.viewer_id)
    text = escape_cut(" ".join(question.text.split()), 300)
    return f"`{question.id}` {slack_date(question.asked_at)} · {author} · {problem}{handover}\n>{text}"
