"""A process that has played a story with a bot, and forks one whenever a test wants it.

A bot takes two seconds to start, nearly all of them imports, certificates, compiled statements, and other things that
are the same for each bot; here they are paid once. A forked bot runs the same command (`bot serve`) and dies like any
other process.
"""

import gc
import importlib
import io
import json
import os
import signal
import sys
import tempfile
import threading
import traceback
from contextlib import redirect_stderr
from typing import Any

from demo.stage import free_port, sandbox_settings
from sandbox.driver import Sandbox, serve
from tests.e2e.support.shared_statements import share_statements
from tests.e2e.support.steps import up_to_live

IMPORTED_LATE = (
    "anyio._backends._asyncio",
    "bot.cli.startup",
    "bot.http.app",
    "bot.http.server",
    "bot.store.schema_upgrade",
    "uvicorn.loops.auto",
    "uvicorn.loops.asyncio",
)
"""What a bot imports when it first needs it."""
IDLE_THREADS = "listener"
"""Threads that wait for work which doesn't come any more, and hold no lock."""


def main() -> None:
    """Read orders (JSON lines), answer each with the pid of a new bot; at the end take all of them along."""
    try:
        warm_up()
    except BaseException:  # noqa: BLE001  # it is printed
        traceback.print_exc()
        os._exit(1)  # without waiting for what still runs
    gc.collect()
    gc.freeze()  # a fork that doesn't visit what it inherits doesn't copy it
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children are reaped automatically
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            become(json.loads(line))
        print(pid, flush=True)  # noqa: T201  # the answer to the order
    os.killpg(0, signal.SIGKILL)


def warm_up() -> None:
    """Import what a bot imports, and play a story with one, which fills the caches of functions and of SQLAlchemy.

    At its end nothing is connected, and no thread works, so a fork inherits nothing that runs.
    """
    share_statements()
    for name in IMPORTED_LATE:
        importlib.import_module(name)
    before = dict(os.environ)
    with tempfile.TemporaryDirectory() as folder, serve() as url, Sandbox(url) as world:
        os.environ.update(sandbox_settings(url, f"sqlite:///{folder}/desk.sqlite3", free_port()) | {"DIGEST": "off"})
        with redirect_stderr(io.StringIO()):  # where its log goes
            play_story_with_a_bot(world)
    os.environ.clear()
    os.environ.update(before)
    left = {thread.name.partition("_")[0] for thread in threading.enumerate()}
    assert left <= {threading.main_thread().name, IDLE_THREADS}, left


def play_story_with_a_bot(world: Sandbox) -> None:
    """Run a bot in this process until a request is live."""
    from bot.bootstrap.core import Container
    from bot.bootstrap.process import Bot
    from bot.config.settings import read_settings
    from bot.log_config import configure_logging

    configure_logging("json")
    world.slack.delivery(mode="socket", ack_seconds=10, trigger_seconds=60)
    bot = Bot(Container(read_settings()))
    endpoints = bot.start()
    try:
        world.until(lambda: not any(endpoints.problems().values()), "a bot that is ready")
        world.ada.reads(until="broke")
        up_to_live(world)
    finally:
        bot.stop()


def become(order: dict[str, Any]) -> None:
    """Be a bot with this environment, writing to this log; never returns."""
    from bot.__main__ import cli

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.environ.clear()
    os.environ.update(order["environment"])
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream, target in ((0, os.open(os.devnull, os.O_RDONLY)), (1, log), (2, log)):
        os.dup2(target, stream)
    status = 1
    try:
        cli(["serve"])
    except SystemExit as ended:
        status = int(ended.code or 0)
    finally:
        os._exit(status)


if __name__ == "__main__":
    main()
