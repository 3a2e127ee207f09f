"""Listen to the subscription commands, and to the buttons in the list and under a mute proposal."""

import re
from collections.abc import Callable
from functools import partial

from slack_bolt import Ack, App, Respond

from bot.slack.context import ListenerContext
from bot.slack.error_boundary import error_boundary
from bot.slack.listeners.payload import Payload, actor_of, pressed_value
from bot.slack.listeners.press import press_listener
from bot.slack.listeners.slash_command import SlashCommand
from bot.slack.views.local_times import notice
from bot.slack.views.subscriptions import (
    MUTE_CONNECTION,
    REMOVE_SUBSCRIPTION,
    UNMUTE,
    subscriptions_blocks,
    subscriptions_text,
)
from workflows.permissions import Actor
from workflows.subscriptions.commands import remove_subscription
from workflows.subscriptions.mutes import unmute
from workflows.subscriptions.overview import subscription_overviews
from workflows.subscriptions.ports import SubscriptionConfig, SubscriptionPorts


def register(app: App, ctx: ListenerContext) -> None:
    """Register the buttons."""
    app.action(REMOVE_SUBSCRIPTION)(partial(handle_subscription_button, ctx, remove_subscription))
    app.action(UNMUTE)(partial(handle_subscription_button, ctx, unmute))
    app.action(re.compile(f"^{MUTE_CONNECTION}_\\d$"))(press_listener(ctx, ctx.subscriptions.mute))


def show_subscriptions(ctx: ListenerContext, command: SlashCommand) -> None:
    """Run `/connector subscriptions`: show subscriptions, mutes, quiet hours, and the budget."""
    command.respond(**_overview_message(ctx, command.actor))


def handle_subscription_button(
    ctx: ListenerContext,
    change: Callable[[str, str, Actor, SubscriptionPorts, SubscriptionConfig], object],
    ack: Ack,
    body: Payload,
    respond: Respond,
) -> None:
    """Handle a button in the list, then show the updated list."""
    ack()
    actor = actor_of(body)
    with error_boundary(lambda message: respond(notice(message), replace_original=False)):
        recipient, _, key = pressed_value(body).partition(" ")
        change(recipient, key, actor, ctx.subscriptions.ports, ctx.subscriptions.config)
        respond(**_overview_message(ctx, actor), replace_original=True)


def change_preferences(
    change: Callable[[str, Actor, SubscriptionPorts, SubscriptionConfig], str],
    ctx: ListenerContext,
    command: SlashCommand,
) -> None:
    """Run one of `workflows.subscriptions.commands`, and show its answer."""
    answer = change(command.text, command.actor, ctx.subscriptions.ports, ctx.subscriptions.config)
    command.respond(notice(answer))


def _overview_message(ctx: ListenerContext, actor: Actor) -> Payload:
    overviews = subscription_overviews(actor, ctx.subscriptions.ports, ctx.subscriptions.config)
    return {"text": subscriptions_text(overviews), "blocks": subscriptions_blocks(overviews)}
