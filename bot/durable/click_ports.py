"""The ports of a click: calls wait for a vendor that is unavailable, and writes are checkpoints.

A click has no row that starts it again. After a crash DBOS runs it from the start and skips the writes that
it has recorded. Reads run again.
"""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

from dbos import DBOS
from pydantic import TypeAdapter

from bot.durable.serialization import to_json
from workflows.access_questions.ports import AccessQuestionPorts
from workflows.answers.ports import AnswerPorts
from workflows.digests.delivery import DigestPorts
from workflows.errors import SlackTokenRejected, Unavailable
from workflows.notifications.ports import NotificationPorts
from workflows.ownership.ports import OwnerPorts
from workflows.requests.mirrors import Message
from workflows.requests.ports import RequestPorts
from workflows.retry import Backoff
from workflows.subscriptions.ports import SubscriptionPorts

ClickPorts = TypeVar(
    "ClickPorts",
    RequestPorts,
    AnswerPorts,
    NotificationPorts,
    DigestPorts,
    SubscriptionPorts,
    AccessQuestionPorts,
    OwnerPorts,
)

CLICK_PATIENCE = timedelta(seconds=64)
"""How long a click waits for a vendor. After that, a message says that nothing changed."""
QUESTION_PATIENCE = timedelta(seconds=512)
"""How long a question waits: a late answer is still useful."""
NEW_TOKEN_PATIENCE = timedelta(seconds=15)
"""Time between two tries while Slack rejects the token. They have no end: no message could say so."""
CLICK_BACKOFF = Backoff(first=timedelta(seconds=0.5))
WRITES: Mapping[str, frozenset[str]] = {
    "requests": frozenset({"transition", "update", "apply"}),
    "incidents": frozenset({"acknowledge", "hand_back", "record_activity", "record_pause"}),
    "connections": frozenset({"sync", "pause", "resume"}),
    "preferences": frozenset({"update"}),
    "questions": frozenset({"save", "update"}),
    "owners": frozenset({"change"}),
    "messenger": frozenset({"send_private"}),
    "messages": frozenset({"post_answer", "send_private", "send_page_link"}),
}
"""The checkpoints: port → methods. What the ledger or a name at the vendor keeps from doubling isn't here."""
RETURNS_AGGREGATE = frozenset({"transition", "update", "apply", "acknowledge", "hand_back", "record_activity"})
"""Writes whose result isn't stored. A replay reads it again. The first argument is the aggregate or its id."""
POSTED_MESSAGE = TypeAdapter[Message | None](Message | None)

STOPPING = threading.Event()
"""Set while the process shuts down, so that no call waits any longer."""


class ShuttingDown(BaseException):
    """Ends a click that waits when the process stops. DBOS keeps it pending and runs it at the next start."""


def click_ports(ports: ClickPorts, patience: timedelta = CLICK_PATIENCE) -> ClickPorts:
    """Return `ports` for a click. The work queue stays: the id of a workflow makes it run once."""
    wrapped = {
        field.name: ClickPort(field.name, getattr(ports, field.name), patience)
        for field in fields(ports)
        if field.name != "queue"
    }
    return replace(ports, **wrapped)  # type: ignore[arg-type]  # each wraps the port that it replaces


@dataclass(frozen=True)
class ClickPort:
    """One port of a click."""

    name: str
    port: Any
    patience: timedelta

    def __getattr__(self, method_name: str) -> Callable[..., Any]:
        method = partial(call_patiently, self.patience, getattr(self.port, method_name))
        if method_name in WRITES.get(self.name, ()):
            return partial(self._checkpoint, method_name, method)
        return method

    def __call__(self, *args: Any, **named: Any) -> Any:
        """Call a port that is one function."""
        return call_patiently(self.patience, self.port, *args, **named)

    def _checkpoint(self, method_name: str, write: Callable[..., Any], *args: Any, **named: Any) -> Any:
        results: list[Any] = []

        def step() -> Any:
            results.append(write(*args, **named))
            return None if method_name in RETURNS_AGGREGATE else to_json(results[0])

        stored = DBOS.run_step({"name": f"{self.name}.{method_name}"}, step)
        return results[0] if results else self._restore(method_name, stored, args)

    def _restore(self, method_name: str, stored: Any, args: tuple[Any, ...]) -> Any:
        if method_name in RETURNS_AGGREGATE:
            return call_patiently(self.patience, self.port.get, getattr(args[0], "id", args[0]))
        return POSTED_MESSAGE.validate_python(stored) if method_name == "post_answer" else stored


def call_patiently(patience: timedelta, method: Callable[..., Any], *args: Any, **named: Any) -> Any:
    """Call `method` until it isn't `Unavailable`, or until the next try would come after `patience`.

    While Slack rejects the token, wait for a new one: it comes with a restart, which runs the click again.
    """
    deadline, attempts = time.monotonic() + patience.total_seconds(), 0
    while True:
        try:
            return method(*args, **named)
        except SlackTokenRejected:
            delay = NEW_TOKEN_PATIENCE.total_seconds()
        except Unavailable as failure:
            delay = CLICK_BACKOFF.delay(failure, attempts).total_seconds()
            if time.monotonic() + delay > deadline:
                raise
        attempts += 1
        if STOPPING.wait(delay):
            raise ShuttingDown
