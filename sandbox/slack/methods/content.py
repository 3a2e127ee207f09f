"""Checks that all posting methods share: text, blocks, and metadata."""

from dataclasses import dataclass
from typing import Any

from sandbox import people
from sandbox.slack.arguments import Arguments
from sandbox.slack.blocks import check_message
from sandbox.slack.errors import SlackError, invalid
from sandbox.slack.messages import Conversation
from sandbox.slack.workspace import Workspace

MAX_POST_LENGTH, MAX_UPDATE_LENGTH = 40_000, 4_000


@dataclass(frozen=True)
class Content:
    """Checked content of a message. `blocks` is None when none were given."""

    text: str
    blocks: list[dict[str, Any]] | None
    attachments: list[Any] | None


def parse_content(arguments: Arguments) -> Content:
    """Read and check the content. Raises SlackError `no_text`, `invalid_blocks`, and similar."""
    text = arguments.text("text")
    blocks = check_blocks(arguments.data("blocks", "invalid_blocks_format"))
    attachments = arguments.data("attachments", "invalid_attachments")
    if "markdown_text" in arguments:
        if text or blocks:
            raise SlackError("markdown_text_conflict")
        text = arguments.text("markdown_text")
        if len(text) > 12_000:
            raise SlackError("msg_too_long")
    if not text and not blocks and not attachments:
        raise SlackError("no_text")
    return Content(text, blocks, attachments)


def check_blocks(blocks: Any) -> list[dict[str, Any]] | None:
    """Return blocks that Slack accepts. Raises SlackError `invalid_blocks` with the list of problems."""
    if blocks is None:
        return None
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    if messages := check_message(blocks):
        facts = invalid("invalid_blocks", messages).facts
        raise SlackError("invalid_blocks", errors=[one.removeprefix("[ERROR] ") for one in messages], **facts)
    return blocks


def require_known_blocks(workspace: Workspace, blocks: list[dict[str, Any]] | None) -> None:
    """Raise SlackError `invalid_blocks` for block types that this workspace lacks."""
    kinds = [(number, block["type"]) for number, block in enumerate(blocks or ())]
    unknown = [(number, kind) for number, kind in kinds if kind in workspace.unknown_blocks]
    if unknown:
        words = [f"[ERROR] unsupported type: {kind} [json-pointer:/blocks/{n}/type]" for n, kind in unknown]
        raise SlackError("invalid_blocks", **invalid("invalid_blocks", words).facts)


def parse_metadata(arguments: Arguments) -> dict[str, Any] | None:
    """Return message metadata, or None for an empty object. Raises SlackError `invalid_metadata_…`."""
    given = arguments.data("metadata", "invalid_metadata_format")
    if given is None or given == {}:
        return None
    if not isinstance(given, dict):
        raise SlackError("invalid_metadata_format")
    if not isinstance(given.get("event_type"), str) or not isinstance(given.get("event_payload"), dict):
        raise SlackError("invalid_metadata_schema")
    return given


def find_target(workspace: Workspace, name: str, *, may_open: bool) -> Conversation:
    """Return the conversation to post to. A user id opens the DM where `may_open` is true.

    Raises SlackError `channel_not_found`, or `not_in_channel` when the app isn't a member.
    """
    person = workspace.directory.get(name)
    if person is not None and may_open and not person.deleted:
        return workspace.dm(person.id)
    found = workspace.conversation(name)
    if found is None:
        raise SlackError("channel_not_found")
    if people.BOT_USER_ID not in found.members and "chat:write.public" not in workspace.scopes:
        raise SlackError("not_in_channel")
    return found
