"""What an audience hears now, for people to look at."""

from dataclasses import dataclass

from workflows.permissions import Person, must_be_colleague
from workflows.requests.decisions import Press
from workflows.subscriptions.model import Kind, Subscription
from workflows.subscriptions.notification_budget import week_of
from workflows.subscriptions.ports import House, SubscriberDesk, asker_of, audience_of, budget_of
from workflows.subscriptions.preferences import Closed, Mute
from workflows.subscriptions.quiet_hours import Quiet


@dataclass(frozen=True)
class Standing:
    """Of one audience."""

    audience: str
    subscriptions: tuple[Subscription, ...]
    mutes: tuple[Mute, ...]
    """Those that hold now."""
    quiet: Quiet | None
    posts: int
    """In this week."""
    budget: int
    closed: Closed | None


def standings(press: Press, desk: SubscriberDesk, house: House) -> list[Standing]:
    """Of where this was typed and of the person; in private, of the person alone."""
    if press.team_id != desk.people.home():
        must_be_colleague(Person(press.by, press.by, press.team_id), desk.people.home())
    must_be_colleague(desk.people.who(press.by), desk.people.home())
    facts = desk.records.facts(press.by)  # once: there may be thousands of connections
    known = facts.seen_by(asker_of(press, desk)).connections
    unknown = {one.id for one in facts.connections} - {one.id for one in known}
    found = dict.fromkeys([audience_of(press), press.by])
    return [_standing(audience, unknown, desk, house) for audience in found]


def _standing(audience: str, unknown: set[str], desk: SubscriberDesk, house: House) -> Standing:
    """What somebody may not know of (any more) is not shown."""
    now, preferences = desk.clock.now(), desk.audiences.get(audience)
    hears = preferences.hears(house.home)
    return Standing(
        audience,
        tuple(one for one in hears if one.kind is not Kind.CONNECTION or one.target not in unknown),
        tuple(one for one in preferences.mutes if one.holds(now) and one.connection_id not in unknown),
        preferences.quiet,
        sum(desk.audiences.posts(audience, week_of(now)).values()),
        budget_of(preferences, house),
        preferences.closed,
    )
