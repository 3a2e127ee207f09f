"""What workflows write in UTC is shown in the reader's time zone."""

from datetime import timedelta

import pytest

from bot.slack.views.incident import incident_blocks, incident_text
from bot.slack.views.local_times import localize_times, notice, notice_cut
from bot.slack.views.modal import message_modal
from tests.support.raw_times import raw_times, raw_times_sent
from tests.support.sample_data import MONDAY, an_approved_request, an_incident
from workflows.formatting import format_time
from workflows.requests.decisions import explain_late_decision

NINE = "<!date^1795424400^{date_short_pretty} at {time}|2026-11-23 09:00 UTC>"
FIVE_PAST = "<!date^1795424700^{date_short_pretty} at {time}|2026-11-23 09:05 UTC>"


def test_a_notice_shows_each_time_as_the_card_does() -> None:
    later = MONDAY + timedelta(minutes=5)

    text = notice(f"From {format_time(MONDAY)} to {format_time(later)} <here> & there")

    assert text == f"From {NINE} to {FIVE_PAST} &lt;here&gt; &amp; there"


def test_a_late_decision_is_explained_in_the_readers_time() -> None:
    explained = explain_late_decision(an_approved_request(), "U0CLEO")

    assert notice(explained) == f"Bo Lindqvist approved this ({FIVE_PAST})."
    assert message_modal("Decline", explained)["blocks"][0]["text"]["text"] == notice(explained)


def test_an_incident_shows_the_last_success_in_the_readers_time() -> None:
    incident = an_incident(facts={"message": f"Last successful sync: {format_time(MONDAY)}."})

    assert incident_blocks(incident)[1]["text"]["text"] == f">Last successful sync: {NINE}."
    assert f"Last successful sync: {NINE}." in incident_text(incident)


@pytest.mark.parametrize("text", ["by 09:00 UTC", "2026-02-31 09:00 UTC", "2026-11-23 09:00", "09:00 (UTC)"])
def test_what_is_not_a_time_of_ours_stays(text: str) -> None:
    assert localize_times(text) == text


def test_a_notice_is_cut_before_its_times_are_localized() -> None:
    assert notice_cut(f"{format_time(MONDAY)}, and so on", 21) == f"{NINE}…"


def test_a_raw_time_is_found_wherever_slack_reads_mrkdwn() -> None:
    raw, plain = {"type": "mrkdwn", "text": "at 09:00 UTC"}, {"type": "plain_text", "text": "at 09:00 UTC"}
    blocks = '[{"type": "section", "text": {"type": "mrkdwn", "text": "since 09:00 UTC"}}]'

    def sent(request: object, response: object = None, direction: str = "in") -> list[str]:
        return raw_times_sent([{"direction": direction, "request": request, "response": response}])

    assert sent({"text": f"It was {NINE}."}) == []
    assert sent({"text": "It was 09:00 UTC."}) == ["It was 09:00 UTC."]
    assert sent({"text": "", "blocks": blocks}) == ["since 09:00 UTC"]
    assert sent({"view": {"title": plain, "blocks": [raw]}}) == ["at 09:00 UTC"]
    assert sent({"text": "09:00 UTC"}, {"text": "at 10:00 UTC"}, direction="out") == ["at 10:00 UTC"]
    assert raw_times(f"{NINE} or 09:00 UTC") == ["09:00 UTC"]
