"""While Slack can't say who a person is, nothing of their wish is shown to others or written to Jira."""

import pytest

from demo.stage import Bot
from sandbox.driver import Sandbox
from tests.e2e.support.assertions import all_whispers, strikes

WISHES = (
    "/connector subscribe everything critical",
    "/connector quiet 22-7",
    "/connector budget 5",
    "/connector digest daily 9:00",
    "/connector digest now",
    "/connector link casa_verde brave_otter",
    "@Connector Desk who owns google_ads?",
)


def seen_by_all(sandbox: Sandbox) -> list[str]:
    """What everyone can read, without what people typed: the bot's posts, and the tickets with their comments."""
    channels = [one for one in sandbox.state("slack")["channels"] if one["id"].startswith("C")]
    posts = [one for channel in channels for one in channel["messages"] if "ephemeral_for" not in one]
    tickets = sandbox.state("jira")["issues"]
    return [str(one["text"]) for one in posts if one.get("bot_id")] + [str(one["comments"]) for one in tickets]


@pytest.mark.parametrize("wish", WISHES)
def test_a_guest_is_known_before_anything_is_shown(sandbox: Sandbox, bot: Bot, wish: str) -> None:
    sandbox.ada.reads(until="broken authorization")
    before = seen_by_all(sandbox)
    assert "broken authorization" in str(before)
    trouble = sandbox.fault(kind="fail", service="slack", match="users.info", status=503, times=None)

    sandbox.gus.types(wish, wait=0)
    strikes(sandbox, trouble)
    assert seen_by_all(sandbox) == before
    trouble.ends()
    sandbox.clock(advance=30)
    sandbox.gus.types(wish, wait=0)

    sandbox.until(lambda: any("Guests can't" in text for text in all_whispers(sandbox)), "the refusal")
    assert seen_by_all(sandbox) == before


def test_a_guest_is_known_before_a_ticket_for_access_opens(sandbox: Sandbox, bot: Bot) -> None:
    sandbox.ada.reads(until="broken authorization")
    sandbox.rosa.types("@Connector Desk how do I get access to fivetran?", wait=0)
    thread = sandbox.rosa.reads(until="how do I get access")[-1]["ts"]
    sandbox.rosa.reads(thread=thread, until="Access is for employees only")
    before = seen_by_all(sandbox)
    trouble = sandbox.fault(kind="fail", service="slack", match="users.info", status=503, times=None)

    sandbox.gus.clicks("Request access", thread=thread)
    assert sandbox.gus.sends_form(who="ghaines", what="Fivetran", why="To see the tables of the campaign")["closed"]
    strikes(sandbox, trouble)
    assert seen_by_all(sandbox) == before
    trouble.ends()
    sandbox.clock(advance=60)

    sandbox.gus.reads("dm", until="Guests can't")
    assert seen_by_all(sandbox) == before
