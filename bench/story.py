"""What the people of a story do, and how long the bot takes for it."""

from sandbox.driver import Sandbox

WAITING = "Waiting for approval"
HANDED_OVER = "Sign in at Fivetran"


def submit(world: Sandbox) -> tuple[float, str]:
    """Request Salesforce as Ada. Return the seconds until a card shows the ticket, and the card."""
    before = cards(world)
    form = world.ada.types("/connector salesforce", wait=30)["view"]
    reason = {"duplicate_reason": "Another account"} if "duplicate_reason" in form["fields"] else {}
    world.ada.fills(reason, purpose="The sales forecast of the next quarter", business_owner="rosa")
    since, began = _now(world)
    world.ada.sends()
    card = world.until(lambda: cards(world) - before, "a card with its ticket").pop()
    return _seen_at(world, since, "/api/chat.update", WAITING) - began, card


def cards(world: Sandbox) -> set[str]:
    """Return the timestamps of the cards that wait for a decision."""
    return {message["ts"] for message in world.bo.reads() if WAITING in message["text"]}


def approve(world: Sandbox, card: str) -> float:
    """Approve a card as Bo. Return the seconds until Ada has another Connect Card."""
    before = _connect_cards(world)
    since, began = _now(world)
    world.bo.clicks("Approve", message=card, wait=0)
    world.until(lambda: _connect_cards(world) > before, "a Connect Card")
    return _seen_at(world, since, "/api/chat.postMessage", HANDED_OVER) - began


def _connect_cards(world: Sandbox) -> int:
    return sum(HANDED_OVER in message["text"] for message in world.ada.reads("dm"))


def _now(world: Sandbox) -> tuple[int, float]:
    """Return the number of the latest exchange, and the sandbox's time."""
    return world.journal()[-1]["number"], world.clock_now()["now"]


def _seen_at(world: Sandbox, since: int, path: str, text: str) -> float:
    """Return when Slack got the first call with this text, by the sandbox's clock: looking for it takes time."""
    calls = world.journal(since, path=path)
    return next(float(call["at"]) for call in calls if text in str(call["request"]))
