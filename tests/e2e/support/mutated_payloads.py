"""`python -m tests.e2e.support.mutated_payloads --count N` sends N odd, correctly signed payloads to each door."""
# ruff: noqa: T201 - a command prints

import argparse
import json
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx

from sandbox.driver import Sandbox, serve
from tests.bot.http import test_door as door
from tests.bot.http.test_fivetran_webhook import SYNC_ENDED
from tests.e2e.support.bot_process import Bots
from tests.support.odd_payloads import (
    ACTION,
    COMMAND,
    EVENT,
    FORMS,
    JIRA,
    LINK_SHARED,
    MENU,
    MESSAGE_SHORTCUT,
    REQUEST_SHORTCUT,
    SHORTCUT,
    STEP,
    SUGGESTION,
    copied,
    mutate,
)

DOORS: dict[str, dict[str, Any]] = {
    "commands": COMMAND,
    "buttons": ACTION,
    "menu of a request": MENU,
    **FORMS,
    "suggestions": SUGGESTION,
    "shortcut": SHORTCUT,
    "message shortcut": MESSAGE_SHORTCUT,
    "request from a message": REQUEST_SHORTCUT,
    "events": EVENT,
    "link_shared": LINK_SHARED,
    "custom step": STEP,
    "fivetran": SYNC_ENDED,
    "jira": JIRA,
}
NO_ANSWER = 0


def odd_request(name: str, chance: random.Random) -> tuple[str, str, dict[str, Any]]:
    """Return a signed request with a mutated payload; every fifth one is cut."""
    payload = copied(DOORS[name])
    for _ in range(chance.randint(1, 3)):
        mutate(payload, chance)
    body = json.dumps(payload).encode()
    body = body[: chance.randrange(len(body))] if chance.random() < 0.2 else body
    if name == "commands":
        fields = {key: str(value)[:999] for key, value in payload.items()}
        return door.slack_request(urlencode(fields, errors="replace").encode(), door.FORM)
    if name in ("events", "link_shared", "custom step"):
        return door.slack_request(body, door.JSON)
    if name in ("fivetran", "jira"):
        return door.webhook(name, body)
    return door.slack_request(urlencode({"payload": body}).encode(), door.FORM)


def answers(url: str, name: str, count: int, seed: int) -> Iterator[tuple[int, float]]:
    """Send the payloads, one after another; yield the status of each answer and its seconds."""
    chance = random.Random(f"{name} {seed}")
    with httpx.Client(base_url=url, timeout=10, trust_env=False) as client:
        for _ in range(count):
            method, path, more = odd_request(name, chance)
            began = time.monotonic()
            try:
                status = client.request(method, path, **more).status_code
            except httpx.TransportError:
                status = NO_ANSWER
            yield status, time.monotonic() - began


def report(url: str, name: str, count: int, seed: int) -> str:
    """Return one line about a door: payloads, answers by class, and the slowest answer."""
    found = list(answers(url, name, count, seed))
    classes = Counter(status // 100 for status, _ in found)
    slow = sum(seconds > 1 for _, seconds in found)
    cells = [len(found), classes[2], classes[4], classes[5], classes[NO_ANSWER], slow]
    return f"| {name} | {' | '.join(map(str, cells))} | {max(seconds for _, seconds in found):.2f} s |"


def main() -> None:
    """Start a sandbox and a bot, and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=6_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with serve() as address, Sandbox(address) as sandbox, tempfile.TemporaryDirectory() as folder:
        bots = Bots(sandbox, Path(folder), f"sqlite:///{folder}/desk.sqlite3", "http", None)
        bot = bots.start(FIVETRAN_WEBHOOK_SECRET=door.SECRET, JIRA_WEBHOOK_SECRET=door.SECRET, PUBLIC_URL="")
        with ThreadPoolExecutor(len(DOORS)) as pool:
            for line in pool.map(lambda name: report(bot.url, name, options.count, options.seed), DOORS):
                print(line, flush=True)
        print("alive:", httpx.get(f"{bot.url}/health/live", trust_env=False).status_code)
        print("tracebacks in the log:", bots.log().count("Traceback"))
        bots.stop()


if __name__ == "__main__":
    main()
