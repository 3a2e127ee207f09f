"""`/connector report`, as people read it."""

from datetime import timedelta

from bot.slack.views.report import MAX_SERVICES, report_message
from workflows.reporting.figures import Figure, Report, Wait

HOURS = Figure(20, timedelta(hours=2), timedelta(hours=26))
DAYS = Figure(14, timedelta(hours=5), timedelta(days=3))
ONCE = Figure(1, timedelta(minutes=40), timedelta(minutes=40))
TOTAL = {Wait.DECISION: HOURS, Wait.DATA: DAYS, Wait.RECOVERY: ONCE}


def text_of(report: Report, days: int = 30) -> list[str]:
    _, blocks = report_message(report, days, str.title)
    return [(block.get("text") or block["elements"][0])["text"] for block in blocks]


def test_it_says_how_long_people_waited_in_all_by_service_and_by_approvers() -> None:
    by_service = {"stripe": TOTAL, "linear & co": {Wait.DECISION: ONCE}}
    report = Report(TOTAL, by_service, {"Approvers": HOURS, "Approvers of sensitive data": ONCE})

    assert text_of(report) == [
        "*The last 30 days*\n"
        "• Time to decision: half within 2 h, 90% within 26 h (20 requests)\n"
        "• Time to first data: half within 5 h, 90% within 3 days (14 connections)\n"
        "• Time to recovery: half within 40 min, 90% within 40 min (1 incident)",
        "*By service*\n• Stripe: decision 2 h, first data 5 h, recovery 40 min\n• Linear &amp; Co: decision 40 min",
        "*By approvers*\n"
        "• Approvers: half within 2 h, 90% within 26 h (20 requests)\n"
        "• Approvers of sensitive data: half within 40 min, 90% within 40 min (1 request)",
        "By service: half took this long or less. Restricted requests and connections count only in the totals. "
        "For another period: `/connector report 90`.",
    ]
    assert report_message(report, 30, str)[0] == "The last 30 days: decision 2 h, first data 5 h, recovery 40 min"


def test_a_quiet_period_says_so() -> None:
    assert text_of(Report({}, {}, {}), 1) == ["The last day: no decision, no first data, and no recovery."]


def test_only_some_services_are_listed() -> None:
    services = {f"service {number:02}": {Wait.DATA: ONCE} for number in range(MAX_SERVICES + 2)}

    lines = text_of(Report({Wait.DATA: ONCE}, services, {}))[1].splitlines()

    assert len(lines) == MAX_SERVICES + 2
    assert lines[-1] == "… and 2 more services"
