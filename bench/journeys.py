"""Measure a request from the form to the Connect Card."""

import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench.rows import Row
from bench.stage import bot, sandbox
from sandbox.driver import Sandbox

RUNS = 5
WAITING = "Waiting for approval"
HANDED_OVER = "needs credentials"


def measure() -> list[Row]:
    """Measure submit → ticket and card, and approve → Connect Card, with vendors that answer at once."""
    with TemporaryDirectory() as folder, sandbox() as world, bot(Path(folder)):
        times = [_story(world) for _ in range(RUNS)]
    submitting, approving = zip(*times, strict=True)
    return [
        _row("submit → ticket and card", 3, submitting),
        _row("approve → connection and Connect Card", 5, approving),
    ]


def _story(world: Sandbox) -> tuple[float, float]:
    seconds, card = submit(world)
    return seconds, approve(world, card)


def _row(what: str, budget: float, seconds: tuple[float, ...]) -> Row:
    middle, worst = median(seconds), max(seconds)
    details = {"runs": len(seconds), "median_seconds": round(middle, 2), "worst_seconds": round(worst, 2)}
    return Row(what, f"< {budget:g} s", f"{middle:.2f} s", middle < budget, details=details)


def submit(world: Sandbox) -> tuple[float, str]:
    """Request Salesforce as Ada. Return the seconds until a card shows the ticket, and the card."""
    before = cards(world)
    world.ada.types("/connector salesforce")
    world.ada.fills(
        purpose="The sales forecast of the next quarter",
        sensitivity="internal",
        business_owner="rosa",
        access="The revenue team",
    )
    began = time.perf_counter()
    world.ada.sends()
    card = world.until(lambda: cards(world) - before, "a card with its ticket").pop()
    return time.perf_counter() - began, card


def cards(world: Sandbox) -> set[str]:
    """Return the timestamps of the cards that wait for a decision."""
    return {message["ts"] for message in world.bo.reads() if WAITING in message["text"]}


def approve(world: Sandbox, card: str) -> float:
    """Approve a card as Bo. Return the seconds until Ada has another Connect Card."""
    before = _connect_cards(world)
    began = time.perf_counter()
    world.bo.clicks("Approve", message=card)
    world.until(lambda: _connect_cards(world) > before, "a Connect Card")
    return time.perf_counter() - began


def _connect_cards(world: Sandbox) -> int:
    return sum(HANDED_OVER in message["text"] for message in world.ada.reads("dm"))
