"""What the bot and Bolt read in Slack's payloads. Whatever lacks it isn't from Slack, and is refused.

Fields that aren't named here can be anything: Slack adds new ones.
https://docs.slack.dev/reference/interaction-payloads
"""

from typing import Annotated, Any, Self

from pydantic import Field, StrictStr, ValidationError, model_validator

from bot.foreign.json_object import InvalidBody
from bot.slack.form_shapes import ChosenOption, Shape, View

NOT_FROM_SLACK = "The payload isn't one that Slack sends."


ResponseUrl = Annotated[str, Field(strict=True, pattern=r"^https?://")]
"""Where an answer goes. Slack sends one with every command, and with every press in a message."""


class Identified(Shape):
    """An object with an id, such as a channel."""

    id: StrictStr


class Sender(Identified):
    """Who pressed or submitted. Enterprise Grid can leave the team out."""

    team_id: StrictStr | None = None


class PressedElement(Shape):
    """A button, a select, or a menu. `value` is the button's; a button with an address can lack it."""

    action_id: StrictStr
    type: StrictStr
    action_ts: StrictStr
    value: StrictStr | None = None
    selected_option: ChosenOption | None = None


class SlashCommandShape(Shape):
    """https://docs.slack.dev/interactivity/implementing-slash-commands"""

    command: StrictStr
    user_id: StrictStr
    channel_id: StrictStr
    trigger_id: StrictStr
    response_url: ResponseUrl


class Interaction(Shape):
    """What all interactions have."""

    user: Sender
    channel: Identified | None = None


class BlockPress(Interaction):
    """https://docs.slack.dev/reference/interaction-payloads/block_actions-payload"""

    trigger_id: StrictStr
    actions: Annotated[list[PressedElement], Field(min_length=1)]
    view: View | None = None
    response_url: ResponseUrl | None = None

    @model_validator(mode="after")
    def _is_somewhere(self) -> Self:
        if not (self.view or (self.channel and self.response_url)):
            raise ValueError("A press is in a view, or in a message that can be answered.")
        return self


class TypeAhead(Interaction):
    """https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload"""

    action_id: StrictStr
    value: StrictStr


class SubmittedView(Interaction):
    """https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload"""

    view: View


class QuotedMessage(Shape):
    """The message under a shortcut."""

    ts: StrictStr
    user: StrictStr | None = None
    text: StrictStr | None = None
    thread_ts: StrictStr | None = None


class GlobalShortcut(Interaction):
    """https://docs.slack.dev/reference/interaction-payloads/shortcuts-interaction-payload"""

    callback_id: StrictStr
    trigger_id: StrictStr


class MessageShortcut(GlobalShortcut):
    """The same, on a message."""

    channel: Identified
    message: QuotedMessage


class AnyEvent(Shape):
    """https://docs.slack.dev/apis/events-api"""

    type: StrictStr


class Said(AnyEvent):
    """A message or mention. https://docs.slack.dev/reference/events/message"""

    channel: StrictStr
    ts: StrictStr
    user: StrictStr | None = None
    text: StrictStr | None = None
    thread_ts: StrictStr | None = None
    channel_type: StrictStr | None = None


class SharedLink(Shape):
    """A link in a message, as the event names it."""

    url: StrictStr


class LinksShared(AnyEvent):
    """https://docs.slack.dev/reference/events/link_shared"""

    channel: StrictStr
    message_ts: StrictStr
    links: list[SharedLink]


class ExecutedFunction(Shape):
    """The step that runs, as the event names it."""

    callback_id: StrictStr


class FunctionExecuted(AnyEvent):
    """https://docs.slack.dev/reference/events/function_executed"""

    function: ExecutedFunction
    function_execution_id: Annotated[str, Field(strict=True, pattern=r"^[A-Za-z0-9]{1,64}$")]
    inputs: dict[str, Any]
    bot_access_token: StrictStr | None = None


class OpenedHome(AnyEvent):
    """https://docs.slack.dev/reference/events/app_home_opened"""

    user: StrictStr
    channel: StrictStr


INTERACTIONS: dict[str, type[Interaction]] = {
    "block_actions": BlockPress,
    "block_suggestion": TypeAhead,
    "message_action": MessageShortcut,
    "shortcut": GlobalShortcut,
    "view_closed": SubmittedView,
    "view_submission": SubmittedView,
}
EVENTS: dict[str, type[AnyEvent]] = {
    "app_home_opened": OpenedHome,
    "app_mention": Said,
    "function_executed": FunctionExecuted,
    "link_shared": LinksShared,
    "message": Said,
}

BOLT_OBJECTS = ("container", "event", "message", "state", "view")
BOLT_IDS = ("channel", "enterprise", "team", "user")
"""Fields that Bolt reads whatever the type: the first hold objects, the second an object or its id."""


def check_shape(payload: dict[str, Any]) -> None:
    """Raise `InvalidBody` if the payload lacks what the bot or Bolt reads in one of its type."""
    try:
        _check_type(payload)
    except ValidationError:
        raise InvalidBody(NOT_FROM_SLACK) from None
    has_objects = all(isinstance(payload.get(name, {}), dict) for name in BOLT_OBJECTS)
    has_ids = all(isinstance(payload.get(name), dict | str | None) for name in BOLT_IDS)
    if not (has_objects and has_ids):
        raise InvalidBody(NOT_FROM_SLACK)


def _check_type(payload: dict[str, Any]) -> None:
    if "ssl_check" in payload:  # of a command's address, without any command
        return
    if "command" in payload:
        SlashCommandShape.model_validate(payload)
        return
    kind = AnyEvent.model_validate(payload).type
    if kind == "event_callback":
        event = payload.get("event")
        EVENTS.get(AnyEvent.model_validate(event).type, AnyEvent).model_validate(event)
    elif kind in INTERACTIONS:
        INTERACTIONS[kind].model_validate(payload)
