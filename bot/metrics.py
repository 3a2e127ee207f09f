"""What Prometheus may know: how many requests stand where, and how many lag."""

from collections.abc import Callable, Iterable, Mapping

from prometheus_client import CollectorRegistry, PlatformCollector, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

Counts = Callable[[], Mapping[str, int]]


class Requests(Collector):
    """Counts taken from the database when somebody asks."""

    def __init__(self, by_status: Counts, lagging: Callable[[], int]) -> None:
        self._by_status = by_status
        self._lagging = lagging

    def collect(self) -> Iterable[Metric]:
        """The gauges."""
        family = GaugeMetricFamily(
            "connector_desk_requests", "Connector requests by status", labels=["status"]
        )
        for status, count in self._by_status().items():
            family.add_metric([status], count)
        yield family
        yield GaugeMetricFamily(
            "connector_desk_lagging",
            "Requests whose ticket, card or connection does not agree yet",
            self._lagging(),
        )


def page(by_status: Counts, lagging: Callable[[], int]) -> Callable[[], bytes]:
    """What `GET /metrics` answers."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    registry.register(Requests(by_status, lagging))
    return lambda: generate_latest(registry)
