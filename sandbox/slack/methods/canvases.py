"""Canvases of channels: create, edit, delete, and find text in them."""

from collections.abc import Iterator
from typing import Any

from sandbox import people
from sandbox.slack.arguments import Arguments
from sandbox.slack.canvases import SECTION_TYPES, Canvas
from sandbox.slack.errors import SlackError, invalid
from sandbox.slack.messages import Conversation
from sandbox.slack.workspace import Workspace

MAX_MARKDOWN_CHARS = 1_048_576
OPERATIONS = ("replace", "insert_at_start", "insert_at_end")
"""The operations of `canvases.edit` that the sandbox knows, each on the whole document."""


def create(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Handle canvases.create with a channel. https://docs.slack.dev/reference/methods/canvases.create"""
    if "channel_id" not in arguments:
        raise SlackError("free_teams_cannot_create_non_tabbed_canvases")
    where = workspace.conversations.get(arguments.text("channel_id"))
    if where is None or people.BOT_USER_ID not in where.members:
        raise SlackError("channel_not_found")
    content = _markdown(arguments.data("document_content", "invalid_arguments"), "/document_content")
    if len(content) > MAX_MARKDOWN_CHARS:
        raise SlackError("canvas_creation_failed")
    made = Canvas(workspace.new_id("F"), workspace.new_id("Ct"), arguments.text("title", "Untitled"), content)
    where.canvases.append(made)
    workspace.mark_changed()
    return {"canvas_id": made.id}


def edit(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Handle canvases.edit: one change of the whole document.

    https://docs.slack.dev/reference/methods/canvases.edit
    """
    _where, canvas = _find(workspace, arguments)
    changes = arguments.data("changes", "invalid_arguments")
    if not isinstance(changes, list) or len(changes) != 1 or not isinstance(changes[0], dict):
        raise invalid("invalid_arguments", ["[ERROR] must provide exactly 1 item [json-pointer:/changes]"])
    operation, content = changes[0].get("operation"), _markdown(changes[0].get("document_content"), "/changes/0")
    if operation not in OPERATIONS or "section_id" in changes[0]:
        raise invalid("invalid_arguments", [f"[ERROR] the sandbox knows {', '.join(OPERATIONS)} without a section"])
    parts = {
        "replace": [content],
        "insert_at_start": [content, canvas.markdown],
        "insert_at_end": [canvas.markdown, content],
    }
    changed = "\n".join(parts[operation])
    if len(changed) > MAX_MARKDOWN_CHARS:
        raise SlackError("canvas_editing_failed")
    canvas.markdown = changed
    workspace.mark_changed()
    return {}


def delete(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Handle canvases.delete. https://docs.slack.dev/reference/methods/canvases.delete"""
    where, canvas = _find(workspace, arguments)
    where.canvases.remove(canvas)
    workspace.mark_changed()
    return {}


def look_up_sections(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Handle canvases.sections.lookup. https://docs.slack.dev/reference/methods/canvases.sections.lookup"""
    _where, canvas = _find(workspace, arguments)
    criteria = arguments.data("criteria", "invalid_arguments")
    if not isinstance(criteria, dict) or not criteria or criteria.keys() - {"section_types", "contains_text"}:
        raise invalid("invalid_arguments", ["[ERROR] must provide criteria [json-pointer:/criteria]"])
    types, text = criteria.get("section_types", []), criteria.get("contains_text", "")
    if not isinstance(types, list) or not SECTION_TYPES.issuperset(types) or not isinstance(text, str):
        raise invalid("invalid_arguments", ["[ERROR] unknown section types or text [json-pointer:/criteria]"])
    return {"sections": [{"id": one} for one in canvas.sections(frozenset(types), text)]}


def _find(workspace: Workspace, arguments: Arguments) -> tuple[Conversation, Canvas]:
    wanted = arguments.required("canvas_id")
    for where, canvas in _all(workspace):
        if canvas.id == wanted:
            return where, canvas
    raise SlackError("canvas_not_found")


def _all(workspace: Workspace) -> Iterator[tuple[Conversation, Canvas]]:
    """Yield the canvases that the app can open."""
    for where in workspace.conversations.values():
        if people.BOT_USER_ID in where.members:
            yield from ((where, canvas) for canvas in where.canvases)


def _markdown(content: Any, pointer: str) -> str:
    """Return the text of a `document_content`. Raises SlackError `invalid_arguments`."""
    is_markdown = isinstance(content, dict) and content.get("type") == "markdown"
    if not is_markdown or not isinstance(content.get("markdown"), str):
        raise invalid("invalid_arguments", [f"[ERROR] must provide Markdown [json-pointer:{pointer}]"])
    return str(content["markdown"])
