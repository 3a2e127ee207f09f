"""A process that has imported the whole bot, and forks one whenever a test wants it.

A bot takes two seconds to start, nearly all of them imports; here they are paid once. A forked bot runs the
same command (`bot serve`) and dies like any other process.
"""

import gc
import json
import os
import signal
import sys
from typing import Any


def main() -> None:
    """Read orders (JSON lines), answer each with the pid of a new bot; at the end take all of them along."""
    import bot.bootstrap.process
    import bot.http.app
    import bot.http.server
    import bot.store.schema_upgrade  # noqa: F401

    gc.collect()
    gc.freeze()  # a fork that doesn't visit what it inherits doesn't copy it
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children are reaped automatically
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            become(json.loads(line))
        print(pid, flush=True)  # noqa: T201  # the answer to the order
    os.killpg(0, signal.SIGKILL)


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
