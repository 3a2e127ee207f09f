"""Interactive elements and their limits (docs.slack.dev/reference/block-kit/block-elements)."""

from collections.abc import Mapping
from datetime import date, time

from sandbox.slack.blocks.objects import (
    CONFIRM,
    DISPATCH,
    MARKUP_OPTION,
    OPTION,
    OPTION_GROUP,
    OPTIONS_IN_LIST,
    OPTIONS_IN_SELECT,
    PLACEHOLDER,
    distinct_values,
    initial_offered,
    option,
    options_or_groups,
    plain,
)
from sandbox.slack.blocks.problems import (
    Check,
    anything,
    boolean,
    integer,
    listing,
    matching,
    one_of,
    record,
    string,
)

ID = string(255, 1)
DATE = matching(date.fromisoformat, "must be a date like 2026-11-21")
TIME = matching(time.fromisoformat, "must be a time like 09:30")

_COMMON: dict[str, Check] = {"action_id": ID, "confirm": CONFIRM, "focus_on_load": boolean}
_SELECT: dict[str, Check] = {**_COMMON, "placeholder": PLACEHOLDER}
_MULTI: dict[str, Check] = {**_SELECT, "max_selected_items": integer(1, 100)}
_TYPED: dict[str, Check] = {
    "action_id": ID,
    "focus_on_load": boolean,
    "placeholder": PLACEHOLDER,
    "dispatch_action_config": DISPATCH,
}
_CHOICES: dict[str, Check] = {
    "options": listing(OPTION, OPTIONS_IN_SELECT),
    "option_groups": listing(OPTION_GROUP, OPTIONS_IN_SELECT),
}
_FILTER: dict[str, Check] = {"filter": anything, "default_to_current_conversation": boolean}
_QUERY: dict[str, Check] = {"min_query_length": integer(0, 300)}
_LENGTHS: dict[str, Check] = {"min_length": integer(0, 3000), "max_length": integer(1, 3000)}
_LISTED: dict[str, Check] = {"options": listing(MARKUP_OPTION, OPTIONS_IN_LIST)}

BUTTON = record(
    {"text": plain(75)},
    {
        "action_id": ID,
        "value": string(2000),
        "url": string(3000, 1),
        "style": one_of("primary", "danger"),
        "confirm": CONFIRM,
        "accessibility_label": string(75),
    },
)
OVERFLOW = record({"options": listing(option(url=True), 5)}, {"action_id": ID, "confirm": CONFIRM}, distinct_values)
IMAGE = record(
    {"alt_text": string(2000, 1)},
    {"image_url": string(3000, 1), "slack_file": anything, "title": plain(2000)},
)


def _static(required: Mapping[str, Check], optional: Mapping[str, Check]) -> Check:
    return record(required, optional, options_or_groups, initial_offered, distinct_values)


SELECTS: dict[str, Check] = {
    "static_select": _static({}, {**_SELECT, **_CHOICES, "initial_option": OPTION}),
    "external_select": record({}, {**_SELECT, **_QUERY, "initial_option": OPTION}),
    "users_select": record({}, {**_SELECT, "initial_user": string(255)}),
    "conversations_select": record(
        {}, {**_SELECT, **_FILTER, "initial_conversation": string(255), "response_url_enabled": boolean}
    ),
    "channels_select": record({}, {**_SELECT, "initial_channel": string(255), "response_url_enabled": boolean}),
}
MULTI_SELECTS: dict[str, Check] = {
    "multi_static_select": _static({}, {**_MULTI, **_CHOICES, "initial_options": listing(OPTION, 100)}),
    "multi_external_select": record({}, {**_MULTI, **_QUERY, "initial_options": listing(OPTION, 100)}),
    "multi_users_select": record({}, {**_MULTI, "initial_users": listing(string(255), 100)}),
    "multi_conversations_select": record({}, {**_MULTI, **_FILTER, "initial_conversations": listing(string(255), 100)}),
    "multi_channels_select": record({}, {**_MULTI, "initial_channels": listing(string(255), 100)}),
}
PICKERS: dict[str, Check] = {
    "datepicker": record({}, {**_SELECT, "initial_date": DATE}),
    "timepicker": record({}, {**_SELECT, "initial_time": TIME, "timezone": string(100)}),
    "datetimepicker": record({}, {**_COMMON, "initial_date_time": integer(1, 9_999_999_999)}),
}
TICKS: dict[str, Check] = {
    "checkboxes": record(
        _LISTED,
        {**_COMMON, "initial_options": listing(MARKUP_OPTION, OPTIONS_IN_LIST)},
        initial_offered,
        distinct_values,
    ),
    "radio_buttons": record(_LISTED, {**_COMMON, "initial_option": MARKUP_OPTION}, initial_offered, distinct_values),
}
TYPED: dict[str, Check] = {
    "plain_text_input": record({}, {**_TYPED, **_LENGTHS, "initial_value": string(3000), "multiline": boolean}),
    "email_text_input": record({}, {**_TYPED, "initial_value": string(3000)}),
    "url_text_input": record({}, {**_TYPED, "initial_value": string(3000)}),
    "number_input": record(
        {"is_decimal_allowed": boolean},
        {**_TYPED, "initial_value": string(100), "min_value": string(100), "max_value": string(100)},
    ),
    "rich_text_input": record({}, {**_TYPED, "initial_value": anything}),
    "file_input": record({}, {"action_id": ID, "filetypes": listing(string(50), 100), "max_files": integer(1, 10)}),
}

IN_ACTIONS: dict[str, Check] = {
    "button": BUTTON,
    "overflow": OVERFLOW,
    "workflow_button": anything,
    "rich_text_input": TYPED["rich_text_input"],
    **SELECTS,
    **MULTI_SELECTS,
    **PICKERS,
    **TICKS,
}
IN_SECTION: dict[str, Check] = {
    "button": BUTTON,
    "overflow": OVERFLOW,
    "workflow_button": anything,
    "image": IMAGE,
    **SELECTS,
    **MULTI_SELECTS,
    "datepicker": PICKERS["datepicker"],
    "timepicker": PICKERS["timepicker"],
    **TICKS,
}
IN_INPUT: dict[str, Check] = {**SELECTS, **MULTI_SELECTS, **PICKERS, **TICKS, **TYPED}
