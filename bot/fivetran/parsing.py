"""Parse Fivetran's JSON about connections. https://fivetran.com/docs/rest-api/api-reference/connections

Fields that decide whether a connection works have to be right, else the connection is left out. All others
have a default, because Fivetran leaves out fields that it documents as required.
"""

from collections.abc import Sequence

from bot.foreign.fields import Fields, UnreadableField, as_flag, as_number, as_text, as_time
from workflows.connections.model import Connection, SetupTest

SETUP_STATES = frozenset({"incomplete", "connected", "broken"})
Noted = tuple[str, str]
"""The code of a task or a warning, and its message."""


def parse_connection(fields: Fields) -> Connection:
    """Parse a connection, as an item of a list or as a single response."""
    status = fields.section("status")
    connection_id = fields.require("id", as_text)
    tasks, warnings = status.entries("tasks", _noted), status.entries("warnings", _noted)
    return Connection(
        id=connection_id,
        group_id=fields.require("group_id", as_text),
        service=fields.require("service", as_text),
        name=fields.lenient("schema", as_text, connection_id, is_expected=True),
        paused=fields.require("paused", as_flag),
        setup_state=status.require("setup_state", _setup_state),
        sync_state=status.lenient("sync_state", as_text, "scheduled", is_expected=True),
        is_historical_sync=status.require("is_historical_sync", as_flag),
        created_at=fields.lenient("created_at", as_time, None, is_expected=True),
        succeeded_at=fields.optional("succeeded_at", as_time, None),
        failed_at=fields.optional("failed_at", as_time, None),
        tasks=tuple(message for _code, message in tasks),
        update_state=status.lenient("update_state", as_text, "on_schedule"),
        schedule_type=fields.lenient("schedule_type", as_text, "auto"),
        sync_frequency=fields.lenient("sync_frequency", _minutes, None),
        task_codes=tuple(code for code, _message in tasks),
        warnings={code or "warning": message for code, message in warnings},
        rescheduled_for=status.lenient("rescheduled_for", as_time, None),
        schema_status=status.lenient("schema_status", as_text, "ready"),
        pause_after_trial=fields.lenient("pause_after_trial", as_flag, False),
    )


def _noted(entry: object) -> Noted:
    """Read a task or a warning; a text alone is its message."""
    if isinstance(entry, str):
        return "", as_text(entry)
    noted = Fields(entry)
    code, message = noted.optional("code", as_text, ""), noted.optional("message", as_text, "")
    if not code and not message:
        raise UnreadableField("message")
    return code.lower(), message or code


def _setup_state(value: object) -> str:
    """Read a state that decides about alerts: an unknown one counts as neither working nor broken."""
    if value not in SETUP_STATES:
        raise ValueError
    return str(value)


def _minutes(value: object) -> int | None:
    return as_number(value) or None


def parse_setup_tests(fields: Fields) -> Sequence[SetupTest]:
    """Parse the setup tests in a response; a test that can't be read counts as failed."""
    return [_setup_test(test) for test in fields.raw.get("setup_tests") or ()]


def _setup_test(test: object) -> SetupTest:
    try:
        fields = Fields(test)
        message = fields.lenient("message", as_text, "")
        return SetupTest(fields.require("title", as_text), fields.require("status", as_text), message)
    except UnreadableField:
        return SetupTest("A setup test", "UNREADABLE", "Fivetran's answer can't be read")
