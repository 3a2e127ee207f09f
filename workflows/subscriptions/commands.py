"""Somebody says what they want to hear, when, and how much. Each of these answers in words for them."""

from workflows.errors import Refused
from workflows.requests.decisions import Press
from workflows.subscriptions.model import Kind, Subscription, is_person
from workflows.subscriptions.parser import Wanted, wanted
from workflows.subscriptions.ports import (
    House,
    SubscriberDesk,
    audience_of,
    budget_of,
    known_to,
    may_change,
)
from workflows.subscriptions.quiet_hours import HOW, quiet_of
from workflows.subscriptions.resolver import Asked, meant_by

MOST = 1_000
"""Posts a week: nobody means more."""


def subscribe(typed: str, press: Press, desk: SubscriberDesk, house: House) -> str:
    """`/connector subscribe stripe to me`: from now on it is told there."""
    wish = wanted(typed)
    audience = audience_of(press, wish.to_me)
    asked = _asked(audience, press, desk, house)
    new = meant_by(wish, asked)
    if not is_person(audience):
        desk.rooms.must_suit(audience)
    before = desk.audiences.get(audience)
    kept = next((one for one in before.hears(house.home) if one.key == new.key), None)
    if kept and wish.least is None:
        if not before.closed:
            return f"{_who(audience)} {_verb(audience)} of {kept.words} already: {kept.degree}."
        new = kept
    desk.audiences.change(audience, lambda now: now.with_(new, house.home))
    told = f"From now on {_who(audience, start=False)} {_verb(audience)} of {new.words}: {new.degree}."
    return f"{told}{_caveat(new, asked)}"


def unsubscribe(typed: str, press: Press, desk: SubscriberDesk, house: House) -> str:
    """`/connector unsubscribe stripe`: it is told there no more."""
    wish = wanted(typed)
    audience = audience_of(press, wish.to_me)
    asked = _asked(audience, press, desk, house)
    left = desk.audiences.get(audience).hears(house.home)
    chosen = _chosen(wish, left, asked)
    return drop(audience, chosen.key, press, desk, house)


def drop(audience: str, key: str, press: Press, desk: SubscriberDesk, house: House) -> str:
    """End one subscription; one that has ended already stays so."""
    may_change(audience, press, desk, house)
    found = [one for one in desk.audiences.get(audience).hears(house.home) if one.key == key]
    if not found:
        return f"{_who(audience)} did not hear of that any more. Nothing has changed."
    left = desk.audiences.change(audience, lambda now: now.without(key, house.home))
    still = "" if left.hears(house.home) else " Nothing else is told here." if not is_person(audience) else ""
    return f"{_who(audience)} {_verb(audience)} no more of {found[0].words}.{still}"


def quieten(typed: str, press: Press, desk: SubscriberDesk, house: House) -> str:
    """`/connector quiet 22:00-07:00 Europe/Berlin weekends`, `/connector quiet off`."""
    audience = audience_of(press)
    may_change(audience, press, desk, house)
    now = desk.audiences.get(audience).quiet
    if not typed:
        return f"Quiet hours: {now.words}." if now else f"There are no quiet hours. {HOW}"
    if typed.casefold() == "off":
        desk.audiences.change(audience, lambda one: one.but(quiet=None))
        return "There are no quiet hours any more."
    quiet = quiet_of(typed, now.zone if now else desk.rooms.zone_of(press.by))
    desk.audiences.change(audience, lambda one: one.but(quiet=quiet))
    return f"Quiet from now on: {quiet.words}. What is critical is told at once, everything else afterwards."


def limit(typed: str, press: Press, desk: SubscriberDesk, house: House) -> str:
    """`/connector budget 30`, `/connector budget default`."""
    audience = audience_of(press)
    if is_person(audience):
        raise Refused("A budget is for a channel. Type it there.")
    now = budget_of(desk.audiences.get(audience), house)
    if not typed:
        return f"The budget of this channel is {now} posts a week. “/connector budget 30” makes it 30."
    may_change(audience, press, desk, house)
    wished = None if typed.casefold() == "default" else _posts(typed)
    changed = desk.audiences.change(audience, lambda one: one.but(budget=wished))
    return f"The budget of this channel is {budget_of(changed, house)} posts a week from now on."


def _posts(typed: str) -> int:
    word = typed.split()[0]
    if not word.isascii() or not word.isdecimal() or not 1 <= int(word) <= MOST:
        raise Refused(f"“{typed}” is no number of posts a week. Type one from 1 to {MOST:,}, or “default”.")
    return int(word)


def _asked(audience: str, press: Press, desk: SubscriberDesk, house: House) -> Asked:
    person = may_change(audience, press, desk, house)
    return Asked(person, audience, known_to(press, desk), house.similar, desk.clock.now())


def _chosen(wish: Wanted, left: tuple[Subscription, ...], asked: Asked) -> Subscription:
    """The one that is meant: by the name it has in the list, else by everything that there is."""
    if not left:
        raise Refused(f"{_who(asked.audience)} {_verb(asked.audience)} of nothing now.")
    fits = [one for one in left if _fits(wish, one, asked)]
    if len(fits) > 1:
        kinds = " or ".join(f"“{one.kind} {one.name}”" for one in fits)
        raise Refused(f"Which one: {kinds}?")
    return fits[0] if fits else meant_by(wish, asked)


def _caveat(new: Subscription, asked: Asked) -> str:
    strict = new.kind is Kind.SERVICE and asked.facts.service(new.target).sensitive
    return " They are sensitive, so you hear only of those that you may know of." if strict else ""


def _fits(wish: Wanted, one: Subscription, asked: Asked) -> bool:
    if wish.kind in {Kind.EVERYTHING, Kind.MINE}:
        return one.kind is wish.kind and one.target in {"", asked.person.id}
    named = wish.words.casefold() in {one.name.casefold(), one.target.casefold()}
    return named and wish.kind in {None, one.kind}


def _who(audience: str, *, start: bool = True) -> str:
    you = is_person(audience)
    return ("You" if start else "you") if you else ("This channel" if start else "this channel")


def _verb(audience: str) -> str:
    return "hear" if is_person(audience) else "hears"
