"""Run the sandbox and the bot until Ctrl-C (`make run`)."""

import os
import signal
import threading
from pathlib import Path

from demo.stage import ROOT, Bot, sandbox_settings
from sandbox.serving import serve

SANDBOX_PORT = int(os.environ.get("SANDBOX_PORT", "8400"))
BOT_PORT = int(os.environ.get("PORT", "3000"))


def main() -> None:
    """Start both, print the page's address, and wait."""
    folder = ROOT / ".run"
    folder.mkdir(exist_ok=True)
    for old in folder.glob("desk*.sqlite3*"):
        old.unlink()  # the sandbox forgets everything when it stops, so the bot starts fresh as well
    stopped = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stopped.set())
    with serve(SANDBOX_PORT) as sandbox, _bot(sandbox, folder):
        print(WELCOME.format(sandbox=sandbox, log=folder / "bot.log"), flush=True)
        stopped.wait()
    print("Stopped.")


def _bot(sandbox: str, folder: Path) -> Bot:
    database = f"sqlite:///{folder / 'desk.sqlite3'}"
    (folder / "bot.log").unlink(missing_ok=True)
    hooks = {"FIVETRAN_WEBHOOK_SECRET": "sandbox-fivetran-hook"}
    return Bot(sandbox_settings(sandbox, database, BOT_PORT) | hooks, folder / "bot.log")


WELCOME = """
Connector Desk is running against a pretend Slack, Jira, and Fivetran.

    Open    {sandbox}/
    Log     {log}
    Stop    Ctrl-C
"""

if __name__ == "__main__":
    main()
