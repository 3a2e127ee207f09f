"""Users, groups, conversations and cursors."""

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.driver import Sandbox


def test_directory_marks_guests_deactivated_people_and_partners(slack: WebClient) -> None:
    ada, gus, dora, pia = (slack.users_info(user=f"U0{name}")["user"] for name in ("ADA", "GUS", "DORA", "PIA"))

    assert (ada["is_restricted"], gus["is_restricted"]) == (False, True)
    assert dora["deleted"]
    assert "is_restricted" not in dora
    assert (pia["team_id"], pia["is_stranger"]) == ("T0NORTH", False)
    assert ada["tz_offset"] in (0, 3600)


def test_lookup_by_email_finds_only_active_members(slack: WebClient) -> None:
    assert slack.users_lookupByEmail(email="BO@example.com")["user"]["id"] == "U0BO"

    for email in ("dora@example.com", "pia@northwind.example", "nobody@example.com"):
        with pytest.raises(SlackApiError, match="users_not_found"):
            slack.users_lookupByEmail(email=email)


def test_email_requires_its_scope(sandbox: Sandbox, slack: WebClient) -> None:
    sandbox.slack.scopes(remove=["users:read.email"])

    assert "email" not in slack.users_info(user="U0ADA")["user"]["profile"]


def test_group_includes_deactivated_members(sandbox: Sandbox, slack: WebClient) -> None:
    before = slack.usergroups_users_list(usergroup="S0DATAENG")["users"]
    sandbox.slack.group(add=["rosa"], remove=["bo"])
    after = slack.usergroups_list(include_users=True)["usergroups"][0]["users"]

    assert before == ["U0BO", "U0CLEO", "U0DORA"]
    assert after == ["U0CLEO", "U0DORA", "U0ROSA"]


def test_lists_are_paginated(slack: WebClient) -> None:
    pages = [page["members"] for page in slack.conversations_members(channel="C0FIVETRAN", limit=4)]

    assert [len(page) for page in pages] == [4, 2]
    with pytest.raises(SlackApiError, match="invalid_cursor"):
        slack.conversations_members(channel="C0FIVETRAN", cursor="next:4")


def test_shared_channel_is_marked(sandbox: Sandbox, slack: WebClient) -> None:
    before = slack.conversations_info(channel="C0FIVETRAN")["channel"]["is_ext_shared"]
    sandbox.slack.share(channel="fivetran-discussion", team="T0NORTH")
    after = slack.conversations_info(channel="C0FIVETRAN")["channel"]

    assert (before, after["is_ext_shared"]) == (False, True)
    assert "U0PIA" in slack.conversations_members(channel="C0FIVETRAN")["members"]
    assert [one["name"] for one in slack.conversations_list()["channels"]] == [
        "fivetran-discussion",
        "data-help",
        "general",
        "ext-northwind",
    ]


def test_own_messages_are_found_by_metadata(slack: WebClient) -> None:
    facts = {"event_type": "request", "event_payload": {"request_id": "r1"}}
    posted = slack.chat_postMessage(channel="U0ADA", text="card", metadata=facts)
    slack.chat_postMessage(channel=posted["channel"], text="more", thread_ts=posted["ts"])

    history = slack.conversations_history(channel=posted["channel"], include_all_metadata=True)["messages"]
    thread = slack.conversations_replies(channel=posted["channel"], ts=posted["ts"])["messages"]

    assert [(one["metadata"], one["reply_count"]) for one in history] == [(facts, 1)]
    assert [one["text"] for one in thread] == ["card", "more"]


def test_deactivated_people_cannot_be_messaged(sandbox: Sandbox, slack: WebClient) -> None:
    sandbox.slack.deactivate(user="rosa")

    with pytest.raises(SlackApiError, match="user_disabled"):
        slack.conversations_open(users="U0ROSA")
