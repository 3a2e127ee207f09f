"""Old rows are pruned, unless they are open or have a pending notification."""

from datetime import timedelta

from sqlalchemy import Engine, update
from sqlmodel import Session, col, select

from bot.store.database import transaction
from bot.store.incident_rows import insert_subjects
from bot.store.ledger import LedgerStore
from bot.store.rate_limits import RateLimitStore
from bot.store.retention import RetentionStore
from bot.store.tables import IncidentRow, LedgerRow, NotificationRow, RateLimitRow, StormRow
from tests.bot.store.test_requests import Watch
from tests.support.sample_data import MONDAY, an_incident
from workflows.connections.rate_limit import RateLimitUsage
from workflows.incidents.model import Incident
from workflows.incidents.storms import Storm

OVER = MONDAY + timedelta(hours=1)
MUCH_LATER = MONDAY + timedelta(days=28)


def a_storm(name: str, **facts: object) -> Storm:
    known = Storm(
        id=f"storm-{name}",
        group_id="prod",
        group_name="Fivetran_Prod",
        family="outage",
        opened_at=MONDAY,
        last_joined_at=MONDAY,
    )
    return known.evolve(**facts)


def test_ended_incidents_are_pruned_with_their_notifications(database: Engine) -> None:
    old, open_ = an_incident("old", ended_at=OVER), an_incident("open")
    stormy = an_incident("stormy", ended_at=OVER, storm_id="storm-old")
    pending = an_incident("pending", ended_at=OVER)
    in_storm = an_incident("in_storm", ended_at=OVER, storm_id="storm-open")
    subjects: list[Incident | Storm] = [
        old,
        open_,
        stormy,
        pending,
        in_storm,
        a_storm("old", ended_at=OVER),
        a_storm("open"),
    ]
    with transaction(database) as session:
        insert_subjects(session, subjects)
        told = "pending-1", "open-1", "storm-open"
        for table in (IncidentRow, StormRow):
            session.execute(update(table).where(col(table.id).not_in(told)).values(is_in_sync=True))
        for subject in (old, open_):
            session.add(NotificationRow(recipient_id="C1", subject_id=subject.id, posted_at=MONDAY.timestamp()))
        session.add(NotificationRow(recipient_id="C1", subject_id="budget", posted_at=MUCH_LATER.timestamp()))

    RetentionStore(database).prune_incidents(OVER + timedelta(minutes=1))

    with Session(database) as session:
        left = {*session.exec(select(IncidentRow.id)), *session.exec(select(StormRow.id))}
        assert left == {"open-1", "pending-1", "in_storm-1", "storm-open"}
        assert set(session.exec(select(NotificationRow.subject_id))) == {"open-1", "budget"}


def test_the_ledger_keeps_open_and_recent_entries(database: Engine) -> None:
    watch, open_ = Watch(), an_incident("open")
    ledger = LedgerStore(database, watch)
    kept = ["card:7f3c9a", "incident:open-1:C1", "incident-line:open-1:over:1.0"]
    for what in [*kept, "incident:gone:C1", "incident-line:gone:over:1.0", "digest:C1:1", "budget:C1:2026"]:
        ledger.begin(what)
    watch.time = MUCH_LATER
    ledger.begin("digest:C1:2")
    with transaction(database) as session:
        insert_subjects(session, [open_])

    RetentionStore(database).prune_ledger(MUCH_LATER - timedelta(days=1))

    with Session(database) as session:
        assert set(session.exec(select(LedgerRow.key))) == {*kept, "digest:C1:2"}


def test_the_usage_of_an_ended_process_is_pruned(database: Engine) -> None:
    watch = Watch()
    quotas = RateLimitStore(database, watch)
    quotas.record("gone", RateLimitUsage(MONDAY))
    watch.time = OVER
    quotas.record("here", RateLimitUsage(OVER))

    RetentionStore(database).prune_rate_limits(OVER)

    with Session(database) as session:
        assert session.exec(select(RateLimitRow.process_name)).all() == ["here"]
