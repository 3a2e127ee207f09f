"""What every posting method checks: text, blocks and metadata."""

from dataclasses import dataclass
from typing import Any

from sandbox import cast
from sandbox.slack.arguments import Arguments
from sandbox.slack.blocks import check_message
from sandbox.slack.errors import SlackError, invalid
from sandbox.slack.messages import Conversation
from sandbox.slack.workspace import Workspace

LONGEST_POST, LONGEST_UPDATE = 40_000, 4_000


@dataclass(frozen=True)
class Content:
    """Checked words of a message; `blocks` is None when none were given."""

    text: str
    blocks: list[dict[str, Any]] | None
    attachments: list[Any] | None


def content(arguments: Arguments) -> Content:
    """Read and check what is to be said. Raises SlackError `no_text`, `invalid_blocks` and their like."""
    text = arguments.text("text")
    blocks = checked_blocks(arguments.data("blocks", "invalid_blocks_format"))
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


def checked_blocks(blocks: Any) -> list[dict[str, Any]] | None:
    """Blocks that Slack would take. Raises SlackError `invalid_blocks` with the list of what is wrong."""
    if blocks is None:
        return None
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    if messages := check_message(blocks):
        facts = invalid("invalid_blocks", messages).facts
        raise SlackError("invalid_blocks", errors=[one.removeprefix("[ERROR] ") for one in messages], **facts)
    return blocks


def must_be_known(workspace: Workspace, blocks: list[dict[str, Any]] | None) -> None:
    """Raises SlackError `invalid_blocks` for kinds that this workspace does not have yet."""
    kinds = [(number, block["type"]) for number, block in enumerate(blocks or ())]
    unknown = [(number, kind) for number, kind in kinds if kind in workspace.unknown_blocks]
    if unknown:
        words = [f"[ERROR] unsupported type: {kind} [json-pointer:/blocks/{n}/type]" for n, kind in unknown]
        raise SlackError("invalid_blocks", **invalid("invalid_blocks", words).facts)


def metadata(arguments: Arguments) -> dict[str, Any] | None:
    """Message metadata; an empty object means none. Raises SlackError `invalid_metadata_…`."""
    given = arguments.data("metadata", "invalid_metadata_format")
    if given is None or given == {}:
        return None
    if not isinstance(given, dict):
        raise SlackError("invalid_metadata_format")
    if not isinstance(given.get("event_type"), str) or not isinstance(given.get("event_payload"), dict):
        raise SlackError("invalid_metadata_schema")
    return given


def target(workspace: Workspace, name: str, *, may_open: bool) -> Conversation:
    """The conversation to write into; a user id opens the direct messages where `may_open`.

    Raises SlackError `channel_not_found`, or `not_in_channel` where our app is no member.
    """
    person = workspace.directory.get(name)
    if person is not None and may_open and not person.deleted:
        return workspace.dm(person.id)
    found = workspace.conversation(name)
    if found is None:
        raise SlackError("channel_not_found")
    if cast.BOT_USER_ID not in found.members and "chat:write.public" not in workspace.scopes:
        raise SlackError("not_in_channel")
    return found
