"""Existing connections of the account."""

from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.fivetran.connection import Connection, Credentials
from sandbox.fivetran.failure_modes import break_connection, mark_connected
from sandbox.fivetran.services import Service
from sandbox.fivetran.sync_simulation import catch_up, end_sync, start_sync
from sandbox.fivetran.users import DAY, DEV, PROD


@dataclass(frozen=True)
class SeedConnection:
    """An existing connection: created `days` ago, last sync started `minutes` ago."""

    group_id: str
    service: str
    schema: str
    by: str = "bo_lindqvist"
    days: float = 300
    minutes: float = 100
    frequency: int = 360
    manual: bool = False
    paused: bool = False
    broken: bool = False


SEED_CONNECTIONS = (
    SeedConnection(PROD, "stripe", "stripe", minutes=40, frequency=60),
    SeedConnection(PROD, "netsuite_suiteanalytics", "netsuite", by="cleo_marsh", minutes=600, manual=True),
    SeedConnection(PROD, "google_ads", "google_ads", minutes=200),
    SeedConnection(PROD, "google_search_console", "google_search_console_www", days=500, minutes=700, frequency=1440),
    SeedConnection(
        PROD, "google_search_console", "google_search_console_support", days=480, minutes=720, frequency=1440
    ),
    SeedConnection(PROD, "jira", "jira", by="cleo_marsh", minutes=90, broken=True),
    SeedConnection(PROD, "zoom", "zoom", minutes=120),
    SeedConnection(PROD, "fivetran_log", "fivetran_log", days=800, minutes=30, frequency=60),
    SeedConnection(PROD, "itunes_connect", "app_store_v2", days=150, minutes=300, frequency=1440),
    SeedConnection(PROD, "survey_monkey", "survey_monkey", by="cleo_marsh", days=600, minutes=40 * 1440, paused=True),
    SeedConnection(DEV, "stripe", "stripe_nonprod", days=90, minutes=250),
    SeedConnection(DEV, "fivetran_log", "fivetran_log_dev", days=400, minutes=45),
)


def seed_connections(services: dict[str, Service], now: float) -> Iterator[Connection]:
    """Yield the existing connections as of `now` (epoch seconds)."""
    for old in SEED_CONNECTIONS:
        yield _create(old, services[old.service], now)


def _create(old: SeedConnection, service: Service, now: float) -> Connection:
    connection = Connection(
        id="",
        group_id=old.group_id,
        service=service,
        schema=old.schema,
        created_at=now - old.days * DAY,
        names={"schema": old.schema},
        settings=default_settings(sync_frequency=old.frequency, schedule_type="manual" if old.manual else "auto"),
        credentials=Credentials.GOOD,
        connected_by=old.by,
        paused=False,
        hours=service.hours,
        history_done=True,
    )
    _add_syncs(connection, now - old.minutes * 60)
    if not old.paused:
        catch_up(connection, now)
    if old.broken:
        break_connection(connection, "reconnect", now - old.minutes * 60 + 300)
    connection.paused = old.paused
    connection.due = None if old.paused else connection.due
    return connection


def _add_syncs(connection: Connection, at: float) -> None:
    before = at - connection.frequency
    mark_connected(connection, before)
    for moment in (before, at):
        start_sync(connection, moment)
        end_sync(connection, moment + 240, "SUCCESSFUL")


def default_settings(**given: object) -> dict[str, object]:
    """Return a connection's attributes: `given` over Fivetran's defaults."""
    return {
        "sync_frequency": 360,
        "schedule_type": "auto",
        "pause_after_trial": False,
        "data_delay_sensitivity": "NORMAL",
        "data_delay_threshold": 0,
        "networking_method": "Directly",
        "daily_sync_time": None,
        "destination_schema_names": "FIVETRAN_NAMING",
        **given,
    }
