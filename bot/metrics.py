"""Metrics for Prometheus: health, requests, waits, Fivetran's rate limit, and its webhooks."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from prometheus_client import CollectorRegistry, PlatformCollector, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.foreign.items import UnreadableItem
from workflows.connections.rate_limit import PollInterval, RateLimitUsage
from workflows.errors import Unavailable
from workflows.reporting.figures import Figure, Report

CountsByStatus = Callable[[], Mapping[str, int]]
GaugeValues = Mapping[str, Mapping[str, float]]
HEALTH_GAUGES: Mapping[str, tuple[str, str]] = {
    "disk_free_bytes": ("", "Free space where the SQLite file is"),
    "poll_age_seconds": ("group", "Time since the last finished poll round of a group"),
    "queue_wait_seconds": ("queue", "How long the oldest work of a queue has waited"),
    "socket_connections": ("", "Sockets that Slack counts for the app"),
    "socket_last_event_seconds": ("", "Time since Slack's last event"),
}
"""Name → its label, if it has one, and what it is."""


@dataclass(frozen=True, eq=False)
class RequestMetrics(Collector):
    """Counts from the database, read at each scrape."""

    by_status: CountsByStatus
    lagging: Callable[[], int]

    def collect(self) -> Iterable[Metric]:
        """The gauges."""
        yield _gauges("requests", "Connector requests by status", "status", self.by_status())
        yield _gauge("requests_out_of_sync", "Requests whose ticket, card, or connection is lagging", self.lagging())


@dataclass(frozen=True, eq=False)
class UnreadableItemMetrics(Collector):
    """How many items of other systems can't be read, by kind."""

    unreadable: Callable[[], Iterable[UnreadableItem]]

    def collect(self) -> Iterable[Metric]:
        """Yield the gauge."""
        counts = Counter(item.kind for item in self.unreadable())
        yield _gauges("unreadable_items", "Items of other systems that can't be read", "kind", counts)


@dataclass(frozen=True, eq=False)
class HealthMetrics(Collector):
    """Which parts work, and the numbers behind that: gauge → its values by label."""

    problems: Callable[[], Mapping[str, str]]
    numbers: Callable[[], GaugeValues]

    def collect(self) -> Iterable[Metric]:
        """Yield the gauges. Those of the database are missing while it is away."""
        works = {part: not problem for part, problem in self.problems().items()}
        yield _gauges("part_up", "Whether a part of the bot works", "part", works)
        for name, values in self.numbers().items():
            label, about = HEALTH_GAUGES[name]
            yield _gauges(name, about, label, values)


@dataclass(frozen=True, eq=False)
class WaitMetrics(Collector):
    """How long people waited in the last 30 days."""

    report: Callable[[], Report]

    def collect(self) -> Iterable[Metric]:
        """Yield the gauges. They are missing while the database is away."""
        with suppress(Unavailable):
            report = self.report()
            yield _waits("wait", "Waits", ["wait"], {(kind,): one for kind, one in report.total.items()})
            services = {(name, kind): one for name, some in report.by_service.items() for kind, one in some.items()}
            yield _waits("service_wait", "Waits for unrestricted services", ["service", "wait"], services)
            approvers = {(name,): one for name, one in report.by_approvers.items()}
            yield _waits("approvers_wait", "Time to decision by approvers", ["approvers"], approvers)
            yield _gauges("waits", "Waits that ended", "wait", {kind: one.count for kind, one in report.total.items()})


def _waits(name: str, about: str, labels: list[str], figures: Mapping[Any, Figure]) -> GaugeMetricFamily:
    """Return the median and the 90th percentile of each figure in seconds, by the tuple of its labels' values."""
    family = GaugeMetricFamily(
        f"connector_desk_{name}_seconds", f"{about} in the last 30 days, by quantile", labels=[*labels, "quantile"]
    )
    for values, figure in figures.items():
        family.add_metric([*values, "0.5"], figure.median.total_seconds())
        family.add_metric([*values, "0.9"], figure.p90.total_seconds())
    return family


@dataclass(frozen=True, eq=False)
class FivetranMetrics(Collector):
    """The account's rate limit as our processes know it, the polling interval, and working webhooks."""

    usage: Callable[[], RateLimitUsage]
    pace: Callable[[], PollInterval]
    hooks: Callable[[], Mapping[str, bool]]

    def collect(self) -> Iterable[Metric]:
        """Yield the gauges, without values that Fivetran hasn't reported yet."""
        usage = self.usage()
        yield _gauge("fivetran_requests_last_hour", "Our requests to Fivetran in the last hour", usage.used)
        yield _gauge("fivetran_rate_limit", "Requests an hour that the account has", usage.limit)
        yield _gauge("fivetran_rate_limit_remaining", "Requests that the account has left", usage.remaining)
        yield _gauge("polling_interval_seconds", "Time between two polls of a group", self.pace().minutes * 60)
        yield _gauges("webhook_up", "Whether Fivetran's webhook of a group works", "group", self.hooks())


def _gauge(name: str, about: str, value: float | None) -> GaugeMetricFamily:
    return _gauges(name, about, "", {} if value is None else {"": value})


def _gauges(name: str, about: str, label: str, values: Mapping[str, float]) -> GaugeMetricFamily:
    """Return one gauge with a value for each name of the label. Without a label, there is one value at most."""
    family = GaugeMetricFamily(f"connector_desk_{name}", about, labels=[label] if label else [])
    for key, value in values.items():
        family.add_metric([key] if label else [], value)
    return family


def metrics_page(*collectors: Collector) -> Callable[[], bytes]:
    """What `GET /metrics` answers."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    for collector in collectors:
        registry.register(collector)
    return lambda: generate_latest(registry)
