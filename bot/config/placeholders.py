"""The placeholders that a value in JIRA_FIELDS can contain."""

from dataclasses import dataclass, fields


@dataclass(frozen=True, kw_only=True)
class PlaceholderValues:
    """What each placeholder stands for in one ticket, as text. Those that don't apply are empty."""

    requester: str
    business_owner: str
    service: str = ""
    purpose: str
    sensitivity: str
    access: str
    freshness: str = ""
    delete_after: str = ""
    dataset: str = ""


PLACEHOLDERS = tuple(f"{{{field.name}}}" for field in fields(PlaceholderValues))
