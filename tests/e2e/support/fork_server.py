"""A process that has imported the whole bot, and forks one whenever a test wants it.

A bot takes two seconds to start, nearly all of them imports, certificates, and other things that are the same for each
bot; here they are paid once. A forked bot runs the same command (`bot serve`) and dies like any other process.
"""

import gc
import importlib
import json
import os
import signal
import sys
import tempfile
from typing import Any

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


def main() -> None:
    """Read orders (JSON lines), answer each with the pid of a new bot; at the end take all of them along."""
    warm_up()
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
    """Import what a bot imports until it is ready, and build the parts of one, which fills the caches of functions.

    Building starts no thread and calls no other system, so a fork inherits nothing that runs.
    """
    from sqlalchemy.orm import configure_mappers

    for name in IMPORTED_LATE:
        importlib.import_module(name)
    from bot.bootstrap.core import Container
    from bot.bootstrap.process import Bot
    from bot.clock import SystemClock
    from bot.config.settings import read_settings
    from bot.store.database import migrate
    from demo.stage import sandbox_settings

    before = dict(os.environ)
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(sandbox_settings("http://127.0.0.1:9", f"sqlite:///{folder}/desk.sqlite3", port=9))
        container = Container(read_settings(), SystemClock())
        Bot(container)
        migrate(container.database)
        configure_mappers()
        container.close()
    os.environ.clear()
    os.environ.update(before)


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
