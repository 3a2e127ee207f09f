"""Run the sandbox and the bot until Ctrl-C (`make run`)."""

import os
import signal
import sys
import threading
from pathlib import Path

from demo.claims import CannotStart, claim_folder, require_free
from demo.stage import ROOT, Bot, sandbox_settings
from sandbox.serving import serve

FOLDER = ROOT / ".run"
SANDBOX_PORT, BOT_PORT = "SANDBOX_PORT", "PORT"
DEFAULT_PORTS = {SANDBOX_PORT: 8400, BOT_PORT: 3000}


def main(folder: Path = FOLDER) -> None:
    """Start both, print the page's address, and wait. Exit with one line if that isn't possible."""
    try:
        ports = {setting: _port(setting) for setting in DEFAULT_PORTS}
        with claim_folder(folder, f"http://127.0.0.1:{ports[SANDBOX_PORT]}/"):
            for setting, port in ports.items():
                require_free(port, setting)
            _run(ports, folder)
    except (CannotStart, RuntimeError) as reason:  # the bot didn't become ready: its log says why
        sys.exit(str(reason))


def _port(setting: str) -> int:
    value = os.environ.get(setting, "")
    try:
        return int(value) if value else DEFAULT_PORTS[setting]
    except ValueError:
        raise CannotStart(f"{setting} is “{value}”. A port is a number from 1 to 65535.") from None


def _run(ports: dict[str, int], folder: Path) -> None:
    for old in folder.glob("desk*.sqlite3*"):
        old.unlink()  # the sandbox forgets everything when it stops, so the bot starts fresh as well
    stopped = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stopped.set())
    print("Starting the sandbox and the bot …", flush=True)
    with serve(ports[SANDBOX_PORT]) as sandbox, _bot(sandbox, ports[BOT_PORT], folder):
        print(WELCOME.format(sandbox=sandbox, log=folder / "bot.log"), flush=True)
        stopped.wait()
    print("Stopped.")


def _bot(sandbox: str, port: int, folder: Path) -> Bot:
    database = f"sqlite:///{folder / 'desk.sqlite3'}"
    (folder / "bot.log").unlink(missing_ok=True)
    hooks = {"FIVETRAN_WEBHOOK_SECRET": "sandbox-fivetran-hook"}
    return Bot(sandbox_settings(sandbox, database, port) | hooks, folder / "bot.log")


WELCOME = """
Connector Desk is running against a pretend Slack, Jira, and Fivetran.

    Open    {sandbox}/
    Log     {log}
    Stop    Ctrl-C
"""

if __name__ == "__main__":
    main()
