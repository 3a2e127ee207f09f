"""Measure how much floods of webhooks and a storm of incidents delay a press: its ack, and its effect."""

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import payloads
from bench.acks import APPROVERS, approve_button, channel_messages, count_effects
from bench.load import http_request, send, send_requests
from bench.polling import fill
from bench.rows import Row, judge
from bench.stage import BOT_PORT, bot, sandbox
from bench.story import submit
from sandbox.driver import Sandbox

HINTS, EVENTS, INCIDENTS = 1_500, 5_000, 500
LANES = 16
PRESSES, PROBES = 5, 4
"""Presses one after the other in a probe, and probes without a load."""
FIVETRAN_SECRET, JIRA_SECRET = "of-the-bench", "sandbox-jira-hook"
MINUTE, MINUTES = 60, 5


@dataclass(frozen=True)
class Probe:
    """What a few presses took, in seconds."""

    ack: float
    """The slowest one."""
    effects: float
    """Until all had their effect."""


class Presses:
    """Presses *Approve* on one card, each time anew."""

    def __init__(self, world: Sandbox, card: str) -> None:
        self._world, self._card = world, card
        self._message = channel_messages(world)[card]
        self._pressed = 0

    def probe(self) -> Probe:
        """Press, and wait for the effects."""
        numbers = range(self._pressed, self._pressed + PRESSES)
        button = approve_button(self._message)
        clicks = [payloads.click(APPROVERS[number % 2], self._message, button, number) for number in numbers]
        self._pressed += PRESSES
        began = time.perf_counter()
        answers = send(BOT_PORT, clicks, lanes=1)
        self._world.until(lambda: count_effects(self._world, self._card) >= self._pressed, "the effects", 60)
        if not answers.all_good:
            raise RuntimeError("A press was not answered with 200.")
        return Probe(max(answers.acks), time.perf_counter() - began)


def measure() -> list[Row]:
    """Press on an idle bot, and then during each load."""
    with TemporaryDirectory() as folder, sandbox(over_http=True) as world:
        fill(world, INCIDENTS)
        with bot(Path(folder), over_http=True, FIVETRAN_WEBHOOK_SECRET=FIVETRAN_SECRET):
            presses = Presses(world, submit(world)[1])
            presses.probe()  # warms up
            idle = [presses.probe() for _ in range(PROBES)]
            jira = _during(presses, lambda: _flood("jira", "X-Hub-Signature", JIRA_SECRET, _foreign_hints()))
            events = _during(
                presses,
                lambda: _flood("fivetran", "X-Fivetran-Signature-256", FIVETRAN_SECRET, _sync_ends()),
            )
            storm = _during(presses, lambda: _storm(world))
    return [
        _row(f"a press during {HINTS:,} hints about foreign Jira issues", idle, jira),
        _row(f"a press during {EVENTS:,} webhooks of Fivetran", idle, events),
        _row(f"a press during a storm of {INCIDENTS} incidents", idle, storm),
    ]


def _during(presses: Presses, load: Callable[[], None]) -> list[Probe]:
    """Probe until the load ends."""
    thread, probes = threading.Thread(target=load), list[Probe]()
    thread.start()
    while thread.is_alive():
        probes.append(presses.probe())
    return probes


def _flood(sender: str, header: str, secret: str, bodies: Sequence[bytes]) -> None:
    """Send webhooks as fast as the bot takes them."""
    requests = [http_request(f"/webhooks/{sender}", body, {header: _signature(secret, body)}) for body in bodies]
    if not send_requests(BOT_PORT, requests, LANES).all_good:
        raise RuntimeError("A webhook was not answered with 200.")


def _signature(secret: str, body: bytes) -> str:
    return f"sha256={hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}"


def _foreign_hints() -> list[bytes]:
    return [json.dumps({"issue": {"id": str(9_000_000 + number)}}).encode() for number in range(HINTS)]


def _sync_ends() -> list[bytes]:
    told = {"event": "sync_end", "connector_id": "unknown", "destination_group_id": "prod_sandbox_group"}
    status = {"data": {"status": "FAILURE"}}
    return [json.dumps({**told, "sync_id": f"sync {number}", **status}).encode() for number in range(EVENTS)]


def _storm(world: Sandbox) -> None:
    """Break the connections, and let minutes pass until the bot has seen it."""
    for connection in world.state("fivetran")["connections"][-INCIDENTS:]:
        world.fivetran.breaks(schema=connection["schema"])
    for _ in range(MINUTES):
        world.clock(advance=MINUTE)
        threading.Event().wait(1)


def _row(what: str, idle: Sequence[Probe], loaded: Sequence[Probe]) -> Row:
    ack = max(one.ack for one in loaded) - max(one.ack for one in idle)
    effects = max(one.effects for one in loaded) - max(one.effects for one in idle)
    delay = max(0.0, ack, effects) * 1_000
    return judge(
        what,
        {"press_delay": delay},
        f"ack {ack * 1_000:+.0f} ms, effect {effects * 1_000:+.0f} ms",
        details={
            "ack_delay_ms": round(ack * 1_000),
            "effect_delay_ms": round(effects * 1_000),
            "presses": len(loaded) * PRESSES,
        },
    )
