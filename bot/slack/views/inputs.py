"""Input blocks of forms, one for each kind of field, with their current values.

A `block_id` is the name of a field. Slack keeps typed values while block and action keep their ids. The
action id of a service's field contains the service, so that choosing another service resets it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.slack.views.blocks import Block, plain_text_object, truncate
from bot.slack_markup import field_text
from workflows.catalog.config_fields import (
    MAX_LIST_CHARS,
    MAX_TEXT_CHARS,
    NO_VALUE,
    YES_VALUE,
    ConfigField,
    FieldKind,
)

FIELD_ACTION, NAME_ACTION, DECIDING_ACTION = "field", "name", "decides"
"""Prefixes of action ids: plain fields, destination names, and fields that decide which others are shown."""
MAX_GROUP_OPTIONS = 100
"""Options that Slack accepts in a select or an option group."""
MAX_HINT_CHARS = 300
INT32_LIMIT = 2**31


def input_block(name: str, label: str, element: Block, *, hint: str | None = None, **more: Any) -> Block:
    """Build an input block; required unless `optional` is set."""
    extra = {key: value for key, value in more.items() if value}
    if hint:
        extra["hint"] = plain_text_object(hint, MAX_HINT_CHARS)
    return {
        "type": "input",
        "block_id": name,
        "label": plain_text_object(label, 150),
        "element": element,
        **extra,
    }


def field_error(text: str) -> str:
    """Return an error for Slack to show below its field, where code marks would be read as they are."""
    return text.replace("`", "")


def text_input(action: str, value: str | None, max_chars: int, **more: Any) -> Block:
    """Build a text field."""
    element: Block = {"type": "plain_text_input", "action_id": action, "max_length": max_chars, **more}
    return {**element, "initial_value": value[:max_chars]} if value else element


def select_input(
    action: str, options: Sequence[tuple[str, str]], chosen: str | None = None, *, placeholder: str = "Choose"
) -> Block:
    """Build a select of (value, label) pairs; more than a hundred are grouped."""
    text, labels = plain_text_object(placeholder), dict(options)
    element: Block = {"type": "static_select", "action_id": action, "placeholder": text, **_options(options)}
    return {**element, "initial_option": option_object(chosen, labels[chosen])} if chosen in labels else element


def multi_select_input(action: str, options: Sequence[tuple[str, str]], chosen: str | None) -> Block:
    """Build a multi-select; `chosen` has one value on each line."""
    kind, labels = {"type": "multi_static_select", "placeholder": plain_text_object("Choose")}, dict(options)
    element: Block = {**kind, "action_id": action, **_options(options)}
    ticked = [option_object(value, labels[value]) for value in (chosen or "").splitlines() if value in labels]
    return {**element, "initial_options": ticked} if ticked else element


def option_object(value: str, label: str, description: str = "") -> Block:
    """Build an option of a menu."""
    more = {"description": plain_text_object(description)} if description else {}
    return {"text": plain_text_object(label or value), "value": value, **more}


def _options(options: Sequence[tuple[str, str]]) -> Block:
    lines = [option_object(value, label) for value, label in options]
    if len(lines) <= MAX_GROUP_OPTIONS:
        return {"options": lines}
    return {"option_groups": list(_groups(lines))}


def _groups(lines: Sequence[Block]) -> Iterator[Block]:
    for start in range(0, len(lines), MAX_GROUP_OPTIONS):
        group = lines[start : start + MAX_GROUP_OPTIONS]
        first, last = group[0]["text"]["text"], group[-1]["text"]["text"]
        yield {"label": plain_text_object(f"{first[:30]} – {last[:30]}"), "options": group}


def config_input(field: ConfigField, service: str, values: Mapping[str, str | None], is_deciding: bool) -> Block:
    """Build the input of a config field; Slack reports changes of a deciding one at once."""
    action, value = (
        f"{DECIDING_ACTION if is_deciding else FIELD_ACTION}_{service}",
        values.get(field.form_field),
    )
    return input_block(
        field.form_field,
        field.title,
        _element(field, action, value),
        hint=_hint(field),
        optional=not field.is_required,
        dispatch_action=is_deciding,
    )


def _hint(field: ConfigField) -> str:
    suffix = " One per line." if field.kind in (FieldKind.LIST, FieldKind.NUMBERS) else ""
    return f"{truncate(field.hint, MAX_HINT_CHARS - 20)}{suffix}".strip()


def _element(field: ConfigField, action: str, value: str | None) -> Block:
    pairs = [(option, field.option_label(option)) for option in field.options]
    if field.kind is FieldKind.CHOICE:
        return select_input(action, pairs, value)
    if field.kind is FieldKind.CHOICES:
        return multi_select_input(action, pairs, value)
    if field.kind is FieldKind.YES_NO:
        return select_input(action, [(YES_VALUE, "Yes"), (NO_VALUE, "No")], value)
    if field.kind in (FieldKind.NUMBER, FieldKind.DECIMAL):
        return _number(field, action, value)
    max_chars = MAX_TEXT_CHARS if field.kind is FieldKind.TEXT else MAX_LIST_CHARS
    return text_input(action, value, max_chars, multiline=field.kind is not FieldKind.TEXT)


def _number(field: ConfigField, action: str, value: str | None) -> Block:
    decimals = field.kind is FieldKind.DECIMAL
    element: Block = {"type": "number_input", "action_id": action, "is_decimal_allowed": decimals}
    limits = {} if decimals else {"min_value": str(-INT32_LIMIT), "max_value": str(INT32_LIMIT - 1)}
    return {
        **element,
        **limits,
        **({"initial_value": value} if value and _is_number(value, decimals) else {}),
    }


def _is_number(value: str, decimals: bool) -> bool:
    digits = value.removeprefix("-")
    return digits.isascii() and (digits.replace(".", "", 1) if decimals else digits).isdecimal() and len(digits) < 16


def submitted_values(values: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> dict[str, str | None]:
    """Read `view.state.values` by field; several choices become one on each line."""
    return {name: _value(element) for name, elements in values.items() for element in elements.values()}


def _value(element: Mapping[str, Any]) -> str | None:
    if element.get("selected_option"):
        return field_text(str(element["selected_option"]["value"]))
    if element.get("selected_options"):
        return "\n".join(field_text(str(option["value"])) for option in element["selected_options"])
    for key in ("value", "selected_user", "selected_date"):
        if element.get(key):
            return field_text(str(element[key]))
    return None
