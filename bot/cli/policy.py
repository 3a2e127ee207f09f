"""`python -m bot policy explain`: who would be asked to approve a request, and why."""

from collections.abc import Iterator
from typing import NamedTuple

from bot.catalog.services_yaml import ServiceEntry, load_services_file
from bot.config.settings import Settings
from bot.similar_names import similar_name
from workflows.approvals.policy import SENSITIVE_PLACE, Requirement, Voters
from workflows.formatting import format_list
from workflows.requests.answers import SENSITIVE_LEVELS, Sensitivity
from workflows.requests.labels import SENSITIVITY_LABELS


class Explanation(NamedTuple):
    """What the policy says about a request."""

    lines: list[str]
    is_stuck: bool
    """Whether the requester is the only person whom it names."""


def explain_policy(settings: Settings, service: str, requester: str, sensitivity: Sensitivity) -> Explanation:
    """Explain who would be asked, by the file and the settings alone. Raises `InvalidCatalog`."""
    file = load_services_file(settings.services_file)
    entry = file.services.get(service)
    is_sensitive = sensitivity in SENSITIVE_LEVELS or (entry is not None and entry.sensitive)
    requirement = file.policies.requirement(service, is_sensitive=is_sensitive)
    is_stuck = any(each.named and set(each.named.names) == {requester} for each in requirement.seats)
    lines = [
        *_unknown_service(service, file.services),
        *(line for voters in dict.fromkeys(requirement.seats) for line in _seats(voters, requirement, settings)),
        *_sensitivity(entry, sensitivity),
        f"Not asked: {requester}, because requesters can't decide their own requests",
        *_fallback(requirement, settings, is_stuck=is_stuck),
    ]
    return Explanation(lines, is_stuck)


def _unknown_service(service: str, known: dict[str, ServiceEntry]) -> Iterator[str]:
    if service not in known:
        meant = similar_name(service, known)
        yield f"{service} isn't in services.yaml{f'; did you mean {meant}?' if meant else '.'} The default applies."


def _people(voters: Voters, settings: Settings) -> str:
    """Return who counts, with groups as the file or the settings name them."""
    if voters.named:
        listed = list(voters.named.names)
    else:
        listed = [*filter(None, [settings.approver_group]), *sorted(settings.ids("approvers"))]
    people = format_list(listed, "or") or "the approvers of the settings, which aren't set here"
    group = settings.sensitive_approver_group if voters.is_sensitive else ""
    return f"{people}, who must be in {group} too" if group else people


def _seats(voters: Voters, requirement: Requirement, settings: Settings) -> Iterator[str]:
    """Yield who is asked for how many approvals, and the rules that say so."""
    count = requirement.seats.count(voters)
    several = f" ({count} different people)" if count > 1 else ""
    yield f"{'Asked' if voters is requirement.voters else 'Also asked'}: {_people(voters, settings)}{several}"
    yield from _places(voters, settings)
    if count > 1:
        yield f"  by {requirement.needed.place}"


def _places(voters: Voters, settings: Settings) -> Iterator[str]:
    """Yield the rules that name them. A group that isn't set says nothing."""
    for place in voters.places:
        if place != SENSITIVE_PLACE or settings.sensitive_approver_group:
            yield f"  by {place}"


def _sensitivity(entry: ServiceEntry | None, sensitivity: Sensitivity) -> Iterator[str]:
    if sensitivity in SENSITIVE_LEVELS:
        yield f"  sensitive, because the requester says “{SENSITIVITY_LABELS[sensitivity]}”"
    elif entry and entry.sensitive:
        yield f"  sensitive, because services.yaml marks {entry.name} as sensitive"
    else:
        yield "  not sensitive"


def _fallback(requirement: Requirement, settings: Settings, *, is_stuck: bool) -> Iterator[str]:
    if requirement.fallback:
        when = "The requester is the only person named, so the fallback decides" if is_stuck else "If they can't decide"
        yield f"{when}: {_people(requirement.fallback, settings)}"
        yield from _places(requirement.fallback, settings)
