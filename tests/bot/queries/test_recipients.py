"""Who hears of an incident is asked of the database and of Slack, when it is told."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Engine

from bot.queries.recipients import ChannelHearing
from bot.store.preferences import AudienceStore
from tests.support.fake_request_ports import PEOPLE
from tests.support.fake_subscription_ports import HOME, OTHER, an_incident
from tests.support.sample_data import MONDAY, a_connected_request
from workflows.errors import Unavailable
from workflows.notifications.recipients import audiences
from workflows.permissions import Person
from workflows.requests.model import ConnectorRequest, Message
from workflows.subscriptions.model import EVERYTHING
from workflows.subscriptions.preferences import Preferences

SENSITIVE = an_incident(connection_id="polite_otter", is_sensitive=True)


class Slack:
    """Who is who; `silent` about those whom it cannot be asked about now."""

    def __init__(self, **silent: bool) -> None:
        self.silent = silent
        self.shared: set[str] = set()

    def is_shared(self, channel: str) -> bool:
        if channel in self.silent:
            raise Unavailable("Slack does not answer.")
        return channel in self.shared

    def who(self, user_id: str) -> Person:
        if user_id in self.silent:
            raise Unavailable("Slack does not answer.")
        return PEOPLE[user_id]

    def home(self) -> str:
        return "T0DESK"

    def approvers(self) -> frozenset[str]:
        return frozenset({"U0BO"})

    def of_connection(self, connection_id: str) -> ConnectorRequest | None:
        """Ada asked for it, and Rosa is its business owner."""
        return a_connected_request() if connection_id == "polite_otter" else None

    def now(self) -> Any:
        return MONDAY


def hearing(database: Engine, *hear_everything: str, shared: str = "", **silent: bool) -> ChannelHearing:
    """These people and channels subscribed to everything."""
    store, slack = AudienceStore(database), Slack(**silent)
    slack.shared = {shared, HOME}
    for audience in hear_everything:
        store.change(audience, lambda now: now.with_(EVERYTHING, HOME))
    return ChannelHearing(HOME, frozenset({"U0CLEO"}), slack, slack, store, slack, slack)  # type: ignore[arg-type]


def test_what_is_sensitive_is_told_to_approvers_superusers_and_its_own_people(database: Engine) -> None:
    everybody = hearing(database, OTHER, "U0ADA", "U0BO", "U0CLEO", "U0ROSA")

    assert audiences(SENSITIVE, everybody.hearers(SENSITIVE)) == ["U0ADA", "U0BO", "U0CLEO", "U0ROSA"]
    elsewhere = replace(SENSITIVE, connection_id="duel_salutation")
    assert audiences(elsewhere, everybody.hearers(elsewhere)) == ["U0BO", "U0CLEO"]


def test_whoever_is_no_full_member_any_more_hears_nothing(database: Engine) -> None:
    some = hearing(database, "U0ADA", "U0GUS", "U0DORA", "U0PIA")

    assert audiences(an_incident(), some.hearers(an_incident())) == [HOME, "U0ADA"]


def test_while_slack_cannot_be_asked_people_stay_colleagues(database: Engine) -> None:
    some = hearing(database, "U0ADA", U0ADA=True)

    assert audiences(an_incident(), some.hearers(an_incident())) == [HOME, "U0ADA"]


def test_a_channel_that_closes_is_remembered_and_the_home_channel_is_not(database: Engine) -> None:
    some = hearing(database, OTHER)

    assert some.shut_out(OTHER, "is_archived")
    assert not some.shut_out(HOME, "is_archived")

    assert audiences(an_incident(), some.hearers(an_incident())) == [HOME]
    assert [one.audience for one in some.audiences.shut_out()] == [OTHER]


def test_somebody_who_is_gone_is_not_told_so(database: Engine) -> None:
    some = hearing(database, "U0ADA")

    assert some.shut_out("U0ADA", "channel_not_found")

    assert audiences(an_incident(), some.hearers(an_incident())) == [HOME]
    assert some.audiences.shut_out() == []
    assert some.audiences.get(HOME) == Preferences(HOME)


def test_a_channel_that_another_organisation_joined_hears_nothing_more(database: Engine) -> None:
    some, store = hearing(database, OTHER, shared=OTHER), AudienceStore(database)
    told = an_incident(messages={OTHER: Message(OTHER, "1.0")})

    assert audiences(told, some.hearers(told)) == [HOME]
    assert [one.audience for one in store.shut_out()] == [OTHER]
    store.change(OTHER, lambda one: one.but(closed=replace(one.closed, told=True)))
    some.hearers(told)
    assert store.shut_out() == []  # whoever subscribed is told once


def test_while_slack_cannot_be_asked_channels_stay_our_own(database: Engine) -> None:
    some = hearing(database, OTHER, shared=OTHER, **{OTHER: True})

    assert audiences(an_incident(), some.hearers(an_incident())) == [OTHER, HOME]
