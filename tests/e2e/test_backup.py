"""A backup of a running bot, restored elsewhere, goes on with what was under way."""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import ExitStack, closing
from pathlib import Path
from urllib.parse import urlsplit

from bot.store.engine_database import engine_path
from demo.stage import ROOT, Bot
from sandbox.driver import Sandbox
from tests.e2e.support.assertions import ONE_OF_EACH, outcome
from tests.e2e.support.bot_process import Bots
from tests.e2e.support.steps import bo_approves, connect_card_arrives, up_to_approval


def backup_command(bot: Bot, file: Path) -> "subprocess.CompletedProcess[str]":
    """What `python -m bot backup` does on the machine of a bot."""
    command = [sys.executable, "-m", "bot", "backup", str(file)]
    return subprocess.run(command, cwd=ROOT, env=bot.environment, capture_output=True, text=True, check=False)


def test_a_backup_of_a_running_bot_goes_on_after_a_restore(
    sandbox: Sandbox, bot: Bot, bots: Bots, tmp_path: Path
) -> None:
    up_to_approval(sandbox)
    saved = tmp_path / "copy" / "desk.sqlite3"
    saved.parent.mkdir()

    made = backup_command(bot, saved)
    bot.kill()
    bots.start("restored", DATABASE_URL=f"sqlite:///{saved}")

    assert made.returncode == 0, made.stderr
    bo_approves(sandbox)
    connect_card_arrives(sandbox)
    sandbox.until(lambda: outcome(sandbox) == ONE_OF_EACH, "one of each")


def test_a_copy_of_the_files_of_a_stopped_bot_has_every_row(
    sandbox: Sandbox, bot: Bot, database: str, tmp_path: Path
) -> None:
    up_to_approval(sandbox)
    rows = Path(urlsplit(database).path[1:])
    with ExitStack() as stack:
        for file in (rows, engine_path(rows)):  # while another program has them open, SQLite keeps the log
            other = stack.enter_context(closing(sqlite3.connect(file)))
            other.execute("SELECT * FROM sqlite_master").fetchall()
        bot.stop()

        for file, table in ((rows, "request"), (engine_path(rows), "workflow_status")):
            log, copy = Path(f"{file}-wal"), tmp_path / f"copy-{file.name}"
            assert not log.exists() or log.stat().st_size == 0
            shutil.copyfile(file, copy)
            with closing(sqlite3.connect(copy)) as copied:
                assert copied.execute(f"SELECT count(*) FROM {table}").fetchone()[0] > 0


def test_an_existing_file_is_never_overwritten(bot: Bot, tmp_path: Path) -> None:
    file = tmp_path / "copy.sqlite3"
    file.write_text("another backup")

    refused = backup_command(bot, file)

    assert (refused.returncode, file.read_text()) == (1, "another backup")
    assert "already exists. Choose another file." in refused.stderr
