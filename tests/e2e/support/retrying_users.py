"""The whole story as people live it while the bot dies and comes back: they try again, and time passes."""

from collections.abc import Callable
from contextlib import suppress

from sandbox.driver import Person, Refused, Sandbox
from tests.e2e.support.assertions import our_tickets, posted
from tests.e2e.support.steps import FORM, HISTORY, credentials_arrive

STEP = 20.0
"""Seconds of sandbox time that pass between two attempts."""
TRIES = 40
PATIENCE = 1.5
"""Real seconds in which something may show after an attempt."""


def play_story(sandbox: Sandbox) -> None:
    """From `/connector` to the first data, however often the users have to retry."""
    until(sandbox, lambda: sends_form(sandbox.ada), "the form is sent")
    until(sandbox, lambda: shows(sandbox, "Waiting for approval"), "the card can be decided on")
    until(sandbox, lambda: approves(sandbox), "Bo's decision shows")
    until(sandbox, lambda: shows(sandbox, "Waiting for credentials"), "the connection is there")
    until(sandbox, lambda: bool(posted(sandbox, "handover:")), "the Connect Card is there")
    credentials_arrive(sandbox)
    until(sandbox, lambda: shows(sandbox, "Historical sync is running"), "the historical sync")
    sandbox.clock(advance=HISTORY)
    until(sandbox, lambda: shows(sandbox, "Live"), "the first data")
    until(sandbox, lambda: len(posted(sandbox, "thread:")) == 2, "the end of the thread")
    until(sandbox, lambda: our_tickets(sandbox)[0]["status"] == "Done", "the end of the ticket")


def until(sandbox: Sandbox, succeeds: Callable[[], bool], what: str) -> None:
    """Try until it succeeds, and let time pass after each failure."""
    for _ in range(TRIES):
        try:
            sandbox.until(succeeds, what, timeout=PATIENCE)
        except AssertionError:
            sandbox.clock(advance=STEP)
        else:
            return
    raise AssertionError(f"Tried {TRIES} times without success: {what}")


def shows(sandbox: Sandbox, words: str) -> bool:
    """Whether a message in the channel says so."""
    return any(words in one["text"] for one in sandbox.ada.reads())


def sends_form(person: Person) -> bool:
    """Fill in the form that is open, or open one; whether it was sent."""
    try:
        if person.sees()["modal"] is None:
            person.types("/connector salesforce", wait=PATIENCE)
        person.fills(FORM, timeout=PATIENCE)
        return bool(person.sends(timeout=PATIENCE)["closed"])
    except Refused:
        return False


def approves(sandbox: Sandbox) -> bool:
    """Press Approve as long as the card offers it; whether the card shows the decision."""
    if shows(sandbox, "Approved by Bo Lindqvist"):
        return True
    with suppress(Refused):
        sandbox.bo.clicks("Approve", wait=PATIENCE, timeout=0)
    return shows(sandbox, "Approved by Bo Lindqvist")
