"""What Prometheus reads of the health and of Fivetran."""

from datetime import timedelta

from bot.metrics import FivetranMetrics, HealthMetrics, WaitMetrics, metrics_page
from tests.support.sample_data import MONDAY
from workflows.connections.rate_limit import PollInterval, RateLimitUsage
from workflows.errors import Unavailable
from workflows.reporting.figures import Figure, Report, Wait


def test_the_rate_limit_the_pace_and_the_webhooks_are_reported() -> None:
    usage = RateLimitUsage(MONDAY, used=7, limit=100, remaining=40)
    told = metrics_page(
        FivetranMetrics(lambda: usage, lambda: PollInterval(MONDAY, 4), lambda: {"dev": True, "prod": False})
    )()

    assert [line for line in told.decode().splitlines() if line.startswith("connector_desk")] == [
        "connector_desk_fivetran_requests_last_hour 7.0",
        "connector_desk_fivetran_rate_limit 100.0",
        "connector_desk_fivetran_rate_limit_remaining 40.0",
        "connector_desk_polling_interval_seconds 240.0",
        'connector_desk_webhook_up{group="dev"} 1.0',
        'connector_desk_webhook_up{group="prod"} 0.0',
    ]


def test_what_fivetran_did_not_tell_yet_is_left_out() -> None:
    told = metrics_page(FivetranMetrics(lambda: RateLimitUsage(MONDAY), lambda: PollInterval(MONDAY), dict))()

    assert b"connector_desk_fivetran_requests_last_hour 0.0" in told
    assert b"\nconnector_desk_fivetran_rate_limit" not in told


def test_the_health_of_each_part_and_its_numbers_are_told() -> None:
    told = metrics_page(
        HealthMetrics(
            lambda: {"database": "", "slack": "The socket isn't connected."},
            lambda: {"queue_wait_seconds": {"clicks": 75.0}, "socket_connections": {"": 2}},
        )
    )()

    assert [line for line in told.decode().splitlines() if line.startswith("connector_desk")] == [
        'connector_desk_part_up{part="database"} 1.0',
        'connector_desk_part_up{part="slack"} 0.0',
        'connector_desk_queue_wait_seconds{queue="clicks"} 75.0',
        "connector_desk_socket_connections 2.0",
    ]


def test_waits_are_told_by_quantile_service_and_approvers() -> None:
    figure = Figure(3, timedelta(hours=1), timedelta(hours=2))
    report = Report({Wait.DECISION: figure}, {"stripe": {Wait.DECISION: figure}}, {"Approvers": figure})
    told = metrics_page(WaitMetrics(lambda: report))()

    assert [line for line in told.decode().splitlines() if line.startswith("connector_desk")] == [
        'connector_desk_wait_seconds{quantile="0.5",wait="decision"} 3600.0',
        'connector_desk_wait_seconds{quantile="0.9",wait="decision"} 7200.0',
        'connector_desk_service_wait_seconds{quantile="0.5",service="stripe",wait="decision"} 3600.0',
        'connector_desk_service_wait_seconds{quantile="0.9",service="stripe",wait="decision"} 7200.0',
        'connector_desk_approvers_wait_seconds{approvers="Approvers",quantile="0.5"} 3600.0',
        'connector_desk_approvers_wait_seconds{approvers="Approvers",quantile="0.9"} 7200.0',
        'connector_desk_waits{wait="decision"} 3.0',
    ]


def test_waits_are_missing_while_the_database_is_away() -> None:
    def fail() -> Report:
        raise Unavailable("The database is away.")

    assert b"connector_desk" not in metrics_page(WaitMetrics(fail))()
