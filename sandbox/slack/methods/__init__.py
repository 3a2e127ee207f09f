"""The supported Web API methods, by name."""

from collections.abc import Callable
from typing import Any

from sandbox.slack.arguments import Arguments
from sandbox.slack.methods import (
    assistant,
    basics,
    canvases,
    chat,
    conversations,
    ephemeral,
    functions,
    history,
    people,
    scheduled,
    unfurls,
    views,
)
from sandbox.slack.workspace import Workspace

Method = Callable[[Workspace, Arguments], dict[str, Any]]

METHODS: dict[str, Method] = {
    "assistant.threads.setSuggestedPrompts": assistant.set_suggested_prompts,
    "assistant.threads.setTitle": assistant.set_title,
    "assistant.threads.setStatus": assistant.set_status,
    "auth.test": basics.auth_test,
    "api.test": basics.api_test,
    "apps.connections.open": basics.open_connection,
    "canvases.create": canvases.create,
    "canvases.delete": canvases.delete,
    "canvases.edit": canvases.edit,
    "canvases.sections.lookup": canvases.look_up_sections,
    "chat.postMessage": chat.post_message,
    "chat.update": chat.update_message,
    "chat.delete": chat.delete_message,
    "chat.getPermalink": chat.permalink,
    "chat.unfurl": unfurls.unfurl,
    "functions.completeSuccess": functions.complete_success,
    "functions.completeError": functions.complete_error,
    "chat.postEphemeral": ephemeral.post_ephemeral,
    "chat.scheduleMessage": scheduled.schedule_message,
    "chat.scheduledMessages.list": scheduled.list_scheduled,
    "chat.deleteScheduledMessage": scheduled.delete_scheduled,
    "views.open": views.open_view,
    "views.push": views.push_view,
    "views.update": views.update_view,
    "views.publish": views.publish_view,
    "users.info": people.user_info,
    "users.list": people.list_users,
    "users.lookupByEmail": people.lookup_by_email,
    "usergroups.list": people.list_groups,
    "usergroups.users.list": people.list_group_members,
    "conversations.info": conversations.conversation_info,
    "conversations.list": conversations.list_conversations,
    "conversations.members": conversations.list_members,
    "conversations.open": conversations.open_dm,
    "conversations.history": history.history,
    "conversations.replies": history.replies,
}
