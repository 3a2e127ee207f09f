"""Messages that Slack refuses in part, or doesn't let the bot edit."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.foreign.items import ForeignItems
from bot.slack.client import CHANNEL_ERRORS, SlackRefused
from bot.slack.message_search import METADATA_EVENT, parse_key
from bot.slack.poster import Poster
from bot.slack.unreachable_people import UNREACHABLE_CODES
from bot.slack.views.blocks import Block, section
from bot.slack.views.plain_blocks import NEWER_BLOCKS
from tests.support.rendered_text import as_seen
from workflows.errors import ChannelUnavailable, PersonUnreachable, SlackTokenRejected
from workflows.requests.mirrors import Message

OLD = Message("C1", "1.0")
TABLE: Block = {
    "type": "table",
    "rows": [
        [{"type": "raw_text", "text": "Connection"}, {"type": "raw_text", "text": "Next step"}],
        [{"type": "raw_text", "text": "zoom"}, {"type": "raw_text", "text": "<reconnect>"}],
    ],
}
CHART: Block = {
    "type": "data_visualization",
    "title": "Syncs by day",
    "chart": {"type": "bar", "series": [{"name": "Failed", "data": [{"label": "Mon 23", "value": 2}]}]},
}


@dataclass
class Slack:
    """Slack that refuses newer blocks, or edits, or posts, with a code."""

    blocks_code: str = ""
    edit_code: str = ""
    post_code: str = ""
    is_deleted: bool = False
    in_private_code: str = ""
    posts: list[dict[str, Any]] = field(default_factory=list)
    """What `chat.postMessage` was called with. The other methods show no previews."""
    shown: list[list[Block]] = field(default_factory=list)

    def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        if method == "chat_getPermalink":
            if self.is_deleted:
                raise SlackRefused(method, "message_not_found")
            return {"permalink": "https://desk.slack.com/archives/C1/p10"}
        if method == "chat_update" and self.edit_code:
            raise SlackRefused(method, self.edit_code)
        if method == "chat_postMessage" and self.post_code:
            raise ChannelUnavailable("Slack doesn't let the bot post.", self.post_code)
        if method == "chat_postEphemeral" and self.in_private_code:
            raise SlackRefused(method, self.in_private_code)
        if method == "chat_postMessage":
            self.posts.append(arguments)
        blocks: list[Block] = arguments["blocks"] or []
        if self.blocks_code and any(block["type"] in NEWER_BLOCKS for block in blocks):
            raise SlackRefused(method, self.blocks_code)
        self.shown.append(blocks)
        return {"channel": "C1", "ts": f"{len(self.shown) + 1}.0"}


class NewLedger:
    """A ledger without entries."""

    def begin(self, _key: str) -> datetime | None:
        return None

    def discard(self, _key: str) -> None:
        """Keep nothing."""


def poster(slack: object) -> Poster:
    return Poster(slack, NewLedger())  # type: ignore[arg-type]  # one method is enough


@pytest.mark.parametrize("code", ["invalid_attachments", "invalid_blocks", "invalid_blocks_format"])
@pytest.mark.parametrize("how", ["post", "update", "send_private", "replace"])
def test_a_refused_table_or_chart_becomes_words(code: str, how: str) -> None:
    slack, blocks = Slack(blocks_code=code), [section("Two connections failed"), TABLE, CHART]
    calls: dict[str, Callable[[], object]] = {
        "post": lambda: poster(slack).post("k", "C1", "text", blocks),
        "update": lambda: poster(slack).update(OLD, "text", blocks),
        "send_private": lambda: poster(slack).send_private("C1", "U0ADA", "text", blocks),
        "replace": lambda: poster(slack).replace(OLD, "k", "C1", "text", blocks),
    }

    calls[how]()

    (shown,) = slack.shown
    assert as_seen(shown[:3]) == (
        "Two connections failed\nConnection · Next step\nzoom · &lt;reconnect&gt;\n(Syncs by day: Failed: Mon 23 2)"
    )


def test_no_message_shows_a_preview_of_its_links() -> None:
    slack = Slack(in_private_code="user_not_in_channel")

    poster(slack).post("k", "C1", "text")
    poster(slack).replace(OLD, "k", "C1", "text", [])
    poster(slack).send_private("C1", "U0ADA", "text")

    assert [(one["unfurl_links"], one["unfurl_media"]) for one in slack.posts] == [(False, False)] * 3


@dataclass
class Conversation:
    """A direct conversation with the bot's messages, which Slack lets the bot delete, or not."""

    keys: tuple[str, ...]
    has_person: bool = True
    delete_code: str = ""
    deleted: list[str] = field(default_factory=list)

    def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        if method == "conversations_open" and not self.has_person:
            raise SlackRefused(method, "user_disabled")
        if method == "conversations_open":
            return {"channel": {"id": "D1"}}
        if method == "chat_delete" and self.delete_code:
            raise SlackRefused(method, self.delete_code)
        if method == "chat_delete":
            self.deleted.append(arguments["ts"])
        said = [{"ts": f"{number}.0", "metadata": _metadata(key)} for number, key in enumerate(self.keys)]
        return {"messages": said}


def _metadata(key: str) -> dict[str, Any]:
    return {"event_type": METADATA_EVENT, "event_payload": {"key": key}}


def test_direct_messages_are_deleted_by_the_start_of_their_keys() -> None:
    slack = Conversation(("handover:r1:first", "news:r1:1", "handover:r12:first", "handover:r1:later"))

    left = poster(slack).delete_posts("handover:r1:", "U0ADA", datetime(2026, 11, 23, tzinfo=UTC))

    assert (left, slack.deleted) == ([], ["0.0", "3.0"])


def test_messages_that_stay_are_returned() -> None:
    kept = Conversation(("handover:r1:first",), delete_code="cant_delete_message")
    gone = Conversation(("handover:r1:first",), has_person=False)
    since = datetime(2026, 11, 23, tzinfo=UTC)

    assert poster(kept).delete_posts("handover:r1:", "U0ADA", since) == [Message("D1", "0.0")]
    assert poster(gone).delete_posts("handover:r1:", "U0ADA", since) == []


def test_a_long_table_becomes_several_sections() -> None:
    slack = Slack(blocks_code="invalid_blocks")
    rows = [[{"type": "raw_text", "text": "x" * 120}] for _ in range(100)]

    poster(slack).post("k", "C1", "text", [{"type": "table", "rows": rows}])

    (shown,) = slack.shown
    texts = [block["text"]["text"] for block in shown]
    assert sum(text.count("x") for text in texts) == 12_000
    assert max(map(len, texts)) <= 3_000


def test_blocks_that_are_wrong_stay_refused() -> None:
    class Strict(Slack):
        def call(self, method: str, **_arguments: Any) -> dict[str, Any]:
            raise SlackRefused(method, "invalid_blocks")

    with pytest.raises(SlackRefused):
        poster(Strict()).post("k", "C1", "text", [section("Hello")])


@pytest.mark.parametrize("code", ["cant_update_message", "edit_window_closed", "is_inactive", "message_not_found"])
def test_a_message_that_cannot_be_edited_is_logged(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert not poster(Slack(edit_code=code)).update(OLD, "text", [section("Hello")])

    assert code in capsys.readouterr().out


def test_a_replacement_links_the_message_that_cannot_be_edited() -> None:
    slack = Slack()

    new = poster(slack).replace(OLD, "k", "C1", "text", [section("Declined")])
    assert poster(slack).update(new, "text", [section("Declined by Bo")])

    assert (new.channel, new.ts) == ("C1", "2.0")
    assert [as_seen(blocks).splitlines() for blocks in slack.shown] == [
        ["Declined", "(Replaces an earlier message that can't be edited.)"],
        ["Declined by Bo", "(Replaces an earlier message that can't be edited.)"],
    ]


def test_a_replacement_of_a_deleted_message_links_nothing() -> None:
    slack = Slack(is_deleted=True)

    poster(slack).replace(OLD, "k", "C1", "text", [section("Declined")])

    assert as_seen(slack.shown[0]) == "Declined"


def test_a_channel_that_refuses_posts_is_logged(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ChannelUnavailable):
        poster(Slack(post_code="restricted_action")).post("k", "C1", "text", [section("Hello")])

    log = capsys.readouterr().out
    assert "restricted_action" in log
    assert "C1" in log


@pytest.mark.parametrize(
    "odd",
    [
        None,
        7,
        "text",
        {},
        {"ts": "1.0", "metadata": "words"},
        {"ts": "1.0", "metadata": {"event_type": METADATA_EVENT}},
    ],
)
def test_an_odd_message_does_not_hide_the_next(odd: object) -> None:
    ours = {"ts": "2.0", "metadata": {"event_type": METADATA_EVENT, "event_payload": {"key": "k"}}}
    foreign = ForeignItems()

    read = foreign.read_list("message", [odd, ours, {"ts": "3.0"}], parse_key)

    assert read.items == [("k", "2.0"), ("", "3.0")]
    assert len(foreign.unreadable()) == 1


@dataclass
class RefusingSlack:
    """Slack that answers every call but `auth_test` with an error."""

    error: Exception
    is_token_valid: bool = True

    def call(self, method: str, **_arguments: Any) -> dict[str, Any]:
        if method == "auth_test" and self.is_token_valid:
            return {"team_id": "T0DESK"}
        raise self.error


@pytest.mark.parametrize("code", sorted(UNREACHABLE_CODES))
@pytest.mark.parametrize("is_private", [True, False])
def test_a_person_who_gets_no_messages_is_reported(code: str, is_private: bool) -> None:
    is_channel_code = code in CHANNEL_ERRORS
    error = ChannelUnavailable("", code) if is_channel_code else SlackRefused("chat_postMessage", code)
    reported: list[str] = []
    post = Poster(RefusingSlack(error), NewLedger(), report_unreachable=reported.append)  # type: ignore[arg-type]

    with pytest.raises(PersonUnreachable, match=code):
        post.send_private("C1", "U0ADA", "Hello") if is_private else post.post("key", "U0ADA", "Hello")

    assert reported == ["U0ADA"]


@pytest.mark.parametrize("is_token_valid", [True, False])
def test_an_inactive_account_is_the_persons_only_while_the_token_works(is_token_valid: bool) -> None:
    slack = RefusingSlack(SlackTokenRejected("Slack rejects the bot token."), is_token_valid)
    reported: list[str] = []
    post = Poster(slack, NewLedger(), report_unreachable=reported.append)  # type: ignore[arg-type]  # one method is enough

    with pytest.raises(PersonUnreachable if is_token_valid else SlackTokenRejected):
        post.post("key", "U0ADA", "Hello")

    assert reported == (["U0ADA"] if is_token_valid else [])


def test_a_closed_channel_is_not_a_person_who_left() -> None:
    reported: list[str] = []
    slack = RefusingSlack(ChannelUnavailable("", "channel_not_found"))
    post = Poster(slack, NewLedger(), report_unreachable=reported.append)  # type: ignore[arg-type]  # one method is enough

    with pytest.raises(ChannelUnavailable):
        post.post("key", "C0FIVETRAN", "Hello")

    assert reported == []


class OldLedger:
    """A ledger that has every key."""

    def begin(self, _key: str) -> datetime | None:
        return datetime(2026, 11, 23, tzinfo=UTC)


@dataclass
class Channel:
    """A channel with one message of the bot. Slack refuses calls with the codes in `refuses`."""

    refuses: dict[str, str]
    calls: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    """What the edits said."""

    def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        self.calls.append(method)
        if method in self.refuses:
            raise SlackRefused(method, self.refuses[method])
        self.texts += [arguments["text"]] if "text" in arguments else []
        ours = {"ts": "2.0", "metadata": {"event_type": METADATA_EVENT, "event_payload": {"key": "k"}}}
        return {"messages": [ours]} if method.startswith("conversations") else {}


FOUND = "conversations_replies"


@pytest.mark.parametrize(
    ("refuses", "left", "calls"),
    [
        ({}, None, [FOUND, "chat_update"]),
        ({FOUND: "thread_not_found"}, None, [FOUND]),
        ({"chat_update": "message_not_found"}, None, [FOUND, "chat_update"]),
        ({"chat_update": "edit_window_closed"}, None, [FOUND, "chat_update", "chat_delete"]),
        (
            {"chat_update": "edit_window_closed", "chat_delete": "cant_delete_message"},
            Message("C1", "2.0"),
            [FOUND, "chat_update", "chat_delete"],
        ),
    ],
)
def test_a_message_that_is_rewritten_is_edited_or_deleted_or_left(
    refuses: dict[str, str], left: Message | None, calls: list[str]
) -> None:
    slack = Channel(refuses)
    post = Poster(slack, OldLedger())  # type: ignore[arg-type]  # one method is enough

    assert post.rewrite("k", "C1", "Removed", thread_ts="1.0") == left
    assert slack.calls == calls
