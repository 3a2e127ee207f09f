"""Propose mutes to channels over their budget, mute connections, and report channels closed to the bot."""

from dataclasses import replace
from functools import partial
from operator import attrgetter

from workflows.errors import ChannelUnavailable, DeskError, Refused
from workflows.formatting import format_time
from workflows.isolation import handle_isolated
from workflows.permissions import Actor, recipient_of
from workflows.requests.confidentiality import PUBLIC
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
)
from workflows.subscriptions.preferences import Mute, Preferences


def propose_mutes(ports: SubscriptionPorts, config: SubscriptionConfig) -> None:
    """Propose mutes where the weekly budget is exceeded, and report unreachable channels; each once."""
    unreachable = ports.preferences.unnotified_unreachable()
    handle_isolated("recipient", unreachable, partial(_notify_subscribers, ports=ports), attrgetter("recipient"))
    posts = ports.preferences.count_posts_by_recipient(start_of_week(ports.clock.now()))
    preferences = ports.preferences.of([one for one in posts if not is_person(one)])
    loud = [one for one in preferences if posts[one] > effective_budget(preferences[one], config)]
    handle_isolated("recipient", loud, partial(_propose_for, ports=ports, config=config), str)


def mute(connection_id: str, actor: Actor, ports: SubscriptionPorts, config: SubscriptionConfig) -> None:
    """Mute a connection in the actor's channel for a week. Send the actor the reason if that's not possible."""
    recipient = recipient_of(actor)
    try:
        person = authorize_change(recipient, actor, ports, config, "mutes", "")
        now, before = ports.clock.now(), ports.preferences.get(recipient)
        if already := before.active_mute(connection_id, now):
            muted_by = "You" if already.muted_by == person.id else already.muted_by_name
            raise Refused(f"{muted_by} already muted {already.name} here until {format_time(already.until)}.")
        name = _proposed_name(connection_id, before.mute_proposal)
        added = Mute(connection_id, name, person.id, person.name, now, now + PROPOSED_MUTE_DURATION)
        ports.preferences.update(recipient, lambda one: _with_mute(one, added))
    except Refused as refusal:
        ports.messenger.send_private(actor.channel, actor.user_id, refusal.message)
    else:
        if before.mute_proposal and before.mute_proposal.message:
            _update_proposal_message(recipient, ports)


def unmute(
    recipient: str, connection_id: str, actor: Actor, ports: SubscriptionPorts, config: SubscriptionConfig
) -> None:
    """End a mute. Raises `Refused` if the actor can't."""
    authorize_change(recipient, actor, ports, config, "mutes", "")
    ports.preferences.update(
        recipient,
        lambda one: one.evolve(mutes=tuple(m for m in one.mutes if m.connection_id != connection_id)),
    )


def _propose_for(recipient: str, ports: SubscriptionPorts, config: SubscriptionConfig) -> None:
    now = ports.clock.now()
    preferences, week = ports.preferences.get(recipient), start_of_week(now)
    if not has_proposal(preferences, week):
        posts = ports.preferences.count_posts_by_connection(recipient, week)
        audible = {one for one in posts if one and not preferences.active_mute(one, now)}
        public = ports.snapshots.snapshot_of(audible).visible_to(PUBLIC).connections
        names = {one.id: one.name for one in public}
        proposal = make_mute_proposal(posts, names, effective_budget(preferences, config), week)
        ports.preferences.update(
            recipient, lambda one: one if has_proposal(one, week) else one.evolve(mute_proposal=proposal)
        )
    _update_proposal_message(recipient, ports)


def _update_proposal_message(recipient: str, ports: SubscriptionPorts) -> None:
    """Post or edit the proposal if it looks different now; the next run retries a failure."""
    preferences = ports.preferences.get(recipient)
    proposal = preferences.mute_proposal
    if proposal is None:
        return
    rendered = ports.budget_messages.render_proposal(preferences)
    if proposal.fingerprint == rendered.fingerprint:
        return
    try:
        message = ports.budget_messages.post_proposal(recipient, proposal, rendered)
    except DeskError:
        return
    posted = replace(proposal, message=message, fingerprint=rendered.fingerprint)
    ports.preferences.update(recipient, lambda one: _with_proposal(one, posted))


def _with_proposal(preferences: Preferences, posted: MuteProposal) -> Preferences:
    proposal = preferences.mute_proposal
    is_same = proposal is not None and proposal.week_start == posted.week_start
    return preferences.evolve(mute_proposal=posted) if is_same else preferences


def _notify_subscribers(preferences: Preferences, ports: SubscriptionPorts) -> None:
    for creator in sorted({one.created_by for one in preferences.subscriptions or () if one.created_by}):
        try:
            ports.budget_messages.notify_channel_unavailable(preferences, creator)
        except (ChannelUnavailable, Refused):
            continue  # the creator left too
        except DeskError:
            return  # the next run retries
    ports.preferences.update(preferences.recipient, _with_notified_subscribers)


def _with_notified_subscribers(preferences: Preferences) -> Preferences:
    if preferences.unreachable is None:
        return preferences
    return preferences.evolve(unreachable=replace(preferences.unreachable, is_notified=True))


def _with_mute(preferences: Preferences, added: Mute) -> Preferences:
    """Return a copy with one more mute and without the expired ones."""
    kept = tuple(
        one for one in preferences.mutes if one.until > added.muted_at and one.connection_id != added.connection_id
    )
    return preferences.evolve(mutes=(*kept, added))


def _proposed_name(connection_id: str, proposal: MuteProposal | None) -> str:
    connections = proposal.connections if proposal else ()
    names = {connection.connection_id: connection.name for connection in connections}
    if connection_id not in names:
        raise Refused("This proposal is out of date.")
    return names[connection_id]
