"""Open a form that only some people can use."""

from collections.abc import Callable

from bot.slack.context import ListenerContext
from bot.slack.error_boundary import error_boundary, report_errors
from bot.slack.listeners.payload import Payload, actor_of, is_in_modal
from bot.slack.views.blocks import Block
from bot.slack.views.modal import message_modal
from workflows.permissions import Actor


def open_checked_form(
    ctx: ListenerContext, body: Payload, request_id: str, title: str, build: Callable[[str, Actor], Block]
) -> None:
    """Open a modal at once, and fill it with what `build` returns, or with the reason why that failed.

    Slack's trigger expires after three seconds, and rights are asked of Slack.
    """
    actor = actor_of(body, ctx.channel)
    with report_errors(ctx, actor.user_id, actor.channel):
        loading = ctx.open_form(body["trigger_id"], message_modal(title, "Loading …"), is_on_top=is_in_modal(body))
        errors = list[str]()
        with error_boundary(errors.append):
            view = build(request_id, actor)
        ctx.update_form(loading, message_modal(title, errors[0]) if errors else view)
