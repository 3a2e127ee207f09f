"""Somebody asks something: who may, what they get to read, where, and what happens when it did not help."""

from dataclasses import replace

from workflows.answers.model import AnswerKind
from workflows.answers.ports import AnswerPorts, Feedback, FoundAnswer, Question, Surface, make_question_id
from workflows.errors import Refused
from workflows.permissions import Actor, require_member
from workflows.ports import Person
from workflows.reporting.snapshot import Viewer

CERTAIN_CONFIDENCE = 0.9
"""Confidence from which an answer is offered to somebody who did not ask the bot."""
PRIVATE_HINT = "What not everybody may read I can tell you privately: ask me in a direct message."
THANKS_REPLY = "Good to hear, thank you."
SORRY_REPLY = "Sorry that this was not it. *Ask a person* passes it on; the team also reads what I got wrong."


def answer_question(question: Question, ports: AnswerPorts) -> None:
    """Answer a question where it was asked, or in private where not everybody may read the answer."""
    try:
        require_asker(question.asker, question.team_id, ports)
        if question.author:
            _require_answerable(question, ports)
        if question.surface is Surface.AGENT:
            ports.messages.show_progress(question)
        given = _find_answer(question, ports)
    except Refused as refusal:
        if question.surface is not Surface.OFFER:
            words = f"Sorry, I cannot answer this. {refusal.message}"
            ports.messages.send_private(question.channel, question.asker, words, question.thread)
        return
    if question.surface is Surface.OFFER and not _is_certain(given):
        return
    question = replace(question, answer=given.answer, is_private=_is_private(question, given, ports))
    if question.is_empty:
        ports.messages.post_answer(question)
        return
    ports.questions.save(question)
    if message := ports.messages.post_answer(question):
        ports.questions.update(question.id, message=message)


def _require_answerable(question: Question, ports: AnswerPorts) -> None:
    """`Refused` when somebody else's message says nothing, or has its answer in the thread already."""
    if question.is_empty:
        raise Refused("There are no words in this message.")
    try:
        before = ports.questions.get(question.id)
    except Refused:
        return
    if before.message and before.message.channel == question.channel and before.asker != question.asker:
        raise Refused(f"It has been answered already: {ports.messages.permalink(before.message)}")


def require_asker(user_id: str, team_id: str, ports: AnswerPorts) -> Person:
    """The person, if they are one of us; else `Refused`. The workspace comes from Slack's payload."""
    return require_member(Actor(user_id, team_id, ""), ports.directory)


def _find_answer(question: Question, ports: AnswerPorts) -> FoundAnswer:
    """For others to read, whatever the author may see counts for nothing."""
    if question.page:
        return ports.answerer.answer_from_page(question.page)
    if question.author or question.surface is Surface.OFFER:
        public = Viewer(question.author or question.asker, is_public=True)
        return _add_private_hint(ports.answerer.answer(question.text, public))
    return ports.answerer.answer(
        question.text, Viewer(question.asker, ports.rights.is_superuser(question.asker))
    )


def _add_private_hint(given: FoundAnswer) -> FoundAnswer:
    """An answer for others to read never says that there is nothing more: it may hide something."""
    if not given.answer.is_for_mentions_only:
        return given
    return replace(given, answer=replace(given.answer, text=f"{given.answer.text}\n{PRIVATE_HINT}"))


def _is_private(question: Question, given: FoundAnswer, ports: AnswerPorts) -> bool:
    if not given.is_public:
        return True
    public = question.surface in {Surface.THREAD, Surface.OFFER}
    return public and ports.messages.is_shared(question.channel)


def _is_certain(given: FoundAnswer) -> bool:
    answered = given.answer
    sure = answered.kind is not AnswerKind.UNSURE and answered.confidence >= CERTAIN_CONFIDENCE
    return given.is_public and sure and not answered.is_for_mentions_only


def choose_alternative(question_id: str, number: int, click: str, actor: Actor, ports: AnswerPorts) -> None:
    """One of the things that may have been meant was chosen: that is a question of its own."""
    try:
        require_asker(actor.user_id, actor.team_id, ports)
        before = ports.questions.get(question_id)
    except Refused as refusal:
        ports.messages.send_private(actor.channel, actor.user_id, refusal.message)
        return
    choices = before.answer.alternatives if before.answer else ()
    if number < len(choices):
        meant = choices[number]
        ports.questions.update(question_id, feedback=Feedback.HELPED)  # it did, by asking back
        answer_question(
            _follow_up(before, click, actor, ports, text=meant.title, page=meant.page or None), ports
        )


def _follow_up(
    before: Question, click: str, actor: Actor, ports: AnswerPorts, **facts: str | None
) -> Question:
    """A new question that came of an old one, asked where the button was pressed."""
    here = before.channel == actor.channel
    public = Surface.THREAD if before.surface is Surface.OFFER else before.surface
    fresh = Question(
        id=make_question_id(click),
        asker=actor.user_id,
        team_id=actor.team_id,
        channel=actor.channel,
        surface=public if here else Surface.DIRECT,
        text="",
        asked_at=ports.clock.now(),
        thread=before.thread if here else None,
        original_text=before.original_text or before.text,
    )
    return replace(fresh, **facts)  # type: ignore[arg-type]  # text and page


def rate_answer(question_id: str, helped: bool, actor: Actor, ports: AnswerPorts) -> None:
    """Somebody says whether an answer helped."""
    thread = None
    try:
        require_asker(actor.user_id, actor.team_id, ports)
        thread = ports.questions.get(question_id).thread
        ports.questions.update(question_id, feedback=Feedback.HELPED if helped else Feedback.NOT_QUITE)
        words = THANKS_REPLY if helped else SORRY_REPLY
    except Refused as refusal:
        words = refusal.message
    ports.messages.send_private(actor.channel, actor.user_id, words, thread)


def hand_over_question(question_id: str, actor: Actor, ports: AnswerPorts) -> None:
    """Pass a question on to people, once; both conversations link to each other."""
    try:
        person = require_asker(actor.user_id, actor.team_id, ports)
        asked = ports.questions.get(question_id)
        if asked.handover_url:
            raise Refused(f"People were asked already: {asked.handover_url}")
    except Refused as refusal:
        ports.messages.send_private(actor.channel, actor.user_id, refusal.message)
        return
    ports.questions.update(question_id, handed_over_to=ports.messages.hand_over(asked, person))
