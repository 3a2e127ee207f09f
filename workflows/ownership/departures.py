"""Notice owners who left: their connections have no owner then, and approvers read it."""

from collections.abc import Sequence

from workflows.errors import Refused
from workflows.isolation import handle_isolated
from workflows.ownership.model import OwnerChange, Ownership, is_group
from workflows.ownership.ports import OwnerPorts
from workflows.permissions import check_member


def notice_departed_owners(ports: OwnerPorts) -> None:
    """Look up every owner, and release the connections of those who left. Groups stay."""
    people = [owner for owner in sorted(ports.owners.owners()) if not is_group(owner)]
    handle_isolated("owner", people, lambda owner: _check(owner, ports), str)


def _check(owner: str, ports: OwnerPorts) -> None:
    if _is_here(owner, ports):
        return
    released = [one for one in ports.owners.owned_by(owner) if _release(one, ports)]
    if released:
        ports.messages.report_departure(released[0].owner_name, released)


def _is_here(owner: str, ports: OwnerPorts) -> bool:
    try:
        check_member(ports.directory.look_up(owner, fresh=True), ports.directory.home())
    except Refused:  # also if Slack doesn't know the account any more
        return False
    return True


def _release(ownership: Ownership, ports: OwnerPorts) -> bool:
    after = ownership.give_to("", "", "", ports.clock.now())
    return ports.owners.change(ownership, after, OwnerChange.LEFT, "")


def departure_text(name: str, released: Sequence[Ownership]) -> str:
    """Return the line for the channel. It names no connection: some can be restricted."""
    have = "connection has" if len(released) == 1 else "connections have"
    return f"{name} has left. {len(released)} {have} no owner now. Anyone can claim one in `/connector status`."
