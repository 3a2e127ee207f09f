"""Required scopes of the Web API methods (from their pages on docs.slack.dev)."""

from collections.abc import Collection

from sandbox.slack.errors import SlackError

NEEDED: dict[str, str] = {
    "assistant.threads.setSuggestedPrompts": "assistant:write",
    "assistant.threads.setTitle": "assistant:write",
    "assistant.threads.setStatus": "chat:write",
    "canvases.create": "canvases:write",
    "canvases.delete": "canvases:write",
    "canvases.edit": "canvases:write",
    "canvases.sections.lookup": "canvases:read",
    "chat.postMessage": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.update": "chat:write",
    "chat.delete": "chat:write",
    "chat.unfurl": "links:write",
    "chat.scheduleMessage": "chat:write",
    "chat.deleteScheduledMessage": "chat:write",
    "users.info": "users:read",
    "users.list": "users:read",
    "users.lookupByEmail": "users:read.email",
    "usergroups.list": "usergroups:read",
    "usergroups.users.list": "usergroups:read",
    "conversations.open": "im:write",
}


def require(needed: str, granted: Collection[str]) -> None:
    """Raise SlackError `missing_scope`, with needed and granted scopes, unless `needed` is granted."""
    if needed not in granted:
        raise SlackError("missing_scope", needed=needed, provided=",".join(granted))


def require_any(needed: Collection[str], granted: Collection[str]) -> None:
    """Require any one of several scopes."""
    if not set(needed) & set(granted):
        raise SlackError("missing_scope", needed=",".join(needed), provided=",".join(granted))
