"""Field values from what a person enters."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

from sandbox.errors import Refusal
from sandbox.slack.blocks.objects import offered
from sandbox.slack.rendering.lines import render_text
from sandbox.slack.user_actions.context import ActionContext
from sandbox.slack.user_actions.surface import Element

MAX_TEXT_LENGTH = 3000


def parse_text(_context: ActionContext, element: Element, value: Any) -> str | None:
    """Return text for an input. Raises Refusal above `max_length` characters."""
    text = "" if value is None else str(value)
    longest = int(element.get("max_length", MAX_TEXT_LENGTH))
    if len(text) > longest:
        raise Refusal(f"The field accepts {longest} characters, not {len(text)}.")
    return text or None


def parse_option(context: ActionContext, element: Element, value: Any) -> dict[str, Any] | None:
    """Return an option of a static list, by text or value."""
    return None if value in (None, "") else find_option(context, offered(element), str(value))


def parse_options(context: ActionContext, element: Element, value: Any) -> list[dict[str, Any]]:
    """Return several options of a static list."""
    return _check_count(element, [find_option(context, offered(element), str(one)) for one in as_list(value)])


def find_option(context: ActionContext, options: list[dict[str, Any]], value: str) -> dict[str, Any]:
    """Return the option whose text or value is `value`, ignoring case. Raises Refusal."""
    for option in options:
        if value in (option["value"], render_text(option["text"], context.reader)):
            return option
    for option in options:
        if value.casefold() in (
            option["value"].casefold(),
            render_text(option["text"], context.reader).casefold(),
        ):
            return option
    names = ", ".join(render_text(option["text"], context.reader) for option in options) or "nothing"
    raise Refusal(f"“{value}” isn't an option. Options: {names}.")


def as_list(value: Any) -> list[Any]:
    """Return one value or several as a list."""
    return list(value) if isinstance(value, list | tuple) else [] if value in (None, "") else [value]


def parse_user(context: ActionContext, _element: Element, value: Any) -> str | None:
    """Return a person's id, by name, key, or id."""
    if value in (None, ""):
        return None
    person = context.workspace.directory.find(str(value))
    if person is None or person.deleted:
        raise Refusal(f"No active person is named {value}.")
    return person.id


def parse_conversation(context: ActionContext, _element: Element, value: Any) -> str | None:
    """Return a conversation's id, by name or id."""
    return None if value in (None, "") else context.room(str(value)).id


def parse_date(_context: ActionContext, _element: Element, value: Any) -> str | None:
    """Return a date as "2026-11-21"."""
    try:
        return None if value in (None, "") else date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise Refusal(f"{value} isn't a date like 2026-11-21.") from None


def parse_time(_context: ActionContext, _element: Element, value: Any) -> str | None:
    """Return a time as "09:30"."""
    try:
        return None if value in (None, "") else time.fromisoformat(str(value)).strftime("%H:%M")
    except ValueError:
        raise Refusal(f"{value} isn't a time like 09:30.") from None


def parse_timestamp(_context: ActionContext, _element: Element, value: Any) -> int | None:
    """Return seconds since the epoch."""
    return None if value in (None, "") else int(value)


def parse_rich_text(_context: ActionContext, _element: Element, value: Any) -> dict[str, Any] | None:
    """Return text as an editor's rich text block."""
    if value in (None, ""):
        return None
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": str(value)}]}
    return {"type": "rich_text", "elements": [section]}


def parse_many(one: "Parser") -> "Parser":
    """Return a parser for a list of values."""

    def many(context: ActionContext, element: Element, value: Any) -> list[Any]:
        return _check_count(element, [one(context, element, part) for part in as_list(value)])

    return many


def _check_count(element: Element, chosen: list[Any]) -> list[Any]:
    most = element.get("max_selected_items")
    if most and len(chosen) > most:
        raise Refusal(f"The field accepts {most} choices, not {len(chosen)}.")
    return chosen


Parser = Callable[[ActionContext, Element, Any], Any]

PARSERS: dict[str, Parser] = {
    "plain_text_input": parse_text,
    "email_text_input": parse_text,
    "url_text_input": parse_text,
    "number_input": parse_text,
    "rich_text_input": parse_rich_text,
    "static_select": parse_option,
    "radio_buttons": parse_option,
    "multi_static_select": parse_options,
    "checkboxes": parse_options,
    "users_select": parse_user,
    "multi_users_select": parse_many(parse_user),
    "conversations_select": parse_conversation,
    "multi_conversations_select": parse_many(parse_conversation),
    "channels_select": parse_conversation,
    "multi_channels_select": parse_many(parse_conversation),
    "datepicker": parse_date,
    "timepicker": parse_time,
    "datetimepicker": parse_timestamp,
}
