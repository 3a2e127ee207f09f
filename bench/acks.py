"""Measure the acks of forty presses at once while every vendor hangs, and check that each has its effect."""

import threading
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench import payloads
from bench.load import Answers, send
from bench.rows import Row, judge, milliseconds, percentile
from bench.stage import BARE_PORT, BOT_PORT, bot, process, sandbox
from bench.story import WAITING, submit
from sandbox.driver import Sandbox

CLICKS, BURSTS = 40, 3
REST = 1.0
"""Seconds between two bursts."""
APPROVERS = ("U0BO", "U0CLEO")
LATE = "approved this ("


def measure() -> list[Row]:
    """Press a button of one card in bursts while Slack, Jira, and Fivetran hang, then let them answer."""
    with (
        TemporaryDirectory() as folder,
        sandbox(over_http=True) as world,
        process("bench.bare_app", BARE_PORT),
        bot(Path(folder), over_http=True, CLOCK_URL=""),
    ):
        _, card = submit(world)
        bursts = _clicks(channel_messages(world)[card])
        bare = [_burst(BARE_PORT, clicks) for clicks in bursts]
        with ExitStack() as trouble:
            for vendor in ("slack", "jira", "fivetran"):
                trouble.enter_context(world.fault(kind="hold", service=vendor, times=None))
            ours = [_burst(BOT_PORT, clicks) for clicks in bursts]
        wanted = CLICKS * BURSTS
        heard = world.until(lambda: (n := count_effects(world, card)) >= wanted and n, "all effects", 60)
    return [_row(ours, bare, heard, wanted)]


def _clicks(card: dict[str, Any]) -> list[list[bytes]]:
    """Return bursts of presses of *Approve* by two approvers in turn; each press is distinct."""
    button = approve_button(card)
    clicks = [payloads.click(APPROVERS[n % 2], card, button, n) for n in range(CLICKS * BURSTS)]
    return [clicks[start : start + CLICKS] for start in range(0, len(clicks), CLICKS)]


def approve_button(card: dict[str, Any]) -> dict[str, Any]:
    """Return what a press of *Approve* on a card contains."""
    button = next(one for block in card["blocks"] for one in block.get("elements", ()) if _approves(one))
    return {name: button[name] for name in ("type", "action_id", "value")}


def _burst(port: int, clicks: list[bytes]) -> Answers:
    threading.Event().wait(REST)
    return send(port, clicks, lanes=len(clicks))


def _approves(element: dict[str, Any]) -> bool:
    return bool(element.get("action_id") == "approve_request")


def channel_messages(world: Sandbox) -> dict[str, dict[str, Any]]:
    """Return the channel's messages by timestamp, including ephemeral ones."""
    found = next(one for one in world.state("slack")["channels"] if one["id"] == payloads.CHANNEL)
    return {message["ts"]: message for message in found["messages"]}


def count_effects(world: Sandbox, ts: str) -> int:
    """Count the decision and the ephemeral messages that tell the other approvers about it."""
    messages = channel_messages(world)
    told = [one for one in messages.values() if one.get("ephemeral_for") and LATE in one["text"]]
    return len(told) + (WAITING not in messages[ts]["text"])


def _row(ours: list[Answers], bare: list[Answers], heard: int, wanted: int) -> Row:
    acks = [ack for burst in ours for ack in burst.acks]
    p50, p99 = percentile(acks, 50), percentile(acks, 99)
    bare_p99 = percentile([ack for burst in bare for ack in burst.acks], 99)
    lost = max(wanted - heard, sum(status != 200 for burst in ours for status in burst.statuses))
    return judge(
        f"ack of {CLICKS} presses at once, every backend hanging, first burst included",
        {"ack_p99": p99 * 1000, "ack_lost": lost},
        f"p50 {milliseconds(p50)}, p99 {milliseconds(p99)}, {lost} of {wanted} lost",
        f"{p99 / bare_p99:.1f}× a bare Bolt app",
        {
            "p50_ms": round(p50 * 1000, 1),
            "p99_ms": round(p99 * 1000, 1),
            "bare_p99_ms": round(bare_p99 * 1000, 1),
            "clicks": wanted,
            "effects": heard,
        },
    )
