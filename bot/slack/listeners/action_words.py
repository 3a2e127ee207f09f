"""Words after `/connector` that name an action of a button, or a ticket: they lead to where it's done."""

from collections.abc import Mapping

from bot.slack.context import ListenerContext
from bot.slack.listeners.slash_command import SlashCommand
from bot.slack.views.action_places import action_place_text, owner_place_text, request_place_text
from bot.slack.views.lists import request_text
from workflows.reporting.connection_status import is_ticket_key

ON_CARD = "under the request's card, and on Home under *Waiting for your decision*"
IN_MENU = "in the menu (⋯) of the request's card"
UNDER_ALERT = "under the connection's alert"
ACTION_PLACES: Mapping[str, tuple[str, str]] = {
    "approve": ("Approve", ON_CARD),
    "decline": ("Decline", ON_CARD),
    "edit": ("Edit", IN_MENU),
    "withdraw": ("Withdraw", IN_MENU),
    "reassign": ("Reassign", IN_MENU),
    "acknowledge": ("I'm on it", UNDER_ALERT),
    "snooze": ("Snooze", UNDER_ALERT),
    "unsnooze": ("Unsnooze", UNDER_ALERT),
    "sync": ("Sync now", UNDER_ALERT),
    "pause": ("Pause", UNDER_ALERT),
    "resume": ("Resume syncs", UNDER_ALERT),
    "claim": ("Claim", "beside a connection without an owner"),
    "access": ("Ask for access", "beside the connection"),
}
"""First word → the button's label, and where the button is."""
OWNER_WORDS = ("owner", "owns")


def answers_action_words(ctx: ListenerContext, command: SlashCommand) -> bool:
    """Answer a ticket key, or an action with what it's about. Return whether the words were one of these."""
    text = command.text
    verb, _, subject = text.partition(" ")
    if is_ticket_key(text):
        command.respond(request_text(ctx.status_queries.request(text, command.actor)))
        return True
    if verb.casefold() not in {*ACTION_PLACES, *OWNER_WORDS} or ctx.catalog.has_name(text):
        return False
    ctx.directory.reject_known_outsider(command.actor.user_id, command.actor.team_id)
    command.respond(_place_of(ctx, command, verb.casefold(), subject.strip()))
    return True


def _place_of(ctx: ListenerContext, command: SlashCommand, verb: str, subject: str) -> str:
    if is_ticket_key(subject):
        request = request_text(ctx.status_queries.request(subject, command.actor))
        return f"{request_place_text(*ACTION_PLACES[verb])}\n{request}" if verb in ACTION_PLACES else request
    return action_place_text(*ACTION_PLACES[verb], subject) if verb in ACTION_PLACES else owner_place_text(subject)
