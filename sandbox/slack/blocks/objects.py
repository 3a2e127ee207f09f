"""Texts, options, and other composition objects."""

from typing import Any

from sandbox.slack.blocks.problems import Check, Problems, boolean, listing, one_of, record, string, typed

OPTIONS_IN_SELECT, OPTIONS_IN_LIST = 100, 10


def plain(longest: int = 3000) -> Check:
    """Return a check for a plain_text object of 1 to `longest` characters."""
    return typed({"plain_text": record({"text": string(longest, 1)}, {"emoji": boolean})})


def prose(longest: int = 3000) -> Check:
    """Return a check for a plain_text or mrkdwn object of 1 to `longest` characters."""
    return typed(
        {
            "plain_text": record({"text": string(longest, 1)}, {"emoji": boolean}),
            "mrkdwn": record({"text": string(longest, 1)}, {"verbatim": boolean}),
        }
    )


PLACEHOLDER = plain(150)
CONFIRM = record(
    {"title": plain(100), "text": prose(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)


def option(*, markup: bool = False, url: bool = False) -> Check:
    """Return a check for an option: text 75, value 150, description 75 characters.

    `markup` is for checkboxes and radio buttons.
    """
    text = prose if markup else plain
    further: dict[str, Check] = {"url": string(3000, 1)} if url else {}
    return record({"text": text(75), "value": string(150, 1)}, {"description": text(75), **further})


OPTION = option()
MARKUP_OPTION = option(markup=True)
OPTION_GROUP = record({"label": plain(75), "options": listing(OPTION, OPTIONS_IN_SELECT)}, {})
DISPATCH = record({}, {"trigger_actions_on": listing(one_of("on_enter_pressed", "on_character_entered"), 2)})


def distinct_values(value: dict[str, Any], at: str, problems: Problems) -> None:
    """Check that option values are unique within one element."""
    seen: set[str] = set()
    for number, one in enumerate(offered(value)):
        if one.get("value") in seen:
            problems.add(f"duplicate value: {one['value']}", f"{at}/options/{number}")
        seen.add(str(one.get("value")))


def options_or_groups(value: dict[str, Any], at: str, problems: Problems) -> None:
    """Check that a static select has options or option groups, not both."""
    if ("options" in value) == ("option_groups" in value):
        problems.add("must provide exactly one of: options, option_groups", at)


def initial_offered(value: dict[str, Any], at: str, problems: Problems) -> None:
    """Check that the initial selection is among the options."""
    chosen = value.get("initial_options") or ([value["initial_option"]] if value.get("initial_option") else [])
    values = [one.get("value") for one in offered(value)]
    for one in chosen:
        if isinstance(one, dict) and one.get("value") not in values:
            problems.add(f"initial option is not among the options: {one.get('value')}", at)


def offered(element: dict[str, Any]) -> list[dict[str, Any]]:
    """Return every option of an element, including those in groups. Invalid items are left out."""
    groups = element.get("option_groups") or [element]
    lists = [group.get("options") for group in groups if isinstance(group, dict)]
    return [one for options in lists if isinstance(options, list) for one in options if isinstance(one, dict)]
