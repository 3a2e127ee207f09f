"""The slash commands that change preferences. Each returns the answer for the actor, not escaped."""

from workflows.errors import Refused
from workflows.formatting import format_count, format_list
from workflows.permissions import CHANNEL_NOTE, Actor, recipient_of, require_member
from workflows.ports import Person
from workflows.subscriptions.model import Subscription, SubscriptionKind, is_person
from workflows.subscriptions.parser import ParsedSubscription, parse_subscription
from workflows.subscriptions.ports import (
    SubscriptionConfig,
    SubscriptionPorts,
    authorize_change,
    effective_budget,
    load_visible_snapshot,
)
from workflows.subscriptions.preferences import Preferences
from workflows.subscriptions.quiet_hours import QUIET_HOURS_HELP, parse_quiet_hours
from workflows.subscriptions.resolver import ResolveContext, resolve_subscription

MAX_WEEKLY_BUDGET = 1_000
"""Posts a week."""
YOUR_QUIET_HOURS = "To set your own, type the command in a direct message to me."


def subscribe(text: str, actor: Actor, ports: SubscriptionPorts, config: SubscriptionConfig) -> str:
    """Run `/connector subscribe stripe to me`."""
    parsed = parse_subscription(text)
    recipient = recipient_of(actor, parsed.to_me)
    context = _resolve_context(parsed, recipient, actor, ports, config)
    subscription = resolve_subscription(parsed, context)
    if not is_person(recipient):
        ports.channels.require_postable(recipient)
    preferences = ports.preferences.get(recipient)
    existing = _find(preferences, subscription.key, config)
    if existing and parsed.min_severity is None:
        if not preferences.unreachable:
            return f"{_recipient_label(recipient)} already subscribed to {_describe(existing)}."
        subscription = existing
    ports.preferences.update(recipient, lambda one: one.with_subscription(subscription, config.home_channel))
    answer = f"Subscribed: {_recipient_pronoun(recipient)} get {_severities(subscription)}."
    is_same = existing is not None and existing.min_severity is subscription.min_severity
    is_new = not is_same or preferences.unreachable is not None
    news = f"subscribed this channel to {_describe(subscription)}." if is_new else ""
    return answer + _restricted_note(subscription, context) + _announced(recipient, context.person, news, actor, ports)


def unsubscribe(text: str, actor: Actor, ports: SubscriptionPorts, config: SubscriptionConfig) -> str:
    """Run `/connector unsubscribe stripe`."""
    parsed = parse_subscription(text)
    recipient = recipient_of(actor, parsed.to_me)
    context = _resolve_context(parsed, recipient, actor, ports, config)
    subscriptions = ports.preferences.get(recipient).effective_subscriptions(config.home_channel)
    chosen = _choose_existing(parsed, subscriptions, context)
    return remove_subscription(recipient, chosen.key, actor, ports, config)


def remove_subscription(
    recipient: str, key: str, actor: Actor, ports: SubscriptionPorts, config: SubscriptionConfig
) -> str:
    """End a subscription; one that ended already stays ended."""
    person = authorize_change(recipient, actor, ports, config)
    removed = _find(ports.preferences.get(recipient), key, config)
    if removed is None:
        return f"{_recipient_label(recipient, negated=True)} subscribed to that."
    left = ports.preferences.update(recipient, lambda one: one.without_subscription(key, config.home_channel))
    who = "you" if is_person(recipient) else "this channel"
    is_last = not is_person(recipient) and not left.effective_subscriptions(config.home_channel)
    answer = f"Unsubscribed {who} from {removed.description}.{' It has no subscriptions now.' if is_last else ''}"
    news = f"unsubscribed this channel from {removed.description}."
    return answer + _announced(recipient, person, news, actor, ports)


def set_quiet_hours(text: str, actor: Actor, ports: SubscriptionPorts, config: SubscriptionConfig) -> str:
    """Run `/connector quiet 22:00-07:00 Europe/Berlin weekends` or `/connector quiet off`."""
    recipient = recipient_of(actor)
    require_member(actor, ports.directory)
    current = ports.preferences.get(recipient).quiet_hours
    if not text:
        return f"Quiet hours: {current.description}." if current else f"No quiet hours. {QUIET_HOURS_HELP}"
    person = authorize_change(recipient, actor, ports, config, "quiet hours", YOUR_QUIET_HOURS)
    if text.casefold() == "off":
        ports.preferences.update(recipient, lambda one: one.evolve(quiet_hours=None))
        news = "turned off the quiet hours of this channel." if current else ""
        return f"Quiet hours turned off.{_announced(recipient, person, news, actor, ports)}"
    default_timezone = current.timezone if current else ports.channels.timezone_of(actor.user_id)
    quiet_hours = parse_quiet_hours(text, default_timezone)
    ports.preferences.update(recipient, lambda one: one.evolve(quiet_hours=quiet_hours))
    hours = f"{quiet_hours.description}. Critical alerts are still posted at once."
    news = f"set quiet hours for this channel: {hours}" if quiet_hours != current else ""
    return (
        f"Quiet hours set: {quiet_hours.description}. "
        "Critical alerts are still posted at once; everything else is posted afterward."
        f"{_announced(recipient, person, news, actor, ports)}"
    )


def set_budget(text: str, actor: Actor, ports: SubscriptionPorts, config: SubscriptionConfig) -> str:
    """Run `/connector budget 30` or `/connector budget default`."""
    recipient = recipient_of(actor)
    if is_person(recipient):
        raise Refused("Budgets are for channels. Type this command in a channel.")
    before = ports.preferences.get(recipient)
    current = effective_budget(before, config)
    if not text:
        return f"Budget: {format_count(current, 'post')} a week. To change it, type “/connector budget 30”."
    person = authorize_change(recipient, actor, ports, config, "budget", "")
    budget = None if text.casefold() == "default" else _parse_budget(text)
    changed = ports.preferences.update(recipient, lambda one: one.evolve(weekly_budget=budget))
    posts = format_count(effective_budget(changed, config), "post")
    is_new = changed.weekly_budget != before.weekly_budget
    news = f"set the budget of this channel to {posts} a week." if is_new else ""
    return f"Budget set to {posts} a week.{_announced(recipient, person, news, actor, ports)}"


def _announced(recipient: str, person: Person, news: str, actor: Actor, ports: SubscriptionPorts) -> str:
    """Show a change to the channel that it affects, and return what the actor reads about that; nothing without one."""
    if is_person(recipient) or not news:
        return ""
    ports.changes.announce(recipient, f"{person.name} {news}", actor)
    return f" {CHANNEL_NOTE}"


def _parse_budget(text: str) -> int:
    word = text.split()[0]
    if not word.isascii() or not word.isdecimal() or not 1 <= int(word) <= MAX_WEEKLY_BUDGET:
        raise Refused(f"“{text}” isn't a number of posts. Type one from 1 to {MAX_WEEKLY_BUDGET:,}, or “default”.")
    return int(word)


def _resolve_context(
    parsed: ParsedSubscription, recipient: str, actor: Actor, ports: SubscriptionPorts, config: SubscriptionConfig
) -> ResolveContext:
    person = authorize_change(recipient, actor, ports, config)
    snapshot = load_visible_snapshot(parsed.target_text, actor, ports)
    return ResolveContext(person, recipient, snapshot, config.similarity, ports.clock.now())


def _find(preferences: Preferences, key: str, config: SubscriptionConfig) -> Subscription | None:
    subscriptions = preferences.effective_subscriptions(config.home_channel)
    return next((one for one in subscriptions if one.key == key), None)


def _choose_existing(
    parsed: ParsedSubscription, subscriptions: tuple[Subscription, ...], context: ResolveContext
) -> Subscription:
    """Return the named subscription: by its name in the list, else by any name of its target."""
    if not subscriptions:
        raise Refused(f"{_recipient_label(context.recipient, negated=True)} subscribed to anything.")
    matches = [one for one in subscriptions if _matches(parsed, one, context)]
    if len(matches) > 1:
        names = format_list([f"“{one.kind} {one.name}”" for one in matches], "or")
        raise Refused(f"Which one: {names}?")
    return matches[0] if matches else resolve_subscription(parsed, context)


def _restricted_note(subscription: Subscription, context: ResolveContext) -> str:
    is_service = subscription.kind is SubscriptionKind.SERVICE
    if is_service and context.snapshot.service(subscription.target).is_sensitive:
        return " They're restricted, so you only get those you have access to."
    return ""


def _matches(parsed: ParsedSubscription, subscription: Subscription, context: ResolveContext) -> bool:
    if parsed.kind in {SubscriptionKind.EVERYTHING, SubscriptionKind.MINE}:
        return subscription.kind is parsed.kind and subscription.target in {"", context.person.id}
    names = {subscription.name.casefold(), subscription.target.casefold()}
    return parsed.target_text.casefold() in names and parsed.kind in {None, subscription.kind}


def _describe(subscription: Subscription) -> str:
    return f"{subscription.description} ({subscription.severity_description})"


def _severities(subscription: Subscription) -> str:
    return f"{subscription.severity_description} for {subscription.description}"


def _recipient_label(recipient: str, *, negated: bool = False) -> str:
    """Return the start of a sentence with its verb."""
    if is_person(recipient):
        return "You aren't" if negated else "You're"
    return "This channel isn't" if negated else "This channel is"


def _recipient_pronoun(recipient: str) -> str:
    return "you'll" if is_person(recipient) else "this channel will"
