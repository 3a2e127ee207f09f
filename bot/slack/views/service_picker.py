"""The service picker: the options of the type-ahead, and the custom connector when nothing matches."""

from collections.abc import Mapping, Sequence

from bot.slack.views.blocks import Block, plain_text_object
from bot.slack.views.inputs import option_object
from workflows.catalog.service import CUSTOM_CONNECTOR_ID, Service

MAX_SERVICE_OPTIONS = 100
"""Options that Slack accepts from a type-ahead."""
USED_GROUP, ALL_GROUP, CUSTOM_GROUP = "Used here", "All services", "Not in the list?"
MAX_CUSTOM_NAME_CHARS = 100


def service_options(services: Sequence[Service], used: Mapping[str, int], typed: str) -> Block:
    """Build the response to a type-ahead, in groups; a typed name adds the custom connector.

    The group of the best match comes first: otherwise a poor match that is in use would be chosen by mistake.
    """
    groups: dict[str, list[Block]] = {}
    for service in services[: MAX_SERVICE_OPTIONS - 1]:
        groups.setdefault(USED_GROUP if used.get(service.id) else ALL_GROUP, []).append(service_option(service))
    if typed.strip():
        groups[CUSTOM_GROUP] = [custom_option(typed)]
    shown = [{"label": plain_text_object(label), "options": options} for label, options in groups.items()]
    return {"option_groups": shown} if shown else {"options": []}


def service_option(service: Service) -> Block:
    """Build the option of a service, with its stage unless it is generally available."""
    if service.is_custom:
        return custom_option(service.name)
    name = f"{service.name} ({service.stage_label})" if service.stage_label else service.name
    return option_object(service.id, name, service.type)


def custom_option(typed: str) -> Block:
    """Build the option that requests a custom connector of the typed name."""
    name = " ".join(typed.split())[:MAX_CUSTOM_NAME_CHARS]
    return option_object(f"{CUSTOM_CONNECTOR_ID}:{name}", f"Request a custom connector: {name}")
