"""Notify people of the outcome of their clicks. What Slack doesn't accept now is sent when it's back."""

import hashlib
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import structlog
from dbos import DBOS

from bot.durable.click_ports import CLICK_PATIENCE, ClickPorts, click_ports
from bot.durable.queue_settings import CLICK_QUEUE
from bot.durable.registration import register_jobs, register_workflow
from bot.durable.work_table import enqueue
from workflows.answers.model import Question
from workflows.errors import DeskError, Unavailable, explain_failure
from workflows.permissions import Actor
from workflows.ports import Messenger
from workflows.retry import Backoff

log = structlog.get_logger(__name__)

REPLY_BACKOFF = Backoff(first=timedelta(seconds=2), longest=timedelta(minutes=2))
MAX_REPLY_ATTEMPTS = 720
"""About a day. After that, a reply to a click is of no use."""


@dataclass(frozen=True)
class DurableMessenger:
    """Implements `workflows.ports.Messenger` with a messenger that can be unavailable."""

    messenger: Messenger

    def send_private(self, channel: str, user_id: str, text: str) -> None:
        try:
            self.messenger.send_private(channel, user_id, text)
        except Unavailable as failure:
            log.warning("a reply waits for Slack", reason=failure.message)
            source = f"{DBOS.workflow_id or uuid.uuid4().hex}:{hashlib.sha256(text.encode()).hexdigest()[:8]}"
            _enqueue(source, channel, user_id, text, 0)


def send_reply(source: str, channel: str, user_id: str, text: str, attempts: int, messenger: Messenger) -> None:
    """Send a reply that waits. Try again later while Slack is unavailable; raise when it's too late."""
    try:
        messenger.send_private(channel, user_id, text)
    except Unavailable:
        if attempts >= MAX_REPLY_ATTEMPTS:
            raise
        _enqueue(source, channel, user_id, text, attempts + 1)


def _enqueue(source: str, channel: str, user_id: str, text: str, attempts: int) -> None:
    delay = REPLY_BACKOFF.delay(Unavailable(""), attempts).total_seconds()
    name = f"reply:{source}:{attempts}"
    enqueue(CLICK_QUEUE, name, "send_reply", source, channel, user_id, text, attempts, delay=delay)


def register_replies(messenger: Messenger) -> None:
    """Register the workflow that sends a reply later. `messenger` sends at once or raises."""
    register_jobs(send_reply, messenger=messenger)


def register_clicks(
    messenger: Messenger,
    ports: ClickPorts,
    *clicks: Callable[..., None],
    patience: timedelta = CLICK_PATIENCE,
    **bound: Any,
) -> None:
    """Register what people press under the names of its functions: it waits for vendors, and reports a failure."""
    patient, report = click_ports(ports, patience), partial(report_to_person, messenger)
    for click in clicks:
        register_workflow(click.__name__, partial(click, ports=patient, **bound), report)


def report_to_person(messenger: Messenger, arguments: Sequence[Any], failure: Exception, reference: str) -> None:
    """Notify the person who started a workflow that it failed, and that nothing changed.

    The arguments of an older deploy might not name the person.
    """
    address = next((_reply_address(one) for one in arguments if isinstance(one, (Actor, Question))), None)
    if address is None:
        return
    channel, user_id = address
    try:
        messenger.send_private(channel, user_id, explain_failure(failure, reference))
    except DeskError as refused:
        log.warning("could not notify the person", reason=refused.message, reference=reference)


def _reply_address(person: Actor | Question) -> tuple[str, str]:
    return person.channel, person.viewer_id if isinstance(person, Question) else person.user_id
