"""The figures of waits, for `/connector report` and the metrics."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from bot.store.waits import WaitRows
from workflows.approvals.policy import Policies
from workflows.formatting import format_list
from workflows.ports import Clock
from workflows.reporting.figures import EndedWait, Report, build_report

APPROVERS, SENSITIVE_APPROVERS = "Approvers", "Approvers of sensitive data"


@dataclass(frozen=True)
class WaitReports:
    """Builds reports."""

    rows: WaitRows
    clock: Clock
    sensitive_services: Collection[str]
    policies: Policies

    def of_last(self, period: timedelta) -> Report:
        """Return the report of the last hours or days. Raises `Unavailable`."""
        ended = self.rows.ended_since(self.clock.now() - period)
        return build_report(ended, self.sensitive_services, self._approvers_of)

    def _approvers_of(self, one: EndedWait) -> str:
        is_sensitive = one.is_restricted or one.service in self.sensitive_services
        requirement = self.policies.requirement(one.service, is_sensitive=is_sensitive)
        if requirement.is_named:
            words = format_list(list(dict.fromkeys(seat.words for seat in requirement.seats)), "and")
            return words[:1].upper() + words[1:]
        return SENSITIVE_APPROVERS if is_sensitive else APPROVERS
