"""Golden messages of incidents and storms."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from bot.slack.client import SlackRefused
from bot.slack.incident_messages import HIDDEN_MESSAGE, SlackIncidentMessages
from bot.slack.message_search import METADATA_EVENT
from bot.slack.poster import Poster
from bot.slack.views.blocks import Block
from bot.slack.views.incident import ACTIVITY_LABELS, incident_blocks, incident_text, incident_thread_text
from bot.slack.views.storm import NEXT_STEP_LABELS, storm_blocks, storm_text, storm_thread_text
from tests.bot.slack.test_poster import OldLedger
from tests.support.rendered_text import as_seen
from tests.support.sample_data import MONDAY, an_incident
from workflows.errors import Misconfigured
from workflows.incidents.actions import IncidentAction
from workflows.incidents.conditions import OUTAGE
from workflows.incidents.model import UNTIL_RECOVERY, ActivityEntry, Condition, EndReason, Severity
from workflows.incidents.next_step import NextStep, VendorAdvice
from workflows.incidents.storm_updates import update_storms
from workflows.incidents.storms import ConnectionGroup
from workflows.monitoring.thresholds import Thresholds
from workflows.requests.mirrors import Message

SNOOZE = "[Snooze: 1 h · 4 h · 1 day · Until it recovers]"
NINE, THREE = "2026-11-23 09:00 UTC", "2026-11-23 03:00 UTC"
STALE = f"Last data: {THREE} ({THREE}) · "
PAGE = "https://fivetran.com/dashboard/connections/brisk_otter"
RULES, PROD = Thresholds(), ConnectionGroup("prod", "Fivetran_Prod", 212, is_production=True)


def test_a_broken_authorization_mentions_the_owner_and_the_next_step() -> None:
    facts = {"message": "The login <Zoom> is no longer accepted. Reconnect it."}
    incident = an_incident(owner="U0ADA", owner_name="Ada <Okafor>", facts=facts)

    assert (
        as_seen(incident_blocks(incident, used_by="Marketing & sales"))
        == f"""\
:red_circle: *`zoom` can't sign in* · production
>The login &lt;Zoom&gt; is no longer accepted.
*Next:* Reconnect it. The owner gets a sign-in link, approvers the Setup tab.
{STALE}Owner: <@U0ADA> · Used by: Marketing &amp; sales
(broken authorization since {NINE} · Open in Fivetran)
[Get sign-in link] [Run setup tests] [Pause] [Sync now] [I'm on it] {SNOOZE}"""
    )
    group = incident.evolve(owner="S0DATAENG", owner_name="@data-engineering")
    assert "Owner: <!subteam^S0DATAENG>" in as_seen(incident_blocks(group))
    assert "Owner: @data-engineering" in as_seen(incident_blocks(group, mentions=False))
    text = incident_text(incident, used_by="Marketing & sales")
    assert re.sub(r"<!date[^|]*[|]([^>]*)>", r"\1", text) == (
        "zoom can't sign in · production. The login &lt;Zoom&gt; is no longer accepted. Reconnect it. The owner "
        f"gets a sign-in link, approvers the Setup tab. {STALE}Owner: Ada &lt;Okafor&gt; · "
        "Used by: Marketing &amp; sales"
    )


@pytest.mark.parametrize(
    ("condition", "severity", "codes", "head", "label", "step", "buttons"),
    [
        (
            Condition.FAILING,
            Severity.WARNING,
            (),
            ":large_orange_circle: *`zoom` can't sync* · production",
            "failing syncs",
            "Run the setup tests. They show whether the login or the source is the cause.",
            "[Run setup tests] [Sync now] [Pause] [I'm on it]",
        ),
        (
            Condition.DELAYED,
            Severity.WARNING,
            (),
            ":large_orange_circle: *`zoom` is late* · production",
            "late data",
            "Select *Sync now*. If it's often late, check its schedule and its source.",
            "[Sync now] [Run setup tests] [I'm on it]",
        ),
        (
            Condition.STUCK,
            Severity.WARNING,
            (),
            ":large_orange_circle: *`zoom` is stuck* · production",
            "stuck after rescheduling",
            "Select *Sync now*, or rerun the Airflow task.",
            "[Sync now] [I'm on it]",
        ),
        (
            Condition.SCHEMA_CHANGE,
            Severity.WARNING,
            ("blocked_on_capture",),
            ":large_orange_circle: *`zoom` needs a schema review* · production",
            "schema change pending",
            "Allow the captured schema on the Schema tab. Syncs wait until then.",
            "[Review schema] [I'm on it]",
        ),
        (
            Condition.PAUSED_BY_FIVETRAN,
            Severity.CRITICAL,
            (),
            ":red_circle: *`zoom` was paused by Fivetran* · production",
            "paused by Fivetran",
            "Fix the cause, then select *Resume syncs*.",
            "[Resume syncs] [Run setup tests] [I'm on it]",
        ),
        (
            Condition.SETUP_INCOMPLETE,
            Severity.NOTICE,
            (),
            ":large_blue_circle: *`zoom` isn't set up* · production",
            "setup incomplete",
            "Enter the credentials, or delete the connection if it's unused.",
            "[Get sign-in link] [Run setup tests] [I'm on it]",
        ),
        (
            Condition.FLAPPING,
            Severity.WARNING,
            (),
            ":large_orange_circle: *`zoom` fails on and off* · production",
            "failing intermittently",
            "Check its logs for what the failures have in common. The source is often overloaded.",
            "[Open logs] [Run setup tests] [Pause] [I'm on it]",
        ),
        (
            Condition.WARNING,
            Severity.NOTICE,
            ("source_is_old",),
            ":large_blue_circle: *`zoom` has a new warning* · production",
            "new warning",
            "Read the warning. The connection still works.",
            "[Open in Fivetran] [I'm on it]",
        ),
    ],
)
def test_every_condition_shows_its_headline_next_step_and_buttons(
    condition: Condition,
    severity: Severity,
    codes: tuple[str, ...],
    head: str,
    label: str,
    step: str,
    buttons: str,
) -> None:
    incident = an_incident(
        condition=condition, severity=severity, codes=codes, facts={"message": "The source timed out."}
    )
    stale = STALE if incident.family == OUTAGE else ""

    assert as_seen(incident_blocks(incident)) == (
        f"{head}\n>The source timed out.\n*Next:* {step}\n{stale}Owner: none yet\n"
        f"({label} since {NINE} · Open in Fivetran)\n{buttons} [Claim] [Choose owner] {SNOOZE}"
    )


def test_fivetrans_own_advice_takes_the_place_of_ours() -> None:
    advice = VendorAdvice("The <token> was revoked.", "Sign in as an *admin*.\nThe <token> was revoked.")
    incident = an_incident(advice=advice)

    seen = as_seen(incident_blocks(incident)).splitlines()

    assert seen[1:3] == [
        "*Next:* Sign in as an *admin*. The &lt;token&gt; was revoked.",
        f"{STALE}Owner: none yet",
    ]
    assert seen[-1].startswith("[Get sign-in link]")
    other = an_incident(advice=VendorAdvice("", "Sign in."))
    assert as_seen(incident_blocks(other)).splitlines()[1] == ">The authorization for Zoom is no longer accepted."


def test_late_data_says_when_it_last_came_once() -> None:
    facts = {"succeeded_at": (MONDAY - timedelta(hours=6)).isoformat(), "is_overdue": True, "interval_seconds": 3600}
    late = an_incident(condition=Condition.DELAYED, facts=facts, codes=())

    assert as_seen(incident_blocks(late)).splitlines()[1:4:2] == [
        ">Syncs usually run every hour.",
        f"{STALE}Owner: none yet",
    ]
    assert f"Last successful sync: {THREE}" in re.sub(
        r"<!date[^|]*[|]([^>]*)>", r"\1", incident_thread_text(late, "worse 9")
    )
    never = late.evolve(succeeded_at=None)
    assert "Last data: none yet · Owner: none yet" in as_seen(incident_blocks(never))


@pytest.mark.parametrize(
    ("condition", "codes", "label", "url"),
    [
        (Condition.SCHEMA_CHANGE, (), "Review schema", f"{PAGE}/schema"),
        (Condition.FLAPPING, (), "Open logs", f"{PAGE}/logs"),
        (Condition.WARNING, (), "Open in Fivetran", f"{PAGE}/status"),
        (Condition.BROKEN_AUTH, ("resync_table_warning",), "Review schema", f"{PAGE}/schema"),
    ],
)
def test_a_step_in_fivetran_is_a_button_that_opens_its_tab(
    condition: Condition, codes: tuple[str, ...], label: str, url: str
) -> None:
    incident = an_incident(condition=condition, codes=codes)

    first = incident_blocks(incident)[-1]["elements"][0]

    assert (first["text"]["text"], first["url"], first["style"]) == (label, url, "primary")
    other = incident_blocks(incident, "https://fivetran.example/c/{id}")[-1]["elements"][0]
    assert other["url"] == "https://fivetran.example/c/brisk_otter"
    assert "[Run setup tests]" in as_seen(incident_blocks(an_incident(condition=Condition.FLAPPING), ""))


@pytest.mark.parametrize("condition", Condition)
@pytest.mark.parametrize("is_paused", [False, True])
def test_at_most_one_button_is_primary_and_none_is_there_twice(condition: Condition, is_paused: bool) -> None:
    incident = an_incident(condition=condition, codes=(), facts={"message": "It broke."}, is_paused=is_paused)

    elements = incident_blocks(incident)[-1]["elements"]

    assert sum(one.get("style") == "primary" for one in elements) == (condition is not Condition.FIRST_SYNC)
    assert len({one["action_id"] for one in elements}) == len(elements)


def test_a_first_sync_shows_neither_next_step_nor_buttons() -> None:
    incident = an_incident(condition=Condition.FIRST_SYNC, severity=Severity.NOTICE, ended_at=MONDAY, codes=())

    assert as_seen(incident_blocks(incident)) == (
        ":large_green_circle: *`zoom` has its first data* · production\n"
        f"(first sync complete, {NINE} · Open in Fivetran)"
    )
    assert incident_text(incident) == "zoom has its first data · production"


ACKNOWLEDGED = ActivityEntry("U0BO", "Bo <Lindqvist>", IncidentAction.ACKNOWLEDGE, MONDAY + timedelta(minutes=5))


def test_the_headline_says_who_is_on_it_and_until_when_it_is_snoozed() -> None:
    snoozed = ActivityEntry("U0BO", "Bo <Lindqvist>", IncidentAction.SNOOZE_4_HOURS, MONDAY + timedelta(minutes=6))
    incident = an_incident(
        acknowledged_by="U0BO",
        activity=(ACKNOWLEDGED, snoozed),
        snoozed_until=MONDAY + timedelta(hours=4),
        has_manual_schedule=True,
    )

    seen = as_seen(incident_blocks(incident)).splitlines()
    assert seen[0] == (
        ":red_circle: *`zoom` can't sign in* · production · Bo &lt;Lindqvist&gt; is on it · "
        "snoozed until 2026-11-23 13:00 UTC"
    )
    assert seen[4:] == [
        f"(broken authorization since {NINE} · Open in Fivetran · started outside Fivetran, usually by Airflow)",
        "(Bo &lt;Lindqvist&gt; snoozed it for 4 h, 2026-11-23 09:06 UTC)",
        "[Get sign-in link] [Run setup tests] [Pause] [Sync now] [Hand back] [Claim] [Choose owner] [Unsnooze]",
    ]
    for_good = as_seen(incident_blocks(incident.evolve(snoozed_until=UNTIL_RECOVERY)))
    assert "is on it · snoozed until it recovers\n" in for_good
    assert "Bo &lt;Lindqvist&gt; is on it · snoozed until" in incident_text(incident)


def test_after_a_hand_back_no_one_is_on_it() -> None:
    back = ActivityEntry("U0BO", "Bo <Lindqvist>", IncidentAction.HAND_BACK, MONDAY + timedelta(minutes=9))

    seen = as_seen(incident_blocks(an_incident(activity=(ACKNOWLEDGED, back)))).splitlines()

    assert seen[0] == ":red_circle: *`zoom` can't sign in* · production"
    assert seen[5:] == [
        "(Bo &lt;Lindqvist&gt; was on it, 2026-11-23 09:05 UTC)",
        "(Bo &lt;Lindqvist&gt; handed it back, 2026-11-23 09:09 UTC)",
        f"[Get sign-in link] [Run setup tests] [Pause] [Sync now] [I'm on it] [Claim] [Choose owner] {SNOOZE}",
    ]


def test_what_a_person_paused_can_be_resumed_before_and_after_it_is_closed() -> None:
    paused = ActivityEntry("U0BO", "Bo", IncidentAction.PAUSE, MONDAY + timedelta(minutes=5))
    incident = an_incident(is_paused=True, activity=(paused,))
    closed = incident.evolve(ended_at=MONDAY + timedelta(minutes=100), end_reason=EndReason.PAUSED)
    resumed = ActivityEntry("U0BO", "Bo", IncidentAction.RESUME, MONDAY + timedelta(hours=3))

    seen = as_seen(incident_blocks(incident)).splitlines()
    assert (seen[0], seen[-1]) == (
        ":red_circle: *`zoom` can't sign in* · production · paused",
        f"[Get sign-in link] [Run setup tests] [Resume syncs] [Sync now] [I'm on it] [Claim] [Choose owner] {SNOOZE}",
    )
    assert as_seen(incident_blocks(closed)) == (
        ":white_circle: *`zoom` was paused* · production · closed after 1 h 40 min\n"
        f"(broken authorization from {NINE} to 2026-11-23 10:40 UTC · Open in Fivetran)\n"
        "(Bo paused it, 2026-11-23 09:05 UTC)\n"
        "[Resume syncs]"
    )
    after = as_seen(incident_blocks(closed.evolve(is_paused=False, activity=(paused, resumed))))
    assert after.splitlines()[-1] == "(Bo resumed it, 2026-11-23 12:00 UTC)"


@pytest.mark.parametrize("action", IncidentAction)
def test_every_action_has_words_for_what_a_person_did(action: IncidentAction) -> None:
    incident = an_incident(activity=(ActivityEntry("U0BO", "Bo", action, MONDAY),))

    assert f"Bo {ACTIVITY_LABELS[action]}" in as_seen(incident_blocks(incident))


@pytest.mark.parametrize(
    ("failed", "outcome"), [((), "passed"), (("No login", "No database"), "failed: No login; No database")]
)
def test_the_result_of_the_setup_tests_is_shown(failed: tuple[str, ...], outcome: str) -> None:
    incident = an_incident(activity=(ActivityEntry("U0BO", "Bo", IncidentAction.RUN_TESTS, MONDAY, failed),))

    assert f"(Bo ran the setup tests, which {outcome}, {NINE})" in as_seen(incident_blocks(incident))


@pytest.mark.parametrize(
    ("condition", "meaning", "first"),
    [
        (
            Condition.BROKEN_AUTH,
            "so the login works again. Select *Sync now*: a successful sync ends this.",
            "[Sync now] [Get sign-in link]",
        ),
        (
            Condition.FAILING,
            "so the login isn't the cause. Select *Sync now*, or check its logs.",
            "[Sync now] [Run setup tests]",
        ),
        (
            Condition.PAUSED_BY_FIVETRAN,
            "so the login works. Select *Resume syncs*: a successful sync ends this.",
            "[Resume syncs]",
        ),
    ],
)
def test_setup_tests_that_pass_say_what_that_means(condition: Condition, meaning: str, first: str) -> None:
    passed = ActivityEntry("U0BO", "Bo", IncidentAction.RUN_TESTS, MONDAY)
    incident = an_incident(condition=condition, facts={"message": "The source timed out."}, activity=(passed,))

    seen = as_seen(incident_blocks(incident)).splitlines()

    assert seen[2] == f"*Next:* The setup tests pass, {meaning}"
    assert seen[-1].startswith(first)
    earlier = incident.evolve(reopened_at=MONDAY + timedelta(hours=1))
    assert "setup tests pass" not in as_seen(incident_blocks(earlier))


def test_every_next_step_has_a_label_of_one_or_two_words() -> None:
    assert {step: len(label.split()) in (1, 2) for step, label in NEXT_STEP_LABELS.items()} == dict.fromkeys(
        NextStep, True
    )


def test_pausing_a_manual_connection_warns_about_airflow() -> None:
    manual, auto = an_incident(has_manual_schedule=True), an_incident()

    warned, plain = (incident_blocks(one)[-1]["elements"][2]["confirm"] for one in (manual, auto))

    assert warned["text"]["text"].startswith("Airflow starts its syncs, so the Airflow task fails while")
    assert plain["text"]["text"] == "It stops loading data until a person resumes it, here or in Fivetran."


def test_a_resolved_incident_shows_its_duration_and_neither_reason_nor_buttons() -> None:
    facts = {"message": "The authorization for Zoom is no longer accepted. Reconnect it."}
    over = an_incident(ended_at=MONDAY + timedelta(hours=2), facts=facts)

    assert as_seen(incident_blocks(over)) == (
        ":large_green_circle: *`zoom` recovered after 2 h* · production\n"
        f"(broken authorization from {NINE} to 2026-11-23 11:00 UTC · Open in Fivetran)"
    )
    assert incident_thread_text(over, "ended") == ":white_check_mark: Recovered after 2 h."
    deleted = over.evolve(end_reason=EndReason.DELETED)
    assert incident_thread_text(deleted, "ended") == (
        ":white_check_mark: Closed after 2 h: the connection was deleted."
    )


def test_the_thread_reports_a_higher_severity_and_the_end_of_a_snooze() -> None:
    incident = an_incident(facts={"message": "The last 5 runs failed."}, condition=Condition.FAILING)

    assert incident_thread_text(incident, "worse 9") == (
        ":small_red_triangle: Now critical: failing syncs. The last 5 runs failed."
    )
    assert incident_thread_text(incident, "woken 9") == (":bell: Snooze ended – still open: failing syncs.")


def test_a_storm_is_one_message_with_a_table_that_counts_down() -> None:
    hit = [an_incident(f"source_{n:02}", service="zoom") for n in range(37)]
    ((storm,), joined) = update_storms([], hit, PROD, RULES, MONDAY)

    seen = as_seen(storm_blocks(storm)).splitlines()
    assert seen[:4] == [
        ":rotating_light: *Fivetran_Prod: 37 of 212 connections are failing · production* since 2026-11-23 09:00 UTC, "
        "most common next step: *Reconnect*",
        "Connection | Service | Next step | Since",
        "source_00 | zoom | Reconnect | 2026-11-23 09:00 UTC",
        "source_01 | zoom | Reconnect | 2026-11-23 09:00 UTC",
    ]
    assert seen[-3:] == [
        "Oldest data: 2026-11-23 03:00 UTC (2026-11-23 03:00 UTC) · 37 connections without an owner",
        "(0 of 37 recovered · showing 20 of 37 · this message updates by itself; its thread says when it's over)",
        "[Show connections] [I'm on it]",
    ]
    assert storm_text(storm).startswith(
        "Fivetran_Prod: 37 of 212 connections are failing · production since "
        "<!date^1795424400^{time}|2026-11-23 09:00 UTC>, "
        "most common next step: Reconnect · Oldest data: "
    )
    assert " · 37 connections without an owner: source_00, " in storm_text(storm)

    later = MONDAY + timedelta(hours=2)
    healed = [one.evolve(ended_at=later) for one in joined]
    ((calm,), _) = update_storms([storm], healed, PROD, RULES, later)
    assert as_seen(storm_blocks(calm)).splitlines()[0] == (
        ":large_green_circle: *Fivetran_Prod: all 37 connections failing since* 2026-11-23 09:00 UTC *have recovered*"
    )
    assert storm_thread_text(calm) == ":white_check_mark: Storm over after 2 h: all recovered."


def test_a_storm_says_how_stale_the_data_is_whom_it_affects_and_who_is_on_it() -> None:
    names = ["Ada Okafor", "Bo Lindqvist", "Cleo Marsh", "Gil Stone", "Gus Weber", "Rosa <Neri>"]
    hit = [
        an_incident(f"a{n}", owner=f"U{n}", owner_name=name, succeeded_at=MONDAY - timedelta(hours=n + 3))
        for n, name in enumerate(names)
    ]
    ((storm,), joined) = update_storms([], [*hit, an_incident("a6")], PROD, RULES, MONDAY)
    entry = ActivityEntry("U0BO", "Bo <Lindqvist>", IncidentAction.ACKNOWLEDGE, MONDAY)
    taken = storm.evolve(acknowledged_by="U0BO", activity=(entry,))

    seen = as_seen(storm_blocks(taken)).splitlines()

    assert "7 of 212 connections are failing · production · Bo &lt;Lindqvist&gt; is on it* since" in seen[0]
    assert seen[-3:] == [
        "Oldest data: 2026-11-23 01:00 UTC (2026-11-23 01:00 UTC) · Owners: Ada Okafor, Bo Lindqvist, Cleo Marsh, "
        "Gil Stone, Gus Weber, and 1 more · 1 connection without an owner",
        "(0 of 7 recovered · this message updates by itself; its thread says when it's over)",
        "[Show connections] [Hand back]",
    ]
    (list_button, take_button) = storm_blocks(storm)[-1]["elements"]
    assert (list_button["value"], take_button["value"]) == ("failing in production", storm.id)
    later = MONDAY + timedelta(hours=2)
    healed = [joined[0], *(one.evolve(ended_at=later) for one in joined[1:])]
    ((over,), (released,)) = update_storms([taken], healed, PROD, RULES, later)
    assert storm_blocks(over)[-1]["type"] == "context"
    assert "Bo &lt;Lindqvist&gt; is on it" in as_seen(incident_blocks(released))


def test_a_storm_that_ends_with_open_incidents_says_so() -> None:
    hit = [an_incident(f"source_{n}") for n in range(6)]
    ((storm,), joined) = update_storms([], hit, PROD, RULES, MONDAY)
    later = MONDAY + timedelta(hours=2)
    mixed = [joined[0], *(one.evolve(ended_at=later) for one in joined[1:])]

    ((over,), released) = update_storms([storm], mixed, PROD, RULES, later)

    assert storm_thread_text(over) == (
        ":white_check_mark: Storm over after 2 h. 1 connection is still failing and now has its own message."
    )
    assert [(one.name, one.storm_id) for one in released] == [("source_0", None)]
    assert "source_0" not in storm_text(over)  # its own message can be hidden later, this one isn't


def test_a_reminder_says_how_long_the_incident_is_unacknowledged() -> None:
    incident = an_incident(reminded_at=MONDAY + timedelta(days=1))

    assert incident_thread_text(incident, "still …") == (
        ":hourglass: Still open after 24 h and unacknowledged: broken authorization."
    )


def test_without_a_page_url_the_message_has_no_link() -> None:
    assert f"(broken authorization since {NINE})\n" in as_seen(incident_blocks(an_incident(), ""))


@dataclass
class FakePoster:
    """Record the owner in every post, and in the last edit in each channel."""

    posts: list[str] = field(default_factory=list)
    edits: dict[str, str] = field(default_factory=dict)

    def post(self, key: str, channel: str, _text: str, blocks: list[Block]) -> Message:
        self.posts.append(as_seen(blocks).splitlines()[3])
        return Message(channel, f"{len(self.posts)}.0")

    def replace(self, _old: Message, key: str, channel: str, text: str, blocks: list[Block]) -> Message:
        return self.post(key, channel, text, blocks)

    def update(self, message: Message, _text: str, blocks: list[Block]) -> bool:
        self.edits[message.channel] = as_seen(blocks).splitlines()[3]
        return True


def test_only_the_first_message_mentions_the_owner() -> None:
    poster = FakePoster()
    messages = SlackIncidentMessages(poster, "")  # type: ignore[arg-type]  # posts like `Poster`
    incident = an_incident(owner="U0ADA", owner_name="Ada <Okafor>")
    head = f"{STALE}Owner: "

    first = messages.post(incident, "C1", messages.render(incident, None))
    incident = incident.evolve(messages={"C1": first}, first_message=first)
    rendered = messages.render(incident, None)
    second = messages.post(incident, "C2", rendered)
    messages.post(incident.evolve(messages={"C1": first, "C2": second}), "C1", rendered)
    messages.edit(first, messages.render(incident, first))
    messages.edit(second, messages.render(incident, second))

    named = f"{head}Ada &lt;Okafor&gt;"
    assert poster.posts == [f"{head}<@U0ADA>", named, named]
    assert poster.edits == {"C1": f"{head}<@U0ADA>", "C2": named}
    as_posted = messages.render(incident.evolve(first_message=None), None)
    assert messages.render(incident, first).fingerprint == as_posted.fingerprint
    assert messages.render(incident, first).fingerprint != rendered.fingerprint


def test_a_group_is_mentioned_once_about_what_is_critical_in_production() -> None:
    messages = SlackIncidentMessages(FakePoster(), "", critical_group="S0ONCALL")  # type: ignore[arg-type]
    critical, first = an_incident(), Message("C1", "1.0")
    ((storm,), _) = update_storms([], [an_incident(f"a{n}") for n in range(5)], PROD, RULES, MONDAY)

    def mentions(subject: Any, message: Message | None = None) -> int:
        return str(messages.render(subject, message).blocks).count("<!subteam^S0ONCALL>")

    assert [mentions(critical), mentions(storm)] == [1, 1]
    assert mentions(critical.evolve(first_message=first), first) == 1
    assert mentions(critical.evolve(first_message=first), Message("C2", "2.0")) == 0
    for quiet in (
        critical.evolve(is_production=False),
        critical.evolve(severity=Severity.WARNING),
        critical.evolve(is_restricted=True),
        critical.evolve(ended_at=MONDAY),
    ):
        assert mentions(quiet) == 0
    assert "subteam" not in messages.render(critical, None).text


def test_a_reopened_incident_shows_its_occurrences() -> None:
    back = an_incident(reopened_at=MONDAY + timedelta(hours=5), occurrences=3)
    over = back.evolve(ended_at=MONDAY + timedelta(hours=7))

    assert (f"(broken authorization since 2026-11-23 14:00 UTC · 3 times since {NINE} · Open in Fivetran)") in as_seen(
        incident_blocks(back)
    )
    assert incident_thread_text(back, "again 9") == (
        ":repeat: Reopened: broken authorization. The authorization for Zoom is no longer accepted."
    )
    assert incident_thread_text(over, "ended 9") == ":white_check_mark: Recovered after 2 h."


def test_a_storm_of_first_syncs_says_complete_instead_of_recovered() -> None:
    done = [
        an_incident(f"a{n}", condition=Condition.FIRST_SYNC, severity=Severity.NOTICE, ended_at=MONDAY)
        for n in range(5)
    ]
    ((storm,), joined) = update_storms([], done, PROD, RULES, MONDAY)
    ((over,), _) = update_storms([storm], joined, PROD, RULES, MONDAY + timedelta(minutes=11))

    seen = as_seen(storm_blocks(storm)).splitlines()
    assert (seen[2], seen[-1]) == ("a0 | a0 | done | 2026-11-23 09:00 UTC", "(this message updates by itself)")
    assert as_seen(storm_blocks(over)).splitlines() == [
        ":large_green_circle: *Fivetran_Prod: 5 connections completed their first sync*, starting at "
        "2026-11-23 09:00 UTC",
        "(the last at 2026-11-23 09:00 UTC)",
    ]


def test_a_storm_counts_paused_connections_separately() -> None:
    ((storm,), joined) = update_storms([], [an_incident(f"a{n}") for n in range(5)], PROD, RULES, MONDAY)
    later = MONDAY + timedelta(hours=2)
    ended = [one.evolve(ended_at=later) for one in joined]
    paused = [one.evolve(end_reason=EndReason.PAUSED) for one in ended]
    ((mixed,), _) = update_storms([storm], [*ended[:3], *paused[3:]], PROD, RULES, later)
    ((none,), _) = update_storms([storm], paused, PROD, RULES, later)
    ((early,), _) = update_storms([storm.evolve(last_joined_at=later)], [joined[0], *paused[1:]], PROD, RULES, later)

    assert as_seen(storm_blocks(mixed)).splitlines()[0] == (
        ":white_circle: *Fivetran_Prod: all 5 connections failing since* 2026-11-23 09:00 UTC "
        "*are resolved: 3 recovered, 2 paused or deleted*"
    )
    assert storm_thread_text(mixed) == ":white_check_mark: Storm over after 2 h: 3 recovered, 2 paused or deleted."
    assert storm_thread_text(none) == ":white_check_mark: Storm over after 2 h: 5 paused or deleted."
    assert "a1 | a1 | paused | 2026-11-23 09:00 UTC" in as_seen(storm_blocks(early))
    assert "(0 of 5 recovered · this message updates by itself; its thread says when it's over)" in as_seen(
        storm_blocks(early)
    )
    assert as_seen(storm_blocks(early)).endswith("[Show connections] [I'm on it]")


def test_a_storm_that_ended_with_open_incidents_has_a_neutral_icon() -> None:
    ((storm,), joined) = update_storms([], [an_incident(f"a{n}") for n in range(6)], PROD, RULES, MONDAY)
    later = MONDAY + timedelta(hours=2)
    ((over,), _) = update_storms(
        [storm], [*joined[:2], *(one.evolve(ended_at=later) for one in joined[2:])], PROD, RULES, later
    )

    assert as_seen(storm_blocks(over)) == (
        ":white_circle: *Fivetran_Prod: storm over. 2 connections are still "
        "failing and now have their own messages*\n"
        "(4 of 6 recovered · over since 2026-11-23 11:00 UTC)"
    )


FIRST, SECOND = Message("C1", "1.0"), Message("C1", "2.0", replaces="https://desk.slack.com/archives/C1/p10")
LINES = {"1.0": ("incident-line:5741bc:worse 9:1.0",), "2.0": ("incident-line:5741bc:ended:2.0", "thread:r1:approved")}


@dataclass
class Threads:
    """A channel where a message replaced an earlier one. Slack refuses calls with the codes in `refuses`."""

    refuses: dict[str, str] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    """Each method, with the message that it's about."""
    texts: list[str] = field(default_factory=list)
    """What the edits said, with the blocks."""

    def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        self.calls.append(f"{method} {arguments['ts']}")
        if method in self.refuses:
            raise SlackRefused(method, self.refuses[method])
        self.texts += [f"{arguments['text']} {arguments['blocks']}"] if method == "chat_update" else []
        return {"messages": [_line(arguments["ts"], key) for key in LINES[arguments["ts"]]]} if "con" in method else {}


def _line(parent: str, key: str) -> dict[str, Any]:
    metadata = {"event_type": METADATA_EVENT, "event_payload": {"key": key}}
    return {"ts": f"{parent} {key.split(':')[2]}", "metadata": metadata}


def hide(slack: Threads, keys: frozenset[str] = frozenset({"worse 9 C1", "ended C1"})) -> Message:
    """Hide an incident that had two messages in a channel, with a thread each."""
    incident = an_incident(messages={"C1": SECOND}, earlier_messages={"C1": (FIRST,)}, thread_keys_sent=keys)
    messages = SlackIncidentMessages(Poster(slack, OldLedger()), "")  # type: ignore[arg-type]  # one method is enough
    return messages.hide(incident.evolve(id="5741bc"), "C1")


EDIT, READ = "chat_update 2.0", ["conversations_replies 1.0", "conversations_replies 2.0"]
DELETED_LINES = ["chat_delete 1.0 worse 9", "chat_delete 2.0 ended"]


def test_a_restricted_incident_is_edited_away_with_its_threads_and_the_message_that_it_replaced() -> None:
    slack = Threads()

    now = hide(slack)

    assert [one for one in slack.calls if one not in READ] == [EDIT, *DELETED_LINES, "chat_delete 1.0"]
    assert [HIDDEN_MESSAGE in slack.texts[0], "archives" in slack.texts[0]] == [True, False]
    assert now == Message("C1", "2.0")


def test_an_incident_without_thread_updates_needs_no_look_at_its_thread() -> None:
    slack = Threads()

    hide(slack, frozenset({"worse 9 C2"}))

    assert slack.calls == [EDIT, "chat_delete 1.0"]


@pytest.mark.parametrize("deletion", [{}, {"chat_delete": "message_not_found"}])
def test_a_restricted_incident_that_cannot_be_edited_is_deleted(deletion: dict[str, str]) -> None:
    slack = Threads({"chat_update": "edit_window_closed"} | deletion)

    hide(slack)

    assert slack.calls[-2:] == ["chat_delete 1.0", "chat_delete 2.0"]


def test_a_thread_that_is_gone_is_hidden() -> None:
    hide(Threads({"conversations_replies": "thread_not_found"}))


@pytest.mark.parametrize("code", ["conversations_replies", "chat_delete"])
def test_a_restricted_incident_that_slack_still_shows_is_said_and_tried_again(
    code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    slack = Threads({code: "cant_delete_message"})

    with pytest.raises(Misconfigured, match="Delete the message"):
        hide(slack)

    assert slack.calls[0] == EDIT
    assert capsys.readouterr().out.count("a restricted incident is still shown") >= 2
