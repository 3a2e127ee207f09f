"""Deliveries that a process has taken, so that no other one answers them too."""

from sqlalchemy import Engine
from sqlmodel import col

from bot.store.database import transaction, upsert
from bot.store.tables import WebhookEventRow
from workflows.ports import Clock


class DeliveryStore:
    """Deliveries of several processes, in the table of received events; pruned with them after days."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def claim(self, delivery: str) -> bool:
        """Take a delivery. Return whether it wasn't taken before. Raises `Unavailable`."""
        row = upsert(self._engine, WebhookEventRow).values(
            fingerprint=delivery, received_at=self._clock.now().timestamp()
        )
        with transaction(self._engine) as session:
            taken = session.execute(row.on_conflict_do_nothing().returning(col(WebhookEventRow.fingerprint)))
            return taken.first() is not None
