"""The type-ahead: what it offers, and the way out when nothing fits."""

from collections.abc import Mapping, Sequence

from bot.slack.views.blocks import Block, plain_text_object
from workflows.catalog.service import CUSTOM_CONNECTOR_ID, Service

MAX_SERVICE_OPTIONS = 100
"""Slack takes at most this many options from a type-ahead."""
USED_GROUP, ALL_GROUP, CUSTOM_GROUP = "Used here", "All services", "Not in the list?"
MAX_CUSTOM_NAME_CHARS = 100


def service_options(services: Sequence[Service], used: Mapping[str, int], typed: str) -> Block:
    """The answer to a type-ahead: groups of options, or of nothing but the way to a custom connector.

    The group of the best match comes first: what is used here and fits badly would be chosen by mistake.
    """
    groups: dict[str, list[Block]] = {}
    for service in services[: MAX_SERVICE_OPTIONS - 1]:
        groups.setdefault(USED_GROUP if used.get(service.id) else ALL_GROUP, []).append(
            service_option(service)
        )
    if typed.strip():
        groups[CUSTOM_GROUP] = [custom_option(typed)]
    shown = [{"label": plain_text_object(label), "options": options} for label, options in groups.items()]
    return {"option_groups": shown} if shown else {"options": []}


def service_option(service: Service) -> Block:
    """A service as a line of the menu; what is not ready yet says so."""
    if service.is_custom:
        return custom_option(service.name)
    name = f"{service.name} ({service.stage_label})" if service.stage_label else service.name
    line = {"text": plain_text_object(name), "value": service.id}
    return {**line, "description": plain_text_object(service.type)} if service.type else line


def custom_option(typed: str) -> Block:
    """“Ask for a custom connector”, with what was typed."""
    name = " ".join(typed.split())[:MAX_CUSTOM_NAME_CHARS]
    return {
        "text": plain_text_object(f"Ask for a custom connector: {name}"),
        "value": f"{CUSTOM_CONNECTOR_ID}:{name}",
    }


def parse_service_choice(value: str) -> tuple[str, str]:
    """The id of the service that an option stands for, and what was typed to find it."""
    service_id, _, typed = value.partition(":")
    return service_id, typed
