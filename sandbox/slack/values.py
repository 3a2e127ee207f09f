"""Field values of a view or message: the `state.values` of payloads."""

from typing import Any

from sandbox.slack.blocks.surfaces import elements_of

Values = dict[str, dict[str, dict[str, Any]]]

# Element type → its key in `state.values`, and the property with its initial value.
SINGLE: dict[str, tuple[str, str]] = {
    "plain_text_input": ("value", "initial_value"),
    "email_text_input": ("value", "initial_value"),
    "url_text_input": ("value", "initial_value"),
    "number_input": ("value", "initial_value"),
    "rich_text_input": ("rich_text_value", "initial_value"),
    "static_select": ("selected_option", "initial_option"),
    "external_select": ("selected_option", "initial_option"),
    "radio_buttons": ("selected_option", "initial_option"),
    "users_select": ("selected_user", "initial_user"),
    "conversations_select": ("selected_conversation", "initial_conversation"),
    "channels_select": ("selected_channel", "initial_channel"),
    "datepicker": ("selected_date", "initial_date"),
    "timepicker": ("selected_time", "initial_time"),
    "datetimepicker": ("selected_date_time", "initial_date_time"),
}
MULTIPLE: dict[str, tuple[str, str]] = {
    "multi_static_select": ("selected_options", "initial_options"),
    "multi_external_select": ("selected_options", "initial_options"),
    "checkboxes": ("selected_options", "initial_options"),
    "multi_users_select": ("selected_users", "initial_users"),
    "multi_conversations_select": ("selected_conversations", "initial_conversations"),
    "multi_channels_select": ("selected_channels", "initial_channels"),
    "file_input": ("files", "initial_files"),
}
KINDS = SINGLE | MULTIPLE


def value_name(element: dict[str, Any]) -> str:
    """Return the key of this element's value in `state.values`."""
    return KINDS[element["type"]][0]


def initial_value(element: dict[str, Any], here: str | None = None) -> dict[str, Any]:
    """Return an untouched element's state. `here` is the person's current conversation."""
    name, first = KINDS[element["type"]]
    value = element.get(first)
    if value is None and element.get("default_to_current_conversation"):
        value = here
    if value is None and element["type"] in MULTIPLE:
        value = []
    return {"type": element["type"], name: value}


def start_values(blocks: list[dict[str, Any]], before: Values | None = None, here: str | None = None) -> Values:
    """Return the values of `blocks`. A field keeps its value from `before` only under the same two ids."""
    values: Values = {}
    for block in blocks:
        for _, element in elements_of(block):
            if element.get("type") not in KINDS:
                continue
            old = (before or {}).get(block["block_id"], {}).get(element["action_id"])
            kept = old if old and old["type"] == element["type"] else initial_value(element, here)
            values.setdefault(block["block_id"], {})[element["action_id"]] = kept
    return values


def is_empty(state: dict[str, Any]) -> bool:
    """Return whether the state has no value."""
    return next(value for name, value in state.items() if name != "type") in (None, "", [])
