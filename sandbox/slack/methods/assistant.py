"""assistant.threads.*: what an app puts around the conversation in its agent view."""

from typing import Any

from sandbox.slack.agent import agent_view
from sandbox.slack.arguments import Arguments
from sandbox.slack.errors import SlackError, invalid, missing
from sandbox.slack.messages import Conversation
from sandbox.slack.workspace import Workspace

MOST_PROMPTS, MOST_LOADING, LONGEST_LOADING = 4, 10, 50


def set_suggested_prompts(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Up to four prompts. With a `thread_ts`, which is of the old assistants, the call fails silently."""
    if agent_view(workspace.world.manifest) is None:
        raise SlackError("not_agent_app")
    where, prompts = _conversation(workspace, arguments), _prompts(arguments)
    if "thread_ts" not in arguments:
        workspace.agent.prompts[where.id] = {"title": arguments.text("title"), "prompts": prompts}
        workspace.happened()
    return {}


def set_title(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """What a thread is called in the list of conversations."""
    where, title = _conversation(workspace, arguments), arguments.needed("title")
    workspace.agent.titles[where.id, _thread(where, arguments)] = title
    workspace.happened()
    return {}


def set_status(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """What the app is doing; empty words take it back, an answer ends it."""
    if "status" not in arguments:
        raise missing("status")
    _loading(arguments)
    where = _conversation(workspace, arguments)
    words, key = arguments.text("status"), (where.id, _thread(where, arguments))
    workspace.agent.statuses[key] = (words, workspace.world.clock.now())
    workspace.happened()
    return {}


def _conversation(workspace: Workspace, arguments: Arguments) -> Conversation:
    found = workspace.conversations.get(arguments.needed("channel_id"))
    if found is None or found.person is None:
        raise SlackError("channel_not_found")
    return found


def _thread(where: Conversation, arguments: Arguments) -> str:
    found = where.find(arguments.needed("thread_ts"))
    if found is None or found.thread_ts not in (None, found.ts):
        raise SlackError("invalid_thread_ts")
    return found.ts


def _prompts(arguments: Arguments) -> list[dict[str, str]]:
    given = arguments.data("prompts", "invalid_arguments")
    if given is None:
        raise missing("prompts")
    if not isinstance(given, list) or not 1 <= len(given) <= MOST_PROMPTS:
        raise _wrong(f"must have 1 to {MOST_PROMPTS} items [json-pointer:/prompts]")
    for number, one in enumerate(given):
        for name in ("title", "message"):
            if not isinstance(one, dict) or not isinstance(one.get(name), str) or not one[name]:
                raise _wrong(f"missing {name} [json-pointer:/prompts/{number}]")
    return given


def _wrong(words: str) -> SlackError:
    return invalid("invalid_arguments", [f"[ERROR] {words}"])


def _loading(arguments: Arguments) -> None:
    given = arguments.data("loading_messages", "invalid_arguments")
    if given is None:
        return
    fits = isinstance(given, list) and 1 <= len(given) <= MOST_LOADING
    if not fits or not all(isinstance(one, str) and 1 <= len(one) <= LONGEST_LOADING for one in given):
        raise _wrong("wrong items [json-pointer:/loading_messages]")
