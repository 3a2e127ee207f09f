"""Hand a press on to the work queue, then ack it: a press that is acked isn't lost."""

from collections.abc import Callable

from slack_bolt import Ack

from bot.slack.context import ListenerContext
from bot.slack.error_boundary import report_errors
from bot.slack.listeners.payload import Payload, actor_of, interaction_id, pressed_value
from workflows.permissions import Actor

Listener = Callable[[Ack, Payload], None]


def press_listener(ctx: ListenerContext, enqueue: Callable[[str, str, Actor], None]) -> Listener:
    """Return a listener that passes `enqueue` the id of the press, the button's value, and who pressed.

    A press on the Home tab is answered in the channel of the requests.
    """

    def listen(ack: Ack, body: Payload) -> None:
        actor = actor_of(body, ctx.channel)
        with report_errors(ctx, actor.user_id, actor.channel):
            enqueue(interaction_id(body), pressed_value(body), actor)
        ack()

    return listen
