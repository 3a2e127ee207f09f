"""The answer to words that name no service: the nearest services and command, and the custom connector."""

from collections.abc import Sequence

from bot.slack.views.blocks import Block, actions, button, context, escape_cut, section, truncate
from bot.slack.views.home import OPEN_FORM
from bot.slack.views.service_picker import custom_option
from workflows.catalog.service import Service

REQUEST_SERVICE, REQUEST_CUSTOM = "request_service", "request_custom"
MAX_NEAREST_SERVICES = 4


def unknown_words_message(typed: str, nearest: Sequence[Service], command: str) -> tuple[str, list[Block]]:
    """Return text and blocks. `command` is the nearest command, without `/connector`; empty if none is near."""
    words = escape_cut(typed, 100)
    named = _guess(nearest)
    text = f"I couldn't find a service called “{words}”. {named}"
    hint = f"Or did you mean `/connector {escape_cut(command, 150)}`?" if command else ""
    services = [_service_button(number, one) for number, one in enumerate(nearest[:MAX_NEAREST_SERVICES])]
    browse = [] if services else [button(OPEN_FORM, "Request a connector", "new")]
    custom = button(REQUEST_CUSTOM, "Request a custom connector", custom_option(typed)["value"])
    closing = hint or "Type `/connector help` to see what I can do."
    return f"{text} {closing}", [section(text), *actions([*services, *browse, custom]), context(closing)]


def _guess(nearest: Sequence[Service]) -> str:
    if not nearest:
        return "No service has a similar name."
    return f"Did you mean {escape_cut(nearest[0].name, 100)}?" if len(nearest) == 1 else "Did you mean one of these?"


def _service_button(number: int, service: Service) -> Block:
    label = f"Request {service.name}"
    return button(f"{REQUEST_SERVICE}_{number}", label, service.id, accessibility_label=truncate(label, 75))
