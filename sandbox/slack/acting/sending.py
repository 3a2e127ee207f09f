"""A person submits or closes a modal, and the app's answer takes effect."""

from collections.abc import Callable
from typing import Any

from sandbox.slack import payloads
from sandbox.slack.acting.checking import client_errors
from sandbox.slack.acting.scene import Scene
from sandbox.slack.errors import SlackError
from sandbox.slack.views import View
from sandbox.world import Refusal


async def sends(scene: Scene) -> dict[str, Any]:
    """Press the submit button: errors beside the fields, the view in front now, whether the form closed."""
    view = await scene.until(_submittable(scene), scene.patience)
    if view is None:
        raise Refusal(f"{scene.person.name} has no form with a submit button open.")
    view.errors = client_errors(view)
    if view.errors:
        scene.workspace.happened()
        return scene.told(errors=view.errors, closed=False)
    trigger = scene.workspace.tickets.trigger(scene.person.id, view.here)
    reply = await scene.send(
        "interactive", "view_submission", payloads.view_submission(scene.person, view, trigger)
    )
    if reply.error is None:
        _obey(scene, view, reply.content)
    open_now = scene.workspace.views.stacks.get(scene.person.id, [])
    return scene.told(reply.error, errors=dict(view.errors), closed=view not in open_now)


async def closes(scene: Scene) -> dict[str, Any]:
    """Close the top modal, or `all` of them; those that asked for it are reported to the app."""
    every = bool(scene.arguments.get("all"))
    if scene.top() is None:
        raise Refusal(f"{scene.person.name} has nothing open.")
    closed = scene.workspace.views.close(scene.person.id, every=every)
    scene.workspace.happened()
    for view in closed:
        if view.body.get("notify_on_close"):
            payload = payloads.view_closed(scene.person, view, cleared=every)
            await scene.send("interactive", "view_closed", payload)
    return scene.told()


def _submittable(scene: Scene) -> Callable[[], View | None]:
    def look() -> View | None:
        top = scene.top()
        return top if top is not None and top.body.get("submit") else None

    return look


def _obey(scene: Scene, view: View, answer: Any) -> None:
    action = answer.get("response_action") if isinstance(answer, dict) else None
    if action is None:
        if answer not in (None, "", {}):
            raise Refusal(f"Slack cannot read this answer to a view_submission: {answer!r}")
        _close(scene, view)
    elif action in OBEYED:
        try:
            OBEYED[action](scene, view, answer)
        except SlackError as error:
            details = error.facts.get("response_metadata", {}).get("messages", [])
            raise Refusal(f"Slack refuses the {action}: {error.code} {'; '.join(details)}".strip()) from None
    else:
        raise Refusal(f"Slack knows no response_action {action!r}.")
    scene.workspace.happened()


def _close(scene: Scene, view: View) -> None:
    stack = scene.workspace.views.stacks.get(scene.person.id, [])
    if view in stack:
        stack.remove(view)


def _errors(_scene: Scene, view: View, answer: dict[str, Any]) -> None:
    errors = answer.get("errors")
    if not isinstance(errors, dict) or not errors:
        raise Refusal("Slack wants `errors` to be an object with at least one entry.")
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    for block_id, words in errors.items():
        if block_id not in inputs:
            raise Refusal(f"The app reports an error for “{block_id}”, which is no input block of the view.")
        if not isinstance(words, str) or not words:
            raise Refusal(f"The error for “{block_id}” is not text.")
    view.errors = dict(errors)


def _update(scene: Scene, view: View, answer: dict[str, Any]) -> None:
    scene.workspace.views.update(view, answer.get("view"))


def _push(scene: Scene, _view: View, answer: dict[str, Any]) -> None:
    scene.workspace.views.push(scene.person.id, answer.get("view"))


def _clear(scene: Scene, _view: View, _answer: dict[str, Any]) -> None:
    scene.workspace.views.close(scene.person.id, every=True)


OBEYED: dict[str, Callable[[Scene, View, dict[str, Any]], None]] = {
    "errors": _errors,
    "update": _update,
    "push": _push,
    "clear": _clear,
}
