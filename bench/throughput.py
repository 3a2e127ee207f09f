"""Measure commands a second, in turn with bare Bolt apps: one with threads, one with SQL, one on the event loop."""

import threading
import time
from collections.abc import Mapping
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench import payloads
from bench.agreeing_slack import opened
from bench.load import send
from bench.rows import Row, judge
from bench.stage import BARE_PORTS, BOT_PORT, SLACK_PORT, bot, process, sandbox

ROUNDS, REQUESTS, LANES = 5, 200, 16
PATIENCE = 30.0
"""Seconds to wait for the forms that are opened after the acks."""
NUMBERS = count()
SLACK = f"http://127.0.0.1:{SLACK_PORT}"
HELP, FORM = "help", "salesforce"
"""`/connector help` is answered in the ack; `/connector salesforce` opens the form after it."""
OURS, SYNC, SQL, ASYNC = "ours", "sync", "sql", "async"
Pace = Mapping[tuple[str, str], float]
"""App and command → commands a second."""


def measure() -> list[Row]:
    """The bare app only acks; for the form it also opens an empty one: no app can do without that call."""
    with TemporaryDirectory() as name, sandbox(), ExitStack() as running:
        folder = Path(name)
        running.enter_context(process("bench.agreeing_slack", SLACK_PORT))
        ports = {OURS: BOT_PORT}
        for kind, arguments in _bare_apps(folder).items():
            ports[kind] = BARE_PORTS[kind]
            running.enter_context(process("bench.bare_app", ports[kind], "--slack", f"{SLACK}/", *arguments))
        running.enter_context(bot(folder, over_http=True, SLACK_API_URL=f"{SLACK}/", CLOCK_URL=""))
        _round(ports)  # the first one warms up caches and threads
        rounds = [_round(ports) for _ in range(ROUNDS)]
    return [_row(rounds, HELP, "help_share"), _row(rounds, FORM, "form_share")]


def _bare_apps(folder: Path) -> Mapping[str, tuple[str, ...]]:
    return {SYNC: (), SQL: ("--database", str(folder / "bare.sqlite3")), ASYNC: ("--is-async",)}


def _round(ports: Mapping[str, int]) -> Pace:
    return {(app, text): _pace(port, text) for text in (HELP, FORM) for app, port in ports.items()}


def _pace(port: int, text: str) -> float:
    before, _ = opened(SLACK)
    answers = send(port, [payloads.command(text, SLACK, next(NUMBERS)) for _ in range(REQUESTS)], LANES)
    if not answers.all_good:
        raise RuntimeError(f"/connector {text} was not always answered with 200.")
    end = answers.began + answers.seconds
    return REQUESTS / ((_last_opened(before + REQUESTS) if text == FORM else end) - answers.began)


def _last_opened(wanted: int) -> float:
    """Wait until so many forms were opened, and return when the last one was: an app may open them after its ack."""
    pause, deadline = threading.Event(), time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        number, last = opened(SLACK)
        if number >= wanted:
            return last
        pause.wait(0.05)
    raise RuntimeError(f"{wanted - number} forms were not opened.")


def _row(rounds: list[Pace], text: str, budget: str) -> Row:
    """Judge our share of the bare app with threads; medians over the rounds."""
    apps = [app for app, command in rounds[0] if command == text]
    paces = {app: median(one[app, text] for one in rounds) for app in apps}
    shares = {app: 100 * median(one[OURS, text] / one[app, text] for one in rounds) for app in apps}
    beside = ", ".join(f"{shares[app]:.0f} % of {app} ({paces[app]:.0f}/s)" for app in apps if app != OURS)
    return judge(
        f"throughput of `/connector {text}`",
        {budget: shares[SYNC]},
        f"{paces[OURS]:.0f} a second",
        beside,
        {f"{app}_a_second": round(pace) for app, pace in paces.items()}
        | {f"percent_of_{app}": round(share) for app, share in shares.items() if app != OURS},
    )
