"""A row that can't be read is left out of a list, and stops no other."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import SQLModel
from structlog.testing import capture_logs

from bot.store.catalog import CatalogStore
from bot.store.database import transaction
from bot.store.digest_schedules import DigestScheduleStore
from bot.store.questions import QUESTION_ADAPTER, QuestionStore
from bot.store.rate_limits import RATE_LIMIT_USAGE_ADAPTER, RateLimitStore
from bot.store.tables import CatalogDownloadRow, QuestionRow, RateLimitRow, RecipientRow, WebhookRow
from bot.store.webhooks import WEBHOOK_STATE_ADAPTER, WebhookStore
from tests.bot.store.test_requests import Watch
from tests.support.sample_data import MONDAY
from workflows.answers.model import Question, Surface
from workflows.connections.rate_limit import RateLimitUsage
from workflows.connections.webhook_status import WebhookStatus

NOW = MONDAY.timestamp()
USAGE = RATE_LIMIT_USAGE_ADAPTER.dump_python(RateLimitUsage(MONDAY), mode="json")
QUESTION = Question("q1", "U0ADA", "T0DESK", "C1", Surface.THREAD, "how?", MONDAY)


def question(name: str, body: Any) -> QuestionRow:
    """A question without an answer."""
    return QuestionRow(id=name, asked_at=NOW, kind="unsure", body=body)


ODD: Any = {"at": 7, "checked_at": 7}
LISTS: dict[str, tuple[Sequence[SQLModel], Callable[[Engine], Sequence[object]]]] = {
    "rate limits": (
        [RateLimitRow(process_name=name, recorded_at=NOW, body=body) for name, body in (("odd", ODD), ("b", USAGE))],
        lambda database: RateLimitStore(database, Watch()).other_usages("a"),
    ),
    "questions": (
        [question("odd", {"id": "odd"}), question("q1", QUESTION_ADAPTER.dump_python(QUESTION, mode="json"))],
        lambda database: QuestionStore(database).list_for_review(),
    ),
    "downloads": (
        [
            CatalogDownloadRow(id=number, downloaded_at=NOW, service_count=1, changes=changes)
            for number, changes in ((1, [{"odd": "1"}]), (2, []))
        ],
        lambda database: CatalogStore(database, Watch()).downloads_since(MONDAY),
    ),
    "digests": (
        [
            RecipientRow(id=name, digest_schedule=schedule, digest_due_at=NOW - 1, body={})
            for name, schedule in (("odd", "hourly"), ("C0DATA", "daily 09:00 UTC"))
        ],
        lambda database: DigestScheduleStore(database, "C0HOME", None).due(MONDAY),
    ),
    "webhooks": (
        [
            WebhookRow(group_id=name, body=body)
            for name, body in (
                ("odd", ODD),
                ("dev", WEBHOOK_STATE_ADAPTER.dump_python(WebhookStatus("dev", checked_at=MONDAY), mode="json")),
            )
        ],
        lambda database: list(WebhookStore(database, {"dev": "Dev", "odd": "Odd"}, Watch()).working_by_group()),
    ),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_row_that_cannot_be_read_stops_no_other(name: str, database: Engine) -> None:
    rows, read = LISTS[name]
    with transaction(database) as session:
        session.add_all([type(row)(**row.model_dump()) for row in rows])

    with capture_logs() as logs:
        found = read(database)

    assert len(found) == 1
    assert [line["item"] for line in logs] == ["1" if name == "downloads" else "odd"]
