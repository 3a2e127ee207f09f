"""The budgets. Each has a name, under which a measurement reports its value."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal


@dataclass(frozen=True)
class Budget:
    """What a value has to be. `what` says which value of its row it is."""

    what: str
    operator: Literal["<", "≤", "≥"]
    limit: float
    unit: str = ""

    def is_kept(self, value: float) -> bool:
        """Whether the value keeps the budget."""
        if self.operator == "<":
            return value < self.limit
        return value <= self.limit if self.operator == "≤" else value >= self.limit

    def missed_by(self, value: float) -> str:
        """Say by how much a value misses the budget."""
        miss = abs(value - self.limit)
        share = f" ({miss / self.limit:.0%})" if self.limit else ""
        return (
            " ".join(filter(None, [self.what, "by", f"{miss:,.3g}" if miss < 1_000 else f"{miss:,.0f}", self.unit]))
            + share
        )

    def __str__(self) -> str:
        return " ".join(filter(None, [self.what, self.operator, f"{self.limit:,g}", self.unit]))


BUDGETS: Mapping[str, Budget] = MappingProxyType(
    {
        "ack_p99": Budget("p99", "<", 120, "ms"),
        "ack_lost": Budget("lost", "≤", 0),
        "press_delay": Budget("delay", "≤", 500, "ms"),
        "help_share": Budget("", "≥", 75, "% of a bare Bolt app that acks"),
        "form_fields": Budget("", "≤", 3, "fields"),
        "form_presses": Budget("presses", "≤", 1),
        "form_share": Budget("", "≥", 60, "% of a bare Bolt app that opens a form"),
        "type_ahead_p99": Budget("p99", "<", 20, "ms"),
        "submit_p50": Budget("p50", "<", 150, "ms"),
        "approve_p50": Budget("p50", "<", 120, "ms"),
        "approve_p99": Budget("p99", "<", 500, "ms"),
        "decision_statements": Budget("", "≤", 60, "SQL statements"),
        "decision_calls": Budget("", "≤", 12, "HTTP calls"),
        "growth": Budget("exponent", "≤", 0.2),
        "growth_of_timers": Budget("exponent", "≤", 0.6),
        "round_requests": Budget("requests per 1,000 connections and group", "≤", 1),
        "round_cpu": Budget("CPU", "<", 1.5, "s"),
        "round_memory": Budget("growth", "≤", 10, "MB"),
        "idle_cpu": Budget("CPU", "≤", 1, "% of a core"),
        "idle_statements": Budget("", "≤", 2, "statements/s"),
        "idle_rows": Budget("", "≤", 2_000, "rows a day"),
        "outage_messages": Budget("", "≤", 3, "channel messages"),
        "outage_dropped": Budget("dropped", "≤", 0),
        "start_seconds": Budget("", "<", 2, "s"),
        "ask_seconds": Budget("", "<", 1, "s"),
        "start_memory": Budget("", "<", 130, "MB"),
        "large_memory": Budget("", "<", 250, "MB"),
        "memory_growth": Budget("growth", "≤", 10, "MB"),
        "quota_share": Budget("", "<", 5, "% of 20,000 requests an hour"),
        "webhook_seconds": Budget("", "≤", 15, "s"),
        "polling_seconds": Budget("", "≤", 75, "s"),
        "catalog_download": Budget("", "<", 5, "s"),
        "catalog_memory": Budget("", "<", 50, "MB"),
        "month_posts": Budget("", "≤", 50, "posts a week"),
        "month_seconds": Budget("posted within", "≤", 75, "s"),
        "month_missing": Budget("missing", "≤", 0),
        "month_repeated": Budget("repeated", "≤", 0),
        "month_open": Budget("open at the end", "≤", 0),
        "month_differences": Budget("differences", "≤", 0),
    }
)
"""The names are never shown."""
