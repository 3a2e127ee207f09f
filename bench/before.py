"""What paths cost before issue 12: at commit ff5428f, on two processors, with SQLite."""

from typing import NamedTuple


class Before(NamedTuple):
    """The costs of a path. CPU is in milliseconds."""

    statements: int
    transactions: int
    cpu_ms: float
    """With 200 connections and 60 requests."""
    grown_ms: tuple[float, ...]
    """With 200, 2,000, and 20,000 connections, and their history; empty where it wasn't measured."""
    http_calls: int | None = None


BEFORE = {
    "form": Before(12, 11, 9.6, (31, 541, 4_991)),
    "choose a service": Before(11, 10, 9.2, (24, 556, 4_936)),
    "type-ahead": Before(0, 0, 0.4, (0.5, 0.4, 2.3)),
    "submission": Before(11, 9, 5.3, (5.7, 31, 202)),
    "status by name": Before(6, 6, 10.9, (27, 483, 4_750)),
    "list": Before(7, 6, 12.1, (37, 563, 6_273)),
    "question": Before(4, 4, 10.7, (28, 450, 5_510)),
    "digest": Before(15, 6, 9.6, (32, 495, 5_986)),
    "quiet round": Before(20, 2, 21, (32, 735, 7_714)),
    "recipients": Before(1, 1, 0.7, (0.7, 4.4, 64)),
    "approval": Before(170, 97, 115, (), 19),
}
