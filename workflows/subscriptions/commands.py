"""Somebody says what they want to hear, when, and how much. Each of these answers in words for them."""

from workflows.errors import Refused
from workflows.permissions import Actor
from workflows.subscriptions.model import Subscription, SubscriptionKind, is_person
from workflows.subscriptions.parser import ParsedSubscription, parse_subscription
from workflows.subscriptions.ports import (
    SubscriptionConfig,
    SubscriptionPorts,
    authorize_change,
    effective_budget,
    load_visible_snapshot,
    subscription_recipient,
)
from workflows.subscriptions.quiet_hours import QUIET_HOURS_HELP, parse_quiet_hours
from workflows.subscriptions.resolver import ResolveContext, resolve_subscription

MAX_WEEKLY_BUDGET = 1_000
"""Posts a week: nobody means more."""


def subscribe(text: str, actor: Actor, ports: SubscriptionPorts, config: SubscriptionConfig) -> str:
    """`/connector subscribe stripe to me`: from now on it is told there."""
    wish = parse_subscription(text)
    audience = subscription_recipient(actor, wish.to_me)
    asked = _resolve_context(audience, actor, ports, config)
    new = resolve_subscription(wish, asked)
    if not is_person(audience):
        ports.channels.require_postable(audience)
    before = ports.preferences.get(audience)
    kept = next(
        (one for one in before.effective_subscriptions(config.home_channel) if one.key == new.key), None
    )
    if kept and wish.min_severity is None:
        if not before.unreachable:
            return f"{_recipient_label(audience)} {_verb(audience)} of {kept.description} already: {kept.severity_description}."
        new = kept
    ports.preferences.update(audience, lambda now: now.with_subscription(new, config.home_channel))
    told = f"From now on {_recipient_label(audience, start=False)} {_verb(audience)} of {new.description}: {new.severity_description}."
    return f"{told}{_restricted_note(new, asked)}"


def unsubscribe(text: str, actor: Actor, ports: SubscriptionPorts, config: SubscriptionConfig) -> str:
    """`/connector unsubscribe stripe`: it is told there no more."""
    wish = parse_subscription(text)
    audience = subscription_recipient(actor, wish.to_me)
    asked = _resolve_context(audience, actor, ports, config)
    left = ports.preferences.get(audience).effective_subscriptions(config.home_channel)
    chosen = _choose_existing(wish, left, asked)
    return remove_subscription(audience, chosen.key, actor, ports, config)


def remove_subscription(
    recipient: str, key: str, actor: Actor, ports: SubscriptionPorts, config: SubscriptionConfig
) -> str:
    """End one subscription; one that has ended already stays so."""
    authorize_change(recipient, actor, ports, config)
    found = [
        one
        for one in ports.preferences.get(recipient).effective_subscriptions(config.home_channel)
        if one.key == key
    ]
    if not found:
        return f"{_recipient_label(recipient)} did not hear of that any more. Nothing has changed."
    left = ports.preferences.update(recipient, lambda now: now.without_subscription(key, config.home_channel))
    still = (
        ""
        if left.effective_subscriptions(config.home_channel)
        else " Nothing else is told here."
        if not is_person(recipient)
        else ""
    )
    return f"{_recipient_label(recipient)} {_verb(recipient)} no more of {found[0].description}.{still}"


def set_quiet_hours(text: str, actor: Actor, ports: SubscriptionPorts, config: SubscriptionConfig) -> str:
    """`/connector quiet 22:00-07:00 Europe/Berlin weekends`, `/connector quiet off`."""
    audience = subscription_recipient(actor)
    authorize_change(audience, actor, ports, config)
    now = ports.preferences.get(audience).quiet_hours
    if not text:
        return f"Quiet hours: {now.description}." if now else f"There are no quiet hours. {QUIET_HOURS_HELP}"
    if text.casefold() == "off":
        ports.preferences.update(audience, lambda one: one.evolve(quiet_hours=None))
        return "There are no quiet hours any more."
    quiet = parse_quiet_hours(text, now.timezone if now else ports.channels.timezone_of(actor.user_id))
    ports.preferences.update(audience, lambda one: one.evolve(quiet_hours=quiet))
    return f"Quiet from now on: {quiet.description}. What is critical is told at once, everything else afterwards."


def set_budget(text: str, actor: Actor, ports: SubscriptionPorts, config: SubscriptionConfig) -> str:
    """`/connector budget 30`, `/connector budget default`."""
    audience = subscription_recipient(actor)
    if is_person(audience):
        raise Refused("A budget is for a channel. Type it there.")
    now = effective_budget(ports.preferences.get(audience), config)
    if not text:
        return f"The budget of this channel is {now} posts a week. “/connector budget 30” makes it 30."
    authorize_change(audience, actor, ports, config)
    wished = None if text.casefold() == "default" else _parse_budget(text)
    changed = ports.preferences.update(audience, lambda one: one.evolve(weekly_budget=wished))
    return f"The budget of this channel is {effective_budget(changed, config)} posts a week from now on."


def _parse_budget(typed: str) -> int:
    word = typed.split()[0]
    if not word.isascii() or not word.isdecimal() or not 1 <= int(word) <= MAX_WEEKLY_BUDGET:
        raise Refused(
            f"“{typed}” is no number of posts a week. Type one from 1 to {MAX_WEEKLY_BUDGET:,}, or “default”."
        )
    return int(word)


def _resolve_context(
    audience: str, press: Actor, desk: SubscriptionPorts, house: SubscriptionConfig
) -> ResolveContext:
    person = authorize_change(audience, press, desk, house)
    return ResolveContext(
        person, audience, load_visible_snapshot(press, desk), house.similarity, desk.clock.now()
    )


def _choose_existing(
    wish: ParsedSubscription, left: tuple[Subscription, ...], asked: ResolveContext
) -> Subscription:
    """The one that is meant: by the name it has in the list, else by everything that there is."""
    if not left:
        raise Refused(f"{_recipient_label(asked.recipient)} {_verb(asked.recipient)} of nothing now.")
    fits = [one for one in left if _matches(wish, one, asked)]
    if len(fits) > 1:
        kinds = " or ".join(f"“{one.kind} {one.name}”" for one in fits)
        raise Refused(f"Which one: {kinds}?")
    return fits[0] if fits else resolve_subscription(wish, asked)


def _restricted_note(new: Subscription, asked: ResolveContext) -> str:
    strict = new.kind is SubscriptionKind.SERVICE and asked.snapshot.service(new.target).is_sensitive
    return " They are sensitive, so you hear only of those that you may know of." if strict else ""


def _matches(wish: ParsedSubscription, one: Subscription, asked: ResolveContext) -> bool:
    if wish.kind in {SubscriptionKind.EVERYTHING, SubscriptionKind.MINE}:
        return one.kind is wish.kind and one.target in {"", asked.person.id}
    named = wish.target_text.casefold() in {one.name.casefold(), one.target.casefold()}
    return named and wish.kind in {None, one.kind}


def _recipient_label(audience: str, *, start: bool = True) -> str:
    you = is_person(audience)
    return ("You" if start else "you") if you else ("This channel" if start else "this channel")


def _verb(audience: str) -> str:
    return "hear" if is_person(audience) else "hears"
