"""Somebody says what they want to hear: by commands, by buttons in the list, and under a proposal."""

import re
from collections.abc import Callable
from functools import partial

from slack_bolt import Ack, App, Respond

from bot.slack.context import ListenerContext
from bot.slack.error_boundary import error_boundary
from bot.slack.listeners.payload import Payload, actor_of, interaction_id
from bot.slack.listeners.slash_command import SlashCommand
from bot.slack.views.blocks import escape
from bot.slack.views.subscriptions import (
    MUTE_CONNECTION,
    REMOVE_SUBSCRIPTION,
    UNMUTE,
    subscriptions_blocks,
    subscriptions_text,
)
from workflows.permissions import Actor


def register(app: App, ctx: ListenerContext) -> None:
    """Listen to the buttons of the list, and to those of a proposal."""
    app.action(REMOVE_SUBSCRIPTION)(partial(handle_subscription_button, ctx, ctx.subscriptions.remove))
    app.action(UNMUTE)(partial(handle_subscription_button, ctx, ctx.subscriptions.unmute))
    app.action(re.compile(f"^{MUTE_CONNECTION}_\\d$"))(partial(handle_mute_button, ctx))


def handle_subscribe(ctx: ListenerContext, command: SlashCommand) -> None:
    """`/connector subscribe stripe`, `subscribe service jira to me`, `subscribe everything critical`."""
    command.respond(escape(ctx.subscriptions.subscribe(command.text, command.actor)))


def handle_unsubscribe(ctx: ListenerContext, command: SlashCommand) -> None:
    """`/connector unsubscribe stripe`."""
    command.respond(escape(ctx.subscriptions.unsubscribe(command.text, command.actor)))


def show_subscriptions(ctx: ListenerContext, command: SlashCommand) -> None:
    """`/connector subscriptions`: who hears what, what is muted, and how much was told this week."""
    command.respond(**_overview_message(ctx, command.actor))


def handle_quiet_hours(ctx: ListenerContext, command: SlashCommand) -> None:
    """`/connector quiet 22:00-07:00 Europe/Berlin`, `/connector quiet off`."""
    command.respond(escape(ctx.subscriptions.set_quiet_hours(command.text, command.actor)))


def handle_budget(ctx: ListenerContext, command: SlashCommand) -> None:
    """`/connector budget 30`."""
    command.respond(escape(ctx.subscriptions.set_budget(command.text, command.actor)))


SUBSCRIPTION_COMMANDS: dict[str, Callable[[ListenerContext, SlashCommand], None]] = {
    "subscribe": handle_subscribe,
    "unsubscribe": handle_unsubscribe,
    "subscriptions": show_subscriptions,
    "quiet": handle_quiet_hours,
    "budget": handle_budget,
}
"""First word after `/connector` → what it does."""


def handle_subscription_button(
    ctx: ListenerContext,
    change: Callable[[str, str, Actor], object],
    ack: Ack,
    body: Payload,
    respond: Respond,
) -> None:
    """A button in the list: do it, then show the list as it is now."""
    ack()
    pressed = actor_of(body)
    with error_boundary(lambda words: respond(escape(words), replace_original=False)):
        audience, _, key = body["actions"][0]["value"].partition(" ")
        change(audience, key, pressed)
        respond(**_overview_message(ctx, pressed), replace_original=True)


def handle_mute_button(ctx: ListenerContext, ack: Ack, body: Payload) -> None:
    """*Mute … for a week*: written down, then acked."""
    pressed = actor_of(body)
    with error_boundary(partial(ctx.ports.cards.send_private, pressed.channel, pressed.user_id)):
        ctx.subscriptions.mute(interaction_id(body), body["actions"][0]["value"], pressed)
    ack()


def _overview_message(front: ListenerContext, pressed: Actor) -> Payload:
    found = front.subscriptions.overviews(pressed)
    return {"text": subscriptions_text(found), "blocks": subscriptions_blocks(found)}
