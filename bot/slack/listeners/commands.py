"""What can be typed after `/connector`: a word, and what happens then. Anything else names a service."""

from collections.abc import Callable
from dataclasses import dataclass

from slack_bolt import Respond

from bot.slack.front import Front
from bot.slack.listeners.payload import Body
from bot.slack.listeners.reviewing import questions_to_review
from bot.slack.views.help import HELP
from bot.slack.views.lists import catalogue_list, my_requests, one_request
from workflows.decide import Press
from workflows.failures import Refused


@dataclass(frozen=True)
class Typed:
    """A command that somebody typed: who and where, and what followed the first word."""

    press: Press
    trigger_id: str
    rest: str
    respond: Respond


def typed(command: Body, rest: str, respond: Respond) -> Typed:
    """Out of Slack's payload. Only people of the installing workspace can use a command."""
    press = Press(command["user_id"], command.get("team_id", ""), command["channel_id"])
    return Typed(press, command["trigger_id"], rest, respond)


def help_(_front: Front, said: Typed) -> None:
    """`/connector help`."""
    said.respond(HELP)


def status(front: Front, said: Typed) -> None:
    """`/connector status`, `/connector status DSRE-7`."""
    if said.rest:
        said.respond(one_request(front.desk.requests.find(said.rest)))
    else:
        said.respond(my_requests(front.overview.requests_of(said.press.by)))


def list_(front: Front, said: Typed) -> None:
    """`/connector list`, `/connector list salesforce`."""
    if not said.rest:
        said.respond(catalogue_list(front.overview.twins(), "here"))
        return
    found = front.catalogue.search(said.rest, internal=front.is_superuser(said.press.by))
    if not found:
        raise Refused(f"There is no service called “{said.rest}”.")
    said.respond(catalogue_list(front.overview.twins(found[0].id), f"of {found[0].name}"))


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
}
"""First word → what it does."""
