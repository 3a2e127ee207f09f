"""A digest is posted once when it is due, whatever happens to the bots."""

from datetime import UTC, datetime
from typing import Any

import pytest

from demo.stage import Bot
from sandbox.driver import Person, Sandbox
from tests.e2e.support.assertions import posted, whispers
from tests.e2e.support.bot_process import Bots
from tests.e2e.support.steps import the_bot_looks_again

WEEKLY = "weekly mon 09:00 UTC"
MONDAY = datetime(2026, 11, 23, 8, 58, tzinfo=UTC).timestamp()
AN_HOUR, A_DAY = 3_600, 86_400

NOTE = " This is for the whole channel, so I post the change here."


@pytest.fixture
def monday(sandbox: Sandbox) -> Sandbox:
    """It is Monday, two minutes before nine."""
    sandbox.post("clock", {"begin": MONDAY})
    return sandbox


def says(person: Person, words: str, channel: str = "fivetran-discussion") -> str:
    """What the bot answers to `/connector digest …`, for their eyes only."""
    typed = f"/connector digest {words}".strip()
    return "\n".join(whispers(person.types(typed, channel=channel, wait=30)))


def digests(sandbox: Sandbox) -> list[dict[str, Any]]:
    """Every digest that stands anywhere, without the list of connections in its thread."""
    return [one for one in posted(sandbox, "digest:") if one.get("thread_ts") in (None, one["ts"])]


def comes(sandbox: Sandbox, count: int = 1) -> None:
    """That many stand there in the end."""
    sandbox.until(lambda: len(digests(sandbox)) >= count, f"{count} digests")


def time_passes(sandbox: Sandbox, minutes: int) -> None:
    """In steps, so that every tick of the timetable happens."""
    for _ in range(minutes):
        the_bot_looks_again(sandbox)


def ten_minutes_later(sandbox: Sandbox) -> list[dict[str, Any]]:
    """The digests then. One that failed is tried again; on a busy machine, several tries can happen at one moment."""
    sandbox.clock(advance=600)
    the_bot_looks_again(sandbox)
    return digests(sandbox)


def starts(sandbox: Sandbox, bots: Bots, name: str = "desk") -> Bot:
    """A bot that knows when the first digest is due; what else it had to post in the beginning is posted."""
    bot = bots.start(name, DIGEST=WEEKLY)
    sandbox.ada.reads(until="broken authorization")
    assert says(sandbox.bo, "") == "Digest: every Monday at 09:00 (UTC)."
    return bot


def test_the_common_channel_gets_one_a_week_without_being_asked(monday: Sandbox, bots: Bots) -> None:
    starts(monday, bots)
    assert digests(monday) == []

    time_passes(monday, 3)
    comes(monday)
    time_passes(monday, 3)

    assert len(digests(monday)) == 1
    told = "\n".join(one["text"] for one in monday.ada.reads(until="Connections, November 16 to November 23"))
    assert "Fivetran_Prod: 10 connections – " in told
    assert "jira | production | broken authorization" in told
    assert "stripe_nonprod" not in told


def test_a_channel_chooses_its_own_time_on_the_clocks_of_its_place(monday: Sandbox, bot: Bot) -> None:
    assert says(monday.ada, "", "data-help").startswith("There's no digest here.")

    told = says(monday.ada, "daily 10:00 Europe/Berlin", "data-help")

    assert told == f"Digest set: every day at 10:00 (Europe/Berlin). The first one is due today at 9:00 AM.{NOTE}"
    assert says(monday.bo, "", "data-help") == "Digest: every day at 10:00 (Europe/Berlin)."
    time_passes(monday, 3)
    comes(monday)
    monday.ada.reads("data-help", until="Connections, the 24 hours to November 23")
    monday.clock(advance=A_DAY)
    the_bot_looks_again(monday)  # one more tick: at the first one, the digest before may still be on its way
    comes(monday, 2)
    assert says(monday.ada, "off", "data-help") == f"Digest turned off.{NOTE}"
    monday.clock(advance=A_DAY)
    the_bot_looks_again(monday)
    assert len(digests(monday)) == 2


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("hourly", "I don't understand “hourly”. Type for example"),
        ("daily", "The time is missing."),
        ("daily 25:00", "“25:00” isn't a time of day."),
        ("weekly mon 09:00 Atlantis", "“Atlantis” isn't a time zone."),
        ("weekly mon 09:00 UTC please", "“UTC please” isn't a time zone."),
    ],
)
def test_an_invalid_digest_command_names_its_reason(monday: Sandbox, bot: Bot, typed: str, words: str) -> None:
    assert words in says(monday.ada, typed, "data-help")


def test_only_approvers_change_the_home_channel_digest(monday: Sandbox, bot: Bot) -> None:
    assert "Only approvers can change" in says(monday.ada, "off")
    assert "Only approvers can post a digest in this channel" in says(monday.ada, "now")
    assert says(monday.bo, "off") == "Digest turned off."


def test_no_digest_is_posted_without_the_bot_or_in_shared_channels(monday: Sandbox, bot: Bot) -> None:
    assert "/invite @Connector Desk" in says(monday.ada, "daily 09:00", "general")
    assert "another organization" in says(monday.ada, "daily 09:00", "ext-northwind")
    assert "another organization" in says(monday.ada, "now", "ext-northwind")


def test_one_now_changes_nothing_about_the_next(monday: Sandbox, bot: Bot) -> None:
    says(monday.ada, "weekly tue 09:00", "data-help")
    the_bot_looks_again(monday)

    assert says(monday.ada, "now", "data-help") == "The digest is on its way."
    monday.ada.redelivers()

    monday.ada.reads("data-help", until="Connections, November 16 to November 23")
    the_bot_looks_again(monday)
    assert len(digests(monday)) == 1
    assert says(monday.ada, "", "data-help") == "Digest: every Tuesday at 09:00 (UTC)."


def test_a_digest_that_slack_refuses_is_explained_to_the_person_who_asked(monday: Sandbox, bot: Bot) -> None:
    monday.ada.reads(until="broken authorization")
    monday.fault(kind="fail", service="slack", match="chat.postMessage$", error="too_many_attachments", times=None)

    says(monday.ada, "now", "data-help")

    monday.ada.reads("data-help", until="too_many_attachments")


def test_without_the_youngest_blocks_it_is_said_in_words(monday: Sandbox, bot: Bot) -> None:
    monday.ada.reads(until="broken authorization")
    monday.slack.blocks(refuse=["data_visualization", "table"])

    says(monday.ada, "now", "data-help")

    told = monday.ada.reads("data-help", until="Needed attention")
    assert any("• jira (production): broken authorization for" in one["text"] for one in told)


def test_in_a_direct_message_it_comes_to_its_person_alone(monday: Sandbox, bot: Bot) -> None:
    assert "every day at 09:00 (UTC)" in says(monday.ada, "daily 09:00", "dm")

    time_passes(monday, 3)

    comes(monday)
    monday.ada.reads("dm", until="Connections, the 24 hours to November 23")
    assert "There's no digest here." in says(monday.bo, "", "dm")


@pytest.mark.parametrize("kind", ["lose", "fail"])
def test_a_lost_answer_makes_no_second_digest(monday: Sandbox, bots: Bots, kind: str) -> None:
    starts(monday, bots)
    monday.fault(kind=kind, service="slack", match="chat.postMessage")

    monday.until(lambda: ten_minutes_later(monday), "a digest")

    assert [len(ten_minutes_later(monday)) for _ in range(3)] == [1, 1, 1]


def test_a_bot_that_dies_with_the_digest_in_its_hand_posts_it_once(monday: Sandbox, bots: Bots) -> None:
    one = starts(monday, bots)
    trouble = monday.fault(kind="hold_answer", service="slack", match="chat.postMessage")
    monday.clock(advance=AN_HOUR)
    monday.until(lambda: [some for some in monday.faults() if some["struck"]], "the post")
    one.kill()
    trouble.ends()

    starts(monday, bots)
    time_passes(monday, 3)

    comes(monday)
    assert len(digests(monday)) == 1


@pytest.mark.postgres
@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_two_bots_post_one_digest(monday: Sandbox, bots: Bots) -> None:
    starts(monday, bots, "one")
    bots.start("two", DIGEST=WEEKLY)

    time_passes(monday, 5)

    comes(monday)
    assert len(digests(monday)) == 1
