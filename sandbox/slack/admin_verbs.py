"""Control verbs of administrators and of Slack itself, for `POST /_sandbox/slack/{verb}`."""

from collections.abc import Awaitable, Callable
from typing import Any

from sandbox import people
from sandbox.errors import Refusal
from sandbox.slack.agent import agent_view
from sandbox.slack.canvas_verbs import canvases, delete_canvas
from sandbox.slack.directory import user_json
from sandbox.slack.messages import Conversation
from sandbox.slack.payloads import event_callback
from sandbox.slack.workspace import Workspace

Arguments = dict[str, Any]


async def delivery(workspace: Workspace, arguments: Arguments) -> Any:
    """Set how the app is reached: `mode` socket, or http with a `url`. `ack_seconds` is the ack timeout.

    `trigger_seconds` is the lifetime of a `trigger_id` until the next reset. With `verify`, the URL must
    answer Slack's challenge first. With `silent`, new sockets are open but get nothing, until the next call without it.
    """
    mode = arguments.get("mode")
    if mode == "http":
        workspace.delivery.use_http(str(arguments["url"]))
    elif mode == "socket":
        workspace.delivery.use_socket()
    workspace.delivery.sockets.is_silent = bool(arguments.get("silent"))
    workspace.delivery.ack_seconds = float(arguments.get("ack_seconds", workspace.delivery.ack_seconds))
    tickets = workspace.short_lived_ids
    tickets.trigger_seconds = float(arguments.get("trigger_seconds", tickets.trigger_seconds))
    if arguments.get("verify") and not await workspace.delivery.verify_url():
        raise Refusal("Your URL didn't respond with the value of the `challenge` parameter.")
    return workspace.delivery.as_json()


async def share(workspace: Workspace, arguments: Arguments) -> Any:
    """Share `channel` with the other workspace (`team`, default Northwind) and add its people."""
    where = _channel(workspace, arguments["channel"])
    team = str(arguments.get("team", people.PARTNER_TEAM_ID))
    guests = [one.id for one in workspace.directory.people if one.team_id == team]
    if not guests:
        raise Refusal(f"No person belongs to the workspace {team}.")
    where.shared_with = sorted({*where.shared_with, team})
    where.members += [one for one in guests if one not in where.members]
    return where.as_json()


async def kick(workspace: Workspace, arguments: Arguments) -> Any:
    """Remove the app from a `channel`."""
    where = _channel(workspace, arguments["channel"])
    where.members[:] = [one for one in where.members if one != people.BOT_USER_ID]
    return where.as_json()


async def invite(workspace: Workspace, arguments: Arguments) -> Any:
    """Invite the app into a `channel`."""
    where = _channel(workspace, arguments["channel"])
    where.members[:] = list(dict.fromkeys([*where.members, people.BOT_USER_ID]))
    return where.as_json()


async def deactivate(workspace: Workspace, arguments: Arguments) -> Any:
    """Deactivate the account of `user`."""
    user_id = _person(workspace, arguments["user"])
    workspace.directory.deactivate(user_id)
    if "user_change" in workspace.manifest["settings"]["event_subscriptions"]["bot_events"]:
        await _send_user_change(workspace, user_id)
    return {"deactivated": user_id}


async def group(workspace: Workspace, arguments: Arguments) -> Any:
    """Change the approvers' group: `add` and `remove` people."""
    members = workspace.directory.group
    leaving = {_person(workspace, one) for one in arguments.get("remove", [])}
    coming = [_person(workspace, one) for one in arguments.get("add", [])]
    members[:] = [one for one in members if one not in leaving]
    members += [one for one in coming if one not in members]
    return {"users": members}


async def organization(workspace: Workspace, arguments: Arguments) -> Any:
    """Make the workspace a part of an Enterprise organization.

    Its people (or only `users`) are in the workspaces `teams`, by default this one and a sister. `payload_team`
    is the workspace that payloads give for them: by default the sister; empty for no field.
    """
    ours = [one.id for one in workspace.directory.people if one.team_id == people.TEAM_ID]
    users = [_person(workspace, one) for one in arguments.get("users", ours)]
    teams = tuple(map(str, arguments.get("teams", (people.TEAM_ID, people.SISTER_TEAM_ID))))
    workspace.directory.join_organization(teams, str(arguments.get("payload_team", people.SISTER_TEAM_ID)), users)
    return {"enterprise_id": people.ENTERPRISE_ID, "teams": list(teams), "users": users}


async def token(workspace: Workspace, arguments: Arguments) -> Any:
    """Reject the bot token with an `error` code (empty: no longer), or rotate it to `new`. A reset undoes all.

    `app_error` rejects the app token; what is left out isn't rejected.
    """
    workspace.token_error = str(arguments.get("error", ""))
    workspace.app_token_error = str(arguments.get("app_error", ""))
    workspace.bot_token = str(arguments.get("new", workspace.bot_token))
    return {"error": workspace.token_error}


async def scopes(workspace: Workspace, arguments: Arguments) -> Any:
    """Remove scopes from the bot token (`remove`), or restore them (`restore`)."""
    workspace.removed_scopes |= set(arguments.get("remove", []))
    workspace.removed_scopes -= set(arguments.get("restore", []))
    return {"scopes": workspace.scopes}


async def blocks(workspace: Workspace, arguments: Arguments) -> Any:
    """Reject these block types (`refuse`), as a workspace without the newest blocks does."""
    workspace.unknown_blocks = set(arguments.get("refuse", []))
    return {"refused": sorted(workspace.unknown_blocks)}


async def events(workspace: Workspace, arguments: Arguments) -> Any:
    """Subscribe the app to more events (`add`)."""
    workspace.added_events |= set(arguments.get("add", []))
    return {"added": sorted(workspace.added_events)}


async def reinstall(workspace: Workspace, arguments: Arguments) -> Any:
    """Reinstall the app with another `manifest` until the next reset."""
    manifest = arguments["manifest"]
    if agent_view(manifest) is not None and not manifest["features"]["app_home"].get("messages_tab_enabled"):
        raise Refusal("The agent view needs the messages tab (app_home.messages_tab_enabled).")
    workspace.manifest = manifest
    return {"scopes": workspace.scopes}


async def disconnect(workspace: Workspace, arguments: Arguments) -> Any:
    """Ask the app's sockets to reconnect, for a `reason`."""
    reason = str(arguments.get("reason", "refresh_requested"))
    return {"told": await workspace.delivery.sockets.ask_to_reconnect(reason)}


async def _send_user_change(workspace: Workspace, user_id: str) -> None:
    changed, now = workspace.directory.get(user_id), workspace.env.clock
    assert changed
    user = user_json(changed, at=now.now(), with_email="users:read.email" in workspace.scopes)
    event = {"type": "user_change", "user": user, "cache_ts": int(now.now()), "event_ts": now.ts()}
    await workspace.delivery.send(user_id, "events_api", "user_change", event_callback(workspace, event))


def _channel(workspace: Workspace, name: Any) -> Conversation:
    where = workspace.conversation(str(name))
    if where is None:
        raise Refusal(f"Channel {name} does not exist.")
    return where


def _person(workspace: Workspace, name: Any) -> str:
    person = workspace.directory.find(str(name))
    if person is None:
        raise Refusal(f"No person is named {name}.")
    return person.id


GIVEN = (
    delivery,
    share,
    kick,
    invite,
    deactivate,
    group,
    organization,
    token,
    scopes,
    blocks,
    events,
    reinstall,
    disconnect,
    canvases,
    delete_canvas,
)
VERBS: dict[str, Callable[[Workspace, Arguments], Awaitable[Any]]] = {verb.__name__: verb for verb in GIVEN}
