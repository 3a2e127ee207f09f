"""Previews of links."""

from typing import Any

from sandbox.slack.arguments import Arguments
from sandbox.slack.errors import SlackError
from sandbox.slack.links import shared_links
from sandbox.slack.methods.content import check_blocks, require_known_blocks
from sandbox.slack.rendering.markup import unescape
from sandbox.slack.workspace import Workspace


def unfurl(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Handle chat.unfurl: add previews to a message, by its channel and timestamp.

    https://docs.slack.dev/reference/methods/chat.unfurl
    """
    where = workspace.conversation(arguments.required("channel"))
    if where is None:
        raise SlackError("cannot_find_channel")
    message = where.find(arguments.required("ts"))
    if message is None:
        raise SlackError("cannot_find_message")
    unfurls = arguments.data("unfurls", "cannot_parse_attachment")
    if not isinstance(unfurls, dict) or not all(isinstance(one, dict) for one in unfurls.values()):
        raise SlackError("cannot_parse_attachment")
    links = {link["url"] for link in shared_links(workspace, message.text)}
    if unknown := unfurls.keys() - links:
        is_there = any(url in unescape(message.text) for url in unknown)
        raise SlackError("cannot_unfurl_url" if is_there else "cannot_unfurl_message")
    previews = {one["from_url"]: one for one in message.attachments}
    for url, given in unfurls.items():
        blocks = check_blocks(given.get("blocks"))
        require_known_blocks(workspace, blocks)
        previews[url] = {**given, "from_url": url, "app_unfurl_url": url, "is_app_unfurl": True}
    message.attachments = [{**one, "id": number} for number, one in enumerate(previews.values(), 1)]
    message.touched = workspace.mark_changed()
    return {}
