"""The questions that were not answered, or not well, for the team."""

from collections.abc import Sequence

from bot.slack.views.blocks import Block, context, escape_cut, mention, mrkdwn_link, section, slack_date
from workflows.answers.model import AnswerKind
from workflows.answers.ports import Question


def unanswered_blocks(questions: Sequence[Question]) -> list[Block]:
    """The newest first."""
    if not questions:
        return [section("Every question was answered, and nobody complained.")]
    lines = [_line(question) for question in questions]
    foot = (
        "`python -m bot questions --csv` has all of them; `python -m bot questions draft ID` begins a page."
    )
    return [section("*Questions that need an answer*"), *[section(line) for line in lines], context(foot)]


def _line(question: Question) -> str:
    wrong = (
        "rated *not quite*"
        if question.answer and question.answer.kind is not AnswerKind.UNSURE
        else "no answer"
    )
    passed = f" · {mrkdwn_link(question.handover_url, 'people were asked')}" if question.handover_url else ""
    who = mention(question.author or question.asker)
    text = escape_cut(" ".join(question.text.split()), 300)
    return f"`{question.id}` {slack_date(question.asked_at)} · {who} · {wrong}{passed}\n>{text}"
