"""What happens to a request besides being decided: drafts, edits, withdrawal, status, the Home tab."""

from typing import Any

from demo.form import fill_in
from demo.stage import Bot
from sandbox.driver import Person, Sandbox
from tests.e2e.support.assertions import card, the_ticket, thread, whispers
from tests.e2e.support.bot_process import Bots
from tests.e2e.support.steps import (
    FORM,
    PURPOSE,
    ada_withdraws,
    bo_approves,
    card_waits,
    connect_card_arrives,
    opens_form,
    sends,
)


def test_a_resumed_form_stays_a_draft_while_it_is_changed(sandbox: Sandbox, bot: Bot) -> None:
    opens_form(sandbox.ada, "linear")
    sandbox.ada.fills(purpose="Planning for the roadmap")
    sandbox.ada.closes()
    sandbox.ada.reads(until="I saved your answers")
    opens_form(sandbox.ada, "")

    sandbox.ada.clicks("Change")

    form = sandbox.ada.sees(until="You can't change this name once")["modal"]["text"]
    assert "This is your draft for Linear." in form
    assert "Start over" in form


def test_a_form_that_was_closed_is_resumed(sandbox: Sandbox, bot: Bot) -> None:
    opens_form(sandbox.ada, "hubspot")
    fill_in(sandbox.ada, {"purpose": PURPOSE, "access": "Revenue team", "schema": "hubspot_eu"})

    sandbox.ada.closes()
    sandbox.ada.reads(until="I saved your answers")
    again = opens_form(sandbox.ada, "")
    sent = sends(sandbox.ada, {"business_owner": "rosa"})

    assert "This is your draft for HubSpot." in again["text"]
    assert again["fields"]["purpose"]["value"] == PURPOSE
    assert "Lands in dev-fivetran.hubspot_eu" in again["text"]
    assert "For Revenue team" in again["text"]
    assert sent["closed"]
    card_waits(sandbox)
    assert opens_form(sandbox.ada, "")["fields"]["purpose"]["value"] in ("", None)


def test_a_draft_can_be_thrown_away(sandbox: Sandbox, bot: Bot) -> None:
    opens_form(sandbox.ada, "hubspot")
    sandbox.ada.fills(purpose=PURPOSE)
    sandbox.ada.closes()
    sandbox.ada.reads(until="I saved your answers")

    opens_form(sandbox.ada, "")
    asked = sandbox.ada.clicks("Start over", confirm=False)
    kept = sandbox.ada.sees()["modal"]
    sandbox.ada.clicks("Start over")

    def fresh_form() -> dict[str, Any] | None:
        seen = sandbox.ada.sees()["modal"]
        return seen if "purpose" in seen["fields"] and "your draft" not in seen["text"] else None

    fresh = sandbox.until(fresh_form, "a fresh form")
    assert asked["confirm"]["title"]["text"] == "Start over?"
    assert kept["fields"]["purpose"]["value"] == PURPOSE
    assert "Lands in" not in fresh["text"]
    assert (fresh["fields"]["purpose"]["value"], fresh["fields"]["service"]["value"]) == (None, None)


def test_an_edit_shows_approvers_what_changed_and_what_they_decided_on(sandbox: Sandbox, bot: Bot) -> None:
    opens_form(sandbox.ada, "hubspot")
    sends(sandbox.ada, FORM)
    card_waits(sandbox)

    form = sandbox.ada.clicks("Edit")["view"]
    purpose = "Forecasting sales for the fourth quarter"
    sends(sandbox.ada, {"purpose": purpose, "access": "Revenue team and finance", "freshness": "Hourly"})
    sandbox.bo.reads(until="Edited")
    bo_approves(sandbox)
    sandbox.ada.reads(until="Waiting for credentials")

    assert form["title"] == "Edit your request"
    assert form["fields"]["purpose"]["value"] == PURPOSE
    assert "Purpose changed; Who needs access changed; Freshness: daily → hourly" in card(sandbox)["text"]
    assert sandbox.journal(method="POST", path="/v1/connections")[-1]["request"]["sync_frequency"] == 60
    sandbox.until(lambda: "Revenue team and finance" in the_ticket(sandbox)["description"], "the ticket")
    assert any("edited the request" in line for line in thread(sandbox))
    comments = [comment["text"] for comment in the_ticket(sandbox)["comments"]]
    shown = [card(sandbox)["text"], the_ticket(sandbox)["description"], *thread(sandbox), *comments]
    assert not [text for text in shown if PURPOSE in text]
    assert not [text for text in (*thread(sandbox), *comments) if purpose in text]


def test_an_edit_in_steps_keeps_the_settings_and_no_draft(sandbox: Sandbox, bot: Bot) -> None:
    opens_form(sandbox.ada, "s3")
    sandbox.ada.clicks("change_settings", in_="modal")
    sends(sandbox.ada, FORM | {"table_group_name": "invoices", "config.bucket": "shop-invoices"})
    sandbox.ada.fills({"config.file_type": "csv"})
    while sandbox.ada.sees()["modal"]:
        assert not sandbox.ada.sends()["errors"]
    card_waits(sandbox)
    opens_form(sandbox.ada, "hubspot")
    fill_in(sandbox.ada, {"purpose": PURPOSE, "schema": "hubspot_eu"})
    sandbox.ada.closes()
    sandbox.ada.reads(until="I saved your answers")

    sandbox.ada.clicks("Edit")
    edited = sandbox.ada.sees()["modal"]["fields"]
    step = sends(sandbox.ada, {"access": "Revenue team and finance"})["view"]
    while sandbox.ada.sees()["modal"]:
        assert not sandbox.ada.sends()["errors"]
    sandbox.bo.reads(until="Edited")
    draft = opens_form(sandbox.ada, "")

    assert edited["config.bucket"]["value"] == "shop-invoices"
    assert step["fields"]["config.file_type"]["value"] == "CSV"
    assert "Who needs access changed" in card(sandbox)["text"]
    assert "Settings" not in card(sandbox)["text"].partition("Edited")[2]
    assert "Lands in dev-fivetran.hubspot_eu" in draft["text"]


def test_an_approver_decides_only_on_the_revision_they_saw(sandbox: Sandbox, bot: Bot) -> None:
    opens_form(sandbox.ada, "hubspot")
    sends(sandbox.ada, FORM)
    card_waits(sandbox)
    with sandbox.fault(kind="fail", service="slack", match="chat.update", times=None):
        sandbox.ada.clicks("Edit")
        sends(sandbox.ada, {"access": "The whole company"})
        bo_approves(sandbox)

        sandbox.bo.reads(until="was just edited")

    sandbox.clock(advance=30)
    sandbox.bo.reads(until="Edited")
    bo_approves(sandbox)
    sandbox.ada.reads(until="Waiting for credentials")


def test_only_the_requester_edits_and_only_until_it_is_decided(sandbox: Sandbox, bot: Bot) -> None:
    opens_form(sandbox.ada, "hubspot")
    sends(sandbox.ada, FORM)
    card_waits(sandbox)

    sandbox.rosa.clicks("Edit")

    sandbox.rosa.reads(until="Only the requester can edit")


def test_a_custom_connector_is_withdrawn_while_it_is_being_built(sandbox: Sandbox, bot: Bot) -> None:
    opens_form(sandbox.ada, "Casa Verde")
    answers = {"api_docs": "https://api.example.com", "auth_kind": "API key", "volume": "more"}
    answers |= {"increment": "Not sure", "code_may_be_public": "No"}
    sends(sandbox.ada, FORM | {f"config.{name}": said for name, said in answers.items()})
    card_waits(sandbox)
    bo_approves(sandbox)
    sandbox.ada.reads(until="Being built")
    sandbox.until(lambda: any("private-fivetran-connectors" in line for line in thread(sandbox)), "the checklist")

    ada_withdraws(sandbox)

    sandbox.ada.reads(until="Withdrawn")


def test_status_and_list_say_what_there_is(sandbox: Sandbox, bot: Bot) -> None:
    nothing = _told(sandbox.ada, "status")
    opens_form(sandbox.ada, "hubspot")
    sends(sandbox.ada, FORM)
    card_waits(sandbox)

    mine = _told(sandbox.ada, "status")
    one = _told(sandbox.rosa, f"status {the_ticket(sandbox)['key']}")
    seen = lambda: "Fivetran_Prod" in _told(sandbox.rosa, "list")  # noqa: E731
    sandbox.until(seen, "the bot has looked at all connections")
    everything = _told(sandbox.rosa, "list")
    some = _told(sandbox.rosa, "list hubspot")

    assert "requested a connector yet" in nothing
    assert "HubSpot" in mine
    assert "is waiting for an approver" in mine
    assert "Requested by Ada Okafor" in one
    assert "hubspot requested · Ada Okafor" in everything
    assert "is waiting for an approver" in some


def test_what_is_sensitive_is_listed_for_its_own_people_only(sandbox: Sandbox, bot: Bot) -> None:
    opens_form(sandbox.ada, "hubspot")
    sends(sandbox.ada, FORM | {"business_owner": "ada", "sensitivity": "confidential"})
    card_waits(sandbox)
    key = the_ticket(sandbox)["key"]

    form = opens_form(sandbox.rosa, "hubspot")
    listed = _told(sandbox.rosa, "list hubspot")
    one = _told(sandbox.rosa, f"status {key}")
    gus = _told(sandbox.gus, "list")
    guest = _told(sandbox.gus, f"status {key}")

    assert "1 restricted connection" in form["text"]
    assert "duplicate_reason" in form["fields"]
    assert "Ada" not in form["text"] + listed
    assert "I couldn't find that request" in one
    assert "Guests can't do that" in gus
    assert "Guests can't do that" in guest
    assert "HubSpot" in _told(sandbox.ada, f"status {key}")
    assert "requested" in _told(sandbox.bo, "list hubspot")


def _told(person: Person, typed: str) -> str:
    """Return the private replies to a command. The bot can post about incidents at the same time."""
    return "\n".join(whispers(person.types(f"/connector {typed}", wait=30)))


def test_the_home_tab_shows_what_is_mine_and_what_waits_for_me(sandbox: Sandbox, bot: Bot) -> None:
    empty = sandbox.ada.opens_home()["home"]["text"]
    opens_form(sandbox.ada, "hubspot")
    sends(sandbox.ada, FORM)
    card_waits(sandbox)

    mine = sandbox.ada.opens_home()["home"]["text"]
    bos = sandbox.bo.opens_home()["home"]["text"]
    rosas = sandbox.rosa.opens_home()["home"]["text"]

    assert "None so far." in empty
    assert "You're all caught up." in empty
    assert "is waiting for @data-engineering" in mine
    assert "Waiting for your decision" in bos
    assert "HubSpot" in bos
    assert "HubSpot" not in rosas
    assert sandbox.rosa.clicks("Request a connector", in_="home")["view"]["title"] == "Request a connector"


def test_the_home_tab_follows_what_happens_to_its_requests(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.rosa.opens_home()
    sandbox.bo.opens_home()
    opens_form(sandbox.ada, "hubspot")
    sends(sandbox.ada, FORM)
    card_waits(sandbox)
    sandbox.bo.sees(until="HubSpot")
    before = sandbox.ada.opens_home()["home"]["text"]

    sandbox.ada.clicks("Withdraw", in_="home")

    sandbox.ada.reads(until="Withdrawn by")
    sandbox.ada.sees(until="was withdrawn")
    sandbox.until(lambda: "HubSpot" not in sandbox.bo.sees()["home"]["text"], "Bo has nothing to decide")
    assert "is waiting for @data-engineering" in before
    drawn = sandbox.journal(path="/api/views.publish")
    assert [one["request"]["user_id"] for one in drawn].count("U0ROSA") == 1


def test_sensitive_data_is_approved_by_the_stricter_group_only(sandbox: Sandbox, bots: Bots) -> None:
    bots.start(APPROVERS="U0ROSA", SENSITIVE_APPROVER_GROUP="S0DATAENG")
    opens_form(sandbox.ada, "asana")
    sends(sandbox.ada, FORM | {"sensitivity": "personal data"})
    card_waits(sandbox)

    sandbox.rosa.clicks("Show details")
    hers = sandbox.rosa.sees(until=PURPOSE)["modal"]["text"]  # she is the business owner, too
    sandbox.bo.clicks("Show details")
    sandbox.bo.sees(until=PURPOSE)
    asked = sandbox.bo.clicks("Approve", confirm=False)
    bo_approves(sandbox)

    assert "[Approve]" not in hers
    assert asked["confirm"]["title"]["text"] == "Approve sensitive data?"
    connect_card_arrives(sandbox)
