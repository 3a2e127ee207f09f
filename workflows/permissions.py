"""Who may do what. The order of the questions matters: outsiders first."""

from dataclasses import dataclass

from workflows.errors import Refused


@dataclass(frozen=True)
class Person:
    """Somebody in Slack. Flags that Slack left out count against the person."""

    id: str
    name: str
    team_id: str = ""
    email: str | None = None
    is_guest: bool = False
    is_deactivated: bool = False
    is_bot: bool = False


def require_member(person: Person, home_team: str) -> None:
    """`Refused` unless `person` is a full member of our own workspace.

    In a shared channel people of other workspaces see our buttons and can press them.
    """
    if person.team_id != home_team:
        raise Refused("Only people of this workspace can do that.")
    if person.is_deactivated or person.is_bot:
        raise Refused("This account cannot do that.")
    if person.is_guest:
        raise Refused("Guests cannot do that. Ask a colleague who is a full member of this workspace.")


def require_approver(person: Person, home_team: str, approvers: frozenset[str], requester: str) -> None:
    """`Refused` unless `person` may decide on a request of `requester`: an approver, and never one's own."""
    require_member(person, home_team)
    if person.id == requester:
        raise Refused("You asked for this connector, so somebody else has to decide.")
    if person.id not in approvers:
        raise Refused("Only the approvers of connector requests can decide. One of them will look at it.")


def require_sensitive_approver(person: Person, sensitive_approvers: frozenset[str]) -> None:
    """`Refused` unless `person` may approve what is sensitive."""
    if person.id not in sensitive_approvers:
        raise Refused(
            "This data is sensitive, so somebody of the group for sensitive data has to approve it."
        )
