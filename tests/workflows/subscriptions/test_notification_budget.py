"""The mute proposal of a channel over its budget."""

from datetime import UTC, datetime

from tests.support.sample_data import MONDAY
from workflows.subscriptions.notification_budget import NoisyConnection, make_mute_proposal, start_of_week

NAMES = {"duel_salutation": "stripe", "jira_otter": "jira", "kind_heron": "load_7", "calm_comet": "zoom"}
WEEK = datetime(2026, 11, 23, tzinfo=UTC)


def test_a_week_begins_on_monday() -> None:
    assert start_of_week(MONDAY) == WEEK
    assert start_of_week(datetime(2026, 11, 29, 23, 59, tzinfo=UTC)) == WEEK


def test_within_the_budget_nothing_is_proposed() -> None:
    assert make_mute_proposal({"duel_salutation": 50}, NAMES, 50, WEEK) is None


def test_the_loudest_three_are_proposed() -> None:
    posts = {"duel_salutation": 14, "jira_otter": 9, "kind_heron": 8, "calm_comet": 2, None: 28}

    found = make_mute_proposal(posts, NAMES, 50, WEEK)

    assert found is not None
    assert (found.posts, found.budget, found.listed_posts) == (61, 50, 31)
    assert found.connections == (
        NoisyConnection("duel_salutation", "stripe", 14),
        NoisyConnection("jira_otter", "jira", 9),
        NoisyConnection("kind_heron", "load_7", 8),
    )


def test_restricted_connections_and_single_posts_are_not_proposed() -> None:
    found = make_mute_proposal({"secret_heron": 40, "calm_comet": 1, "jira_otter": 12}, NAMES, 50, WEEK)

    assert found is not None
    assert [source.name for source in found.connections] == ["jira"]
