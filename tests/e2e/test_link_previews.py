"""A link to a ticket or a connection gets two lines, with only what everyone in the channel can know."""

from demo.stage import Bot
from sandbox.driver import Person, Sandbox
from tests.e2e.support.assertions import the_ticket
from tests.e2e.support.steps import PURPOSE, card_waits, sends, up_to_approval


def ticket_url(sandbox: Sandbox) -> str:
    return f"{sandbox.base_url}/jira/browse/{the_ticket(sandbox)['key']}"


def page_of(sandbox: Sandbox, schema: str) -> str:
    connection = next(one for one in sandbox.state("fivetran")["connections"] if one["schema"] == schema)
    return f"https://fivetran.com/dashboard/connections/{connection['id']}/status"


def read(person: Person, ts: str, channel: str = "general") -> str:
    """The message with its previews."""
    return str(next(one["text"] for one in person.reads(channel) if one["ts"] == ts))


def previewed(sandbox: Sandbox, text: str, expected: str) -> str:
    """Rosa posts a link; wait for its preview and return the message as she reads it."""
    ts = sandbox.rosa.types(text, "general", wait=0)["ts"]
    sandbox.until(lambda: expected in read(sandbox.rosa, ts), "the link has a preview")
    return read(sandbox.rosa, ts)


def test_links_say_what_everyone_can_know(sandbox: Sandbox, bot: Bot) -> None:
    up_to_approval(sandbox)
    card_waits(sandbox)
    page, sensitive, internal = (page_of(sandbox, name) for name in ("google_ads", "stripe", "fivetran_log"))
    sandbox.ada.reads(until="jira ca")  # the first poll is over

    request = previewed(sandbox, f"see {ticket_url(sandbox)}?focused=1", "Requested by Ada Okafor")
    status = previewed(sandbox, f"see {page}", "Google Ads, production")
    elsewhere = sandbox.ada.types(f"see {ticket_url(sandbox)} and {page}", "ext-northwind", wait=0)["ts"]
    unknown = page.replace("/status", "_not/status")
    silent = [sandbox.rosa.types(link, "general", wait=0)["ts"] for link in (unknown, sensitive, internal)]
    previewed(sandbox, ticket_url(sandbox), "Requested by Ada Okafor")  # the earlier ones were handled

    assert "> Salesforce salesforce" in request.replace("*", "").replace("`", "")
    assert PURPOSE not in request
    assert "as of" in status
    assert "> " not in read(sandbox.ada, elsewhere, "ext-northwind")
    assert not [ts for ts in silent if "> " in read(sandbox.rosa, ts)]


def test_a_confidential_request_stays_redacted_below_its_link(sandbox: Sandbox, bot: Bot) -> None:
    up_to_approval(sandbox, sensitivity="personal_data")
    card_waits(sandbox)

    shown = previewed(sandbox, ticket_url(sandbox), "Confidential request")

    assert "Waiting for approval" in shown
    assert not [secret for secret in ("Salesforce", "salesforce", PURPOSE, "Ada Okafor") if secret in shown]


def test_a_preview_is_redacted_when_its_request_becomes_confidential(sandbox: Sandbox, bot: Bot) -> None:
    up_to_approval(sandbox)
    card_waits(sandbox)
    previewed(sandbox, f"see {ticket_url(sandbox)}", "Requested by Ada Okafor")
    ts = sandbox.rosa.reads("general")[-1]["ts"]

    sandbox.ada.clicks("Edit", in_="dm")
    assert sends(sandbox.ada, {"sensitivity": "personal_data"})["closed"]

    sandbox.until(lambda: "Confidential request" in read(sandbox.rosa, ts), "the preview is redacted")
    assert not [secret for secret in ("Salesforce", "salesforce", "Ada Okafor") if secret in read(sandbox.rosa, ts)]
