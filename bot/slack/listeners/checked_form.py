"""Open a form that only some people can use, and close it when it's sent."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from slack_bolt import Ack

from bot.slack.context import ListenerContext
from bot.slack.error_boundary import error_boundary, report_errors
from bot.slack.listeners.payload import Payload, actor_of, is_in_modal, press_of, pressed_value
from bot.slack.listeners.press import Listener
from bot.slack.views.blocks import Block
from bot.slack.views.inputs import field_error
from bot.slack.views.modal import message_modal
from workflows.permissions import Actor


def form_opener(ctx: ListenerContext, title: str, build: Callable[[ListenerContext, str, Actor], Block]) -> Listener:
    """Return a listener that opens a modal at once, and fills it with what `build` returns for the button's value.

    If that fails, the modal says why. Slack's trigger expires after three seconds, and rights are asked of Slack.
    """

    def show(body: Payload, actor: Actor) -> bool:
        return show_when_built(ctx, title, body, lambda: build(ctx, pressed_value(body), actor))

    return opening_listener(ctx, show)


def show_when_built(ctx: ListenerContext, title: str, body: Payload, build: Callable[[], Block]) -> bool:
    """Open a modal at once, then show what `build` returns, or why it failed. Return whether the form is shown."""
    loading = ctx.open_form(body["trigger_id"], message_modal(title, "Loading …"), is_on_top=is_in_modal(body))
    errors = list[str]()
    with error_boundary(errors.append):
        view = build()
    ctx.update_form(loading, message_modal(title, errors[0]) if errors else view)
    return not errors


def opening_listener(ctx: ListenerContext, show: Callable[[Payload, Actor], bool]) -> Listener:
    """Return a listener that acks, then calls `show` to open a form; see `OpeningForms.open_once`."""

    def listen(ack: Ack, body: Payload) -> None:
        ack()
        actor = actor_of(body, ctx.channel)
        with report_errors(ctx, actor.user_id, actor.channel):
            ctx.opening_forms.open_once(press_of(body), partial(show, body, actor))

    return listen


@contextmanager
def closing_form(ack: Ack, field: str) -> Iterator[None]:
    """Close all modals when the block ends. If it raises, they stay, with the error below `field`."""
    errors = list[str]()
    with error_boundary(errors.append):
        yield
    if errors:
        ack(response_action="errors", errors={field: field_error(errors[0])})
    else:
        ack(response_action="clear")


@contextmanager
def closing_question(ack: Ack, title: str) -> Iterator[None]:
    """Close all modals when the block ends. If it raises, a modal with `title` says why: there's no field for it."""
    errors = list[str]()
    with error_boundary(errors.append):
        yield
    if errors:
        ack(response_action="update", view=message_modal(title, errors[0]))
    else:
        ack(response_action="clear")
