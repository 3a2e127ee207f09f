"""What a sensitive service holds, in words: its own from `services.yaml`, or those of its category."""

from collections.abc import Mapping

from workflows.catalog.service import Service

GENERAL_CONTENT = "data about people or money"
CATEGORY_CONTENT: Mapping[str, str] = {
    "sales": "customer data",
    "crm": "customer data",
    "finance": "payment and accounting data",
    "support": "customer conversations",
    "humanresources": "data about employees and applicants",
    "marketing": "contact and campaign data",
    "security": "accounts and sign-ins of employees",
    "productivity": "messages and documents of employees",
}
"""Fivetran's category, in lower case and without spaces → what its services hold. The others can hold anything."""


def content_of(service: Service) -> str:
    """Return what a sensitive service holds, as the end of a sentence; empty if it isn't sensitive."""
    if not service.is_sensitive:
        return ""
    return service.holds or CATEGORY_CONTENT.get("".join(service.type.casefold().split()), GENERAL_CONTENT)


def content_sentence(name: str, content: str) -> str:
    """Return what a service holds as a sentence. Requests from earlier versions don't know their content."""
    return f"{name} holds {content or GENERAL_CONTENT}."
