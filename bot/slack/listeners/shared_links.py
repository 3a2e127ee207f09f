"""Links to tickets and connections in messages: the bot adds a preview that everyone in the channel can read."""

import json
from functools import partial

import structlog
from slack_bolt import App

from bot.slack.client import SlackRefused
from bot.slack.context import ListenerContext
from bot.slack.error_boundary import error_boundary
from bot.slack.listeners.payload import Payload
from bot.slack.views.blocks import Block
from bot.slack.views.link_previews import preview_blocks
from workflows.reporting.shared_links import PostedPreview, shown_request
from workflows.requests.mirrors import Message

log = structlog.get_logger(__name__)

LINK_EVENTS = frozenset({"link_shared"})
POSTED = "conversations_history"
"""Slack's source of a link in a message that was sent. Links in a draft get no preview: its channel isn't known."""


def register(app: App, ctx: ListenerContext) -> None:
    """Register the event."""
    app.event("link_shared")(partial(handle_links, ctx))


def handle_links(ctx: ListenerContext, event: Payload) -> None:
    """Add previews to a message. Delivered again, it adds the same ones. What shows a lot is remembered first.

    https://docs.slack.dev/messaging/unfurling-links-in-messages
    """
    if event.get("source", POSTED) != POSTED:
        return
    with error_boundary(lambda _problem: None):
        urls = [link["url"] for link in event["links"]]
        found = ctx.link_previews.of_message(event["channel"], urls)
        unfurls = {url: {"blocks": blocks} for url, preview in found.items() if (blocks := preview_blocks(preview))}
        if unfurls:
            message = Message(event["channel"], event["message_ts"])
            shown = [PostedPreview(message, url, one) for url in unfurls if (one := shown_request(found[url]))]
            ctx.posted_previews.record(shown)
            _unfurl(ctx, event, unfurls)


def _unfurl(ctx: ListenerContext, event: Payload, unfurls: dict[str, Block]) -> None:
    try:
        ctx.slack.call("chat_unfurl", channel=event["channel"], ts=event["message_ts"], unfurls=json.dumps(unfurls))
    except SlackRefused as refused:  # the message was deleted, or the link removed from it
        log.info("a link has no preview", reason=refused.code)
