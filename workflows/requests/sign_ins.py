"""Sign-ins of one requester that break at once: one message lists them, instead of a message for each.

The first of them, the carrier, has a message of its own, which notifies. The others are rows in it. Their own earlier
messages change too, which notifies no one.
"""

from datetime import datetime, timedelta

from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import RequestPorts

AT_ONCE = timedelta(minutes=30)
"""Sign-ins that break within this time share a message."""
SIGN_IN = "sign in since"
"""How the turn of a requester who has to sign in again starts."""


def sign_in_turn(request: ConnectorRequest) -> str:
    """Return the turn of a requester who has to sign in again."""
    return f"{SIGN_IN} {request.sign_in_needed_since}"


def find_carrier(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest | None:
    """Return the request whose message lists this sign-in; None if this request needs its own message."""
    if not request.sign_in_needed_since or request.journey is None:
        return None
    broken = ports.requests.needing_sign_in(request.requester)
    others = [one for one in broken if one.id != request.id and _can_carry(one, request.sign_in_needed_since)]
    told = [one for one in others if one.journey and sign_in_turn(one) in one.journey.turns]
    earlier = [one for one in others if _order(one) < _order(request)]
    return min(told or earlier, key=_order, default=None)


def carry(request: ConnectorRequest, carrier: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Make a request a row in the message of another one, which is drawn anew."""
    request = ports.requests.update(request, sign_in_carried_by=carrier.id)
    _redraw(carrier, ports)
    return request


def release(request: ConnectorRequest, ports: RequestPorts) -> ConnectorRequest:
    """Take a request out of the message that lists it, once its requester has signed in."""
    if request.sign_in_carried_by is None or request.sign_in_needed_since:
        return request
    _redraw(ports.requests.get(request.sign_in_carried_by), ports)
    return ports.requests.update(request, sign_in_carried_by=None)


def _can_carry(one: ConnectorRequest, since: datetime) -> bool:
    if one.sign_in_needed_since is None or one.sign_in_carried_by or one.journey is None:
        return False
    return abs(one.sign_in_needed_since - since) <= AT_ONCE and one.journey.recipient == one.requester


def _order(request: ConnectorRequest) -> tuple[str, str]:
    return str(request.sign_in_needed_since), request.id


def _redraw(carrier: ConnectorRequest, ports: RequestPorts) -> None:
    """Reconcile the carrier, also if this process ends now: its new version lags."""
    ports.queue.reconcile(ports.requests.update(carrier, retry_at=None))
