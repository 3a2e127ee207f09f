"""The buttons *Claim* and *Choose owner*, and the answer to a hand-over."""

from collections.abc import Sequence
from functools import partial

from slack_bolt import Ack, App

from bot.slack.context import ListenerContext
from bot.slack.listeners.checked_form import closing_form, form_opener
from bot.slack.listeners.payload import Payload, actor_of
from bot.slack.listeners.press import press_listener
from bot.slack.views.blocks import Block
from bot.slack.views.inputs import submitted_values
from bot.slack.views.owners import (
    ACCEPT_OFFER,
    ASK_PROPOSED,
    ASSIGN,
    ASSIGN_FORM,
    ASSIGN_TITLE,
    CLAIM,
    DECLINE_OFFER,
    GROUP_FIELD,
    OWNER_FIELD,
    assign_form,
)
from workflows.errors import Refused
from workflows.permissions import Actor


def register(app: App, ctx: ListenerContext) -> None:
    """Register the buttons and the form."""
    app.action(CLAIM)(press_listener(ctx, ctx.owners.claim))
    app.action(ASK_PROPOSED)(press_listener(ctx, ctx.owners.ask_proposed))
    app.action(ACCEPT_OFFER)(press_listener(ctx, ctx.owners.accept_offer))
    app.action(DECLINE_OFFER)(press_listener(ctx, ctx.owners.decline_offer))
    app.action(ASSIGN)(form_opener(ctx, ASSIGN_TITLE, _view))
    app.view(ASSIGN_FORM)(partial(handle_assign_form, ctx))


def _view(ctx: ListenerContext, connection_id: str, actor: Actor) -> Block:
    connection = ctx.status_queries.find_one(connection_id, actor)
    proposed = ctx.owners.propose(connection_id)
    return assign_form(connection, ctx.owners.groups.handles(), actor.channel, proposed)


def handle_assign_form(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """Give the connection to the chosen person or group. The actor reads the result in a private message."""
    view = body["view"]
    connection_id, channel, *proposed = view["private_metadata"].split(" ")
    with closing_form(ack, OWNER_FIELD):
        values = submitted_values(view["state"]["values"])
        chosen = choose_owner(values.get(OWNER_FIELD), values.get(GROUP_FIELD), proposed)
        ctx.owners.assign(view["id"], connection_id, chosen, actor_of(body, channel))


def choose_owner(person: str | None, group: str | None, proposed: Sequence[str]) -> str:
    """Return the one that was chosen. A person who was only proposed gives way to a group. Raises `Refused`."""
    if person and group and person in proposed:
        return group
    chosen = [one for one in (person, group) if one]
    if len(chosen) != 1:
        raise Refused("Choose a person or a user group.")
    return chosen[0]
