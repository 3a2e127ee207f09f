"""The figures of waits, for `/connector report` and the metrics."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from bot.store.waits import WaitRows
from workflows.ports import Clock
from workflows.reporting.figures import EndedWait, Report, build_report

APPROVERS, SENSITIVE_APPROVERS = "Approvers", "Approvers of sensitive data"


@dataclass(frozen=True)
class WaitReports:
    """Builds reports."""

    rows: WaitRows
    clock: Clock
    sensitive_services: Collection[str]

    def of_last(self, period: timedelta) -> Report:
        """Return the report of the last hours or days. Raises `Unavailable`."""
        ended = self.rows.ended_since(self.clock.now() - period)
        return build_report(ended, self.sensitive_services, self._approvers_of)

    def _approvers_of(self, one: EndedWait) -> str:
        needs_more = one.is_restricted or one.service in self.sensitive_services
        return SENSITIVE_APPROVERS if needs_more else APPROVERS
