"""Who may do what. Each rule raises `Refused` with a message for the person."""

from dataclasses import dataclass

from workflows.errors import Refused
from workflows.ports import Directory, Person


@dataclass(frozen=True)
class Actor:
    """A person who pressed a button, sent a form or typed a command: who, from which workspace, and where."""

    user_id: str
    team_id: str
    """From Slack's payload, the only place where a person of another workspace shows as one."""
    channel: str
    seen_revision: int | None = None
    """The revision of the answers on the person's screen, if known."""


def require_member(actor: Actor, directory: Directory) -> Person:
    """Return the actor as a `Person`.

    In a shared channel, people of other workspaces see our buttons and can press them.

    Raises:
        Refused: The actor isn't a full member of our own workspace.
    """
    home = directory.team_id()
    if actor.team_id != home:
        raise Refused("Only people of this workspace can do that.")
    person = directory.look_up(actor.user_id)
    check_member(person, home)
    return person


def check_member(person: Person, team_id: str) -> None:
    """Raise `Refused` unless `person` is a full member of the workspace `team_id`."""
    if person.team_id != team_id:
        raise Refused("Only people of this workspace can do that.")
    if person.is_deactivated or person.is_bot:
        raise Refused("This account can't do that.")
    if person.is_guest:
        raise Refused("Guests can't do that. Ask a colleague who is a full member of this workspace.")


def require_approver(person: Person, home_team: str, approvers: frozenset[str], requester: str) -> None:
    """`Refused` unless `person` may decide on a request of `requester`: an approver, and never one's own."""
    check_member(person, home_team)
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
