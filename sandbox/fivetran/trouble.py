"""What people (and sources) do to a connection: credentials come, break, and are mended."""

from sandbox.fivetran.connection import Connection, Credentials, Trouble
from sandbox.fivetran.life import Happening, end, rest, wake


def accept(connection: Connection, now: float) -> list[Happening]:
    """The setup tests passed: it is connected, whatever it was before."""
    news = connection.setup_state != "connected"
    connection.setup_state = "connected"
    if connection.trouble is Trouble.RECONNECT:
        connection.trouble = None
    wake(connection, now)
    return [Happening("connection_successful", now, {"status": "SUCCESSFUL"})] if news else []


def reject(connection: Connection, now: float) -> list[Happening]:
    """The setup tests failed: what worked before is broken, what never worked stays incomplete."""
    if connection.setup_state != "incomplete":
        return break_down(connection, "reconnect", now)
    return [Happening("connection_failure", now, {"status": "FAILURE"})]


def break_down(connection: Connection, how: str, now: float) -> list[Happening]:
    """Trouble begins: `reconnect`, `sync`, `delayed`, `schema` or `rescheduled`; else ValueError."""
    if how == "rescheduled":
        return [end(connection, now, "RESCHEDULED", "The source allows no more calls for now.")]
    connection.trouble = Trouble(how)
    if connection.trouble in (Trouble.DELAYED, Trouble.SCHEMA):
        return []
    if connection.trouble is Trouble.SYNC:
        return [end(connection, now, "FAILURE", "The source answered with an error.")]
    reason = connection.tasks[0]["message"]
    failed = end(connection, now, "FAILURE_WITH_TASK", reason)
    connection.setup_state, connection.due = "broken", None
    failure = {"status": "FAILURE", "reason": reason}
    return [failed, Happening("connection_failure", now, failure)]


def heal(connection: Connection, now: float) -> list[Happening]:
    """Trouble ends, and the next sync comes at once."""
    had = connection.trouble
    connection.trouble, connection.rescheduled_for = None, None
    if had is Trouble.RECONNECT:
        connection.credentials = Credentials.GOOD
        connection.started_at = None
        return accept(connection, now)
    connection.started_at = None
    wake(connection, now)
    return []


def begin_anew(connection: Connection, now: float) -> list[Happening]:
    """Sync all history again, starting now or when it is un-paused."""
    stopped = rest(connection, now)
    connection.history_done = False
    wake(connection, now)
    return stopped
