"""Everything that the page shows to one person, as JSON."""

from typing import Any

from sandbox import cast
from sandbox.cast import Person
from sandbox.control.timing import clock_json
from sandbox.control.trouble import fault_json
from sandbox.page import accounts, board
from sandbox.page.refused import refused
from sandbox.slack.agent import agent_view
from sandbox.slack.messages import Conversation
from sandbox.slack.workspace import Workspace
from sandbox.world import World


def seen_by(world: World, person: Person) -> dict[str, Any]:
    """The workspace through the eyes of `person`, and the desk of vendors and time, which has no eyes."""
    return {
        "clock": clock_json(world) | {"frozen": world.clock.frozen is not None},
        "me": person.key,
        "people": [_person(world.slack, one) for one in world.slack.directory.people],
        "app": {"id": cast.BOT_USER_ID, "name": cast.BOT_NAME},
        "group": {"id": cast.GROUP_ID, "handle": cast.GROUP_HANDLE},
        "features": _features(world, person),
        **_slack(world.slack, person),
        "refused": refused(world.journal),
        "jira": board.tickets(world.jira),
        "fivetran": accounts.connections(world),
        "faults": [fault_json(fault) for fault in world.faults.active],
    }


def _person(workspace: Workspace, person: Person) -> dict[str, Any]:
    direct = f"D{person.id[1:]}"
    said = workspace.conversations.get(direct)
    return {
        "key": person.key,
        "id": person.id,
        "name": person.name,
        "title": person.title,
        "tz": person.tz,
        "approver": person.id in workspace.directory.group and not person.deleted,
        "guest": person.is_guest,
        "deleted": person.deleted,
        "partner": person.team_id != cast.TEAM_ID,
        "direct": direct,
        "told": said.messages[-1].ts if said and said.messages else "0",
    }


def _features(world: World, person: Person) -> dict[str, Any]:
    """Commands and shortcuts of the app's manifest; people of other workspaces are offered none."""
    if person.team_id != cast.TEAM_ID:
        return {"commands": [], "shortcuts": [], "agent": None}
    features = world.manifest["features"]
    return {
        "commands": features.get("slash_commands", []),
        "shortcuts": features.get("shortcuts", []),
        "agent": agent_view(world.manifest),
    }


def _slack(workspace: Workspace, person: Person) -> dict[str, Any]:
    home = workspace.views.homes.get(person.id)
    return {
        "rooms": [
            _room(workspace, one, person)
            for one in workspace.conversations.values()
            if person.id in one.members
        ],
        "drafts": {ts: values for (who, ts), values in workspace.drafts.items() if who == person.id},
        "home": home.as_json() if home else None,
        "modals": [
            view.as_json() | {"errors": view.errors} for view in workspace.views.stacks.get(person.id, [])
        ],
    }


def _room(workspace: Workspace, room: Conversation, person: Person) -> dict[str, Any]:
    now = workspace.world.clock.now()
    return {
        "id": room.id,
        "agent": workspace.agent.seen_in(room.id, now) if room.person else None,
        "name": cast.BOT_NAME if room.person else room.name,
        "direct": room.person is not None,
        "shared": bool(room.shared_with),
        "app_is_in": cast.BOT_USER_ID in room.members,
        "members": [workspace.directory.name(one) for one in room.members],
        "messages": [
            room.listed(one) | {"ephemeral": one.only_for is not None}
            for one in room.messages
            if one.visible_to(person.id)
        ],
    }
