"""Metrics for Prometheus: health, requests by status, lagging requests, Fivetran's rate limit, and its webhooks."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from prometheus_client import CollectorRegistry, PlatformCollector, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.foreign_items import UnreadableItem
from workflows.connections.rate_limit import PollInterval, RateLimitUsage

CountsByStatus = Callable[[], Mapping[str, int]]
GaugeValues = Mapping[str, Mapping[str, float]]
HEALTH_GAUGES: Mapping[str, tuple[str, str]] = {
    "disk_free_bytes": ("", "Free space where the SQLite file lies"),
    "poll_age_seconds": ("group", "Time since the last finished poll round of a group"),
    "queue_wait_seconds": ("queue", "How long the oldest work of a queue has waited"),
    "socket_connections": ("", "Sockets that Slack counts for the app"),
    "socket_last_event_seconds": ("", "Time since Slack's last event"),
}
"""Name → its label, if it has one, and what it is."""


class RequestMetrics(Collector):
    """Counts from the database, read at each scrape."""

    def __init__(self, by_status: CountsByStatus, lagging: Callable[[], int]) -> None:
        self._by_status = by_status
        self._lagging = lagging

    def collect(self) -> Iterable[Metric]:
        """The gauges."""
        family = GaugeMetricFamily("connector_desk_requests", "Connector requests by status", labels=["status"])
        for status, count in self._by_status().items():
            family.add_metric([status], count)
        yield family
        yield GaugeMetricFamily(
            "connector_desk_requests_out_of_sync",
            "Requests whose ticket, card, or connection is lagging",
            self._lagging(),
        )


class UnreadableItemMetrics(Collector):
    """How many items of other systems can't be read, by kind."""

    def __init__(self, unreadable: Callable[[], Iterable[UnreadableItem]]) -> None:
        self._unreadable = unreadable

    def collect(self) -> Iterable[Metric]:
        """Yield the gauge."""
        family = GaugeMetricFamily(
            "connector_desk_unreadable_items", "Items of other systems that can't be read", labels=["kind"]
        )
        for kind, count in Counter(item.kind for item in self._unreadable()).items():
            family.add_metric([kind], count)
        yield family


class HealthMetrics(Collector):
    """Which parts work, and the numbers behind that: gauge → its values by label."""

    def __init__(self, problems: Callable[[], Mapping[str, str]], numbers: Callable[[], GaugeValues]) -> None:
        self._problems = problems
        self._numbers = numbers

    def collect(self) -> Iterable[Metric]:
        """Yield the gauges. Those of the database are missing while it is away."""
        parts = GaugeMetricFamily("connector_desk_part_up", "Whether a part of the bot works", labels=["part"])
        problems = self._problems()
        for part, problem in problems.items():
            parts.add_metric([part], not problem)
        yield parts
        for name, values in self._numbers().items():
            label, about = HEALTH_GAUGES[name]
            family = GaugeMetricFamily(f"connector_desk_{name}", about, labels=[label] if label else [])
            for key, value in values.items():
                family.add_metric([key] if label else [], value)
            yield family


class FivetranMetrics(Collector):
    """The account's rate limit as our processes know it, the polling interval, and working webhooks."""

    def __init__(
        self,
        usage: Callable[[], RateLimitUsage],
        pace: Callable[[], PollInterval],
        hooks: Callable[[], Mapping[str, bool]],
    ) -> None:
        self._usage = usage
        self._pace = pace
        self._hooks = hooks

    def collect(self) -> Iterable[Metric]:
        """Yield the gauges, without values that Fivetran hasn't reported yet."""
        usage = self._usage()
        yield _gauge("fivetran_requests_last_hour", "Our requests to Fivetran in the last hour", usage.used)
        yield _gauge("fivetran_rate_limit", "Requests an hour that the account has", usage.limit)
        yield _gauge("fivetran_rate_limit_remaining", "Requests that the account has left", usage.remaining)
        waits = self._pace().minutes * 60
        yield _gauge("polling_interval_seconds", "Time between two polls of a group", waits)
        works = GaugeMetricFamily(
            "connector_desk_webhook_up", "Whether Fivetran's webhook of a group works", labels=["group"]
        )
        for group, does in self._hooks().items():
            works.add_metric([group], does)
        yield works


def _gauge(name: str, about: str, value: int | None) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"connector_desk_{name}", about)
    if value is not None:
        family.add_metric([], value)
    return family


def metrics_page(*collectors: Collector) -> Callable[[], bytes]:
    """What `GET /metrics` answers."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    for collector in collectors:
        registry.register(collector)
    return lambda: generate_latest(registry)
