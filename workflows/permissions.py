"""Who may use the bot, and which approvers may decide connector requests."""

from collections.abc import Collection
from dataclasses import dataclass

from workflows.approvals.panel import Panel
from workflows.errors import Refused
from workflows.ports import Directory, HomeWorkspace, Person


@dataclass(frozen=True)
class Actor:
    """A person who pressed a button, sent a form, or typed a command: who, from which workspace, and where."""

    user_id: str
    team_id: str
    """From Slack's payload: empty, or any workspace of the person in an Enterprise organization."""
    channel: str
    seen_revision: int | None = None
    """The revision of the answers on the person's screen, if known."""


def recipient_of(actor: Actor, to_me: bool | None = None) -> str:
    """Return who gets what the actor configures: the channel, or the actor in a direct message or on request."""
    is_direct = actor.channel.startswith("D")
    return actor.user_id if is_direct or to_me else actor.channel


def require_member(actor: Actor, directory: Directory, *, fresh: bool = False) -> Person:
    """Return the actor as a `Person`; with `fresh`, as Slack knows them now.

    In a shared channel, members of other workspaces see the bot's buttons and can press them.

    Raises:
        Refused: The actor isn't a full member of the bot's workspace.
    """
    home = directory.home()
    person = directory.look_up(actor.user_id, fresh=fresh)
    check_member(person, home, actor.team_id)
    return person


CHANNEL_NOTE = "This is for the whole channel, so I post the change here."
"""Follows what the actor reads about a change whose recipient is a channel."""
NOT_A_MEMBER = "Only members of this workspace can do that."


def check_member(person: Person, home: HomeWorkspace, payload_team: str = "") -> None:
    """Raise `Refused` unless `person` is a full member of `home`.

    The profile decides. `payload_team` is the workspace in Slack's payload: outside an Enterprise organization,
    another one than ours is enough to refuse, because user ids are unique only within a workspace.
    """
    is_elsewhere = payload_team not in ("", home.team_id)
    is_in_organization = home.enterprise_id or person.enterprise_id or person.enterprise_teams
    if not home.includes(person) or (is_elsewhere and not is_in_organization):
        raise Refused(NOT_A_MEMBER)
    if person.is_deactivated or person.is_bot:
        raise Refused("This account can't do that.")
    if person.is_guest:
        raise Refused("Guests can't do that. Ask a full member of this workspace.")


def require_approver(
    person: Person, requesters: Collection[str], directory: Directory, service: str, *, for_sensitive_data: bool = False
) -> Panel:
    """Return who can act on a request of `requesters` for a service. Raise `Refused` unless `person` is one of them.

    Approvers never decide requests that are or were their own. Only people who can read requests for sensitive
    data decide on them. Slack is asked who they are now; raises `Unavailable` if it can't answer.
    """
    check_member(person, directory.home())
    if person.id in requesters:
        raise Refused("You requested this connector, so another approver has to decide.")
    panel = directory.panel(service, is_sensitive=for_sensitive_data, excluded=requesters, fresh=True)
    if person.id not in panel.deciders:
        raise Refused(_why_refused(person, panel, directory))
    return panel


def _why_refused(person: Person, panel: Panel, directory: Directory) -> str:
    is_approver = person.id in directory.approvers(fresh=True)
    if panel.is_by_policy and is_approver:
        return f"Requests like this one are decided by others: {panel.words()}."
    if panel.seats[0].voters.is_sensitive and is_approver:
        return "This request involves sensitive data. It needs a sensitive-data approver."
    return "Only approvers can decide on connector requests. An approver will review this one."
