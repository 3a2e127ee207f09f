"""Modals and the App Home."""

from typing import Any

from sandbox.slack.arguments import Arguments
from sandbox.slack.errors import SlackError, missing
from sandbox.slack.views import View
from sandbox.slack.workspace import Workspace


def open_view(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """views.open: show a modal to whoever caused the trigger."""
    trigger = workspace.tickets.exchange(arguments.needed("trigger_id"))
    view = workspace.views.open(trigger.user_id, arguments.view(), trigger.channel)
    return _shown(workspace, view)


def push_view(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """views.push: one more modal over the others, three at most."""
    trigger = workspace.tickets.exchange(arguments.needed("trigger_id"))
    return _shown(workspace, workspace.views.push(trigger.user_id, arguments.view()))


def update_view(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """views.update: other contents in an open view; a stale `hash` is refused."""
    view_id, external_id = arguments.text("view_id"), arguments.text("external_id")
    if not view_id and not external_id:
        raise missing("view_id")
    old = workspace.views.find(view_id, external_id)
    return _shown(workspace, workspace.views.update(old, arguments.view(), arguments.text("hash")))


def publish_view(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """views.publish: a person's home tab."""
    home: dict[str, Any] = workspace.world.manifest["features"].get("app_home", {})
    if not home.get("home_tab_enabled"):
        raise SlackError("not_enabled")
    user_id = arguments.needed("user_id")
    person = workspace.directory.get(user_id)
    if person is None or person.deleted:
        raise SlackError("user_not_found")
    view = workspace.views.publish(user_id, arguments.view(), arguments.text("hash"))
    return _shown(workspace, view)


def _shown(workspace: Workspace, view: View) -> dict[str, Any]:
    workspace.happened()
    return {"view": view.as_json()}
