"""Golden messages: the pages of `/connector list`."""

from bot.slack.views.access_offers import MAX_BUTTON_ROWS, AccessOffers
from bot.slack.views.blocks import Block
from bot.slack.views.lists import connection_list_message
from sandbox.slack.blocks import check_message
from tests.support.rendered_text import as_seen
from tests.support.sample_data import MONDAY
from workflows.access_questions.model import AskedAccess
from workflows.reporting.duplicates import ConnectionList, ExistingConnection


def some(count: int) -> tuple[ExistingConnection, ...]:
    return tuple(
        ExistingConnection("stripe", f"stripe_{n}", "Fivetran_Dev", "working", None, None, None, f"c{n}")
        for n in range(count)
    )


def offered(blocks: list[Block]) -> list[str]:
    """What the buttons beside the rows ask for."""
    return [one["accessory"]["value"] for one in blocks if "accessory" in one]


def test_a_page_says_where_it_stands_and_turns_both_ways() -> None:
    text, blocks = connection_list_message(ConnectionList(some(20), 214, page=1, has_more=True), "google <ads>")

    lines = as_seen(blocks).splitlines()
    assert lines[:2] == [
        "*Connections for “google &lt;ads&gt;”* – 21 to 40 of 214",
        "• `stripe_0` in Fivetran_Dev – working",
    ]
    assert lines[-2] == "[Previous page] [Next page]"
    assert [one["value"] for one in blocks[-2]["elements"]] == ["0 google <ads>", "2 google <ads>"]
    assert all(len(block["text"]["text"]) <= 3_000 for block in blocks if block["type"] == "section")
    assert "stripe_19" in text


def test_a_list_that_fits_has_no_buttons() -> None:
    _text, blocks = connection_list_message(ConnectionList(some(2), 2), "")

    assert as_seen(blocks).startswith("*Connections* – 1 to 2 of 2\n• `stripe_0`")
    assert "[" not in as_seen(blocks)


def test_a_list_says_why_it_is_shorter_than_its_count() -> None:
    _text, blocks = connection_list_message(ConnectionList(some(2), 5), "")

    assert as_seen(blocks).startswith("*Connections* – 1 to 2 of 5, 3 of them restricted\n")


def test_what_has_no_owner_can_be_claimed_line_by_line() -> None:
    _text, blocks = connection_list_message(ConnectionList(some(2), 2), "unowned", can_claim=True)

    assert as_seen(blocks).splitlines()[:3] == [
        "*Connections for “unowned”* – 1 to 2 of 2",
        "• `stripe_0` in Fivetran_Dev – working",
        "• `stripe_1` in Fivetran_Dev – working",
    ]
    assert [one["accessory"]["accessibility_label"] for one in blocks[1:3]] == ["Claim: stripe_0", "Claim: stripe_1"]


def test_nothing_found_says_what_to_do_and_counts_what_is_restricted() -> None:
    nothing, hidden = (connection_list_message(ConnectionList((), total), "workday")[0] for total in (0, 2))

    assert nothing == "No connections for “workday” that you can see. Use `/connector` to request one."
    assert "that you can see. 2 restricted ones can't be listed. Use" in hidden
    assert connection_list_message(ConnectionList(), "unowned", can_claim=True)[0] == (
        "Every connection that you can see has an owner."
    )


def test_a_row_offers_to_ask_its_owner_unless_the_viewer_does_or_has_asked() -> None:
    rows = (*some(3), ExistingConnection("stripe", "mine", "Fivetran_Dev", "working", "U0ADA", connection_id="c9"))
    offers = AccessOffers("U0ADA", AskedAccess({"c1": MONDAY}))

    _text, blocks = connection_list_message(ConnectionList(rows, 4), "", offers)

    assert as_seen(blocks).splitlines()[1:-1] == [
        "• `stripe_0` in Fivetran_Dev – working",
        "• `stripe_1` in Fivetran_Dev – working · You asked for access 2026-11-23 09:00 UTC",
        "• `stripe_2` in Fivetran_Dev – working",
        "• `mine` in Fivetran_Dev · <@U0ADA> – working",
    ]
    assert offered(blocks) == ["c0", "c2"]
    assert check_message(blocks) == []


def test_a_long_list_has_a_menu_in_each_row() -> None:
    _text, blocks = connection_list_message(ConnectionList(some(20), 20), "", AccessOffers("U0ADA"))

    offered = [one["accessory"]["type"] for one in blocks if "accessory" in one]
    assert offered == ["overflow"] * 20
    assert check_message(blocks) == []
    assert len(offered) > MAX_BUTTON_ROWS


def test_restricted_connections_of_a_service_are_counted_and_their_owners_can_be_asked() -> None:
    hidden, offers = ConnectionList((), 2), AccessOffers("U0ADA")
    asked = AccessOffers("U0ADA", AskedAccess(services={"workday": MONDAY}))

    shown = [connection_list_message(hidden, "workday", one, "workday")[1] for one in (offers, asked)]

    first, second = (as_seen(blocks).splitlines()[1] for blocks in shown)
    assert first == ":lock: 2 restricted connections, which only some people can see"
    assert second == f"{first} · You asked for access 2026-11-23 09:00 UTC"
    assert [offered(blocks) for blocks in shown] == [["workday"], []]
    assert offered(connection_list_message(hidden, "failing", offers)[1]) == []
