"""`make demo`: the whole story through the sandbox, told as a conversation. Exits 1 if a step is missing."""

import sys
import tempfile
from pathlib import Path

from demo.stage import Bot, free_port, sandbox_settings
from demo.story import Story
from demo.telling import Narrator
from sandbox.driver import Sandbox
from sandbox.serving import serve


def main() -> int:
    """Play the story; the exit code."""
    with tempfile.TemporaryDirectory() as folder, serve() as url, Sandbox(url) as sandbox:
        settings = sandbox_settings(url, f"sqlite:///{folder}/desk.sqlite3", free_port())
        log = Path(folder) / "bot.log"
        with Bot(settings, log):
            try:
                Story(sandbox, Narrator()).play()
            except AssertionError as missing:
                print(f"\nA step of the story is missing: {missing}\n\nThe bot's log:")
                print(log.read_text()[-4000:])
                return 1
    print("\nEvery step happened, and each of them once.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
