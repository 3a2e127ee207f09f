"""The weekly list of connections without an owner, in Slack."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.slack.poster import Poster
from bot.slack.views.unowned_list import render_unowned_list
from workflows.digests.unowned_model import UnownedLine
from workflows.ports import RenderedMessage
from workflows.requests.mirrors import Message


@dataclass(frozen=True)
class SlackUnownedLists:
    """Implements `workflows.digests.unowned_list.UnownedListMessages`."""

    poster: Poster

    def render(self, lines: Sequence[UnownedLine], more: int) -> RenderedMessage:
        return render_unowned_list(lines, more)

    def post(self, list_id: str, digest: Message, rendered: RenderedMessage) -> Message:
        return self.poster.post(list_id, digest.channel, rendered.text, rendered.blocks, thread_ts=digest.ts)

    def edit(self, message: Message, rendered: RenderedMessage) -> None:
        self.poster.update(message, rendered.text, rendered.blocks)
