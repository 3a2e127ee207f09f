"""Run the bot, and write one byte to a file for each statement: `python -m bench.counted_bot FILE`.

The size of the file is their number, which another process can read at any time.
"""

import os
import runpy
import sys

from sqlalchemy import Engine, event


def count_into(path: str) -> None:
    """Count the statements of every database of this process."""
    counts = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def count(*_facts: object) -> None:
        os.write(counts, b".")

    event.listen(Engine, "before_cursor_execute", count)


if __name__ == "__main__":
    count_into(sys.argv[1])
    sys.argv = ["bot", "serve"]
    runpy.run_module("bot", run_name="__main__")
