"""The Slack messages about requests. Posting a message twice leaves one message."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.slack.home_tabs import HomeTabs
from bot.slack.poster import Poster
from bot.slack.views.blocks import Block, escape, escape_cut
from bot.slack.views.card import request_card, request_card_text
from bot.slack.views.redacted import (
    DEFAULT_DECIDER,
    redacted_card,
    redacted_card_text,
    redacted_timeline_text,
    request_number,
)
from bot.slack.views.thread_updates import BROADCAST_EVENTS, timeline_text
from workflows.errors import Misconfigured
from workflows.requests.confidentiality import Disclosure, Place, disclose
from workflows.requests.mirrors import Message
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports.storage import connect_card_entries, connect_card_entry
from workflows.requests.state_machine import UNDECIDED_STATUSES
from workflows.requests.timeline import (
    EARLIER_STEP,
    HANDED_OVER_PREFIX,
    LEFTOVER_EVENT,
    UNCOUNTED_PREFIX,
    timeline_events,
)


@dataclass(frozen=True)
class SlackRequestCards:
    """Implements `workflows.requests.ports.RequestCards`."""

    poster: Poster
    channel: str
    home_tabs: HomeTabs
    decider: Callable[[ConnectorRequest], str] = lambda _request: DEFAULT_DECIDER
    """Returns who decides a confidential request, as mrkdwn."""
    approver_names: Callable[[ConnectorRequest], Sequence[str]] = lambda _request: ()
    """Returns the names of the people who can decide a request."""
    mention_approvers: Callable[[ConnectorRequest], str] = lambda _request: ""
    """Returns mrkdwn that notifies the approvers of a request."""
    policy_notice: Callable[[ConnectorRequest], str] = lambda _request: ""
    """Returns why others than the approval policy names decide a request; empty as a rule."""

    def sync_card(self, request: ConnectorRequest) -> Message:
        """Post or update the card, and refresh the Home tabs that show the request."""
        card = self._post_or_update_card(request)
        self.home_tabs.refresh(request)
        return card

    def _post_or_update_card(self, request: ConnectorRequest) -> Message:
        """Update the card. If it was deleted in Slack, or can't be edited, post it again."""
        text, blocks = self.content(request)
        key = f"card:{request.id}"
        if request.card:
            if self.poster.update(request.card, text, blocks):
                return request.card
            return self.poster.replace(request.card, key, self.channel, text, blocks)
        return self.poster.post(key, self.channel, text, blocks)

    def fingerprint(self, request: ConnectorRequest) -> str:
        content = json.dumps(self.content(request), sort_keys=True)
        return hashlib.sha256(content.encode()).hexdigest()[:16]

    def content(self, request: ConnectorRequest) -> tuple[str, list[Block]]:
        """Return text and blocks of the card, as far as the channel can see them."""
        is_open = disclose(Place.CARD, request) is Disclosure.FULL
        is_undecided = request.status in UNDECIDED_STATUSES
        names = self.approver_names(request) if is_undecided else ()
        notice = self.policy_notice(request) if is_undecided else ""
        blocks = (
            request_card(request, names, notice)
            if is_open
            else redacted_card(request, self.decider(request) if is_undecided else DEFAULT_DECIDER, notice)
        )
        is_open = disclose(Place.PREVIEW, request) is Disclosure.FULL
        return request_card_text(request) if is_open else redacted_card_text(request), blocks

    def permalink(self, message: Message) -> str:
        return self.poster.permalink(message)

    def remove_connect_card(self, request: ConnectorRequest) -> None:
        left = self.poster.rewrite(connect_card_entry(request), request.requester, None)
        if left and left.ts:  # without a time, the account is gone, so no one reads it
            raise Misconfigured("Slack doesn't let the bot delete a Connect Card of this request.")

    def remove_connect_cards_of(self, request: ConnectorRequest, user_id: str, since: datetime) -> None:
        if self.poster.delete_posts(connect_card_entries(request), user_id, since):
            raise Misconfigured("Slack doesn't let the bot delete a Connect Card of an earlier requester.")

    def post_timeline_event(self, request: ConnectorRequest, event_key: str) -> None:
        if request.card is None:
            return
        self.poster.post(
            _line_key(request, event_key),
            request.card.channel,
            self._channel_line(request, event_key),
            thread_ts=request.card.ts,
            reply_broadcast=event_key in BROADCAST_EVENTS or event_key.startswith("left-"),
        )
        if recipient := direct_recipient(request, event_key):
            self.poster.post(f"news:{request.id}:{event_key}", recipient, direct_line(request, event_key))

    def redraw_thread(self, request: ConnectorRequest, event_keys: Sequence[str]) -> Sequence[str]:
        left = [*map(self.poster.delete, request.earlier_cards)]
        cards = [*request.earlier_cards, *([request.card] if request.card else [])]
        for event_key in event_keys:
            key, text = _line_key(request, event_key), self._channel_line(request, event_key)
            left += [self.poster.rewrite(key, card.channel, text, thread_ts=card.ts) for card in cards]
            news = f"news:{request.id}:{event_key}"
            people = request.requesters if request.removals else ()
            left += [self.poster.rewrite(news, one, direct_line(request, event_key)) for one in people]
        return [self.poster.find_link(message) or "a direct message" for message in left if message]

    def _channel_line(self, request: ConnectorRequest, event_key: str) -> str:
        """Return the line about an event. One that leaves something to the approvers notifies them."""
        line, for_approvers = channel_line(request, event_key), {f"left-{len(request.handovers) + 1}", LEFTOVER_EVENT}
        return f"{self.mention_approvers(request)} {line}".lstrip() if event_key in for_approvers else line


def channel_line(request: ConnectorRequest, event_key: str) -> str:
    """Return the line of the thread about an event, as far as the channel can see it."""
    if not _is_in_timeline(request, event_key):
        return EARLIER_STEP
    is_open = disclose(Place.THREAD, request) is Disclosure.FULL
    return timeline_text(request, event_key) if is_open else redacted_timeline_text(request, event_key)


def _is_in_timeline(request: ConnectorRequest, event_key: str) -> bool:
    return event_key in {event.key for event in timeline_events(request)}


def direct_recipient(request: ConnectorRequest, event_key: str) -> str | None:
    """Return who gets an event by direct message: a new requester or owner, and whose move in Jira doesn't count.

    The journey message has the rest.

    A requester who has left gets nothing; the next one reads it all in the details.
    """
    if is_new_owner(request, event_key):
        return request.answers.business_owner
    is_redacted = disclose(Place.THREAD, request) is not Disclosure.FULL
    is_news = is_redacted and event_key.startswith(UNCOUNTED_PREFIX)
    is_new_requester = event_key == f"{HANDED_OVER_PREFIX}{len(request.handovers)}"
    return request.requester if (is_news or is_new_requester) and not request.requester_left_at else None


def is_new_owner(request: ConnectorRequest, event_key: str) -> bool:
    """Whether the event is the last edit, and gave the request its business owner."""
    return event_key == f"edited-{request.revision}" and request.edits[-1].editor is not None


def direct_line(request: ConnectorRequest, event_key: str) -> str:
    """Return the direct message about an event to the person whom it concerns."""
    service = escape_cut(request.answers.service_name, 200)
    if is_new_owner(request, event_key):
        editor = escape(request.name_of(str(request.edits[-1].editor)))
        return f"*{service}* ({request_number(request)}) – {editor} made you the business owner."
    news = timeline_text(request, event_key) if _is_in_timeline(request, event_key) else EARLIER_STEP
    return f"*{service}* ({request_number(request)}) – {news}"


def _line_key(request: ConnectorRequest, event_key: str) -> str:
    return f"thread:{request.id}:{event_key}"
