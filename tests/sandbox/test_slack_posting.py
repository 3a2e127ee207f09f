"""chat.*: posting, updating, deleting and errors."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.driver import Sandbox
from tests.sandbox.support.tiny_app import web

FIVETRAN = "C0FIVETRAN"
DAY = 86_400


def refused(call: Callable[..., object], **arguments: object) -> dict[str, object]:
    with pytest.raises(SlackApiError) as raised:
        call(**arguments)
    answer: dict[str, object] = raised.value.response.data
    return answer


def test_message_appears_in_the_channel(sandbox: Sandbox, slack: WebClient) -> None:
    slack.chat_postMessage(channel=FIVETRAN, text="Hello <@U0ADA> &amp; *everyone*")

    (message,) = sandbox.rosa.reads("#fivetran-discussion")

    assert message["text"] == "Hello @Ada Okafor & everyone"
    assert message["from"] == "Connector Desk"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"channel": "C0NOWHERE", "text": "hello"}, "channel_not_found"),
        ({"channel": "C0GENERAL", "text": "hello"}, "not_in_channel"),
        ({"channel": "U0DORA", "text": "hello"}, "channel_not_found"),
        ({"channel": FIVETRAN}, "no_text"),
        ({"channel": FIVETRAN, "text": "hello", "thread_ts": "1.000001"}, "thread_not_found"),
        ({"channel": FIVETRAN, "text": "hello", "metadata": {"event_type": "x"}}, "invalid_metadata_schema"),
        ({"channel": FIVETRAN, "text": "x", "markdown_text": "y"}, "markdown_text_conflict"),
    ],
)
def test_invalid_posts_return_slack_errors(slack: WebClient, arguments: dict[str, object], error: str) -> None:
    answer = refused(slack.api_call, api_method="chat.postMessage", json=arguments)

    assert answer["error"] == error


@pytest.mark.parametrize(
    ("ahead", "error"), [(-60, "time_in_past"), (121 * DAY, "time_too_far"), (None, "invalid_time")]
)
def test_a_message_is_scheduled_up_to_120_days_ahead(slack: WebClient, ahead: int | None, error: str) -> None:
    at = int(time.time()) + ahead if ahead else "soon"

    assert refused(slack.chat_scheduleMessage, channel=FIVETRAN, text="Later", post_at=at)["error"] == error


def test_a_reply_is_scheduled_only_below_a_message(slack: WebClient) -> None:
    later: dict[str, Any] = {"channel": FIVETRAN, "text": "Later", "post_at": int(time.time()) + 60}
    parent = slack.chat_postMessage(channel=FIVETRAN, text="Now")["ts"]

    assert slack.chat_scheduleMessage(**later, thread_ts=parent)["ok"]
    assert refused(slack.chat_scheduleMessage, **later, thread_ts="1.0")["error"] == "thread_not_found"


def test_a_scheduled_message_is_listed_until_it_is_deleted_once(slack: WebClient) -> None:
    at = int(time.time()) + 60
    made = slack.chat_scheduleMessage(channel=FIVETRAN, text="Later", post_at=at)["scheduled_message_id"]
    (listed,) = slack.chat_scheduledMessages_list(channel=FIVETRAN)["scheduled_messages"]

    slack.chat_deleteScheduledMessage(channel=FIVETRAN, scheduled_message_id=made)

    assert (listed["id"], listed["post_at"], listed["text"]) == (made, at, "Later")
    assert slack.chat_scheduledMessages_list()["scheduled_messages"] == []
    again = refused(slack.chat_deleteScheduledMessage, channel=FIVETRAN, scheduled_message_id=made)
    assert again["error"] == "invalid_scheduled_message_id"


def test_post_to_a_person_opens_the_dm(sandbox: Sandbox, slack: WebClient) -> None:
    posted = slack.chat_postMessage(channel="U0ADA", text="Your Connect Card")

    opened = slack.conversations_open(users="U0ADA")

    assert opened["channel"]["id"] == posted["channel"]
    assert [one["text"] for one in sandbox.ada.reads("dm")] == ["Your Connect Card"]


def test_update_keeps_omitted_blocks_and_metadata(sandbox: Sandbox, slack: WebClient) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "The card"}}]
    facts = {"event_type": "request", "event_payload": {"request_id": "r1"}}
    posted = slack.chat_postMessage(channel=FIVETRAN, text="card", blocks=blocks, metadata=facts)

    updated = slack.chat_update(channel=FIVETRAN, ts=posted["ts"], text="The card, decided")

    assert updated["message"]["blocks"][0]["text"]["text"] == "The card"
    assert updated["message"]["metadata"] == facts
    assert sandbox.ada.reads()[0]["edited"]


def test_update_can_remove_metadata(slack: WebClient) -> None:
    facts = {"event_type": "request", "event_payload": {"request_id": "r1"}}
    posted = slack.chat_postMessage(channel=FIVETRAN, text="card", metadata=facts)

    updated = slack.chat_update(channel=FIVETRAN, ts=posted["ts"], text="card", metadata={})

    assert "metadata" not in updated["message"]


def test_only_own_messages_can_be_changed_or_deleted(sandbox: Sandbox, slack: WebClient) -> None:
    ts = sandbox.ada.types("Mine.", wait=0)["ts"]

    answers = [
        refused(slack.chat_update, channel=FIVETRAN, ts=ts, text="Yours?"),
        refused(slack.chat_delete, channel=FIVETRAN, ts=ts),
        refused(slack.chat_update, channel=FIVETRAN, ts="1.000001", text="Where?"),
        refused(slack.chat_update, channel="U0ADA", ts=ts, text="Where?"),
    ]

    assert [one["error"] for one in answers] == [
        "cant_update_message",
        "cant_delete_message",
        "message_not_found",
        "channel_not_found",
    ]


def test_update_has_a_shorter_text_limit(slack: WebClient) -> None:
    posted = slack.chat_postMessage(channel=FIVETRAN, text="x" * 41_000)

    answer = refused(slack.chat_update, channel=FIVETRAN, ts=posted["ts"], text="x" * 4_001)

    assert answer["error"] == "msg_too_long"
    assert len(posted["message"]["text"]) == 40_000


def test_ephemeral_message_is_visible_to_one_person(sandbox: Sandbox, slack: WebClient) -> None:
    slack.chat_postEphemeral(channel=FIVETRAN, user="U0ADA", text="Only you")

    assert [one["ephemeral"] for one in sandbox.ada.reads()] == [True]
    assert sandbox.bo.reads() == []


def test_ephemeral_message_requires_membership(slack: WebClient) -> None:
    answer = refused(slack.chat_postEphemeral, channel=FIVETRAN, user="U0PIA", text="Psst")

    assert answer["error"] == "user_not_in_channel"


def test_permalink_names_channel_message_and_thread(slack: WebClient) -> None:
    parent = slack.chat_postMessage(channel=FIVETRAN, text="card")["ts"]
    reply = slack.chat_postMessage(channel=FIVETRAN, text="more", thread_ts=parent)["ts"]

    link = slack.chat_getPermalink(channel=FIVETRAN, message_ts=reply)["permalink"]

    assert link.startswith(f"https://example-works.slack.com/archives/C0FIVETRAN/p{reply.replace('.', '')}")
    assert link.endswith(f"?thread_ts={parent}&cid=C0FIVETRAN")


def test_deleted_message_disappears(sandbox: Sandbox, slack: WebClient) -> None:
    posted = slack.chat_postMessage(channel=FIVETRAN, text="Oops")

    slack.chat_delete(channel=FIVETRAN, ts=posted["ts"])

    assert sandbox.ada.reads() == []


def test_tokens_and_methods_are_checked(sandbox: Sandbox, slack: WebClient) -> None:
    answers = [
        refused(web(sandbox, "xoxb-other").auth_test),
        refused(web(sandbox, "").auth_test),
        refused(slack.apps_connections_open, app_token="xoxb-sandbox"),
        refused(slack.api_call, api_method="chat.postTelepathically"),
    ]

    assert [one["error"] for one in answers] == [
        "invalid_auth",
        "not_authed",
        "not_allowed_token_type",
        "unknown_method",
    ]


@pytest.mark.parametrize(
    ("scope", "method", "arguments"),
    [
        ("chat:write", "chat.postMessage", {"channel": FIVETRAN, "text": "hello"}),
        ("users:read", "users.info", {"user": "U0ADA"}),
        ("users:read.email", "users.lookupByEmail", {"email": "ada@example.com"}),
        ("usergroups:read", "usergroups.users.list", {"usergroup": "S0DATAENG"}),
        ("im:write", "conversations.open", {"users": "U0ADA"}),
        ("channels:read", "conversations.members", {"channel": FIVETRAN}),
    ],
)
def test_missing_scope_is_named(
    sandbox: Sandbox, slack: WebClient, scope: str, method: str, arguments: dict[str, str]
) -> None:
    sandbox.slack.scopes(remove=[scope])

    answer = refused(slack.api_call, api_method=method, params=arguments)

    assert (answer["error"], answer["needed"]) == ("missing_scope", scope)
    assert scope not in str(answer["provided"]).split(",")


def test_history_requires_its_scope(sandbox: Sandbox, slack: WebClient) -> None:
    sandbox.slack.scopes(remove=["channels:history"])

    answer = refused(slack.conversations_history, channel=FIVETRAN)

    assert (answer["error"], answer["needed"]) == ("missing_scope", "channels:history")
