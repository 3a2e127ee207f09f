"""The message of `/connector report`, and the line of a digest about waits."""

from collections.abc import Callable, Iterator, Mapping

from bot.slack.views.blocks import Block, context, escape_cut, section
from workflows.formatting import format_count, format_duration
from workflows.reporting.figures import Figure, Figures, Report, Wait

MAX_SERVICES = 10
LABELS: Mapping[Wait, str] = {
    Wait.DECISION: "Time to decision",
    Wait.DATA: "Time to first data",
    Wait.RECOVERY: "Time to recovery",
}
SHORT_LABELS: Mapping[Wait, str] = {Wait.DECISION: "decision", Wait.DATA: "first data", Wait.RECOVERY: "recovery"}
COUNTED: Mapping[Wait, str] = {Wait.DECISION: "request", Wait.DATA: "connection", Wait.RECOVERY: "incident"}
HINT = (
    "By service: half took this long or less. Restricted requests and connections count only in the totals. "
    "For another period: `/connector report 90`."
)


def report_message(report: Report, days: int, name_of: Callable[[str], str]) -> tuple[str, list[Block]]:
    """Return text and blocks. `name_of` names a service by its id."""
    period = "The last day" if days == 1 else f"The last {days} days"
    if not report.total:
        text = f"{period}: no decision, no first data, and no recovery."
        return text, [section(text)]
    totals = [f"• {LABELS[kind]}: {_in_full(figure, COUNTED[kind])}" for kind, figure in report.total.items()]
    blocks = [section("\n".join([f"*{period}*", *totals]))]
    for title, lines in (("By service", _services(report, name_of)), ("By approvers", _approvers(report))):
        if said := list(lines):
            blocks.append(section("\n".join([f"*{title}*", *said])))
    return f"{period}: {waits_in_words(report.total)}", [*blocks, context(HINT)]


def waits_in_words(figures: Figures) -> str:
    """Return the medians in one line: “decision 2 h, first data 5 h, recovery 40 min”."""
    return ", ".join(f"{SHORT_LABELS[kind]} {format_duration(figure.median)}" for kind, figure in figures.items())


def _services(report: Report, name_of: Callable[[str], str]) -> Iterator[str]:
    services = list(report.by_service.items())
    for service, figures in services[:MAX_SERVICES]:
        yield f"• {escape_cut(name_of(service), 80)}: {waits_in_words(figures)}"
    if len(services) > MAX_SERVICES:
        yield f"… and {format_count(len(services) - MAX_SERVICES, 'more service')}"


def _approvers(report: Report) -> Iterator[str]:
    for name, figure in report.by_approvers.items():
        yield f"• {escape_cut(name, 80)}: {_in_full(figure, COUNTED[Wait.DECISION])}"


def _in_full(figure: Figure, counted: str) -> str:
    median, p90 = format_duration(figure.median), format_duration(figure.p90)
    return f"half within {median}, 90% within {p90} ({format_count(figure.count, counted)})"
