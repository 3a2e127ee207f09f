"""A channel that hears too much is asked what to mute; who subscribed where we cannot speak is told so."""

from dataclasses import replace

from workflows.errors import Failure, Refused, ShutOut, Unavailable, not_done
from workflows.requests.decisions import Press
from workflows.subscriptions.model import is_person
from workflows.subscriptions.notification_budget import WEEK, Proposal, proposed, week_of
from workflows.subscriptions.ports import (
    House,
    SubscriberDesk,
    audience_of,
    budget_of,
    may_change,
    was_proposed,
)
from workflows.subscriptions.preferences import Mute, Preferences


def attend(desk: SubscriberDesk, house: House) -> None:
    """Propose where the budget of the week is spent, and tell of closed doors; each once."""
    for closed in desk.audiences.shut_out():
        _tell_makers(closed, desk)
    week = week_of(desk.clock.now())
    for audience, posts in desk.audiences.told_since(week).items():
        if not is_person(audience) and posts > budget_of(desk.audiences.get(audience), house):
            _attend_one(audience, desk, house)


def mute(connection_id: str, press: Press, desk: SubscriberDesk, house: House) -> None:
    """Somebody pressed *Mute … for a week* in a channel; whoever may not hears why."""
    audience = audience_of(press)
    try:
        person = may_change(audience, press, desk, house)
        now, before = desk.clock.now(), desk.audiences.get(audience)
        if already := before.muted(connection_id, now):
            until = already.until.strftime("%-d %B at %H:%M UTC")
            raise Refused(f"{already.name} is silent here already until {until}, by {already.who}.")
        name = _name(connection_id, before.proposal)
        new = Mute(connection_id, name, person.id, person.name, now, now + WEEK)
        desk.audiences.change(audience, lambda one: _with(one, new))
    except Refused as refusal:
        desk.announcer.whisper(press.channel, press.by, refusal.words)
    except Unavailable as trouble:
        desk.announcer.whisper(press.channel, press.by, not_done(trouble))
    else:
        _show(audience, desk)


def unmute(audience: str, connection_id: str, press: Press, desk: SubscriberDesk, house: House) -> None:
    """Let a channel hear of a connection again; `Refused` for whoever may not."""
    may_change(audience, press, desk, house)
    desk.audiences.change(
        audience, lambda one: one.but(mutes=tuple(m for m in one.mutes if m.connection_id != connection_id))
    )


def _attend_one(audience: str, desk: SubscriberDesk, house: House) -> None:
    now = desk.clock.now()
    preferences, week = desk.audiences.get(audience), week_of(now)
    if not was_proposed(preferences, week):
        posts = desk.audiences.posts(audience, week)
        loud = [one for one in posts if one and not preferences.muted(one, now)]
        found = proposed(posts, desk.records.public_names(loud), budget_of(preferences, house), week)
        desk.audiences.change(
            audience, lambda one: one if was_proposed(one, week) else one.but(proposal=found)
        )
    _show(audience, desk)


def _show(audience: str, desk: SubscriberDesk) -> None:
    """Make the message of the proposal agree with what was muted; what fails now is left to the next look."""
    preferences = desk.audiences.get(audience)
    digest = desk.notes.digest(preferences)
    if preferences.proposal is None or preferences.proposal.shown == digest:
        return
    try:
        message = desk.notes.propose(audience, preferences)
    except Failure:
        return
    shown = replace(preferences.proposal, message=message, shown=digest)
    desk.audiences.change(audience, lambda one: _if_same(one, shown))


def _if_same(preferences: Preferences, shown: Proposal) -> Preferences:
    same = preferences.proposal and preferences.proposal.week == shown.week
    return preferences.but(proposal=shown) if same else preferences


def _tell_makers(closed: Preferences, desk: SubscriberDesk) -> None:
    for maker in sorted({one.by for one in closed.subscriptions or () if one.by}):
        try:
            desk.notes.tell_shut_out(closed, maker)
        except (ShutOut, Refused):
            continue  # they have left, too
        except Failure:
            return  # the next look tries again
    desk.audiences.change(
        closed.audience, lambda one: one.but(closed=replace(one.closed, told=True)) if one.closed else one
    )


def _with(preferences: Preferences, new: Mute) -> Preferences:
    """With a mute; those that are over are forgotten."""
    left = tuple(
        one for one in preferences.mutes if one.until > new.at and one.connection_id != new.connection_id
    )
    return preferences.but(mutes=(*left, new))


def _name(connection_id: str, proposal: Proposal | None) -> str:
    names = {source.connection_id: source.name for source in (proposal.sources if proposal else ())}
    if connection_id not in names:
        raise Refused("This proposal is no longer the last one. Nothing has changed.")
    return names[connection_id]
