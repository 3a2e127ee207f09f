"""assistant.threads.*: prompts, titles, and statuses of the agent view."""

from typing import Any

from sandbox.slack.agent import agent_view
from sandbox.slack.arguments import Arguments
from sandbox.slack.errors import SlackError, invalid, missing
from sandbox.slack.messages import Conversation
from sandbox.slack.workspace import Workspace

MAX_PROMPTS, MAX_LOADING_MESSAGES, MAX_LOADING_LENGTH = 4, 10, 50


def set_suggested_prompts(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Set up to four prompts. With a `thread_ts` (old assistants) the call has no effect."""
    if agent_view(workspace.manifest) is None:
        raise SlackError("not_agent_app")
    where, prompts = _conversation(workspace, arguments), _prompts(arguments)
    if "thread_ts" not in arguments:
        workspace.agent.prompts[where.id] = {"title": arguments.text("title"), "prompts": prompts}
        workspace.mark_changed()
    return {}


def set_title(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Set the title of a thread."""
    where, title = _conversation(workspace, arguments), arguments.required("title")
    workspace.agent.titles[where.id, _thread(where, arguments)] = title
    workspace.mark_changed()
    return {}


def set_status(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Set the app's status in a thread. An empty status or a reply clears it."""
    if "status" not in arguments:
        raise missing("status")
    _check_loading_messages(arguments)
    where = _conversation(workspace, arguments)
    words, key = arguments.text("status"), (where.id, _thread(where, arguments))
    workspace.agent.statuses[key] = (words, workspace.env.clock.now())
    workspace.mark_changed()
    return {}


def _conversation(workspace: Workspace, arguments: Arguments) -> Conversation:
    found = workspace.conversations.get(arguments.required("channel_id"))
    if found is None or found.person is None:
        raise SlackError("channel_not_found")
    return found


def _thread(where: Conversation, arguments: Arguments) -> str:
    found = where.find(arguments.required("thread_ts"))
    if found is None or found.thread_ts not in (None, found.ts):
        raise SlackError("invalid_thread_ts")
    return found.ts


def _prompts(arguments: Arguments) -> list[dict[str, str]]:
    given = arguments.data("prompts", "invalid_arguments")
    if given is None:
        raise missing("prompts")
    if not isinstance(given, list) or not 1 <= len(given) <= MAX_PROMPTS:
        raise _invalid(f"must have 1 to {MAX_PROMPTS} items [json-pointer:/prompts]")
    for number, one in enumerate(given):
        for name in ("title", "message"):
            if not isinstance(one, dict) or not isinstance(one.get(name), str) or not one[name]:
                raise _invalid(f"missing {name} [json-pointer:/prompts/{number}]")
    return given


def _invalid(words: str) -> SlackError:
    return invalid("invalid_arguments", [f"[ERROR] {words}"])


def _check_loading_messages(arguments: Arguments) -> None:
    given = arguments.data("loading_messages", "invalid_arguments")
    if given is None:
        return
    fits = isinstance(given, list) and 1 <= len(given) <= MAX_LOADING_MESSAGES
    if not fits or not all(isinstance(one, str) and 1 <= len(one) <= MAX_LOADING_LENGTH for one in given):
        raise _invalid("wrong items [json-pointer:/loading_messages]")
