"""Submitting and closing modals."""

from collections.abc import Callable
from typing import Any

from sandbox.errors import Refusal
from sandbox.slack import payloads
from sandbox.slack.errors import SlackError
from sandbox.slack.user_actions.context import ActionContext
from sandbox.slack.user_actions.validate import client_errors
from sandbox.slack.views import View


async def sends(context: ActionContext) -> dict[str, Any]:
    """Submit the modal. Return field errors, the front view, and whether the form closed."""
    view = await context.wait_for(_submittable(context), context.find_timeout)
    if view is None:
        raise Refusal(f"{context.person.name} has no open form with a submit button.")
    view.errors = client_errors(view)
    if view.errors:
        context.workspace.mark_changed()
        return context.result(errors=view.errors, closed=False)
    trigger = context.workspace.short_lived_ids.trigger(context.person.id, view.here)
    reply = await context.send(
        "interactive", "view_submission", payloads.view_submission(context.person, view, trigger)
    )
    if reply.error is None:
        _apply_response(context, view, reply.content)
    open_now = context.workspace.views.stacks.get(context.person.id, [])
    return context.result(reply.error, errors=dict(view.errors), closed=view not in open_now)


async def closes(context: ActionContext) -> dict[str, Any]:
    """Close the top modal, or `all` of them. Modals with `notify_on_close` notify the app."""
    every = bool(context.arguments.get("all"))
    if context.top() is None:
        raise Refusal(f"{context.person.name} has no open modal.")
    closed = context.workspace.views.close(context.person.id, every=every)
    context.workspace.mark_changed()
    for view in closed:
        if view.body.get("notify_on_close"):
            payload = payloads.view_closed(context.person, view, cleared=every)
            await context.send("interactive", "view_closed", payload)
    return context.result()


def _submittable(context: ActionContext) -> Callable[[], View | None]:
    def look() -> View | None:
        top = context.top()
        return top if top is not None and top.body.get("submit") else None

    return look


def _apply_response(context: ActionContext, view: View, answer: Any) -> None:
    action = answer.get("response_action") if isinstance(answer, dict) else None
    if action is None:
        if answer not in (None, "", {}):
            raise Refusal(f"Slack can't read this response to a view_submission: {answer!r}")
        _close(context, view)
    elif action in RESPONSE_ACTIONS:
        try:
            RESPONSE_ACTIONS[action](context, view, answer)
        except SlackError as error:
            details = error.facts.get("response_metadata", {}).get("messages", [])
            raise Refusal(f"Slack rejects the {action}: {error.code} {'; '.join(details)}".strip()) from None
    else:
        raise Refusal(f"Unknown response_action {action!r}.")
    context.workspace.mark_changed()


def _close(context: ActionContext, view: View) -> None:
    stack = context.workspace.views.stacks.get(context.person.id, [])
    if view in stack:
        stack.remove(view)


def _errors(_context: ActionContext, view: View, answer: dict[str, Any]) -> None:
    errors = answer.get("errors")
    if not isinstance(errors, dict) or not errors:
        raise Refusal("`errors` must be an object with at least one entry.")
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    for block_id, words in errors.items():
        if block_id not in inputs:
            raise Refusal(f"The app reports an error for “{block_id}”, which isn't an input block of the view.")
        if not isinstance(words, str) or not words:
            raise Refusal(f"The error for “{block_id}” isn't text.")
    view.errors = dict(errors)


def _update(context: ActionContext, view: View, answer: dict[str, Any]) -> None:
    context.workspace.views.update(view, answer.get("view"))


def _push(context: ActionContext, _view: View, answer: dict[str, Any]) -> None:
    context.workspace.views.push(context.person.id, answer.get("view"))


def _clear(context: ActionContext, _view: View, _answer: dict[str, Any]) -> None:
    context.workspace.views.close(context.person.id, every=True)


RESPONSE_ACTIONS: dict[str, Callable[[ActionContext, View, dict[str, Any]], None]] = {
    "errors": _errors,
    "update": _update,
    "push": _push,
    "clear": _clear,
}
