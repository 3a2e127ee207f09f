"""What stands in the fields of a view or message: the `state.values` of payloads."""

from typing import Any

from sandbox.slack.blocks.surfaces import elements_of

Values = dict[str, dict[str, dict[str, Any]]]

# Element type → the name of its value in `state.values`, and the property that fills it at first.
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
    """The name under which `state.values` carries this element's value."""
    return KINDS[element["type"]][0]


def initial(element: dict[str, Any], here: str | None = None) -> dict[str, Any]:
    """An untouched element's state; `here` is the conversation a person stands in."""
    name, first = KINDS[element["type"]]
    value = element.get(first)
    if value is None and element.get("default_to_current_conversation"):
        value = here
    if value is None and element["type"] in MULTIPLE:
        value = []
    return {"type": element["type"], name: value}


def begin(blocks: list[dict[str, Any]], before: Values | None = None, here: str | None = None) -> Values:
    """The values of `blocks`; a field keeps what was in it `before` only under the same two ids."""
    values: Values = {}
    for block in blocks:
        for _, element in elements_of(block):
            if element.get("type") not in KINDS:
                continue
            old = (before or {}).get(block["block_id"], {}).get(element["action_id"])
            kept = old if old and old["type"] == element["type"] else initial(element, here)
            values.setdefault(block["block_id"], {})[element["action_id"]] = kept
    return values


def is_empty(state: dict[str, Any]) -> bool:
    """Whether nothing is typed or chosen."""
    return next(value for name, value in state.items() if name != "type") in (None, "", [])
