"""Critical incidents in production are paged once, and the page ends with them."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from bot.store.incident_rows import needs_no_message
from tests.support.fake_incident_ports import IncidentWorld
from tests.support.sample_data import MONDAY, an_incident
from workflows.errors import Refused, Unavailable
from workflows.incidents.model import Condition, Incident, Severity
from workflows.incidents.next_step import VendorAdvice
from workflows.incidents.storm_updates import update_storms
from workflows.incidents.storms import ConnectionGroup
from workflows.monitoring.thresholds import Thresholds
from workflows.notifications.notify import notify
from workflows.notifications.page import RESTRICTED_DETAILS, OnCallPage, can_page, make_page
from workflows.notifications.ports import Subject
from workflows.ports import RenderedMessage

PROD = ConnectionGroup("prod", "Fivetran_Prod", 212, is_production=True)


@dataclass
class Pager:
    """Records what it was sent; fails with `trouble` if there is any."""

    is_on: bool = True
    sent: list[str] = field(default_factory=list)
    trouble: Exception | None = None

    def trigger(self, page: OnCallPage) -> None:
        self._take(f"trigger {page.subject_id}")

    def resolve(self, subject_id: str) -> None:
        self._take(f"resolve {subject_id}")

    def _take(self, what: str) -> None:
        if self.trouble:
            raise self.trouble
        self.sent.append(what)


class Desk(IncidentWorld):
    """Slack posts nothing new after the first message, so only pages count."""

    def render(self, subject: Subject, message: object) -> RenderedMessage:
        return RenderedMessage("the same", [])


def told(world: Desk, pager: Pager, subject: Subject | None = None) -> None:
    """Notify of a subject, or again of the one that is known."""
    ports = replace(world.with_subjects(*([subject] if subject else world.subjects.values())), pager=pager)
    notify(next(iter(world.subjects)), ports, Thresholds())


def test_an_incident_is_paged_once_and_resolved_once() -> None:
    world, pager = Desk(), Pager()

    told(world, pager, an_incident())
    told(world, pager)
    known = world.subjects["zoom-1"]
    assert isinstance(known, Incident)
    told(world, pager, known.evolve(ended_at=MONDAY))
    told(world, pager)

    assert pager.sent == ["trigger zoom-1", "resolve zoom-1"]


@pytest.mark.parametrize(
    "incident",
    [
        an_incident(is_production=False),
        an_incident(severity=Severity.WARNING),
        an_incident(ended_at=MONDAY),
        an_incident(storm_id="storm-1"),
    ],
    ids=["development", "warning", "over", "in a storm"],
)
def test_only_open_critical_incidents_in_production_are_paged(incident: Incident) -> None:
    world, pager = Desk(), Pager()

    told(world, pager, incident)

    assert (pager.sent, can_page(incident), can_page(an_incident())) == ([], False, True)


def test_a_page_that_waits_is_sent_again_and_holds_no_message() -> None:
    world, pager = Desk(), Pager(trouble=Unavailable("PagerDuty can't be reached."))

    told(world, pager, an_incident())
    assert (world.happened[0], world.off["zoom-1"] > world.now()) == ("post zoom-1 C1", True)
    pager.trouble = None
    told(world, pager)

    assert (pager.sent, world.subjects["zoom-1"].is_paged) == (["trigger zoom-1"], True)


def test_a_page_goes_out_while_slack_is_away() -> None:
    world, pager = Desk(trouble={"slack": Unavailable("Slack didn't respond.")}), Pager()

    told(world, pager, an_incident())

    assert (pager.sent, world.happened) == (["trigger zoom-1"], [])


def test_a_page_that_is_refused_is_logged_and_not_tried_again(capsys: pytest.CaptureFixture[str]) -> None:
    world, pager = Desk(), Pager(trouble=Refused("PagerDuty refused the event with HTTP status 400."))

    told(world, pager, an_incident())
    pager.trouble = None
    told(world, pager)

    assert pager.sent == []
    assert capsys.readouterr().out.count("a page was refused") == 1


def test_a_storm_takes_the_place_of_the_pages_of_its_incidents() -> None:
    pager, hit = Pager(), [an_incident(f"a{n}", is_paged=True) for n in range(6)]
    ((storm,), joined) = update_storms([], hit, PROD, Thresholds(), MONDAY)

    told(Desk(), pager, storm)
    told(Desk(), pager, joined[0])

    assert pager.sent == [f"trigger {storm.id}", "resolve a0-1"]
    assert make_page(storm).summary == "Fivetran_Prod: 6 of 212 connections are failing"
    assert not needs_no_message(joined[0])
    assert needs_no_message(joined[0].evolve(is_paged=False))


def test_without_an_address_nothing_is_sent() -> None:
    world, pager = Desk(), Pager(is_on=False)

    told(world, pager, an_incident())

    assert (pager.sent, world.subjects["zoom-1"].is_paged) == ([], False)


def test_a_page_says_what_to_do_and_where() -> None:
    advice = VendorAdvice("The token ended.", "Sign in.")
    page = make_page(an_incident(owner_name="Ada Okafor", advice=advice, reopened_at=MONDAY + timedelta(hours=1)))

    assert (page.summary, page.source, page.at) == (
        "zoom can't sign in · production",
        "Fivetran_Prod",
        MONDAY + timedelta(hours=1),
    )
    assert (page.connection_name, page.connection_id) == ("zoom", "brisk_otter")
    assert page.details == {
        "reason": "The token ended.",
        "next_step": "Sign in.",
        "last_data": "2026-11-23 03:00 UTC",
        "owner": "Ada Okafor",
    }


def test_a_page_about_a_restricted_connection_names_nothing() -> None:
    page = make_page(an_incident(is_restricted=True, owner_name="Ada Okafor", condition=Condition.FAILING))

    assert page == OnCallPage(
        "zoom-1",
        "A restricted connection can't sync · production",
        "Fivetran_Prod",
        MONDAY,
        details={"note": RESTRICTED_DETAILS},
    )
