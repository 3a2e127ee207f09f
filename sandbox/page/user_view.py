"""The page's view for one person, as JSON."""

from typing import Any

from sandbox import people
from sandbox.control.clock import clock_json
from sandbox.control.faults import fault_json
from sandbox.page import fivetran_panel, jira_board
from sandbox.page.rejections import rejections
from sandbox.people import Person
from sandbox.slack.agent import agent_view
from sandbox.slack.messages import Conversation
from sandbox.slack.workspace import Workspace
from sandbox.world import World


def user_view(world: World, person: Person) -> dict[str, Any]:
    """Return the workspace as `person` sees it, plus vendors, clock, and faults."""
    return {
        "clock": clock_json(world) | {"frozen": world.env.clock.frozen is not None},
        "me": person.key,
        "people": [_person(world.slack, one) for one in world.slack.directory.people],
        "app": {"id": people.BOT_USER_ID, "name": people.BOT_NAME},
        "group": {"id": people.GROUP_ID, "handle": people.GROUP_HANDLE},
        "features": _features(world, person),
        **_slack(world.slack, person),
        "executions": [one.as_json() for one in world.slack.functions.executions.values()],
        "rejections": rejections(world.env.journal),
        "jira": jira_board.jira_board(world.jira),
        "fivetran": fivetran_panel.fivetran_panel(world),
        "faults": [fault_json(fault) for fault in world.env.faults.active],
    }


def _person(workspace: Workspace, person: Person) -> dict[str, Any]:
    direct = f"D{person.id[1:]}"
    dm = workspace.conversations.get(direct)
    return {
        "key": person.key,
        "id": person.id,
        "name": person.name,
        "title": person.title,
        "tz": person.tz,
        "approver": person.id in workspace.directory.group and not person.deleted,
        "guest": person.is_guest,
        "deleted": person.deleted,
        "partner": person.team_id != people.TEAM_ID,
        "direct": direct,
        "newest": dm.messages[-1].ts if dm and dm.messages else "0",
    }


def _features(world: World, person: Person) -> dict[str, Any]:
    """Return the manifest's commands and shortcuts. People of other workspaces get none."""
    if person.team_id != people.TEAM_ID:
        return {"commands": [], "shortcuts": [], "steps": [], "agent": None}
    features = world.slack.manifest["features"]
    return {
        "commands": features.get("slash_commands", []),
        "shortcuts": features.get("shortcuts", []),
        "steps": [one | {"callback_id": name} for name, one in world.slack.manifest.get("functions", {}).items()],
        "agent": agent_view(world.slack.manifest),
    }


def _slack(workspace: Workspace, person: Person) -> dict[str, Any]:
    home = workspace.views.homes.get(person.id)
    return {
        "rooms": [
            _room(workspace, one, person) for one in workspace.conversations.values() if person.id in one.members
        ],
        "drafts": {ts: values for (who, ts), values in workspace.drafts.items() if who == person.id},
        "home": home.as_json() if home else None,
        "modals": [view.as_json() | {"errors": view.errors} for view in workspace.views.stacks.get(person.id, [])],
    }


def _room(workspace: Workspace, room: Conversation, person: Person) -> dict[str, Any]:
    now = workspace.env.clock.now()
    return {
        "id": room.id,
        "agent": workspace.agent.as_json(room.id, now) if room.person else None,
        "name": people.BOT_NAME if room.person else room.name,
        "direct": room.person is not None,
        "shared": bool(room.shared_with),
        "app_is_in": people.BOT_USER_ID in room.members,
        "canvases": [one.as_json() for one in room.canvases],
        "members": [workspace.directory.name(one) for one in room.members],
        "messages": [
            room.listed(one) | {"ephemeral": one.only_for is not None}
            for one in room.messages
            if one.visible_to(person.id)
        ],
    }
