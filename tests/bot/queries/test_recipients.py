"""Recipients are looked up in the database and in Slack at send time."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Engine

from bot.queries.recipients import RecipientQueries
from bot.store.connection_owners import OwnerStore
from bot.store.preferences import PreferencesStore
from tests.support.fake_request_ports import PEOPLE
from tests.support.fake_subscription_ports import HOME, OTHER, an_incident
from tests.support.sample_data import MONDAY, a_connected_request
from workflows.errors import Unavailable
from workflows.notifications.recipients import choose_recipients
from workflows.ownership.model import OwnerChange, Ownership
from workflows.ports import HomeWorkspace, Person
from workflows.requests.mirrors import Message
from workflows.requests.model import ConnectorRequest
from workflows.subscriptions.model import DEFAULT_SUBSCRIPTION
from workflows.subscriptions.preferences import Preferences

SENSITIVE = an_incident(connection_id="polite_otter", is_restricted=True)


class Slack:
    """Who is who; `silent` about those whom it cannot be asked about now."""

    def __init__(self, **silent: bool) -> None:
        self.silent = silent
        self.shared: set[str] = set()

    def is_shared(self, channel: str) -> bool:
        if channel in self.silent:
            raise Unavailable("Slack does not answer.")
        return channel in self.shared

    def look_up(self, user_id: str, *, fresh: bool = False) -> Person:
        if user_id in self.silent:
            raise Unavailable("Slack does not answer.")
        return PEOPLE[user_id]

    def home(self) -> HomeWorkspace:
        return HomeWorkspace("T0DESK")

    def approvers(self, *, fresh: bool = False) -> frozenset[str]:
        return frozenset({"U0BO"})

    def sensitive_approvers(self, *, fresh: bool = False) -> frozenset[str]:
        return self.approvers()

    def find_by_connection(self, connection_id: str) -> ConnectorRequest | None:
        """Ada asked for it, and Rosa is its business owner."""
        return a_connected_request() if connection_id == "polite_otter" else None

    def now(self) -> Any:
        return MONDAY


def hearing(database: Engine, *hear_everything: str, shared: str = "", **silent: bool) -> RecipientQueries:
    """These people and channels subscribed to everything."""
    store, slack = PreferencesStore(database), Slack(**silent)
    slack.shared = {shared, HOME}
    for audience in hear_everything:
        store.update(audience, lambda now: now.with_subscription(DEFAULT_SUBSCRIPTION, HOME))
    owners = OwnerStore(database, slack)
    return RecipientQueries(HOME, frozenset({"U0CLEO"}), slack, slack.is_shared, store, slack, slack, owners)  # type: ignore[arg-type]


def test_restricted_incidents_go_to_approvers_superusers_and_owners(database: Engine) -> None:
    recipients = hearing(database, OTHER, "U0ADA", "U0BO", "U0CLEO", "U0ROSA")

    assert choose_recipients(SENSITIVE, recipients.recipients_for(SENSITIVE)) == [
        "U0ADA",
        "U0BO",
        "U0CLEO",
        "U0ROSA",
    ]
    elsewhere = replace(SENSITIVE, connection_id="duel_salutation")
    assert choose_recipients(elsewhere, recipients.recipients_for(elsewhere)) == ["U0BO", "U0CLEO"]


def test_a_restricted_incident_reaches_the_person_who_claimed_its_connection(database: Engine) -> None:
    recipients = hearing(database, OTHER, "U0ROSA", "U0GIL")
    nothing = Ownership("calm_river")
    claimed = nothing.give_to("U0ROSA", "Rosa Neri", "U0ROSA", MONDAY)
    assert recipients.owners.change(nothing, claimed, OwnerChange.CLAIMED, "U0ROSA")

    theirs = replace(SENSITIVE, connection_id="calm_river", owner="U0ROSA")
    assert choose_recipients(theirs, recipients.recipients_for(theirs)) == ["U0BO", "U0ROSA"]


def test_a_restricted_incident_reaches_no_group_that_owns_its_connection(database: Engine) -> None:
    recipients = hearing(database, OTHER, "S0DATAENG")
    nothing = Ownership("calm_river")
    given = nothing.give_to("S0DATAENG", "@data-engineering", "U0BO", MONDAY)
    assert recipients.owners.change(nothing, given, OwnerChange.ASSIGNED, "U0BO")

    theirs = replace(SENSITIVE, connection_id="calm_river", owner="S0DATAENG")
    assert choose_recipients(theirs, recipients.recipients_for(theirs)) == ["U0BO"]


def test_people_who_are_no_longer_members_get_nothing(database: Engine) -> None:
    some = hearing(database, "U0ADA", "U0GUS", "U0DORA", "U0PIA")

    assert choose_recipients(an_incident(), some.recipients_for(an_incident())) == [HOME, "U0ADA"]


def test_people_stay_members_while_slack_is_down(database: Engine) -> None:
    some = hearing(database, "U0ADA", U0ADA=True)

    assert choose_recipients(an_incident(), some.recipients_for(an_incident())) == [HOME, "U0ADA"]


def test_an_unreachable_channel_is_stored_but_not_the_home_channel(database: Engine) -> None:
    some = hearing(database, OTHER)

    assert some.mark_unreachable(OTHER, "is_archived")
    assert not some.mark_unreachable(HOME, "is_archived")

    assert choose_recipients(an_incident(), some.recipients_for(an_incident())) == [HOME]
    assert [one.recipient for one in some.preferences.unnotified_unreachable()] == [OTHER]


def test_a_person_who_left_gets_no_notice(database: Engine) -> None:
    some = hearing(database, "U0ADA")

    assert some.mark_unreachable("U0ADA", "channel_not_found")

    assert choose_recipients(an_incident(), some.recipients_for(an_incident())) == [HOME]
    assert some.preferences.unnotified_unreachable() == []
    assert some.preferences.get(HOME) == Preferences(HOME)


def test_a_channel_shared_with_another_organization_gets_nothing(database: Engine) -> None:
    some, store = hearing(database, OTHER, shared=OTHER), PreferencesStore(database)
    told = an_incident(messages={OTHER: Message(OTHER, "1.0")})

    assert choose_recipients(told, some.recipients_for(told)) == [HOME]
    assert [one.recipient for one in store.unnotified_unreachable()] == [OTHER]
    (unreachable,) = (one.unreachable for one in store.unnotified_unreachable())
    assert unreachable
    store.update(OTHER, lambda one: one.evolve(unreachable=replace(unreachable, is_notified=True)))
    some.recipients_for(told)
    assert store.unnotified_unreachable() == []  # each subscriber is told once


def test_channels_stay_unshared_while_slack_is_down(database: Engine) -> None:
    some = hearing(database, OTHER, shared=OTHER, **{OTHER: True})

    assert choose_recipients(an_incident(), some.recipients_for(an_incident())) == [OTHER, HOME]
