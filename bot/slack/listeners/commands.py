"""What can be typed after `/connector`: a word, and what happens then. Anything else names a service."""

from collections.abc import Callable

from bot.slack.context import Front
from bot.slack.listeners import subscriptions
from bot.slack.listeners.slash_command import Typed
from bot.slack.listeners.status import digest, status
from bot.slack.listeners.unanswered import questions_to_review
from bot.slack.views.help import HELP
from bot.slack.views.lists import catalogue_list
from workflows.errors import Refused


def help_(_front: Front, said: Typed) -> None:
    """`/connector help`."""
    said.respond(HELP)


def list_(front: Front, said: Typed) -> None:
    """`/connector list`, `/connector list salesforce`."""
    if not said.rest:
        said.respond(catalogue_list(front.looking.there_is(said.press), "here"))
        return
    internal = front.is_superuser(said.press.by)
    meant = front.catalogue.meant(said.rest, internal=internal)
    if meant is None:
        near = " or ".join(
            f"“{one.name}”" for one in front.catalogue.search(said.rest, internal=internal)[:3]
        )
        hint = f" Did you mean {near}?" if near else ""
        raise Refused(f"There is no service called “{said.rest}”.{hint}")
    said.respond(catalogue_list(front.looking.there_is(said.press, meant.id), f"of {meant.name}"))


def link(front: Front, said: Typed) -> None:
    """`/connector link DSRE-7 polite_otter`: this is the connection that was built for that request."""
    parts = said.rest.split()
    if len(parts) != 2:
        raise Refused("Type the request and the connection, for example: /connector link DSRE-7 polite_otter")
    front.actions.link(said.trigger_id, parts[0], parts[1], said.press)


def questions(front: Front, said: Typed) -> None:
    """`/connector questions`: what was not answered, or not well; for the team."""
    said.respond(text="Questions that need an answer", blocks=questions_to_review(front, said.press.by))


WORDS: dict[str, Callable[[Front, Typed], None]] = {
    "help": help_,
    "status": status,
    "list": list_,
    "link": link,
    "questions": questions,
    "digest": digest,
    **subscriptions.WORDS,
}
"""First word → what it does."""
