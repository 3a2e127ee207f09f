"""An answer as people read it: what it says, where that comes from, how fresh it is, and what to do next."""

from collections.abc import Mapping
from types import MappingProxyType

from bot.slack.views.blocks import (
    MESSAGE_TEXT,
    SECTION_TEXT,
    Block,
    button,
    context,
    escape,
    link,
    quoted,
    safe,
    section,
    when,
)
from bot.slack.views.markdown import mrkdwn_of, paragraphs
from workflows.answers.model import Answer, Kind
from workflows.answers.ports import Question, Surface
from workflows.answers.topics import Topic

HELPED, NOT_QUITE, ASK_PEOPLE, ASK_ACCESS = "answer_helped", "answer_not_quite", "ask_people", "ask_access"
CHOOSE = "choose_meaning"
"""Followed by the number of the choice: action ids in one block have to differ."""
MOST_PARTS = 5
"""Sections of a long answer; nobody reads more in a chat."""
NOWHERE: Mapping[Topic, str] = MappingProxyType({})


CHANNELS = {Topic.DATA: "`#data-help`", Topic.CONNECTORS: "`#fivetran-discussion`"}
"""What pages call the channels where people ask; here they may be called otherwise."""


def answer(question: Question, channels: Mapping[Topic, str] = NOWHERE) -> tuple[str, list[Block]]:
    """Text and blocks. The `channels` (ids) that the answer names become links."""
    given = _given(question)
    text = mrkdwn_of(given.text)
    for topic, channel in channels.items():
        text = text.replace(CHANNELS[topic], f"<#{channel}>")
    parts = paragraphs(text, SECTION_TEXT)[:MOST_PARTS]
    blocks = [section(part) for part in [*_opening(question), *parts]]
    small = " · ".join(_small_print(given))
    blocks += [context(small)] if small else []
    rows = [] if question.is_empty else [_choices(question), _next_steps(question)]
    blocks += [{"type": "actions", "elements": row} for row in rows if row]
    return paragraphs(text, MESSAGE_TEXT - 100)[0], blocks


def _given(question: Question) -> Answer:
    return question.answer or Answer(Kind.UNSURE, "I have no answer to this.")


def _opening(question: Question) -> list[str]:
    """In private, and when nobody asked the bot, it says what this is about."""
    if question.is_private and question.surface in {Surface.THREAD, Surface.OFFER}:
        return [f"You asked in <#{question.channel}>. Not everybody there may read this, so it is for you:"]
    return []


def _small_print(given: Answer) -> list[str]:
    pieces = [link(given.source, "Source")] if given.source and given.kind is Kind.KNOWLEDGE else []
    pieces += [link(given.source, "See for yourself")] if given.source and given.kind is Kind.LIVE else []
    pieces += [f"kept by {escape(given.owner)}"] if given.owner else []
    pieces += [f"last reviewed {given.reviewed.strftime('%-d %B %Y')}"] if given.reviewed else []
    pieces += [f"as of {when(given.as_of)}"] if given.as_of else []
    if given.kind is Kind.KNOWLEDGE and given.alternatives:
        pieces.append("see also: " + ", ".join(safe(one.title, 80) for one in given.alternatives[:2]))
    return pieces


def _choices(question: Question) -> list[Block]:
    given = _given(question)
    if not given.asks_back:
        return []
    return [
        button(f"{CHOOSE}_{number}", one.title, question.id)
        for number, one in enumerate(given.alternatives[:3])
    ]


def _next_steps(question: Question) -> list[Block]:
    given = _given(question)
    steps = []
    if given.kind is not Kind.UNSURE:
        steps = [button(HELPED, "That helped", question.id), button(NOT_QUITE, "Not quite", question.id)]
    if given.about_access:
        steps.append(button(ASK_ACCESS, "Ask for access", question.id))
    return [*steps, button(ASK_PEOPLE, "Ask a person", question.id)]


def passed_on(question: Question, who: str, link_back: str | None) -> tuple[str, list[Block]]:
    """What people read who are asked: text and blocks. What only the asker may read is not in it."""
    given, asked = _given(question), _in_their_words(question)
    text = f"{escape(who)} has a question that I could not answer: {safe(asked, 300)}"
    where = f" {link(link_back, 'Where it was asked')}" if link_back else ""
    blocks = [section(f":raising_hand: *{escape(who)}* asks:{where}\n{quoted(asked)}")]
    if given.kind is not Kind.UNSURE and not question.is_private:
        found = paragraphs(mrkdwn_of(given.text), 1_500)[0]
        blocks += [section(f"What I found, which was not enough:\n{found}")]
    return text, [*blocks, context("Please answer in this thread.")]


def _in_their_words(question: Question) -> str:
    """What they asked; a button that names what not everybody may know of is the bot's words, not theirs."""
    return question.came_of if question.is_private and question.came_of else question.text


def asked_people(url: str) -> str:
    """What the asker reads once people were asked."""
    return f"I have asked people: {link(url, 'their answer will be here')}."
