"""The story: Ada needs Salesforce data, and everything that follows."""

from typing import Any

from demo.narrator import Narrator
from sandbox.driver import Person, Sandbox

CHANNEL = "fivetran-discussion"
FORM: dict[str, Any] = {
    "purpose": "Sales forecast for the third quarter, weekly in the revenue meeting",
    "business_owner": "rosa",
}


class Story:
    """Each chapter checks what it shows and raises `AssertionError` if a step doesn't happen."""

    def __init__(self, sandbox: Sandbox, tell: Narrator) -> None:
        self._sandbox = sandbox
        self._tell = tell

    def play(self) -> None:
        """Play all chapters in order."""
        self._ada_asks()
        self._she_cannot_approve_it_herself()
        self._bo_approves_with_a_double_click()
        self._ada_enters_credentials()
        self._the_first_data_arrives()
        self._rosa_asks_while_jira_is_down()
        self._a_connection_breaks_and_recovers()

    def _ada_asks(self) -> None:
        self._tell.chapter("Ada needs Salesforce data")
        ada = self._sandbox.ada
        self._tell.does("Ada", "types /connector salesforce")
        must(ada.types("/connector salesforce")["view"], "the form opens")
        self._tell.does("Ada", "fills in the form, but is brief about the purpose: “forecast”")
        errors = ada.sends_form(**{**FORM, "purpose": "forecast"})["errors"]
        must("purpose" in errors, "the form shows the error beside its field")
        self._tell.shows("Slack", f"beside “What is the data for?”: {errors['purpose']}")
        self._tell.does("Ada", f"writes “{FORM['purpose']}” and sends again")
        must(ada.sends_form(purpose=FORM["purpose"])["closed"], "the form closes")
        self._sees(self._sandbox.rosa, "Waiting for approval", "requested Salesforce")
        self._ticket("DSRE-7", "Open")

    def _she_cannot_approve_it_herself(self) -> None:
        self._tell.chapter("Requesters can't approve their own requests")
        self._tell.does("Ada", "clicks Approve on her own request")
        self._sandbox.ada.clicks("Approve")
        self._sees(self._sandbox.ada, "so another approver has to decide")

    def _bo_approves_with_a_double_click(self) -> None:
        self._tell.chapter("Bo approves, twice by accident")
        self._tell.does("Bo", "double-clicks Approve")
        bo, card = self._sandbox.bo, self._card("requested Salesforce")
        bo.clicks("Approve", message=card["ts"], wait=0)
        bo.clicks("Approve", message=card["ts"])
        self._sees(bo, "You already approved this (")
        self._sees(self._sandbox.rosa, "Waiting for credentials", "requested Salesforce")
        self._ticket("DSRE-7", "In Progress")
        self._connections("salesforce", 1)

    def _ada_enters_credentials(self) -> None:
        self._tell.chapter("Ada enters the credentials at Fivetran, not in Slack")
        self._sees(self._sandbox.ada, "Sign in at Fivetran", where="dm")
        self._tell.does("Ada", "opens the Connect Card and mistypes the password")
        self._sandbox.fivetran.completes_card(schema="salesforce", good=False)
        self._tell.does("Ada", "corrects it; Fivetran accepts the credentials")
        self._sandbox.fivetran.completes_card(schema="salesforce", good=True)
        self._passes(60, "a minute")
        self._sees(self._sandbox.rosa, "Historical sync is running", "requested Salesforce")

    def _the_first_data_arrives(self) -> None:
        self._tell.chapter("The historical sync runs, and the bot posts when it is done")
        self._passes(7 * 3600, "seven hours")
        self._sees(self._sandbox.rosa, "first data of Salesforce is in dev-fivetran.salesforce")
        self._sees(self._sandbox.rosa, "Live", "requested Salesforce")
        self._ticket("DSRE-7", "Done")

    def _rosa_asks_while_jira_is_down(self) -> None:
        self._tell.chapter("Rosa requests HubSpot while Jira is down")
        outage = self._sandbox.fault(kind="fail", service="jira", times=None)
        self._tell.does("Rosa", "types /connector hubspot and sends the form")
        self._sandbox.rosa.types("/connector hubspot")
        must(self._sandbox.rosa.sends_form(**FORM)["closed"], "the request is accepted")
        self._sees(self._sandbox.ada, "Jira", "requested HubSpot", "Opening the ticket")
        self._passes(3600, "an hour, and Jira comes back")
        outage.ends()
        self._passes(600, "ten minutes at most")
        self._sees(self._sandbox.ada, "Waiting for approval", "requested HubSpot")
        self._ticket("DSRE-8", "Open")

    def _a_connection_breaks_and_recovers(self) -> None:
        self._tell.chapter("A connection in production breaks, and recovers")
        self._sandbox.fivetran.breaks(schema="zoom", how="reconnect")
        self._passes(60, "a minute")
        self._sees(self._sandbox.rosa, "zoom", "broken authorization", "I'm on it")
        self._tell.does("Bo", "presses I'm on it, and reconnects it in Fivetran")
        self._sandbox.bo.clicks("I'm on it", containing="zoom")
        self._sees(self._sandbox.rosa, "zoom", "Bo Lindqvist is on it")
        self._sandbox.fivetran.heals(schema="zoom")
        self._passes(7 * 3600, "seven hours; its next sync succeeds")
        self._sees(self._sandbox.rosa, "zoom", "recovered after")

    def _passes(self, seconds: int, words: str) -> None:
        self._tell.time(words)
        self._sandbox.clock(advance=seconds)

    def _sees(self, person: Person, *words: str, where: str = CHANNEL) -> None:
        """Wait until `person` can read a message with all these words, then show it."""

        def found() -> Any:
            return next((m for m in person.reads(where) if all(word in m["text"] for word in words)), None)

        message = self._sandbox.until(found, f"a message in {where} with {' and '.join(words)}")
        private = message["ephemeral"] or where == "dm"
        self._tell.shows("Slack", f"(only one person sees this) {message['text']}" if private else message["text"])

    def _card(self, words: str) -> dict[str, Any]:
        return next(m for m in self._sandbox.bo.reads(CHANNEL) if words in m["text"])

    def _ticket(self, key: str, status: str) -> None:
        def found() -> Any:
            issues = self._sandbox.state("jira")["issues"]
            return next((i for i in issues if i["key"] == key and i["status"] == status), None)

        issue = self._sandbox.until(found, f"the ticket {key} in status {status}")
        last = f"; last comment: “{issue['comments'][-1]['text'].splitlines()[0]}”" if issue["comments"] else ""
        self._tell.shows("Jira", f"{key} “{issue['fields']['summary']}” is {status}{last}")

    def _connections(self, schema: str, count: int) -> None:
        known = [c for c in self._sandbox.state("fivetran")["connections"] if c["schema"] == schema]
        must(len(known) == count, f"{count} connection named {schema}, not {len(known)}")
        state = "paused" if known[0]["paused"] else "running"
        self._tell.shows("Fivetran", f"{known[0]['id']}: {schema} in Fivetran_Dev, {state}, without credentials")


def must(happened: object, what: str) -> None:
    """Raise `AssertionError` unless it happened."""
    if not happened:
        raise AssertionError(what)
