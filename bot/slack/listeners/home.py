"""Draw the Home tab when a user opens it, and suggest prompts in the agent view."""

from functools import partial
from typing import Any

from slack_bolt import Ack, App

from bot.slack.context import ListenerContext
from bot.slack.error_boundary import error_boundary, report_errors
from bot.slack.views.prompts import suggested_prompts


def register(app: App, ctx: ListenerContext) -> None:
    """Listen to opened tabs."""
    app.event("app_home_opened")(partial(show_home, ctx))


def show_home(ctx: ListenerContext, ack: Ack, event: dict[str, Any]) -> None:
    """Draw the Home tab; the Messages tab gets suggested prompts instead."""
    ack()
    if event.get("tab") == "home":
        with report_errors(ctx, event["user"]):
            ctx.home_tabs.draw(event["user"])
    elif ctx.has_agent_view:
        with error_boundary(lambda _text: None):  # without ours, the user sees the prompts of the manifest
            prompts = suggested_prompts(ctx.home_tabs.load_state(event["user"]))
            ctx.suggest_prompts(event["channel"], prompts)
