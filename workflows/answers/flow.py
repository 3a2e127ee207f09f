"""Somebody asks something: who may, what they get to read, where, and what happens when it did not help."""

from dataclasses import replace

from workflows.answers.model import Kind
from workflows.answers.ports import Feedback, Given, HelpDesk, Question, Surface, question_id
from workflows.errors import Refused
from workflows.permissions import Person, must_be_colleague
from workflows.reporting.snapshot import Asker
from workflows.requests.decisions import Press

VERY_SURE = 0.9
"""Confidence from which an answer is offered to somebody who did not ask the bot."""
PRIVATELY = "What not everybody may read I can tell you privately: ask me in a direct message."
THANKS = "Good to hear, thank you."
SORRY = "Sorry that this was not it. *Ask a person* passes it on; the team also reads what I got wrong."


def answer(question: Question, desk: HelpDesk) -> None:
    """Answer a question where it was asked, or in private where not everybody may read the answer."""
    try:
        colleague(question.by, question.team_id, desk)
        if question.author:
            _must_be_answerable(question, desk)
        if question.surface is Surface.AGENT:
            desk.replies.begin(question)
        given = _given(question, desk)
    except Refused as refusal:
        if question.surface is not Surface.OFFER:
            words = f"Sorry, I cannot answer this. {refusal.words}"
            desk.replies.whisper(question.channel, question.by, words, question.thread)
        return
    if question.surface is Surface.OFFER and not _is_certain(given):
        return
    question = replace(question, answer=given.answer, is_private=_is_private(question, given, desk))
    if question.is_empty:
        desk.replies.show(question)
        return
    desk.book.keep(question)
    if message := desk.replies.show(question):
        desk.book.note(question.id, message=message)


def _must_be_answerable(question: Question, desk: HelpDesk) -> None:
    """`Refused` when somebody else's message says nothing, or has its answer in the thread already."""
    if question.is_empty:
        raise Refused("There are no words in this message.")
    try:
        before = desk.book.get(question.id)
    except Refused:
        return
    if before.message and before.message.channel == question.channel and before.by != question.by:
        raise Refused(f"It has been answered already: {desk.replies.link(before.message)}")


def colleague(user_id: str, team_id: str, desk: HelpDesk) -> Person:
    """The person, if they are one of us; else `Refused`. The workspace comes from Slack's payload."""
    home = desk.people.home()
    if team_id != home:
        must_be_colleague(Person(user_id, user_id, team_id), home)
    person = desk.people.who(user_id)
    must_be_colleague(person, home)
    return person


def _given(question: Question, desk: HelpDesk) -> Given:
    """For others to read, whatever the author may see counts for nothing."""
    if question.page:
        return desk.answerer.page(question.page)
    if question.author or question.surface is Surface.OFFER:
        public = Asker(question.author or question.by, in_public=True)
        return _with_a_hint(desk.answerer.answer(question.text, public))
    return desk.answerer.answer(question.text, Asker(question.by, desk.rights.sees_all(question.by)))


def _with_a_hint(given: Given) -> Given:
    """An answer for others to read never says that there is nothing more: it may hide something."""
    if not given.answer.only_if_asked:
        return given
    return replace(given, answer=replace(given.answer, text=f"{given.answer.text}\n{PRIVATELY}"))


def _is_private(question: Question, given: Given, desk: HelpDesk) -> bool:
    if not given.is_public:
        return True
    public = question.surface in {Surface.THREAD, Surface.OFFER}
    return public and desk.replies.is_shared(question.channel)


def _is_certain(given: Given) -> bool:
    answered = given.answer
    sure = answered.kind is not Kind.UNSURE and answered.confidence >= VERY_SURE
    return given.is_public and sure and not answered.only_if_asked


def choose(question: str, number: int, click: str, press: Press, desk: HelpDesk) -> None:
    """One of the things that may have been meant was chosen: that is a question of its own."""
    try:
        colleague(press.by, press.team_id, desk)
        before = desk.book.get(question)
    except Refused as refusal:
        desk.replies.whisper(press.channel, press.by, refusal.words)
        return
    choices = before.answer.alternatives if before.answer else ()
    if number < len(choices):
        meant = choices[number]
        desk.book.note(question, feedback=Feedback.HELPED)  # it did, by asking back
        answer(_again(before, click, press, desk, text=meant.title, page=meant.page or None), desk)


def _again(before: Question, click: str, press: Press, desk: HelpDesk, **facts: str | None) -> Question:
    """A new question that came of an old one, asked where the button was pressed."""
    here = before.channel == press.channel
    public = Surface.THREAD if before.surface is Surface.OFFER else before.surface
    fresh = Question(
        id=question_id(click),
        by=press.by,
        team_id=press.team_id,
        channel=press.channel,
        surface=public if here else Surface.DIRECT,
        text="",
        asked_at=desk.clock.now(),
        thread=before.thread if here else None,
        came_of=before.came_of or before.text,
    )
    return replace(fresh, **facts)  # type: ignore[arg-type]  # text and page


def rate(question: str, helped: bool, press: Press, desk: HelpDesk) -> None:
    """Somebody says whether an answer helped."""
    thread = None
    try:
        colleague(press.by, press.team_id, desk)
        thread = desk.book.get(question).thread
        desk.book.note(question, feedback=Feedback.HELPED if helped else Feedback.NOT_QUITE)
        words = THANKS if helped else SORRY
    except Refused as refusal:
        words = refusal.words
    desk.replies.whisper(press.channel, press.by, words, thread)


def ask_people(question: str, press: Press, desk: HelpDesk) -> None:
    """Pass a question on to people, once; both conversations link to each other."""
    try:
        person = colleague(press.by, press.team_id, desk)
        asked = desk.book.get(question)
        if asked.passed_on:
            raise Refused(f"People were asked already: {asked.passed_on}")
    except Refused as refusal:
        desk.replies.whisper(press.channel, press.by, refusal.words)
        return
    desk.book.note(question, passed_on=desk.replies.pass_on(asked, person))
