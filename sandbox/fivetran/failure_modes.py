"""State changes of a connection: connected, failed, broken, repaired."""

from sandbox.fivetran.connection import Connection, Credentials, Failure
from sandbox.fivetran.sync_simulation import Event, end_sync, schedule_sync, stop_syncing


def mark_connected(connection: Connection, now: float) -> list[Event]:
    """Mark the connection as connected after its setup tests passed."""
    news = connection.setup_state != "connected"
    connection.setup_state = "connected"
    if connection.failure is Failure.RECONNECT:
        connection.failure = None
    schedule_sync(connection, now)
    return [Event("connection_successful", now, {"status": "SUCCESSFUL"})] if news else []


def mark_failed(connection: Connection, now: float) -> list[Event]:
    """Handle failed setup tests: a connected connection breaks, an incomplete one stays incomplete."""
    if connection.setup_state != "incomplete":
        return break_connection(connection, "reconnect", now)
    return [Event("connection_failure", now, {"status": "FAILURE"})]


def break_connection(connection: Connection, how: str, now: float) -> list[Event]:
    """Break the connection: `reconnect`, `sync`, `delayed`, `schema`, or `rescheduled`, else ValueError."""
    if how == "rescheduled":
        return [end_sync(connection, now, "RESCHEDULED", "The source allows no more calls for now.")]
    connection.failure = Failure(how)
    if connection.failure in (Failure.DELAYED, Failure.SCHEMA):
        return []
    if connection.failure is Failure.SYNC:
        return [end_sync(connection, now, "FAILURE", "The source answered with an error.")]
    reason = connection.tasks[0]["message"]
    failed = end_sync(connection, now, "FAILURE_WITH_TASK", reason)
    connection.setup_state, connection.due = "broken", None
    failure = {"status": "FAILURE", "reason": reason}
    return [failed, Event("connection_failure", now, failure)]


def repair(connection: Connection, now: float) -> list[Event]:
    """Repair the connection and schedule the next sync at once."""
    had = connection.failure
    connection.failure, connection.rescheduled_for = None, None
    if had is Failure.RECONNECT:
        connection.credentials = Credentials.GOOD
        connection.started_at = None
        return mark_connected(connection, now)
    connection.started_at = None
    schedule_sync(connection, now)
    return []


def restart_history(connection: Connection, now: float) -> list[Event]:
    """Load all history again, now or when the connection is resumed."""
    stopped = stop_syncing(connection, now)
    connection.history_done = False
    schedule_sync(connection, now)
    return stopped
