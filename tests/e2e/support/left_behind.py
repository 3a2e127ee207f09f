"""What the bot before the great renaming left behind when its plug was pulled: two databases, and a world.

`desk.sql` and `engine.sql` are dumps of its SQLite files. `sandbox.json` says how Slack, Jira and Fivetran
came to be as they were: played again in a fresh sandbox, every id, key and timestamp comes out the same.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy as sa
from dbos import DBOS

from bot.store.database import connect, migrate
from demo.stage import sandbox_settings
from sandbox.driver import Sandbox

FOLDER = Path(__file__).parent / "left_behind"
LAST_OF_BEFORE = "0005"
"""The revision of the tables in `desk.sql`."""
IN_FLIGHT = ("workflow_status", "workflow_input", "operation_outputs")
"""The tables of DBOS that say what is in flight; what else it keeps it makes anew."""


def replay(sandbox: Sandbox) -> None:
    """Let everything happen again that happened before, at the same moments, without a bot."""
    world = json.loads((FOLDER / "sandbox.json").read_text(encoding="utf-8"))
    access = sandbox_settings("", "", 0)
    doors: dict[str, dict[str, Any]] = {
        "slack": {"headers": {"Authorization": f"Bearer {access['SLACK_BOT_TOKEN']}"}},
        "jira": {"auth": (access["JIRA_EMAIL"], access["JIRA_API_TOKEN"])},
        "fivetran": {"auth": (access["FIVETRAN_API_KEY"], access["FIVETRAN_API_SECRET"])},
    }
    with httpx.Client(base_url=sandbox.base_url, trust_env=False, timeout=30) as http:
        for step in world["steps"]:
            sandbox.clock(freeze=step["at"])
            if "control" in step:
                sandbox.post(step["control"], step["body"])
            elif "call" in step:
                method, path = step["call"].split(" ")
                vendor = path.split("/")[1]
                http.request(method, path, json=step["json"], **doors[vendor]).raise_for_status()
            else:
                _says(sandbox, step)
    sandbox.post("clock", {"begin": world["ends"]})
    assert as_it_was(sandbox) == world["then"]


def _says(sandbox: Sandbox, step: dict[str, Any]) -> None:
    """A person writes in a channel; our app is not in it, so that Slack does not deliver it again."""
    sandbox.slack.kick(channel=step["channel"])
    where = {"thread": step["thread_ts"]} if "thread_ts" in step else {}
    getattr(sandbox, step["says"]).types(step["text"], channel=step["channel"], wait=0, **where)
    sandbox.slack.invite(channel=step["channel"])


def as_it_was(sandbox: Sandbox) -> dict[str, Any]:
    """What has to be the same for the bot to go on: connections, tickets, and what it had posted."""
    state = sandbox.state()
    return {
        "connections": [
            {name: one[name] for name in ("id", "group_id", "service", "schema", "paused", "schedule_type")}
            | {"setup_state": one["status"]["setup_state"]}
            for one in state["fivetran"]["connections"]
        ],
        "tickets": [
            {name: one[name] for name in ("id", "key", "status")}
            | {"summary": one["fields"]["summary"], "comments": len(one["comments"])}
            for one in state["jira"]["issues"]
        ],
        "messages": sorted(
            [channel["id"], message["ts"], key_of(message)]
            for channel in state["slack"]["channels"]
            for message in channel["messages"]
            if "ephemeral_for" not in message
        ),
    }


def key_of(message: dict[str, Any]) -> str:
    """Our mark on a message, by which the bot finds it again; empty where there is none."""
    metadata = message.get("metadata") or {}
    return str((metadata.get("event_payload") or {}).get("key", ""))


def load(database_url: str, folder: Path) -> None:
    """Fill an empty database with what was left behind."""
    if database_url.startswith("sqlite:///"):
        desk = Path(database_url.removeprefix("sqlite:///"))
        _read("desk.sql", desk)
        _read("engine.sql", desk.with_name(f"{desk.stem}-engine{desk.suffix}"))
    else:
        _load_into_postgres(database_url, folder)


def _read(dump: str, into: Path) -> Path:
    with closing(sqlite3.connect(into)) as connection:
        connection.executescript((FOLDER / dump).read_text(encoding="utf-8"))
    return into


def _load_into_postgres(database_url: str, folder: Path) -> None:
    engine = connect(database_url)
    migrate(engine, LAST_OF_BEFORE)
    _copy(_read("desk.sql", folder / "before.sqlite3"), engine)
    DBOS.migrate(engine.url.render_as_string(hide_password=False))
    _copy(_read("engine.sql", folder / "before-engine.sqlite3"), engine, "dbos", IN_FLIGHT)
    engine.dispose()


def _copy(source: Path, engine: sa.Engine, schema: str | None = None, only: tuple[str, ...] = ()) -> None:
    """Rows of an SQLite file into the tables of the same names, with the types that those have."""
    tables = sa.MetaData(schema=schema)
    tables.reflect(engine)
    with closing(sqlite3.connect(source)) as old, engine.begin() as connection:
        old.row_factory = sqlite3.Row
        for table in tables.sorted_tables:
            if table.name == "alembic_version" or (only and table.name not in only):
                continue
            rows = [dict(_typed(table, row)) for row in old.execute(f'SELECT * FROM "{table.name}"')]
            if rows:
                connection.execute(table.insert(), rows)


def _typed(table: sa.Table, row: sqlite3.Row) -> Iterator[tuple[str, Any]]:
    for name in row.keys():  # noqa: SIM118  # a row yields values
        kind, value = table.columns[name].type, row[name]
        if value is not None and isinstance(kind, sa.Boolean):
            value = bool(value)
        elif value is not None and isinstance(kind, sa.JSON):
            value = json.loads(value)
        yield name, value
