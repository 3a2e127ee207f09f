"""Play the whole story through the sandbox as a conversation (`make demo`). Exit 1 if a step is missing."""

import sys
import tempfile
from pathlib import Path

from demo.narrator import Narrator
from demo.stage import Bot, free_port, sandbox_settings
from demo.story import Story
from sandbox.driver import Sandbox
from sandbox.serving import serve


def main() -> int:
    """Play the story and return the exit code."""
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
    print("\nEvery step happened exactly once.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
