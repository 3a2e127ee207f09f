"""Webhooks are kept registered, and missed when they stop."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from structlog.testing import capture_logs

from tests.support.sample_data import MONDAY
from workflows.connections.webhook_status import WebhookRegistration, WebhookStatus
from workflows.connections.webhooks import WEBHOOK_EVENTS, Webhook, WebhookPorts, ensure_webhooks, find_webhook
from workflows.errors import DeskError, Refused, Unavailable

URL = "https://desk.example.com/webhooks/fivetran"
HOOK = Webhook("tough_hook", URL, "dev", is_active=True, events=frozenset(WEBHOOK_EVENTS))
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@dataclass
class Account:
    """An account, a memory and a clock."""

    standing: WebhookStatus = field(default_factory=lambda: WebhookStatus("dev"))
    trouble: DeskError | None = None
    has_address: bool = True
    asked: list[bool] = field(default_factory=list)
    time: datetime = MONDAY

    def now(self) -> datetime:
        return self.time

    def ensure(self, group_id: str, *, renew: bool) -> WebhookRegistration | None:
        self.asked.append(renew)
        if not self.has_address:
            return None
        if self.trouble:
            raise self.trouble
        return WebhookRegistration("tough_hook")

    def refresh_statuses(self) -> list[WebhookStatus]:
        return [self.standing]

    def record_registration(self, group_id: str, found: WebhookRegistration) -> None:
        self.standing = self.standing.with_registration(found, self.time)

    def record_failure(self, group_id: str, words: str) -> None:
        self.standing = self.standing.with_error(words, self.time)

    def looks_after(self, minutes: int) -> "Account":
        """So many minutes pass, and in each a process looks."""
        desk = WebhookPorts(self, self, self)
        for _ in range(minutes):
            ensure_webhooks(desk)
            self.time += MINUTE
        return self


def test_a_webhook_is_checked_every_ten_minutes() -> None:
    account = Account().looks_after(30)

    assert account.asked == [False, False, False]
    assert account.standing.hook_id == "tough_hook"


@pytest.mark.parametrize("failure", [Refused("It cannot be reached."), Unavailable("Fivetran sleeps.")])
def test_one_that_cannot_be_registered_is_tried_again_soon_and_says_why(failure: DeskError) -> None:
    account = Account(trouble=failure).looks_after(10)

    assert len(account.asked) == 5
    assert account.standing.problem == f"It can't be registered. {failure.message}"


def test_a_webhook_that_is_registered_in_the_end_has_no_error() -> None:
    account = Account(trouble=Refused("It cannot be reached.")).looks_after(3)
    account.trouble = None

    assert account.looks_after(2).standing.problem == ""


def test_those_made_by_hand_are_missed_too() -> None:
    account = Account(silent_from(WebhookStatus("dev").with_receipt(MONDAY)), has_address=False)

    account.looks_after(1)

    assert account.standing.hook_id == ""
    assert account.standing.is_silent


@pytest.mark.parametrize(
    ("hooks", "found"),
    [
        ([], None),
        ([HOOK], HOOK),
        ([replace(HOOK, group_id="prod")], None),
        ([replace(HOOK, url="https://elsewhere.example.com/")], None),
        ([replace(HOOK, group_id=None)], replace(HOOK, group_id=None)),
        ([replace(HOOK, id="old", is_active=False), HOOK], HOOK),
        ([replace(HOOK, is_active=False)], replace(HOOK, is_active=False)),
    ],
)
def test_ours_is_the_one_that_comes_to_us_with_the_news_of_the_group(
    hooks: list[Webhook], found: Webhook | None
) -> None:
    assert find_webhook(hooks, URL, "dev") == found


@pytest.mark.parametrize(
    ("hook", "in_order"),
    [
        (HOOK, True),
        (replace(HOOK, events=HOOK.events | {"sync_start"}), True),
        (replace(HOOK, events=HOOK.events - {"sync_end"}), False),
        (replace(HOOK, is_active=False), False),
    ],
)
def test_a_webhook_is_in_order_when_it_sends_all_wanted_events(hook: Webhook, in_order: bool) -> None:
    assert hook.is_fully_enabled is in_order


def registered() -> WebhookStatus:
    """A webhook that is there since Monday."""
    return WebhookStatus("dev").with_registration(WebhookRegistration("tough_hook"), MONDAY)


def silent_from(standing: WebhookStatus) -> WebhookStatus:
    """One that missed a sync on Monday, and had nothing to tell for the hour after."""
    for minute in range(3, 64):
        standing = standing.with_poll(MONDAY + 3 * MINUTE, MONDAY + minute * MINUTE)
    return standing


def test_syncs_that_end_for_an_hour_unheard_are_a_silence() -> None:
    standing, first = registered(), MONDAY + 3 * MINUTE
    for minute in range(60):
        standing = standing.with_poll(first + MINUTE * minute, first + MINUTE * minute)
        assert not standing.is_silent

    standing = standing.with_poll(first + HOUR, first + HOUR)

    assert standing.problem == "No events since 2026-11-23 09:03 UTC, although syncs finished."


def test_a_word_ends_the_silence() -> None:
    silent = silent_from(registered())
    assert silent.is_silent

    assert silent.with_receipt(MONDAY + 3 * HOUR).problem == ""


def test_an_event_during_our_own_outage_is_not_a_silence() -> None:
    back = MONDAY + 9 * HOUR  # no process ran until now; Fivetran comes again within the hour
    standing = registered().with_poll(MONDAY + 3 * MINUTE, back)
    assert not standing.is_silent

    standing = standing.with_poll(MONDAY + 3 * MINUTE, back + 3 * HOUR)  # and away once more
    assert not standing.is_silent


def test_a_quiet_night_is_not_a_silence() -> None:
    standing = registered().with_receipt(MONDAY + MINUTE)

    ended = MONDAY + 2 * MINUTE  # by Fivetran's clock, which is a little ahead
    assert not standing.with_poll(ended, MONDAY + 9 * HOUR).is_silent


def test_a_sync_that_ended_before_the_webhook_existed_is_not_missed() -> None:
    standing = registered()

    assert standing.with_poll(MONDAY - MINUTE, MONDAY + 2 * HOUR) == standing
    assert WebhookStatus("dev").with_poll(MONDAY, MONDAY + 2 * HOUR) == WebhookStatus("dev")


def test_a_silent_one_gets_our_secret_again() -> None:
    silent = silent_from(registered())
    account = Account(silent, time=MONDAY + 2 * HOUR)

    account.looks_after(1)

    assert account.asked == [True]
    assert account.standing.is_silent  # until something is heard


def test_one_that_was_switched_off_counts_from_anew() -> None:
    standing = registered().with_registration(WebhookRegistration("tough_hook", was_disabled=True), MONDAY + HOUR)

    assert standing.registered_at == MONDAY + HOUR


class TwoGroups(Account):
    """The webhook of production can't be understood."""

    def ensure(self, group_id: str, *, renew: bool) -> WebhookRegistration | None:
        if group_id == "prod":
            raise KeyError("events")
        return super().ensure(group_id, renew=renew)

    def refresh_statuses(self) -> list[WebhookStatus]:
        return [WebhookStatus("prod"), self.standing]


def test_a_group_whose_webhook_cannot_be_understood_stops_no_other() -> None:
    account = TwoGroups()

    with capture_logs() as logs:
        account.looks_after(1)

    assert account.standing.hook_id == "tough_hook"
    assert [line["item"] for line in logs] == ["prod"]
