"""Questions about many connections: what broke, what is paused, in development, about to go; my requests."""

from collections.abc import Sequence
from datetime import date, timedelta

from workflows.answers.connection_state import called, standing, where
from workflows.answers.context import Scene, live, quiet
from workflows.answers.model import Answer
from workflows.connections.model import Connection, Health
from workflows.formatting import ago, counted, moment
from workflows.requests.model import ConnectorRequest
from workflows.requests.state_machine import ENDED

LISTED = 15
"""Lines that somebody reads in a chat."""
TODAY = timedelta(hours=24)
SOON = timedelta(days=30)


def broken(scene: Scene) -> Answer:
    """What is broken now, and what broke within a day but works again."""
    now = scene.facts.now
    bad = [one for one in scene.facts.connections if one.health is Health.BROKEN]
    lines = [f"- {called(one, scene)}: {quiet(one.why, 160)}{_since(one, scene)}" for one in bad]
    recovered = _recovered(scene, {one.id for one in bad})
    head = f"**{_count(bad, 'connection')} broken now.**" if bad else "**Nothing is broken now.**"
    text = _listed(head, lines)
    if recovered:
        text += f"\n{counted(len(recovered), 'connection')} broke in the last 24 hours and recovered: "
        text += ", ".join(f"`{name}`" for name in recovered[:LISTED]) + "."
    return live(text, scene.facts.dashboard, scene, as_of=scene.facts.as_of if scene.facts.looked_at else now)


def _since(connection: Connection, scene: Scene) -> str:
    """When it broke: its own word, else when we found out."""
    found = [
        one.opened_at
        for one in scene.facts.incidents
        if one.connection_id == connection.id and one.family == "trouble" and not one.is_over
    ]
    moments = [connection.failed_at] if connection.failed_at else found
    return f" (since {moment(max(moments))})" if moments else ""


def _recovered(scene: Scene, broken_now: set[str]) -> list[str]:
    earliest = scene.facts.now - TODAY
    names = {
        one.connection_id: one.name
        for one in scene.facts.incidents
        if one.family == "trouble" and one.is_over and one.since >= earliest
    }
    return [name for ident, name in names.items() if ident not in broken_now]


def paused(scene: Scene) -> Answer:
    """Connections that do not sync because somebody paused them; those that wait for credentials are not."""
    found = [one for one in scene.facts.connections if one.paused and one.setup_state != "incomplete"]
    lines = [
        f"- {called(one, scene)}"
        + (f", last synced {ago(one.succeeded_at, scene.facts.now)}" if one.succeeded_at else "")
        for one in found
    ]
    head = f"**{_count(found, 'connection')} paused.**" if found else "No connection is paused."
    return live(_listed(head, lines), scene.facts.dashboard, scene)


def in_development(scene: Scene) -> Answer:
    """What is in the development environment, and what is on its way there."""
    facts = scene.facts
    found = [one for one in facts.connections if not facts.environment(one).is_production]
    lines = [
        f"- `{one.name}` ({quiet(facts.service(one.service).name)}){_owned(one, scene)}" for one in found
    ]
    head = f"**{_count(found, 'connection')} in development.**" if found else "Nothing is in development."
    waiting = [one for one in facts.requests if not one.is_over and one.connection_id is None]
    text = _listed(head, lines)
    if waiting:
        names = ", ".join(f"`{one.dataset}` ({one.status})" for one in waiting[:LISTED])
        text += f"\nOn the way: {names}."
    return live(text, scene.facts.dashboard, scene)


def _owned(connection: Connection, scene: Scene) -> str:
    request = scene.facts.request_of.get(connection.id)
    if not request:
        return ""
    until = request.answers.delete_after.strftime("%-d %B %Y")
    return f", for {quiet(request.name_of(request.requester))}, until {until}"


def leaving(scene: Scene) -> Answer:
    """Development data whose day has come, or comes within a month."""
    today = scene.facts.now.date()
    found = sorted(
        (
            one
            for one in scene.facts.requests
            if one.connection_id and not one.is_over and one.answers.delete_after <= today + SOON
        ),
        key=lambda one: one.answers.delete_after,
    )
    lines = [
        f"- `{one.dataset}`: {_day(one.answers.delete_after, today)}, for {quiet(one.name_of(one.requester))}"
        for one in found
    ]
    head = f"**{_count(found, 'connection')} to be deleted within {SOON.days} days.**"
    nothing = f"No development connection is to be deleted within {SOON.days} days."
    return live(_listed(head, lines) if found else nothing, scene.facts.dashboard, scene)


def _day(day: date, today: date) -> str:
    words = day.strftime("%-d %B %Y")
    return f"was due on {words}" if day < today else f"on {words}"


def my_requests(scene: Scene, ticket: str = "") -> Answer:
    """Where the asker's requests stand and whom they wait for; or the one with this ticket."""
    found = [one for one in scene.facts.requests if _wanted(one, scene, ticket)]
    found.sort(key=lambda one: (one.status in ENDED, -one.submitted_at.timestamp()))
    if not found:
        none = f"I know of no request with the ticket {ticket.upper()}." if ticket else NONE_OF_YOURS
        return live(none, "", scene, as_of=scene.facts.now, only_if_asked=True)
    lines = [f"- {standing(one, scene)}{_link(one)}" for one in found[:5]]
    text = "\n".join(lines) if len(lines) > 1 else lines[0].removeprefix("- ")
    return live(text, where(found[0]), scene, as_of=scene.facts.now, only_if_asked=True)


NONE_OF_YOURS = "You have no request that I know of. Type `/connector` to make one."


def _wanted(request: ConnectorRequest, scene: Scene, ticket: str) -> bool:
    if ticket:
        return request.ticket is not None and request.ticket.key.casefold() == ticket
    return scene.asker.id is not None and request.requester == scene.asker.id


def _link(request: ConnectorRequest) -> str:
    return f" [{request.ticket.key}]({request.ticket.url})" if request.ticket else ""


def _count(things: Sequence[object], name: str) -> str:
    return f"{counted(len(things), name)} {'is' if len(things) == 1 else 'are'}"


def _listed(head: str, lines: list[str]) -> str:
    rest = len(lines) - LISTED
    return "\n".join([head, *lines[:LISTED], *([f"… and {rest} more"] if rest > 0 else [])])
