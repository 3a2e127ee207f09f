"""A channel that hears too much is asked what to mute; who subscribed where we cannot speak is told so."""

from dataclasses import replace

from workflows.errors import ChannelUnavailable, DeskError, Refused, Unavailable, explain_not_done
from workflows.permissions import Actor
from workflows.subscriptions.model import is_person
from workflows.subscriptions.notification_budget import (
    PROPOSED_MUTE_DURATION,
    MuteProposal,
    make_mute_proposal,
    start_of_week,
)
from workflows.subscriptions.ports import (
    SubscriptionConfig,
    SubscriptionPorts,
    authorize_change,
    effective_budget,
    has_proposal,
    subscription_recipient,
)
from workflows.subscriptions.preferences import Mute, Preferences


def propose_mutes(ports: SubscriptionPorts, config: SubscriptionConfig) -> None:
    """Propose where the budget of the week is spent, and tell of closed doors; each once."""
    for closed in ports.preferences.unnotified_unreachable():
        _notify_subscribers(closed, ports)
    week = start_of_week(ports.clock.now())
    for audience, posts in ports.preferences.count_posts_by_recipient(week).items():
        if not is_person(audience) and posts > effective_budget(ports.preferences.get(audience), config):
            _propose_for(audience, ports, config)


def mute(connection_id: str, actor: Actor, ports: SubscriptionPorts, config: SubscriptionConfig) -> None:
    """Somebody pressed *Mute … for a week* in a channel; whoever may not hears why."""
    audience = subscription_recipient(actor)
    try:
        person = authorize_change(audience, actor, ports, config)
        now, before = ports.clock.now(), ports.preferences.get(audience)
        if already := before.active_mute(connection_id, now):
            until = already.until.strftime("%-d %B at %H:%M UTC")
            raise Refused(f"{already.name} is silent here already until {until}, by {already.muted_by_name}.")
        name = _proposed_name(connection_id, before.mute_proposal)
        new = Mute(connection_id, name, person.id, person.name, now, now + PROPOSED_MUTE_DURATION)
        ports.preferences.update(audience, lambda one: _with_mute(one, new))
    except Refused as refusal:
        ports.messenger.send_private(actor.channel, actor.user_id, refusal.message)
    except Unavailable as trouble:
        ports.messenger.send_private(actor.channel, actor.user_id, explain_not_done(trouble))
    else:
        _update_proposal_message(audience, ports)


def unmute(
    recipient: str, connection_id: str, actor: Actor, ports: SubscriptionPorts, config: SubscriptionConfig
) -> None:
    """Let a channel hear of a connection again; `Refused` for whoever may not."""
    authorize_change(recipient, actor, ports, config)
    ports.preferences.update(
        recipient,
        lambda one: one.evolve(mutes=tuple(m for m in one.mutes if m.connection_id != connection_id)),
    )


def _propose_for(audience: str, desk: SubscriptionPorts, house: SubscriptionConfig) -> None:
    now = desk.clock.now()
    preferences, week = desk.preferences.get(audience), start_of_week(now)
    if not has_proposal(preferences, week):
        posts = desk.preferences.count_posts_by_connection(audience, week)
        loud = [one for one in posts if one and not preferences.active_mute(one, now)]
        found = make_mute_proposal(
            posts, desk.snapshots.public_names(loud), effective_budget(preferences, house), week
        )
        desk.preferences.update(
            audience, lambda one: one if has_proposal(one, week) else one.evolve(mute_proposal=found)
        )
    _update_proposal_message(audience, desk)


def _update_proposal_message(audience: str, desk: SubscriptionPorts) -> None:
    """Make the message of the proposal agree with what was muted; what fails now is left to the next look."""
    preferences = desk.preferences.get(audience)
    digest = desk.budget_messages.fingerprint(preferences)
    if preferences.mute_proposal is None or preferences.mute_proposal.fingerprint == digest:
        return
    try:
        message = desk.budget_messages.post_proposal(audience, preferences)
    except DeskError:
        return
    shown = replace(preferences.mute_proposal, message=message, fingerprint=digest)
    desk.preferences.update(audience, lambda one: _with_proposal(one, shown))


def _with_proposal(preferences: Preferences, shown: MuteProposal) -> Preferences:
    same = preferences.mute_proposal and preferences.mute_proposal.week_start == shown.week_start
    return preferences.evolve(mute_proposal=shown) if same else preferences


def _notify_subscribers(closed: Preferences, desk: SubscriptionPorts) -> None:
    for maker in sorted({one.created_by for one in closed.subscriptions or () if one.created_by}):
        try:
            desk.budget_messages.notify_channel_unavailable(closed, maker)
        except (ChannelUnavailable, Refused):
            continue  # they have left, too
        except DeskError:
            return  # the next look tries again
    desk.preferences.update(
        closed.recipient,
        lambda one: (
            one.evolve(unreachable=replace(one.unreachable, is_notified=True)) if one.unreachable else one
        ),
    )


def _with_mute(preferences: Preferences, new: Mute) -> Preferences:
    """With a mute; those that are over are forgotten."""
    left = tuple(
        one
        for one in preferences.mutes
        if one.until > new.muted_at and one.connection_id != new.connection_id
    )
    return preferences.evolve(mutes=(*left, new))


def _proposed_name(connection_id: str, proposal: MuteProposal | None) -> str:
    names = {source.connection_id: source.name for source in (proposal.connections if proposal else ())}
    if connection_id not in names:
        raise Refused("This proposal is no longer the last one. Nothing has changed.")
    return names[connection_id]
