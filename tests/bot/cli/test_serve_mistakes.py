"""A start that can't succeed ends with one line, which says what to do."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from bot.bootstrap.core import Container
from bot.bootstrap.identities import look_up_identity
from bot.config.settings import read_settings
from bot.http.server import Ports
from demo.stage import ROOT, free_port, sandbox_settings
from tests.support.migrated_databases import MigratedDatabases
from workflows.errors import Refused, SlackTokenRejected, Unavailable

NOWHERE = "http://127.0.0.1:9"


def serve(database: str, port: int) -> "subprocess.CompletedProcess[str]":
    settings = sandbox_settings(NOWHERE, database, port) | {"CLOCK_URL": ""}
    command = [sys.executable, "-m", "bot", "serve"]
    return subprocess.run(command, cwd=ROOT, env=settings, capture_output=True, text=True, timeout=60)


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.create_server(("0.0.0.0", free_port())) as listening:
        yield listening.getsockname()[1]


def test_a_busy_port(databases: MigratedDatabases, tmp_path: Path, busy_port: int) -> None:
    ended = serve(databases.sqlite(tmp_path / "desk.sqlite3"), busy_port)

    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == f"Port {busy_port} is in use. Stop the program that uses it, or set PORT to another one.\n"


def test_a_busy_internal_port_names_its_setting(busy_port: int) -> None:
    ports = Ports("127.0.0.1", free_port(), busy_port)

    with pytest.raises(Refused, match=f"Port {busy_port} is in use.* set INTERNAL_PORT"):
        ports.open()
    ports.public.close()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("sqlite:////nowhere/desk.sqlite3", " in /nowhere: No such file or directory."),
        ("sqlite:///{folder}/notes.txt", ": the file isn't an SQLite database."),
        ("postgresql://desk:hunter2@127.0.0.1:9/desk", ": connection failed: "),
    ],
    ids=["no folder", "no database", "no server"],
)
def test_a_database_that_cannot_be_opened(tmp_path: Path, url: str, words: str) -> None:
    (tmp_path / "notes.txt").write_text("Not a database, but longer than its header. " * 9)

    ended = serve(url.format(folder=tmp_path), free_port())

    (line,) = ended.stderr.splitlines()
    assert ended.returncode == 1
    assert line.startswith(f"The database can't be opened{words}")
    assert "Check DATABASE_URL" in line
    assert "hunter2" not in line


@pytest.mark.parametrize(
    ("failure", "line"),
    [
        (
            SlackTokenRejected("Slack rejects the bot token (invalid_auth)."),
            {"reason": "Slack rejects the bot token (invalid_auth).", "fix": "Check SLACK_BOT_TOKEN."},
        ),
        (Unavailable("Slack isn't responding."), {"reason": "Slack isn't responding.", "fix": "The bot tries again."}),
    ],
)
def test_a_token_that_is_rejected(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, failure: Exception, line: dict[str, str]
) -> None:
    def look_up(_parts: Container) -> tuple[str, str]:
        raise failure

    for name, value in sandbox_settings(NOWHERE, f"sqlite:///{tmp_path}/desk.sqlite3", 3000).items():
        monkeypatch.setenv(name, value)
    parts = Container(read_settings())

    with structlog.testing.capture_logs() as logged:
        look_up_identity(parts, "Slack", look_up)

    parts.close()
    assert logged == [{"event": "Slack: not connected", "log_level": "warning", **line}]
