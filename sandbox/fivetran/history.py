"""What the account looked like before anybody asked for anything."""

from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.fivetran.connection import Connection, Credentials
from sandbox.fivetran.life import catch_up, end, start
from sandbox.fivetran.people import DAY, DEV, PROD
from sandbox.fivetran.services import Service
from sandbox.fivetran.trouble import accept, break_down


@dataclass(frozen=True)
class Old:
    """A connection with a past. `days` ago it was made; its last sync began `minutes` ago."""

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


OLD = (
    Old(PROD, "stripe", "stripe", minutes=40, frequency=60),
    Old(PROD, "netsuite_suiteanalytics", "netsuite", by="cleo_marsh", minutes=600, manual=True),
    Old(PROD, "google_ads", "google_ads", minutes=200),
    Old(PROD, "google_search_console", "google_search_console_www", days=500, minutes=700, frequency=1440),
    Old(
        PROD, "google_search_console", "google_search_console_support", days=480, minutes=720, frequency=1440
    ),
    Old(PROD, "jira", "jira", by="cleo_marsh", minutes=90, broken=True),
    Old(PROD, "zoom", "zoom", minutes=120),
    Old(PROD, "fivetran_log", "fivetran_log", days=800, minutes=30, frequency=60),
    Old(PROD, "itunes_connect", "app_store_v2", days=150, minutes=300, frequency=1440),
    Old(PROD, "survey_monkey", "survey_monkey", by="cleo_marsh", days=600, minutes=40 * 1440, paused=True),
    Old(DEV, "stripe", "stripe_nonprod", days=90, minutes=250),
    Old(DEV, "fivetran_log", "fivetran_log_dev", days=400, minutes=45),
)


def past(services: dict[str, Service], now: float) -> Iterator[Connection]:
    """The old connections, as they are at `now` (epoch seconds)."""
    for old in OLD:
        yield _grown(old, services[old.service], now)


def _grown(old: Old, service: Service, now: float) -> Connection:
    connection = Connection(
        id="",
        group_id=old.group_id,
        service=service,
        schema=old.schema,
        created_at=now - old.days * DAY,
        names={"schema": old.schema},
        settings=settings(sync_frequency=old.frequency, schedule_type="manual" if old.manual else "auto"),
        credentials=Credentials.GOOD,
        connected_by=old.by,
        paused=False,
        hours=service.hours,
        history_done=True,
    )
    _synced(connection, now - old.minutes * 60)
    if not old.paused:
        catch_up(connection, now)
    if old.broken:
        break_down(connection, "reconnect", now - old.minutes * 60 + 300)
    connection.paused = old.paused
    connection.due = None if old.paused else connection.due
    return connection


def _synced(connection: Connection, at: float) -> None:
    before = at - connection.frequency
    accept(connection, before)
    for moment in (before, at):
        start(connection, moment)
        end(connection, moment + 240, "SUCCESSFUL")


def settings(**given: object) -> dict[str, object]:
    """The plain attributes of a connection, with Fivetran's defaults where nothing is given."""
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
