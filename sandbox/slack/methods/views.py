"""Modals and the App Home."""

from typing import Any

from sandbox.slack.arguments import Arguments
from sandbox.slack.errors import SlackError, missing
from sandbox.slack.views import View
from sandbox.slack.workspace import Workspace


def open_view(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Handle views.open: show a modal to the person of the trigger."""
    trigger = workspace.short_lived_ids.exchange(arguments.required("trigger_id"))
    view = workspace.views.open(trigger.user_id, arguments.view(), trigger.channel)
    return _view_response(workspace, view)


def push_view(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Handle views.push: add a modal, three at most."""
    trigger = workspace.short_lived_ids.exchange(arguments.required("trigger_id"))
    return _view_response(workspace, workspace.views.push(trigger.user_id, arguments.view()))


def update_view(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Handle views.update. A stale `hash` is rejected."""
    view_id, external_id = arguments.text("view_id"), arguments.text("external_id")
    if not view_id and not external_id:
        raise missing("view_id")
    old = workspace.views.find(view_id, external_id)
    return _view_response(workspace, workspace.views.update(old, arguments.view(), arguments.text("hash")))


def publish_view(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Handle views.publish: set a person's home tab."""
    home: dict[str, Any] = workspace.manifest["features"].get("app_home", {})
    if not home.get("home_tab_enabled"):
        raise SlackError("not_enabled")
    user_id = arguments.required("user_id")
    person = workspace.directory.get(user_id)
    if person is None or person.deleted:
        raise SlackError("user_not_found")
    view = workspace.views.publish(user_id, arguments.view(), arguments.text("hash"))
    return _view_response(workspace, view)


def _view_response(workspace: Workspace, view: View) -> dict[str, Any]:
    workspace.mark_changed()
    return {"view": view.as_json()}
