"""View of an answer: text, source, age, and buttons."""

from collections.abc import Mapping

from bot.slack.views.access_offers import ask_button
from bot.slack.views.blocks import (
    MAX_MESSAGE_CHARS,
    MAX_SECTION_CHARS,
    Block,
    actions,
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
from workflows.answers.model import Answer, AnswerKind, Question, Surface
from workflows.answers.topics import Topic

HELPED, NOT_QUITE, ASK_PEOPLE, ASK_ACCESS = "answer_helped", "answer_not_quite", "ask_people", "ask_access"
CHOOSE_ALTERNATIVE = "choose_meaning"
"""Prefix of the action id; the number of the choice follows, since ids in a block must differ."""
MAX_ANSWER_SECTIONS = 5
"""Sections of a long answer."""
MAX_ASKABLE = 5
"""Connections with a button to ask for access."""

CHANNEL_PLACEHOLDERS = {Topic.DATA: "`#data-help`", Topic.CONNECTORS: "`#fivetran-discussion`"}
"""Channel names in knowledge pages, replaced by the configured channels."""


def answer_message(question: Question, channels: Mapping[Topic, str]) -> tuple[str, list[Block]]:
    """Return text and blocks. Names of `channels` become links to their ids."""
    answer = _answer_of(question)
    text = markdown_to_mrkdwn(answer.text)
    for topic, channel in channels.items():
        text = text.replace(CHANNEL_PLACEHOLDERS[topic], f"<#{channel}>")
    parts = split_paragraphs(text, MAX_SECTION_CHARS)[:MAX_ANSWER_SECTIONS]
    blocks = [section(part) for part in [*_opening(question), *parts]]
    small = " · ".join(_small_print(answer))
    blocks += [context(small)] if small else []
    blocks += _askable(answer)
    has_buttons = not (question.is_empty or answer.is_small_talk)
    blocks += [] if not has_buttons else [*actions(_choices(question)), *actions(_next_steps(question))]
    return split_paragraphs(text, MAX_MESSAGE_CHARS - 100)[0], blocks


def _answer_of(question: Question) -> Answer:
    return question.answer or Answer(AnswerKind.UNSURE, "I don't have an answer to this.")


def _opening(question: Question) -> list[str]:
    """Return the opening of a private answer to a question asked in a channel."""
    if question.is_private and question.surface in {Surface.THREAD, Surface.OFFER}:
        return [f"You asked in <#{question.channel}>. The answer is restricted, so I'm sending it to you only:"]
    return []


def _small_print(answer: Answer) -> list[str]:
    has_source = answer.source and answer.kind is not AnswerKind.UNSURE
    pieces = [mrkdwn_link(str(answer.source), "Source")] if has_source else []
    pieces += [f"maintained by {escape(answer.owner)}"] if answer.owner else []
    pieces += [f"last reviewed {answer.reviewed.strftime('%B %-d, %Y')}"] if answer.reviewed else []
    pieces += [f"as of {slack_date(answer.as_of)}"] if answer.as_of else []
    if answer.kind is AnswerKind.KNOWLEDGE and answer.alternatives:
        pieces.append(
            "see also: " + ", ".join(escape_cut(alternative.title, 80) for alternative in answer.alternatives[:2])
        )
    return pieces


def _choices(question: Question) -> list[Block]:
    answer = _answer_of(question)
    if not answer.is_clarification:
        return []
    return [
        button(f"{CHOOSE_ALTERNATIVE}_{number}", one.title, question.id)
        for number, one in enumerate(answer.alternatives[:3])
    ]


def _askable(answer: Answer) -> list[Block]:
    """Return a row for each connection whose owner can be asked: everyone who reads the answer can press."""
    rows = enumerate(answer.connections[:MAX_ASKABLE])
    return [section(f"`{escape_cut(one.name, 130)}`", accessory=ask_button(one.id, one.name, n)) for n, one in rows]


def _next_steps(question: Question) -> list[Block]:
    answer = _answer_of(question)
    steps = []
    if answer.kind is not AnswerKind.UNSURE:
        steps = [button(HELPED, "That helped", question.id), button(NOT_QUITE, "Not quite", question.id)]
    if answer.is_about_access:
        steps.append(button(ASK_ACCESS, "Request access", question.id))
    return [*steps, button(ASK_PEOPLE, "Ask a person", question.id)]


def handed_over_message(question: Question, viewer_name: str, link_back: str | None) -> tuple[str, list[Block]]:
    """Return text and blocks for the team, without restricted content."""
    answer, asked = _answer_of(question), _viewer_text(question)
    text = f"{escape(viewer_name)} has a question I couldn't answer: {escape_cut(asked, 300)}"
    where = f" {mrkdwn_link(link_back, 'Original message')}" if link_back else ""
    blocks = [section(f":raising_hand: *{escape(viewer_name)}* asks:{where}\n{blockquote(asked)}")]
    if answer.kind is not AnswerKind.UNSURE and not question.is_private:
        found = split_paragraphs(markdown_to_mrkdwn(answer.text), 1_500)[0]
        blocks += [section(f"My answer didn't help:\n{found}")]
    return text, [*blocks, context("Answer in this thread.")]


def _viewer_text(question: Question) -> str:
    """Return the question; after a private answer the person's own text, without the bot's button titles."""
    return question.original_text if question.is_private and question.original_text else question.text


def hand_over_confirmation(url: str) -> str:
    """Return the confirmation for the person who asked."""
    return f"I've passed your question to the team. {mrkdwn_link(url, 'Follow it here')}."
