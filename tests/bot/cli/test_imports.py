"""A command imports what it needs, and a start doesn't import what only a migration needs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.store.database import connect, migrate
from demo.stage import sandbox_settings

ROOT = Path(__file__).parents[3]
NOWHERE = "http://127.0.0.1:9"
RUN = """
import runpy, sys
sys.argv = ["bot", *{arguments}]
try:
    runpy.run_module("bot", run_name="__main__")
except SystemExit as ended:
    assert not ended.code, ended.code
print("imported:", *sys.modules)
"""
START = """
import gc, sys
from bot.garbage import collect_rarely
collect_rarely()
collections = gc.get_stats()
import bot.__main__, bot.bootstrap.process, bot.http.app, bot.http.server
assert gc.get_stats() == collections, "the imports were interrupted by the garbage collector"
from pydantic.plugin._loader import get_plugins
assert not list(get_plugins()), "the metadata of all packages was read"
print("imported:", *sys.modules)
"""
SERVERS = {"apscheduler", "dbos", "jira", "prometheus_client", "requests", "slack_bolt", "slack_sdk", "starlette"}
MIGRATIONS, PICTURES = {"alembic", "mako"}, {"pygments", "rich"}


@pytest.mark.parametrize(
    ("code", "unneeded"),
    [
        (RUN.format(arguments=["--version"]), {"httpx", "pydantic", "sqlalchemy"} | SERVERS | MIGRATIONS | PICTURES),
        (RUN.format(arguments=["ask", "what is broken?"]), {"psycopg", "uvicorn"} | SERVERS | MIGRATIONS | PICTURES),
        (RUN.format(arguments=["migrate"]), {"psycopg", "uvicorn"} | SERVERS | MIGRATIONS | PICTURES),
        (START, {"psycopg"} | MIGRATIONS | PICTURES),
    ],
    ids=["version", "ask", "migrate", "start"],
)
def test_what_is_not_needed_is_not_imported(code: str, unneeded: set[str], tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'desk.sqlite3'}"
    if "migrate" not in code:  # which finds no database
        engine = connect(url)
        migrate(engine)
        engine.dispose()
    environment = os.environ | sandbox_settings(NOWHERE, url, 3000) | {"CLOCK_URL": ""}

    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )

    imported = set(done.stdout.rpartition("imported:")[2].split())
    assert "bot.garbage" in imported
    assert not imported & unneeded
