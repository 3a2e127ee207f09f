"""The payloads Slack sends, field by field (docs.slack.dev/reference/interaction-payloads)."""

from typing import Any

from sandbox import cast
from sandbox.cast import Person
from sandbox.slack.directory import handle
from sandbox.slack.messages import Conversation, Message
from sandbox.slack.tickets import ResponseUrl, Trigger
from sandbox.slack.values import Values
from sandbox.slack.views import View
from sandbox.slack.workspace import Workspace

VERIFICATION = "sandbox-verification-token"
Payload = dict[str, Any]


def basis(kind: str, person: Person) -> Payload:
    """What every interaction carries. `team` is ours even when the person's is not."""
    return {
        "type": kind,
        "team": {"id": cast.TEAM_ID, "domain": cast.TEAM_DOMAIN},
        "user": {
            "id": person.id,
            "username": handle(person),
            "name": handle(person),
            "team_id": person.team_id,
        },
        "api_app_id": cast.APP_ID,
        "token": VERIFICATION,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def channel_of(where: Conversation) -> Payload:
    """A conversation in short."""
    return {"id": where.id, "name": where.name}


def response_url(workspace: Workspace, right: ResponseUrl) -> str:
    """The address of a right to respond."""
    return f"{workspace.world.base_url}/slack/response/{right.token}"


def in_message(workspace: Workspace, person: Person, message: Message, values: Values) -> Payload:
    """The part of an interaction that says in which message it happened; none of the message if ephemeral."""
    where = workspace.conversations[message.channel]
    right = workspace.tickets.response(person.id, where.id, message.ts, message.thread_ts)
    container = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": where.id,
        "is_ephemeral": message.only_for is not None,
        **({"thread_ts": message.thread_ts} if message.thread_ts else {}),
    }
    return {
        "container": container,
        "channel": channel_of(where),
        **({} if message.only_for else {"message": where.listed(message)}),
        "state": {"values": values},
        "response_url": response_url(workspace, right),
    }


def in_view(view: View) -> Payload:
    """The part of an interaction that says in which view it happened."""
    return {"container": {"type": "view", "view_id": view.id}, "view": view.as_json()}


def view_submission(person: Person, view: View, trigger: Trigger) -> Payload:
    """A person pressed the submit button of a modal."""
    return basis("view_submission", person) | {
        "trigger_id": trigger.id,
        "view": view.as_json(),
        "response_urls": [],
    }


def view_closed(person: Person, view: View, *, cleared: bool) -> Payload:
    """A person closed a modal that wanted to be told; `cleared` when they closed all at once."""
    return basis("view_closed", person) | {"view": view.as_json(), "is_cleared": cleared}


def slash_command(
    person: Person, where: Conversation, command: str, text: str, trigger: Trigger, url: str
) -> Payload:
    """A person typed a command; every value is a string, as in a form."""
    return {
        "token": VERIFICATION,
        "team_id": cast.TEAM_ID,
        "team_domain": cast.TEAM_DOMAIN,
        "channel_id": where.id,
        "channel_name": where.name,
        "user_id": person.id,
        "user_name": handle(person),
        "command": command,
        "text": text,
        "api_app_id": cast.APP_ID,
        "is_enterprise_install": "false",
        "response_url": url,
        "trigger_id": trigger.id,
    }


def event_callback(workspace: Workspace, event: Payload, *, shared: bool = False) -> Payload:
    """The envelope of an event; `event_id` is unique and stays the same when it is delivered again."""
    return {
        "token": VERIFICATION,
        "team_id": cast.TEAM_ID,
        "context_team_id": cast.TEAM_ID,
        "context_enterprise_id": None,
        "api_app_id": cast.APP_ID,
        "event": event,
        "type": "event_callback",
        "event_id": workspace.fresh("Ev"),
        "event_time": int(workspace.world.clock.now()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": cast.TEAM_ID,
                "user_id": cast.BOT_USER_ID,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": shared,
        "event_context": workspace.fresh("EC"),
    }


def message_event(message: Message, kind: str) -> Payload:
    """A person's message as an `app_mention` or `message` event."""
    thread = {"thread_ts": message.thread_ts} if message.thread_ts else {}
    return {
        "type": kind,
        "user": message.user,
        "ts": message.ts,
        "client_msg_id": message.client_msg_id,
        "text": message.text,
        "team": cast.TEAM_ID,
        **thread,
        "blocks": message.blocks,
        "channel": message.channel,
        "event_ts": message.ts,
    }
