"""Subscribers of an account of any size, what they subscribed to, and the posts they got this week."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Engine

from bench.account import write
from bench.account.connections import NOW, PER_SERVICE
from bench.account.history import Rows
from bench.account.requests import person
from bot.store.preferences import PreferencesStore
from bot.store.tables import DraftRow, NotificationRow
from workflows.subscriptions.model import Subscription, SubscriptionKind

CONNECTIONS_PER_SUBSCRIBER = 10
HOME_CHANNEL = "C0FIVETRAN"
EVERYTHING = 2
"""Channels that get everything, whatever the size: each of them is a message to post."""


def seed_subscribers(engine: Engine, size: int) -> None:
    """Write a subscriber for every ten connections, two posts for each, and some drafts."""
    store = PreferencesStore(engine)
    count = size // CONNECTIONS_PER_SUBSCRIBER
    for number in range(count):
        added = _subscription(number, size)
        store.update(_recipient(number), lambda one, added=added: one.with_subscription(added, HOME_CHANNEL))  # type: ignore[misc]  # bound now
    write(engine, NotificationRow, _posts(count, size))
    write(engine, DraftRow, _drafts(size // 100))


def _recipient(number: int) -> str:
    return f"C{number:06}" if number % 2 else f"U{number:06}"


def _subscription(number: int, size: int) -> Subscription:
    one = number * 7 % size
    if number < EVERYTHING:
        return Subscription(SubscriptionKind.EVERYTHING)
    if number % 5 == 0:
        return Subscription(SubscriptionKind.MINE, person(number, size), f"Person {number}")
    if number % 5 < 3:
        service = f"service_{one // PER_SERVICE}"
        return Subscription(SubscriptionKind.SERVICE, service, service.title())
    return Subscription(SubscriptionKind.CONNECTION, f"otter_{one}", f"sales_{one}")


def _posts(count: int, size: int) -> Rows:
    for number in range(count):
        for back in range(2):
            row: dict[str, Any] = {"recipient_id": _recipient(number), "subject_id": f"past-{number * 2 + back * size}"}
            posted_at = (NOW - timedelta(hours=back * 100 + 1)).timestamp()
            yield row | {"posted_at": posted_at, "connection_id": f"otter_{number * 2}"}


def _drafts(count: int) -> Rows:
    for number in range(count):
        yield {"form_id": f"F{number}", "user": f"U{number:06}", "updated_at": NOW.timestamp(), "body": {}}
