"""Golden messages of incidents and storms: what people read, word for word."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.slack.incident_messages import SlackIncidentMessages
from bot.slack.views.blocks import Block
from bot.slack.views.incident import incident_blocks, incident_text, incident_thread_text
from bot.slack.views.storm import storm_blocks, storm_text, storm_thread_text
from tests.support.rendered_text import as_seen
from tests.support.sample_data import MONDAY, an_incident
from workflows.incidents.model import UNTIL_RECOVERY, ActivityEntry, Condition, Severity
from workflows.incidents.storms import ConnectionGroup, update_storms
from workflows.monitoring.thresholds import Thresholds
from workflows.requests.model import Message

SNOOZE = "[Snooze: 1 hour · 4 hours · 1 day · Until it recovers]"
SMALL = "(zoom · since 2026-11-23 09:00 UTC · Open in Fivetran)"
RULES, PROD = Thresholds(), ConnectionGroup("prod", "Fivetran_Prod", 212)


def test_a_broken_authorisation_mentions_its_owner_and_says_what_to_do() -> None:
    incident = an_incident(owner="U0ADA", reason="The login <Zoom> is no longer accepted.")

    assert (
        as_seen(incident_blocks(incident))
        == f"""\
:red_circle: *`zoom` in Fivetran_Prod: broken authorisation* – <@U0ADA>
>The login &lt;Zoom&gt; is no longer accepted.
*Next:* Reconnect it: its owner enters the credentials again, through a Connect Card or on its Setup tab.
{SMALL}
[Send me a Connect Card] [Run setup tests] [Pause] [I'm on it] {SNOOZE}"""
    )
    assert incident_text(incident) == (
        "zoom in Fivetran_Prod: broken authorisation. The login &lt;Zoom&gt; is no longer accepted. "
        "Reconnect it: its owner enters the credentials again, through a Connect Card or on its Setup tab."
    )


@pytest.mark.parametrize(
    ("condition", "severity", "codes", "head", "step", "buttons"),
    [
        (
            Condition.FAILING,
            Severity.WARNING,
            (),
            ":large_orange_circle: *`zoom` in Fivetran_Prod: failing syncs*",
            "Read the message above; run the setup tests. If they pass, *Sync now* tries again at once.",
            "[Sync now] [Run setup tests] [Pause] [I'm on it]",
        ),
        (
            Condition.DELAYED,
            Severity.WARNING,
            (),
            ":large_orange_circle: *`zoom` in Fivetran_Prod: data is late*",
            "*Sync now* starts a sync. If it is late again and again, look at its schedule or its source.",
            "[Sync now] [Run setup tests] [I'm on it]",
        ),
        (
            Condition.STUCK,
            Severity.WARNING,
            (),
            ":large_orange_circle: *`zoom` in Fivetran_Prod: rescheduled and stuck*",
            "Press *Sync now*, or let Airflow run its task again.",
            "[Sync now] [I'm on it]",
        ),
        (
            Condition.SCHEMA_CHANGE,
            Severity.WARNING,
            ("blocked_on_capture",),
            ":large_orange_circle: *`zoom` in Fivetran_Prod: schema change waiting*",
            "Look at its Schema tab and let the captured schema through; it waits until then.",
            "[I'm on it]",
        ),
        (
            Condition.PAUSED_BY_FIVETRAN,
            Severity.CRITICAL,
            (),
            ":red_circle: *`zoom` in Fivetran_Prod: paused by Fivetran*",
            "Mend what made Fivetran pause it, then switch it on again in Fivetran.",
            "[Run setup tests] [I'm on it]",
        ),
        (
            Condition.SETUP_INCOMPLETE,
            Severity.NOTICE,
            (),
            ":large_blue_circle: *`zoom` in Fivetran_Prod: setup unfinished*",
            "Its owner enters the credentials, or somebody deletes it if it is no longer wanted.",
            "[Run setup tests] [I'm on it]",
        ),
        (
            Condition.FLAPPING,
            Severity.WARNING,
            (),
            ":large_orange_circle: *`zoom` in Fivetran_Prod: failing on and off*",
            "Look in its logs for what the failures have in common; often the source is overloaded.",
            "[Run setup tests] [Pause] [I'm on it]",
        ),
        (
            Condition.WARNING,
            Severity.NOTICE,
            ("source_is_old",),
            ":large_blue_circle: *`zoom` in Fivetran_Prod: new warning*",
            "Read the warning; it works for now.",
            "[I'm on it]",
        ),
    ],
)
def test_every_condition_has_its_words_and_its_buttons(
    condition: Condition, severity: Severity, codes: tuple[str, ...], head: str, step: str, buttons: str
) -> None:
    incident = an_incident(condition=condition, severity=severity, codes=codes, reason="Why it is so.")

    assert as_seen(incident_blocks(incident)) == (
        f"{head}\n>Why it is so.\n*Next:* {step}\n{SMALL}\n{buttons} {SNOOZE}"
    )


def test_a_first_sync_is_good_news_and_asks_for_nothing() -> None:
    incident = an_incident(
        condition=Condition.FIRST_SYNC, severity=Severity.NOTICE, ended_at=MONDAY, codes=()
    )

    assert as_seen(incident_blocks(incident)) == (
        ":large_green_circle: *`zoom` in Fivetran_Prod: the first historical sync is done*\n"
        "(zoom · 2026-11-23 09:00 UTC · Open in Fivetran)"
    )
    assert incident_text(incident) == "zoom in Fivetran_Prod: the first historical sync is done"


def test_what_people_do_about_it_is_under_it() -> None:
    deed = ActivityEntry("U0BO", "Bo <Lindqvist>", "is on it", MONDAY + timedelta(minutes=5))
    incident = an_incident(
        acknowledged_by="U0BO",
        activity=(deed,),
        snoozed_until=MONDAY + timedelta(hours=4),
        has_manual_schedule=True,
    )

    assert as_seen(incident_blocks(incident)).splitlines()[3:] == [
        "(zoom · since 2026-11-23 09:00 UTC · Open in Fivetran · started from outside, usually by Airflow)",
        "(Bo &lt;Lindqvist&gt; is on it, 2026-11-23 09:05 UTC)",
        "(:zzz: Quiet until 2026-11-23 13:00 UTC)",
        f"[Run setup tests] [Pause] {SNOOZE}",
    ]
    assert as_seen(incident_blocks(incident)).startswith(":zzz: ")
    for_good = as_seen(incident_blocks(incident.evolve(snoozed_until=UNTIL_RECOVERY)))
    assert "(:zzz: Quiet until it recovers)" in for_good


def test_whoever_pauses_what_airflow_drives_is_warned() -> None:
    manual, auto = an_incident(has_manual_schedule=True), an_incident()

    warned, plain = (incident_blocks(one)[-1]["elements"][1]["confirm"] for one in (manual, auto))

    assert warned["text"]["text"].startswith("Airflow starts its syncs, so its task fails until somebody")
    assert plain["text"]["text"] == "It loads no data until somebody resumes it in Fivetran."


def test_what_is_over_says_how_long_it_was_and_has_no_buttons() -> None:
    over = an_incident(ended_at=MONDAY + timedelta(hours=2))

    assert as_seen(incident_blocks(over)) == (
        ":large_green_circle: *`zoom` in Fivetran_Prod: recovered after 2 hours*\n"
        ">The authorisation for Zoom is no longer accepted.\n"
        "(zoom · broken authorisation from 2026-11-23 09:00 UTC to 2026-11-23 11:00 UTC · Open in Fivetran)"
    )
    assert incident_thread_text(over, "ended") == ":white_check_mark: Recovered after 2 hours."
    deleted = over.evolve(end_reason="the connection was deleted")
    assert incident_thread_text(deleted, "ended") == (
        ":white_check_mark: Over after 2 hours, the connection was deleted."
    )


def test_the_thread_hears_when_it_gets_worse_and_when_a_snooze_is_over() -> None:
    incident = an_incident(reason="Its last 5 runs failed.", condition=Condition.FAILING)

    assert incident_thread_text(incident, "worse 9") == (
        ":small_red_triangle: It got worse: failing syncs. Its last 5 runs failed."
    )
    assert incident_thread_text(incident, "woken 9") == (
        ":bell: The snooze is over, and this is not: failing syncs."
    )


def test_a_storm_is_one_message_with_a_table_that_counts_down() -> None:
    hit = [an_incident(f"source_{n:02}", service="zoom") for n in range(37)]
    ((storm,), joined) = update_storms([], hit, PROD, RULES, MONDAY)

    seen = as_seen(storm_blocks(storm)).splitlines()
    assert seen[:4] == [
        ":rotating_light: *Fivetran_Prod: 37 of 212 connections are failing* since 2026-11-23 09:00 UTC, "
        "most with *Reconnect*",
        "Connection | Service | Next step | Since (UTC)",
        "source_00 | zoom | Reconnect | 09:00",
        "source_01 | zoom | Reconnect | 09:00",
    ]
    assert seen[-1] == "(0 of 37 have recovered · the table lists 20 of 37 · this message is kept up to date)"
    assert storm_text(storm).startswith(
        "Fivetran_Prod: 37 of 212 connections are failing since 09:00 UTC, most with Reconnect: source_00, "
    )

    later = MONDAY + timedelta(hours=2)
    healed = [one.evolve(ended_at=later) for one in joined]
    ((calm,), _) = update_storms([storm], healed, PROD, RULES, later)
    assert as_seen(storm_blocks(calm)).splitlines()[0] == (
        ":large_green_circle: *Fivetran_Prod: all 37 connections that were failing since* "
        "2026-11-23 09:00 UTC *have recovered*"
    )
    assert storm_thread_text(calm) == ":white_check_mark: Over after 2 hours; all of them recovered."


def test_a_storm_that_leaves_some_behind_says_so() -> None:
    hit = [an_incident(f"source_{n}") for n in range(6)]
    ((storm,), joined) = update_storms([], hit, PROD, RULES, MONDAY)
    later = MONDAY + timedelta(hours=2)
    mixed = [joined[0], *(one.evolve(ended_at=later) for one in joined[1:])]

    ((over,), released) = update_storms([storm], mixed, PROD, RULES, later)

    assert storm_thread_text(over) == (
        ":white_check_mark: Over after 2 hours, but for 1 connection: each is told by itself from now on."
    )
    assert [(one.name, one.storm_id) for one in released] == [("source_0", None)]


def test_a_reminder_says_how_long_nobody_has_been_on_it() -> None:
    incident = an_incident(reminded_at=MONDAY + timedelta(days=1))

    assert incident_thread_text(incident, "still …") == (
        ":hourglass: Still so after 24 hours, and nobody is on it: broken authorisation."
    )


def test_whoever_wants_no_links_gets_none() -> None:
    assert "(zoom · since 2026-11-23 09:00 UTC)" in as_seen(incident_blocks(an_incident(), ""))


@dataclass
class Letterbox:
    """Takes what is posted, and how it is made to look later."""

    posts: list[str] = field(default_factory=list)
    looks: dict[str, str] = field(default_factory=dict)

    def post(self, key: str, channel: str, _text: str, blocks: list[Block]) -> Message:
        self.posts.append(as_seen(blocks).splitlines()[0])
        return Message(channel, f"{len(self.posts)}.0")

    def update(self, message: Message, _text: str, blocks: list[Block]) -> bool:
        self.looks[message.channel] = as_seen(blocks).splitlines()[0]
        return True


def test_only_the_first_message_mentions_the_owner_and_the_others_name_them() -> None:
    box = Letterbox()
    teller = SlackIncidentMessages(box, "")  # type: ignore[arg-type]  # it takes letters as a poster does
    told = an_incident(owner="U0ADA", owner_name="Ada <Okafor>")
    head = ":red_circle: *`zoom` in Fivetran_Prod: broken authorisation* – "

    first = teller.post(told, "C1")
    told = told.evolve(messages={"C1": first}, first_message=first)
    second = teller.post(told, "C2")
    teller.post(told.evolve(messages={"C1": first, "C2": second}), "C1")
    teller.edit(told, first)
    teller.edit(told, second)

    named = f"{head}Ada &lt;Okafor&gt;"
    assert box.posts == [f"{head}<@U0ADA>", named, named]
    assert box.looks == {"C1": f"{head}<@U0ADA>", "C2": named}
    assert teller.fingerprint(told, first) == teller.fingerprint(told.evolve(first_message=None), None)
    assert teller.fingerprint(told, first) != teller.fingerprint(told, second)


def test_what_came_back_says_how_often_and_since_when() -> None:
    back = an_incident(reopened_at=MONDAY + timedelta(hours=5), occurrences=3)
    over = back.evolve(ended_at=MONDAY + timedelta(hours=7))

    assert (
        "(zoom · since 2026-11-23 14:00 UTC · 3 times since 2026-11-23 09:00 UTC · Open in Fivetran)"
    ) in as_seen(incident_blocks(back))
    assert incident_thread_text(back, "again 9") == (
        ":repeat: It is back: broken authorisation. The authorisation for Zoom is no longer accepted."
    )
    assert incident_thread_text(over, "ended 9") == ":white_check_mark: Recovered after 2 hours."


def test_a_storm_of_first_syncs_is_done_and_has_not_recovered() -> None:
    done = [
        an_incident(f"a{n}", condition=Condition.FIRST_SYNC, severity=Severity.NOTICE, ended_at=MONDAY)
        for n in range(5)
    ]
    ((storm,), joined) = update_storms([], done, PROD, RULES, MONDAY)
    ((over,), _) = update_storms([storm], joined, PROD, RULES, MONDAY + timedelta(minutes=11))

    seen = as_seen(storm_blocks(storm)).splitlines()
    assert (seen[2], seen[-1]) == ("a0 | a0 | done | 09:00", "(this message is kept up to date)")
    assert as_seen(storm_blocks(over)).splitlines() == [
        ":large_green_circle: *Fivetran_Prod: 5 connections have loaded all their history*, the first at "
        "2026-11-23 09:00 UTC",
        "(the last at 2026-11-23 09:00 UTC)",
    ]


def test_a_storm_says_of_what_was_paused_that_it_was_paused() -> None:
    ((storm,), joined) = update_storms([], [an_incident(f"a{n}") for n in range(5)], PROD, RULES, MONDAY)
    later = MONDAY + timedelta(hours=2)
    ended = [one.evolve(ended_at=later) for one in joined]
    paused = [one.evolve(end_reason="the connection was paused") for one in ended]
    ((mixed,), _) = update_storms([storm], [*ended[:3], *paused[3:]], PROD, RULES, later)
    ((none,), _) = update_storms([storm], paused, PROD, RULES, later)
    ((early,), _) = update_storms(
        [storm.evolve(last_joined_at=later)], [joined[0], *paused[1:]], PROD, RULES, later
    )

    assert as_seen(storm_blocks(mixed)).splitlines()[0] == (
        ":white_circle: *Fivetran_Prod: all 5 connections that were failing since* 2026-11-23 09:00 UTC "
        "*are not any more:* 3 recovered, 2 paused or deleted"
    )
    assert (
        storm_thread_text(mixed) == ":white_check_mark: Over after 2 hours; 3 recovered, 2 paused or deleted."
    )
    assert storm_thread_text(none) == ":white_check_mark: Over after 2 hours; 5 paused or deleted."
    assert "a1 | a1 | paused | 09:00" in as_seen(storm_blocks(early))
    assert "(0 of 5 have recovered · this message is kept up to date)" in as_seen(storm_blocks(early))


def test_a_storm_that_is_over_but_for_some_is_not_red_any_more() -> None:
    ((storm,), joined) = update_storms([], [an_incident(f"a{n}") for n in range(6)], PROD, RULES, MONDAY)
    later = MONDAY + timedelta(hours=2)
    ((over,), _) = update_storms(
        [storm], [*joined[:2], *(one.evolve(ended_at=later) for one in joined[2:])], PROD, RULES, later
    )

    assert as_seen(storm_blocks(over)) == (
        ":white_circle: *Fivetran_Prod: over but for 2 of 6 connections, which are told by themselves*\n"
        "(4 of 6 have recovered · over since 2026-11-23 11:00 UTC)"
    )
