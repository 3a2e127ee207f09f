"""What a person typed is what the form, the card, the ticket, and the dataset name say."""

import pytest

from demo.stage import Bot
from sandbox.driver import Sandbox
from tests.e2e.support.assertions import card, the_ticket, whispers
from tests.e2e.support.steps import FORM, card_waits, opens_form, sends

PATIENCE = 30.0
CUSTOM_ANSWERS = {
    "config.api_docs": "none",
    "config.auth_kind": "Not sure",
    "config.volume": "Not sure",
    "config.increment": "Not sure",
    "config.code_may_be_public": "No",
}


def test_an_ampersand_and_odd_spaces_arrive_as_they_were_typed(sandbox: Sandbox, bot: Bot) -> None:
    form = opens_form(sandbox.ada, "Dun\u00a0&\u00a0Bradstreet")
    purpose = "Budget\u00a0of\u00a010\u202f000\u00a0€ for “R&D” <b> می\u200cخواهم 👩\u200d💻"
    sends(sandbox.ada, FORM | CUSTOM_ANSWERS | {"purpose": purpose, "access": "Finance\u00a0team &\nAda"})
    card_waits(sandbox)

    ticket, read = the_ticket(sandbox), card(sandbox, "bo")["text"]

    assert form["fields"]["config.source_name"]["value"] == "Dun & Bradstreet"
    assert "Lands in dev-fivetran.dun_bradstreet" in form["text"]
    assert ticket["fields"]["summary"] == "Fivetran connector: Dun & Bradstreet (dun_bradstreet)"
    for text in ("Budget of 10 000 € for “R&D” <b> می\u200cخواهم 👩\u200d💻", "Finance team & Ada"):
        assert text in ticket["description"]
        assert text in read
    assert "Dun & Bradstreet" in read


@pytest.mark.parametrize("space", ["\u00a0", "\n", "\t"])
def test_any_space_separates_a_subcommand(sandbox: Sandbox, bot: Bot, space: str) -> None:
    answers = sandbox.ada.types(f"/connector status{space}R&D", wait=PATIENCE)

    assert "“R&D”" in "\n".join(whispers(answers))
    assert not answers["view"]
