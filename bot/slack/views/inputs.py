"""The fields of forms: one input block for each kind of answer, filled with what is known already.

A `block_id` is the name of a field. What people typed survives a re-draw as long as block and action keep
their ids; a field of a service has the service in its action id, so that choosing another one resets it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.slack.views.blocks import Block, plain_text_object
from workflows.catalog.config_fields import (
    MAX_LIST_CHARS,
    MAX_TEXT_CHARS,
    NO_VALUE,
    YES_VALUE,
    ConfigField,
    FieldKind,
)

FIELD_ACTION, NAME_ACTION, DECIDING_ACTION = "field", "name", "decides"
"""What action ids begin with: plain fields, destination names, and answers that other questions hang on."""
MAX_GROUP_OPTIONS = 100
"""Options that a select or a group of options takes."""
MAX_HINT_CHARS = 300
INT32_LIMIT = 2**31


def input_block(name: str, label: str, element: Block, **more: Any) -> Block:
    """An input block; required unless told otherwise."""
    extra = {key: value for key, value in more.items() if value}
    return {
        "type": "input",
        "block_id": name,
        "label": plain_text_object(label, 150),
        "element": element,
        **extra,
    }


def hint_object(text: str | None) -> Block | None:
    """A hint, cut to what people read."""
    return plain_text_object(text, MAX_HINT_CHARS) if text else None


def text_input(action: str, value: str | None, max_chars: int, **more: Any) -> Block:
    """A text field."""
    element: Block = {"type": "plain_text_input", "action_id": action, "max_length": max_chars, **more}
    return {**element, "initial_value": value[:max_chars]} if value else element


def select_input(action: str, options: Sequence[tuple[str, str]], chosen: str | None) -> Block:
    """A menu of (value, label) pairs; more than a hundred are offered in groups."""
    element: Block = {
        "type": "static_select",
        "action_id": action,
        "placeholder": plain_text_object("Choose"),
        **_offered(options),
    }
    known = dict(options)
    return (
        {**element, "initial_option": option_object(chosen, known[chosen])}
        if chosen in known and chosen
        else element
    )


def multi_select_input(action: str, options: Sequence[tuple[str, str]], chosen: str | None) -> Block:
    """A menu of which several may be chosen; the chosen ones are given one a line."""
    kind, known = {"type": "multi_static_select", "placeholder": plain_text_object("Choose")}, dict(options)
    element: Block = {**kind, "action_id": action, **_offered(options)}
    ticked = [option_object(one, known[one]) for one in (chosen or "").splitlines() if one in known]
    return {**element, "initial_options": ticked} if ticked else element


def option_object(value: str, label: str) -> Block:
    """One line of a menu."""
    return {"text": plain_text_object(label or value), "value": value}


def _offered(options: Sequence[tuple[str, str]]) -> Block:
    lines = [option_object(value, label) for value, label in options]
    if len(lines) <= MAX_GROUP_OPTIONS:
        return {"options": lines}
    return {"option_groups": list(_groups(lines))}


def _groups(lines: Sequence[Block]) -> Iterator[Block]:
    for start in range(0, len(lines), MAX_GROUP_OPTIONS):
        some = lines[start : start + MAX_GROUP_OPTIONS]
        first, last = some[0]["text"]["text"], some[-1]["text"]["text"]
        yield {"label": plain_text_object(f"{first[:30]} – {last[:30]}"), "options": some}


def config_input(
    field: ConfigField, service: str, values: Mapping[str, str | None], is_deciding: bool
) -> Block:
    """The field of a question; others hang on the answer of one that `decides`: we hear it at once."""
    action, value = (
        f"{DECIDING_ACTION if is_deciding else FIELD_ACTION}_{service}",
        values.get(field.form_field),
    )
    return input_block(
        field.form_field,
        field.title,
        _element(field, action, value),
        hint=hint_object(_hint(field)),
        optional=not field.is_required,
        dispatch_action=is_deciding,
    )


def _hint(asked: ConfigField) -> str:
    many = " One a line." if asked.kind in (FieldKind.LIST, FieldKind.NUMBERS) else ""
    return f"{asked.hint[: MAX_HINT_CHARS - 20]}{'…' if len(asked.hint) > MAX_HINT_CHARS - 20 else ''}{many}".strip()


def _element(asked: ConfigField, action: str, value: str | None) -> Block:
    pairs = [(one, asked.option_label(one)) for one in asked.options]
    if asked.kind is FieldKind.CHOICE:
        return select_input(action, pairs, value)
    if asked.kind is FieldKind.CHOICES:
        return multi_select_input(action, pairs, value)
    if asked.kind is FieldKind.YES_NO:
        return select_input(action, [(YES_VALUE, "Yes"), (NO_VALUE, "No")], value)
    if asked.kind in (FieldKind.NUMBER, FieldKind.DECIMAL):
        return _number(asked, action, value)
    longest = MAX_TEXT_CHARS if asked.kind is FieldKind.TEXT else MAX_LIST_CHARS
    return text_input(action, value, longest, multiline=asked.kind is not FieldKind.TEXT)


def _number(asked: ConfigField, action: str, value: str | None) -> Block:
    decimals = asked.kind is FieldKind.DECIMAL
    element: Block = {"type": "number_input", "action_id": action, "is_decimal_allowed": decimals}
    limits = {} if decimals else {"min_value": str(-INT32_LIMIT), "max_value": str(INT32_LIMIT - 1)}
    return {
        **element,
        **limits,
        **({"initial_value": value} if value and _is_number(value, decimals) else {}),
    }


def _is_number(value: str, decimals: bool) -> bool:
    digits = value.removeprefix("-")
    return (
        digits.isascii()
        and (digits.replace(".", "", 1) if decimals else digits).isdecimal()
        and len(digits) < 16
    )


def submitted_values(values: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> dict[str, str | None]:
    """What a person filled in, by field, out of `view.state.values`; several choices come one a line."""
    return {name: _value(element) for name, elements in values.items() for element in elements.values()}


def _value(element: Mapping[str, Any]) -> str | None:
    if element.get("selected_option"):
        return str(element["selected_option"]["value"])
    if element.get("selected_options"):
        return "\n".join(str(one["value"]) for one in element["selected_options"])
    for key in ("value", "selected_user", "selected_date"):
        if element.get(key):
            return str(element[key])
    return None
