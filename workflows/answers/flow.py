"""Question flow: who can ask, where the answer goes, feedback, and handover to people."""

from dataclasses import replace

from workflows.answers.model import Alternative, AnswerKind, Feedback, Question, Surface, make_question_id
from workflows.answers.ports import AnswerPorts, FoundAnswer
from workflows.errors import Refused
from workflows.permissions import Actor, require_member
from workflows.requests.confidentiality import Viewer

CERTAIN_CONFIDENCE = 0.9
"""Confidence from which the bot offers an answer to a question not addressed to it."""
PRIVATE_HINT = "Some results may be restricted. DM me to see everything you have access to."
THANKS_REPLY = "Thanks for the feedback!"
SORRY_REPLY = "Sorry that didn't help. Use *Ask a person* to reach the team, which also reviews wrong answers."


def answer_question(question: Question, ports: AnswerPorts) -> None:
    """Answer a question where it was asked, or in private where the answer is restricted."""
    try:
        require_member(Actor(question.viewer_id, question.team_id, question.channel), ports.directory)
        if question.author:
            _require_answerable(question, ports)
        if question.surface is Surface.AGENT:
            ports.messages.show_progress(question)
        found = _find_answer(question, ports)
    except Refused as refusal:
        if question.surface is not Surface.OFFER:
            text = f"Sorry, I can't answer this. {refusal.message}"
            ports.messages.send_private(question.channel, question.viewer_id, text, question.thread)
        return
    if question.surface is Surface.OFFER and not _is_certain(found):
        return
    question = replace(question, answer=found.answer, is_private=_is_private(question, found, ports))
    if question.is_empty:
        ports.messages.post_answer(question)
        return
    ports.questions.save(question)
    if message := ports.messages.post_answer(question):
        ports.questions.update(question.id, message=message)


def _require_answerable(question: Question, ports: AnswerPorts) -> None:
    """Raise `Refused` when another author's message is empty or already answered in its thread."""
    if question.is_empty:
        raise Refused("This message has no text.")
    try:
        before = ports.questions.get(question.id)
    except Refused:
        return
    if before.message and before.message.channel == question.channel and before.viewer_id != question.viewer_id:
        raise Refused(f"It's already answered: {ports.messages.permalink(before.message)}")


def _find_answer(question: Question, ports: AnswerPorts) -> FoundAnswer:
    """Find the answer; one that others read ignores the rights of its author."""
    if question.page:
        return ports.answerer.answer_from_page(question.page)
    if question.author or question.surface is Surface.OFFER:
        public = Viewer(question.author or question.viewer_id, is_public=True)
        return _add_private_hint(ports.answerer.answer(question.text, public))
    return ports.answerer.answer(
        question.text, Viewer(question.viewer_id, ports.rights.is_superuser(question.viewer_id))
    )


def _add_private_hint(found: FoundAnswer) -> FoundAnswer:
    """Add the private hint to an empty result that others read: restricted results are hidden from it."""
    if not found.answer.is_for_mentions_only:
        return found
    return replace(found, answer=replace(found.answer, text=f"{found.answer.text}\n{PRIVATE_HINT}"))


def _is_private(question: Question, found: FoundAnswer, ports: AnswerPorts) -> bool:
    if not found.is_public:
        return True
    is_in_channel = question.surface in {Surface.THREAD, Surface.OFFER}
    return is_in_channel and ports.messages.is_shared(question.channel)


def _is_certain(found: FoundAnswer) -> bool:
    answer = found.answer
    is_confident = answer.kind is not AnswerKind.UNSURE and answer.confidence >= CERTAIN_CONFIDENCE
    return found.is_public and is_confident and not answer.is_for_mentions_only


def choose_alternative(question_id: str, number: int, click: str, actor: Actor, ports: AnswerPorts) -> None:
    """Answer the chosen alternative as a new question."""
    try:
        require_member(actor, ports.directory)
        before = ports.questions.get(question_id)
    except Refused as refusal:
        ports.messages.send_private(actor.channel, actor.user_id, refusal.message)
        return
    choices = before.answer.alternatives if before.answer else ()
    if number < len(choices):
        ports.questions.update(question_id, feedback=Feedback.HELPED)  # the clarification did help
        answer_question(_follow_up(before, choices[number], click, actor, ports), ports)


def _follow_up(before: Question, choice: Alternative, click: str, actor: Actor, ports: AnswerPorts) -> Question:
    """Return the question that a choice asks, in the conversation where the button was pressed."""
    is_same_channel = before.channel == actor.channel
    surface = Surface.THREAD if before.surface is Surface.OFFER else before.surface
    return Question(
        id=make_question_id(click),
        viewer_id=actor.user_id,
        team_id=actor.team_id,
        channel=actor.channel,
        surface=surface if is_same_channel else Surface.DIRECT,
        text=choice.title,
        asked_at=ports.clock.now(),
        thread=before.thread if is_same_channel else None,
        page=choice.page or None,
        original_text=before.original_text or before.text,
    )


def rate_answer(question_id: str, helped: bool, actor: Actor, ports: AnswerPorts) -> None:
    """Store whether an answer helped, and thank for it."""
    thread = None
    try:
        require_member(actor, ports.directory)
        thread = ports.questions.get(question_id).thread
        ports.questions.update(question_id, feedback=Feedback.HELPED if helped else Feedback.NOT_QUITE)
        reply = THANKS_REPLY if helped else SORRY_REPLY
    except Refused as refusal:
        reply = refusal.message
    ports.messages.send_private(actor.channel, actor.user_id, reply, thread)


def hand_over_question(question_id: str, actor: Actor, ports: AnswerPorts) -> None:
    """Hand a question over to people, once; both conversations link to each other."""
    try:
        person = require_member(actor, ports.directory)
        question = ports.questions.get(question_id)
        if question.handover_url:
            raise Refused(f"The team already has this question: {question.handover_url}")
    except Refused as refusal:
        ports.messages.send_private(actor.channel, actor.user_id, refusal.message)
        return
    ports.questions.update(question_id, handover_url=ports.messages.hand_over(question, person))
