"""People, operators and vendors do what the script says, and try again as people do."""

import sqlite3
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import suppress
from typing import Any

import psycopg

from demo.form import fill_in
from sandbox.driver import Person, Refused
from tests.chaos.database import locked, read_table
from tests.chaos.faults import FaultPlan
from tests.chaos.script import Beat, Form, Story
from tests.chaos.stage import Stage

TRIES = 4
"""How often a person tries before they give up."""
PATIENCE = 2.0
"""Real seconds in which something may show after an attempt."""
STEP = 15.0
"""Seconds of sandbox time between two attempts."""
UNDECIDED = ("submitted", "awaiting_approval")
DECIDED = ("approved", "being_built", "awaiting_credentials", "syncing_history", "live", "broken")
ENDED = ("declined", "withdrawn", "expired", "retired")
HOPELESS: Mapping[str, tuple[str, ...]] = {
    "edit": (*DECIDED, *ENDED),
    "approval": (*DECIDED, *ENDED),
    "decline": (*DECIDED, *ENDED),
    "ticket move": (*DECIDED, *ENDED),
    "withdrawal": (*DECIDED[2:], *ENDED),
    "Connect Card wish": (*UNDECIDED, *ENDED),
    "credentials": (*UNDECIDED, "syncing_history", "live", *ENDED),
}
"""What people try → statuses of the request in which they stop trying."""
REASON = "The sales team has this data already: use the dataset sales_core."
BECAUSE = "The one that is here reads another account"


class Acting:
    """Performs the beats of one story."""

    def __init__(self, stage: Stage, story: Story) -> None:
        self._stage, self._story = stage, story
        self._sandbox = stage.sandbox

    def perform(self, beat: Beat) -> None:
        """Do what the beat says. What isn't possible at this moment is counted, and left out."""
        self._stage.read_journal()
        if beat.verb in DURING:
            DURING[beat.verb](self, beat)
        elif beat.together:
            with ThreadPoolExecutor(len(beat.together)) as pool:
                list(pool.map(self.perform_one, beat.together))
        else:
            self.perform_one(beat)

    def perform_one(self, beat: Beat) -> None:
        """Do one thing."""
        VERBS[beat.verb](self, beat)

    def end_during(self, beat: Beat) -> None:
        """Perform a beat while a call is held. Kill or stop the process once the call has come, then let it go."""
        assert beat.fault
        active = self._stage.add_fault(beat.fault)
        for inner in beat.together:
            self.perform(inner)
        with suppress(AssertionError):
            self._sandbox.until(lambda: self._has_struck(active.id), "a held call", timeout=2 * PATIENCE)
        if beat.verb == "is killed during":
            self._stage.end(beat.who, kill=True)
            active.ends()
        else:
            active.ends()
            self._stage.end(beat.who, kill=False)
        self._stage.start(beat.who)

    def lock_database(self, beat: Beat) -> None:
        """Perform a beat while the bot can't write, and let it write again after some real seconds."""
        self._stage.counts["database outages"] += 1
        with ThreadPoolExecutor(1) as pool:
            with locked(self._stage.database):
                work = pool.submit(self.perform, beat.together[0])
                wait([work], timeout=beat.values["seconds"])
            work.result()

    def _has_struck(self, number: int) -> bool:
        return any(one["struck"] for one in self._sandbox.faults() if one["id"] == number)

    # people

    def send_form(self, beat: Beat) -> None:
        """Open the form, fill it in, send it."""
        form = self._story.forms[beat.request]
        self._try(beat, lambda: self._fills_in(self.person(beat), form), "form")

    def _fills_in(self, person: Person, form: Form) -> bool:
        person_has = person.sees()["modal"]
        if person_has is None:
            person_has = person.types(f"/connector {form.service}", wait=2 * PATIENCE)["view"]
        if person_has is None or "purpose" not in person_has["fields"]:
            with suppress(Refused):
                person.closes(all=True)
            return False
        more = {"duplicate_reason": BECAUSE} if "duplicate_reason" in person_has["fields"] else {}
        fill_in(person, {**form.answers, **more}, timeout=PATIENCE)
        sent = person.sends(timeout=PATIENCE)
        if not sent["closed"]:
            person.closes(all=True)
        return bool(sent["closed"]) or self.request_id(form) is not None

    def edit(self, beat: Beat) -> None:
        """Press Edit, change the answers, send them."""
        self._try(beat, lambda: self._edits(beat), "edit")

    def _edits(self, beat: Beat) -> bool:
        person = self.person(beat)
        if not self._chooses(beat, "edit", wait=2 * PATIENCE):
            return False
        fill_in(person, dict(beat.values), timeout=2 * PATIENCE)
        sent = person.sends(timeout=PATIENCE)
        if person.sees()["modal"]:
            person.closes(all=True)
        return sent["error"] is None

    def approve(self, beat: Beat) -> None:
        """Press Approve."""
        self._try(beat, lambda: self._presses(beat, "approve_request"), "approval")

    def insist(self, beat: Beat) -> None:
        """Press Approve, read the answer, and press again, until the request is decided."""
        for _ in range(2 * TRIES):
            if self._status(beat) in (*DECIDED, *ENDED):
                return
            with suppress(Refused):
                self._presses(beat, "approve_request")
            with suppress(AssertionError):
                decided = lambda: self._status(beat) in (*DECIDED, *ENDED)  # noqa: E731
                self._sandbox.until(decided, "a decision", timeout=PATIENCE)
                self._stage.counts["approval"] += 1
                return
            self._sandbox.clock(advance=STEP)
        self._stage.counts["given up"] += 1

    def withdraw(self, beat: Beat) -> None:
        """Choose Withdraw in the menu of the request, and send the form that asks."""
        self._try(beat, lambda: self._withdraws(beat), "withdrawal")

    def _withdraws(self, beat: Beat) -> bool:
        person = self.person(beat)
        if not self._chooses(beat, "withdraw", wait=2 * PATIENCE):
            return False
        with suppress(Refused):
            person.sends(timeout=PATIENCE)
        with suppress(Refused):
            person.closes(all=True)
        return True

    def decline(self, beat: Beat) -> None:
        """Press Decline, and say why if the form asks."""
        self._try(beat, lambda: self._declines(beat), "decline")

    def _declines(self, beat: Beat) -> bool:
        person = self.person(beat)
        if not self._presses(beat, "decline_request", wait=2 * PATIENCE):
            return False
        with suppress(Refused):
            person.fills({"reason": REASON}, timeout=PATIENCE)
            person.sends(timeout=PATIENCE)
        with suppress(Refused):
            person.closes(all=True)
        return True

    def _chooses(self, beat: Beat, choice: str, wait: float = 0.0) -> bool:
        """Choose an option in the menu of the request. Whether Slack delivered the press."""
        request = self.request_id(self._story.forms[beat.request])
        return self._presses(beat, f"{request} {choice}", wait)

    def _presses(self, beat: Beat, button: str, wait: float = 0.0) -> bool:
        """Press a button of the request, or choose the option with this value, where it is shown.

        Whether Slack delivered the press.
        """
        request, person = self.request_id(self._story.forms[beat.request]), self.person(beat)
        if ts := self._message_with(button, request):
            return person.clicks(button, message=ts, wait=wait, timeout=0)["error"] is None
        details = self._message_with("show_details", request)
        if details is None:
            return False
        with suppress(Refused):
            person.closes(all=True)
        person.clicks("show_details", message=details, wait=PATIENCE, timeout=0)
        return person.clicks(button, in_="modal", wait=wait, timeout=PATIENCE)["error"] is None

    def ask_for_connect_card(self, beat: Beat) -> None:
        """Ask for another Connect Card."""
        self._try(beat, lambda: self._presses(beat, "fresh_connect_card"), "Connect Card wish")

    def complete_connect_card(self, beat: Beat) -> None:
        """Enter credentials at Fivetran."""
        schema = self._story.forms[beat.request].answers["schema"]
        self._try(beat, lambda: bool(self._sandbox.fivetran.completes_card(schema=schema)), "credentials")

    def ask(self, beat: Beat) -> None:
        """Ask a question, by command or by mention."""
        typed = f"{beat.values['start']} {beat.values['question']}"
        self._try(beat, lambda: self.person(beat).types(typed, wait=0)["error"] is None, "question")

    def act_on_incident(self, beat: Beat) -> None:
        """Press a button under the newest incident."""
        button = f"incident_{beat.values['button']}"
        press = lambda: self.person(beat).clicks(button, wait=0, timeout=PATIENCE)["error"] is None  # noqa: E731
        self._try(beat, press, "incident press")

    def move_ticket(self, beat: Beat) -> None:
        """Move the ticket in Jira."""
        self._try(beat, lambda: self._moves(beat), "ticket move")

    def _moves(self, beat: Beat) -> bool:
        request = self.request_id(self._story.forms[beat.request])
        tickets = self._sandbox.state("jira")["issues"]
        keys = [one["key"] for one in tickets if f"fivetran-request-{request}" in one["fields"]["labels"]]
        if keys:
            self._sandbox.jira.moves(key=keys[0], transition=beat.values["transition"], by=beat.who)
        return bool(keys)

    # operators, vendors, time

    def break_connection(self, beat: Beat) -> None:
        """Break a connection that exists."""
        self._sandbox.fivetran.breaks(schema=beat.values["schema"], how="reconnect")

    def disconnect(self, beat: Beat) -> None:
        """Slack asks the sockets to reconnect, as it does every few hours."""
        self._sandbox.slack.disconnect(reason="refresh_requested")

    def pass_time(self, beat: Beat) -> None:
        """Move the clock."""
        self._stage.jump(beat.values["seconds"])

    def set_clock_back(self, beat: Beat) -> None:
        """Set the clock of everyone back."""
        self._stage.set_clock_back(beat.values["seconds"])

    def add_fault(self, beat: Beat) -> None:
        """Add a fault."""
        assert isinstance(beat.fault, FaultPlan)
        self._stage.add_fault(beat.fault)

    # helpers

    def person(self, beat: Beat) -> Person:
        """Return the person of a beat."""
        return getattr(self._sandbox, beat.who)  # type: ignore[no-any-return]

    def find_request(self, form: Form) -> dict[str, Any] | None:
        """Return the row of the request that came from a form, if it exists."""
        with suppress(sqlite3.Error, psycopg.Error):
            for row in read_table(self._stage.database, "request"):
                if row["body"]["answers"]["purpose"] == form.purpose:
                    return row
        return None

    def request_id(self, form: Form) -> str | None:
        """Return the id of the request that came from a form, if it exists."""
        row = self.find_request(form)
        return str(row["id"]) if row else None

    def _message_with(self, button: str, request: str | None) -> str | None:
        """Return the newest message with this button for this request, or with a menu with this option."""
        for channel in self._sandbox.state("slack")["channels"]:
            for message in reversed(channel["messages"]):
                for block in message["blocks"]:
                    for element in block.get("elements", ()):
                        is_button = element.get("action_id") == button and element.get("value") == request
                        if is_button or button in [option.get("value") for option in element.get("options", ())]:
                            return str(message["ts"])
        return None

    def _try(self, beat: Beat, attempt: Callable[[], bool], what: str) -> None:
        """Try until it works, with sandbox time in between, then give up."""

        def works() -> bool:
            with suppress(Refused):
                return attempt()
            return False

        for _ in range(TRIES):
            with suppress(AssertionError):
                self._sandbox.until(works, what, timeout=PATIENCE)
                self._stage.counts[what] += 1
                return
            if beat.request >= 0 and self._status(beat) in HOPELESS.get(what, ()):
                break
            self._sandbox.clock(advance=STEP)
        self._stage.counts["given up"] += 1

    def _status(self, beat: Beat) -> str | None:
        row = self.find_request(self._story.forms[beat.request])
        return str(row["status"]) if row else None


VERBS: Mapping[str, Callable[[Acting, Beat], Any]] = {
    "sends the form": Acting.send_form,
    "edits": Acting.edit,
    "approves": Acting.approve,
    "insists on approval": Acting.insist,
    "declines": Acting.decline,
    "withdraws": Acting.withdraw,
    "moves the ticket": Acting.move_ticket,
    "asks for a Connect Card": Acting.ask_for_connect_card,
    "completes the Connect Card": Acting.complete_connect_card,
    "asks": Acting.ask,
    "acts on an incident": Acting.act_on_incident,
    "breaks": Acting.break_connection,
    "sockets reconnect": Acting.disconnect,
    "time passes": Acting.pass_time,
    "the clock is set back": Acting.set_clock_back,
    "fault": Acting.add_fault,
    "calm": lambda acting, beat: acting._stage.calm(),
    "is killed": lambda acting, beat: acting._stage.end(beat.who, kill=True),
    "stops": lambda acting, beat: acting._stage.end(beat.who, kill=False),
    "starts": lambda acting, beat: acting._stage.start(beat.who),
}
DURING: Mapping[str, Callable[[Acting, Beat], Any]] = {
    "is killed during": Acting.end_during,
    "is stopped during": Acting.end_during,
    "the database is away during": Acting.lock_database,
}
"""What happens while the beats inside it are performed."""
