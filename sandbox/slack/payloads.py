"""Slack's payloads, field by field (docs.slack.dev/reference/interaction-payloads)."""

from typing import Any

from sandbox import people
from sandbox.people import Person
from sandbox.slack.directory import user_name
from sandbox.slack.messages import Conversation, Message
from sandbox.slack.short_lived_ids import ResponseUrl, Trigger
from sandbox.slack.values import Values
from sandbox.slack.views import View
from sandbox.slack.workspace import Workspace

VERIFICATION = "sandbox-verification-token"
Payload = dict[str, Any]


def base_payload(kind: str, person: Person) -> Payload:
    """Return the fields of every interaction. `team` is the app's workspace, even for other people."""
    enterprise = {"id": people.ENTERPRISE_ID, "name": people.ENTERPRISE_NAME} if person.enterprise_teams else None
    return {
        "type": kind,
        "team": {"id": people.TEAM_ID, "domain": people.TEAM_DOMAIN},
        "user": {
            "id": person.id,
            "username": user_name(person),
            "name": user_name(person),
            **_team(person),
        },
        "api_app_id": people.APP_ID,
        "token": VERIFICATION,
        "enterprise": enterprise,
        "is_enterprise_install": False,
    }


def _team(person: Person) -> dict[str, str]:
    """Return the field with the person's workspace, which an Enterprise organization can leave out."""
    team = person.team_id if person.payload_team is None else person.payload_team
    return {"team_id": team} if team else {}


def channel_of(where: Conversation) -> Payload:
    """Return a conversation's id and name."""
    return {"id": where.id, "name": where.name}


def response_url(workspace: Workspace, right: ResponseUrl) -> str:
    """Return the address of a response URL."""
    return f"{workspace.env.base_url}/slack/response/{right.token}"


def in_message(workspace: Workspace, person: Person, message: Message, values: Values) -> Payload:
    """Return the message fields of an interaction. An ephemeral message is left out."""
    where = workspace.conversations[message.channel]
    right = workspace.short_lived_ids.response(person.id, where.id, message.ts, message.thread_ts)
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
    """Return the view fields of an interaction."""
    return {"container": {"type": "view", "view_id": view.id}, "view": view.as_json()}


def view_submission(person: Person, view: View, trigger: Trigger) -> Payload:
    """Return the payload of a submitted modal."""
    return base_payload("view_submission", person) | {
        "trigger_id": trigger.id,
        "view": view.as_json(),
        "response_urls": [],
    }


def view_closed(person: Person, view: View, *, cleared: bool) -> Payload:
    """Return the payload of a closed modal. `cleared` means that all modals were closed."""
    return base_payload("view_closed", person) | {"view": view.as_json(), "is_cleared": cleared}


def slash_command(person: Person, where: Conversation, command: str, text: str, trigger: Trigger, url: str) -> Payload:
    """Return the payload of a command. Every value is a string, as in a form."""
    enterprise = {"enterprise_id": people.ENTERPRISE_ID, "enterprise_name": people.ENTERPRISE_NAME}
    return {
        "token": VERIFICATION,
        "team_id": person.payload_team or people.TEAM_ID,  # a command always names a workspace
        **(enterprise if person.enterprise_teams else {}),
        "team_domain": people.TEAM_DOMAIN,
        "channel_id": where.id,
        "channel_name": where.name,
        "user_id": person.id,
        "user_name": user_name(person),
        "command": command,
        "text": text,
        "api_app_id": people.APP_ID,
        "is_enterprise_install": "false",
        "response_url": url,
        "trigger_id": trigger.id,
    }


def event_callback(workspace: Workspace, event: Payload, *, shared: bool = False) -> Payload:
    """Return an event envelope. `event_id` is unique and stays the same on redelivery."""
    return {
        "token": VERIFICATION,
        "team_id": people.TEAM_ID,
        "context_team_id": people.TEAM_ID,
        "context_enterprise_id": None,
        "api_app_id": people.APP_ID,
        "event": event,
        "type": "event_callback",
        "event_id": workspace.new_id("Ev"),
        "event_time": int(workspace.env.clock.now()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": people.TEAM_ID,
                "user_id": people.BOT_USER_ID,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": shared,
        "event_context": workspace.new_id("EC"),
    }


def link_event(message: Message, links: list[dict[str, str]], *, is_member: bool) -> Payload:
    """Return the event of a message with links that the app unfurls.

    https://docs.slack.dev/reference/events/link_shared
    """
    return {
        "type": "link_shared",
        "channel": message.channel,
        "is_bot_user_member": is_member,
        "user": message.user,
        "message_ts": message.ts,
        "unfurl_id": f"{message.channel}.{message.ts}",
        "source": "conversations_history",
        "links": links,
        "event_ts": message.ts,
    }


def message_event(message: Message, kind: str) -> Payload:
    """Return a message as an `app_mention` or `message` event."""
    thread = {"thread_ts": message.thread_ts} if message.thread_ts else {}
    return {
        "type": kind,
        "user": message.user,
        "ts": message.ts,
        "client_msg_id": message.client_msg_id,
        "text": message.text,
        "team": people.TEAM_ID,
        **thread,
        "blocks": message.blocks,
        "channel": message.channel,
        "event_ts": message.ts,
    }
