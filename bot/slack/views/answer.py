"""An answer as people read it: what it says, where that comes from, how fresh it is, and what to do next."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.slack.views.blocks import (
    MAX_MESSAGE_CHARS,
    MAX_SECTION_CHARS,
    Block,
    blockquote,
    button,
    context,
    escape,
    escape_cut,
    mrkdwn_link,
    section,
    slack_date,
)
from bot.slack.views.markdown import markdown_to_mrkdwn, split_paragraphs
from workflows.answers.model import Answer, AnswerKind
from workflows.answers.ports import Question, Surface
from workflows.answers.topics import Topic

HELPED, NOT_QUITE, ASK_PEOPLE, ASK_ACCESS = "answer_helped", "answer_not_quite", "ask_people", "ask_access"
CHOOSE_ALTERNATIVE = "choose_meaning"
"""Followed by the number of the choice: action ids in one block have to differ."""
MAX_ANSWER_SECTIONS = 5
"""Sections of a long answer; nobody reads more in a chat."""
NO_CHANNELS: Mapping[Topic, str] = MappingProxyType({})


CHANNEL_PLACEHOLDERS = {Topic.DATA: "`#data-help`", Topic.CONNECTORS: "`#fivetran-discussion`"}
"""What pages call the channels where people ask; here they may be called otherwise."""


def answer_message(
    question: Question, channels: Mapping[Topic, str] = NO_CHANNELS
) -> tuple[str, list[Block]]:
    """Text and blocks. The `channels` (ids) that the answer names become links."""
    given = _answer_of(question)
    text = markdown_to_mrkdwn(given.text)
    for topic, channel in channels.items():
        text = text.replace(CHANNEL_PLACEHOLDERS[topic], f"<#{channel}>")
    parts = split_paragraphs(text, MAX_SECTION_CHARS)[:MAX_ANSWER_SECTIONS]
    blocks = [section(part) for part in [*_opening(question), *parts]]
    small = " · ".join(_small_print(given))
    blocks += [context(small)] if small else []
    rows = [] if question.is_empty else [_choices(question), _next_steps(question)]
    blocks += [{"type": "actions", "elements": row} for row in rows if row]
    return split_paragraphs(text, MAX_MESSAGE_CHARS - 100)[0], blocks


def _answer_of(question: Question) -> Answer:
    return question.answer or Answer(AnswerKind.UNSURE, "I have no answer to this.")


def _opening(question: Question) -> list[str]:
    """In private, and when nobody asked the bot, it says what this is about."""
    if question.is_private and question.surface in {Surface.THREAD, Surface.OFFER}:
        return [f"You asked in <#{question.channel}>. Not everybody there may read this, so it is for you:"]
    return []


def _small_print(given: Answer) -> list[str]:
    pieces = (
        [mrkdwn_link(given.source, "Source")] if given.source and given.kind is AnswerKind.KNOWLEDGE else []
    )
    pieces += (
        [mrkdwn_link(given.source, "See for yourself")]
        if given.source and given.kind is AnswerKind.LIVE
        else []
    )
    pieces += [f"kept by {escape(given.owner)}"] if given.owner else []
    pieces += [f"last reviewed {given.reviewed.strftime('%-d %B %Y')}"] if given.reviewed else []
    pieces += [f"as of {slack_date(given.as_of)}"] if given.as_of else []
    if given.kind is AnswerKind.KNOWLEDGE and given.alternatives:
        pieces.append("see also: " + ", ".join(escape_cut(one.title, 80) for one in given.alternatives[:2]))
    return pieces


def _choices(question: Question) -> list[Block]:
    given = _answer_of(question)
    if not given.is_clarification:
        return []
    return [
        button(f"{CHOOSE_ALTERNATIVE}_{number}", one.title, question.id)
        for number, one in enumerate(given.alternatives[:3])
    ]


def _next_steps(question: Question) -> list[Block]:
    given = _answer_of(question)
    steps = []
    if given.kind is not AnswerKind.UNSURE:
        steps = [button(HELPED, "That helped", question.id), button(NOT_QUITE, "Not quite", question.id)]
    if given.is_about_access:
        steps.append(button(ASK_ACCESS, "Ask for access", question.id))
    return [*steps, button(ASK_PEOPLE, "Ask a person", question.id)]


def handed_over_message(
    question: Question, asker_name: str, link_back: str | None
) -> tuple[str, list[Block]]:
    """What people read who are asked: text and blocks. What only the asker may read is not in it."""
    given, asked = _answer_of(question), _asker_text(question)
    text = f"{escape(asker_name)} has a question that I could not answer: {escape_cut(asked, 300)}"
    where = f" {mrkdwn_link(link_back, 'Where it was asked')}" if link_back else ""
    blocks = [section(f":raising_hand: *{escape(asker_name)}* asks:{where}\n{blockquote(asked)}")]
    if given.kind is not AnswerKind.UNSURE and not question.is_private:
        found = split_paragraphs(markdown_to_mrkdwn(given.text), 1_500)[0]
        blocks += [section(f"What I found, which was not enough:\n{found}")]
    return text, [*blocks, context("Please answer in this thread.")]


def _asker_text(question: Question) -> str:
    """What they asked; a button that names what not everybody may know of is the bot's words, not theirs."""
    return question.original_text if question.is_private and question.original_text else question.text


def hand_over_confirmation(url: str) -> str:
    """What the asker reads once people were asked."""
    return f"I have asked people: {mrkdwn_link(url, 'their answer will be here')}."
