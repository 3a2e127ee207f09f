"""The subscription messages, word for word."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from bot.slack.views.subscriptions import (
    MAX_LISTED_SUBSCRIPTIONS,
    proposal_blocks,
    proposal_text,
    subscriptions_blocks,
    subscriptions_text,
    unreachable_text,
)
from tests.support.rendered_text import as_seen
from tests.support.sample_data import MONDAY
from workflows.incidents.model import Severity
from workflows.subscriptions.model import DEFAULT_SUBSCRIPTION, Subscription, SubscriptionKind
from workflows.subscriptions.notification_budget import MuteProposal, NoisyConnection
from workflows.subscriptions.overview import SubscriptionOverview
from workflows.subscriptions.preferences import Mute, Preferences, Unreachable
from workflows.subscriptions.quiet_hours import QuietHours

WEEK = datetime(2026, 11, 23, tzinfo=UTC)
STRIPE, JIRA, LOAD = (
    NoisyConnection("duel_salutation", "stripe", 14),
    NoisyConnection("jira_otter", "jira", 9),
    NoisyConnection("kind_heron", "load_7", 8),
)
PROPOSAL = MuteProposal(WEEK, 61, 50, (STRIPE, JIRA, LOAD))
MUTED = Mute("duel_salutation", "stripe", "U0BO", "Bo Lindqvist", MONDAY, MONDAY + timedelta(days=7))
SMALL_PRINT = (
    "(Muted connections stay in `/connector status` and in the digest. To get fewer alerts here, use "
    "`/connector subscribe everything warning and above`, `/connector quiet`, or `/connector budget`.)"
)


def test_a_proposal_has_numbers_and_a_button_for_each_of_the_loudest() -> None:
    blocks = proposal_blocks(Preferences("C0FIVETRAN", mute_proposal=PROPOSAL))

    assert as_seen(blocks) == (
        ":bell: *61 posts in this channel this week, over its budget of 50. "
        "stripe 14, jira 9, and load_7 8 make up half of them. Mute one?*\n"
        "[Mute stripe for a week] [Mute jira for a week] [Mute load_7 for a week]\n"
        f"{SMALL_PRINT}"
    )


def test_a_mute_replaces_its_button() -> None:
    blocks = proposal_blocks(Preferences("C0FIVETRAN", mute_proposal=PROPOSAL, mutes=(MUTED,)))

    assert as_seen(blocks).split("\n")[1:3] == [
        ":mute: Bo Lindqvist muted `stripe` here until 2026-11-30 09:00 UTC",
        "[Mute jira for a week] [Mute load_7 for a week]",
    ]


def test_a_connection_muted_in_an_earlier_week_can_be_muted_again() -> None:
    last_time = replace(MUTED, muted_at=MONDAY - timedelta(days=8), until=MONDAY - timedelta(days=1))
    blocks = proposal_blocks(Preferences("C0FIVETRAN", mute_proposal=PROPOSAL, mutes=(last_time,)))

    assert "[Mute stripe for a week] [Mute jira for a week]" in as_seen(blocks)
    assert ":mute:" not in as_seen(blocks)


def test_when_no_connection_stands_out_it_says_so() -> None:
    assert proposal_text(MuteProposal(WEEK, 51, 50)) == (
        "51 posts in this channel this week, over its budget of 50. "
        "No connection stands out. Subscribing to warnings and above only would help."
    )


def test_a_name_is_made_harmless_and_buttons_keep_to_slacks_limits() -> None:
    long = NoisyConnection("long_otter", "<!channel>" * 10, 60)

    blocks = proposal_blocks(Preferences("C0FIVETRAN", mute_proposal=MuteProposal(WEEK, 60, 50, (long,))))

    assert "<!channel>" not in blocks[0]["text"]["text"]
    assert "all of them" in blocks[0]["text"]["text"]
    assert len(blocks[1]["elements"][0]["text"]["text"]) == 75


def a_standing(audience: str, **more: object) -> SubscriptionOverview:
    known: dict[str, object] = {
        "subscriptions": (),
        "mutes": (),
        "quiet_hours": None,
        "posts_this_week": 12,
        "weekly_budget": 50,
        "unreachable": None,
    }
    return SubscriptionOverview(audience, **(known | more))  # type: ignore[arg-type]  # a dictionary of mixed values


def test_the_list_shows_subscriptions_mutes_and_quiet_hours() -> None:
    stripe = Subscription(SubscriptionKind.SERVICE, "stripe", "Stripe", Severity.WARNING)
    here = a_standing("C0DATAHELP", subscriptions=(DEFAULT_SUBSCRIPTION, stripe), mutes=(MUTED,))
    me = a_standing("U0ADA", quiet_hours=QuietHours("Europe/Berlin", time(22), time(7), includes_weekends=True))

    assert as_seen(subscriptions_blocks([here, me])) == (
        "*Subscriptions of this channel*\n"
        "• all connections (notices and above)\n"
        "• all Stripe connections (warnings and above)\n"
        ":mute: Bo Lindqvist muted `stripe` here until 2026-11-30 09:00 UTC\n"
        "(No quiet hours)\n"
        "(12 of 50 posts this week)\n"
        "*Your subscriptions*\n"
        "No subscriptions. To add one, type `/connector subscribe stripe`.\n"
        "(Quiet hours: 22:00–07:00 and weekends (Europe/Berlin))"
    )
    assert subscriptions_text([here, me]) == (
        "Subscriptions of this channel: all connections (notices and above), all Stripe connections "
        "(warnings and above). Your subscriptions: none"
    )


def test_a_button_carries_the_id_of_what_it_removes() -> None:
    (_, first, muted, _) = subscriptions_blocks(
        [a_standing("C0X", subscriptions=(DEFAULT_SUBSCRIPTION,), mutes=(MUTED,))]
    )

    assert first["accessory"]["value"] == "C0X everything:"
    assert muted["accessory"]["value"] == "C0X duel_salutation"


def test_a_long_list_is_cut_and_says_so() -> None:
    many = {
        "subscriptions": tuple(
            Subscription(SubscriptionKind.CONNECTION, f"c{n}", f"load_{n}" * 20) for n in range(100)
        ),
        "mutes": tuple(replace(MUTED, connection_id=f"c{n}") for n in range(100)),
    }
    both = [a_standing("C0X", **many), a_standing("U0ADA", **many)]

    blocks = subscriptions_blocks(both)

    assert len(blocks) <= 50
    assert f"(… and {100 - MAX_LISTED_SUBSCRIPTIONS // 2 * 2 // 3} more)" in as_seen(blocks)
    assert len(subscriptions_text(both)) <= 4_000


def test_an_unreachable_channel_has_a_next_step() -> None:
    closed = Preferences("C0DATAHELP", (DEFAULT_SUBSCRIPTION,), unreachable=Unreachable(MONDAY, "is_archived"))

    assert unreachable_text(closed) == (
        "I can't post in <#C0DATAHELP>: it's archived. Its subscriptions are paused: all connections "
        "(notices and above). Invite me again, then repeat `/connector subscribe` there."
    )
    assert ":warning: Paused: I can't post here (it's archived)." in as_seen(
        subscriptions_blocks([a_standing("C0DATAHELP", unreachable=closed.unreachable)])
    )
