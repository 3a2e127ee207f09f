"""From `/connector` to the first data."""

import re

import pytest

from demo.stage import Bot
from sandbox.driver import Sandbox
from tests.e2e.support import api_specs
from tests.e2e.support.assertions import ONE_OF_EACH, card, connections, outcome, the_ticket, thread, whispers
from tests.e2e.support.bot_process import Bots
from tests.e2e.support.steps import up_to_connect_card, up_to_live

BOTH_DOORS = pytest.mark.parametrize("door", ["socket", "http"], indirect=True)
BOTH_DATABASES = pytest.mark.parametrize(
    "database",
    [pytest.param("absent", id="sqlite"), pytest.param("postgres", marks=pytest.mark.postgres)],
    indirect=True,
)


@BOTH_DOORS
@BOTH_DATABASES
def test_a_request_becomes_a_connection_with_data(sandbox: Sandbox, bot: Bot) -> None:
    up_to_live(sandbox)

    sandbox.ada.reads(thread=card(sandbox)["ts"], until="first data of Salesforce")
    sandbox.until(lambda: the_ticket(sandbox)["status"] == "Done", "the ticket is resolved")
    assert outcome(sandbox) == ONE_OF_EACH
    assert [line.split(" ", 1)[0] for line in thread(sandbox)] == [":+1:", ":tada:"]
    report = whispers(sandbox.rosa.types("/connector report"))[0]
    assert re.search(r"Time to decision: half within .*1 request.*Time to first data: half within", report, re.DOTALL)


def test_the_command_that_operators_use_starts_the_same_bot(sandbox: Sandbox, bots: Bots) -> None:
    bots.start(quick=False)

    up_to_live(sandbox)

    assert outcome(sandbox) == ONE_OF_EACH


def test_the_ticket_and_the_card_point_at_each_other(sandbox: Sandbox, bot: Bot) -> None:
    up_to_connect_card(sandbox)

    (link,) = sandbox.until(lambda: the_ticket(sandbox)["links"], "the link to the card")
    assert card(sandbox)["ts"].replace(".", "") in link["object"]["url"]
    assert the_ticket(sandbox)["url"] in card(sandbox)["text"]


def test_the_connection_waits_for_credentials_and_syncs_nothing(sandbox: Sandbox, bot: Bot) -> None:
    up_to_connect_card(sandbox)

    (connection,) = connections(sandbox, "salesforce")
    assert connection["paused"] is True
    assert connection["status"]["setup_state"] == "incomplete"
    assert connection["destination_schema_names"] == "FIVETRAN_NAMING"


def test_what_was_said_could_be_judged() -> None:
    if not api_specs.AT_HAND:
        pytest.skip("the vendors' own descriptions are not in ../shared/specs; what was said went unjudged")


def test_what_a_description_forbids_is_found_each_time() -> None:
    if not api_specs.AT_HAND:
        pytest.skip("the vendors' own descriptions are not in ../shared/specs")
    title = {"type": "plain_text", "text": "Request a connector"}
    view = {"type": "modal", "title": title, "blocks": [{"type": "divider"}, {"type": "section", "words": "Hello"}]}
    call = {"service": "slack", "direction": "in", "method": "POST", "path": "/api/views.open", "query": {}}
    opened = call | {"request": {"trigger_id": "1", "view": view}, "status": 200, "response": {"ok": True}}

    found = api_specs.faults([opened | {"number": number, "at": number} for number in (7, 8)])

    assert {line.partition(" ")[0] for line in found} == {"7", "8"}
    assert all("views.open: $ " in line for line in found)
