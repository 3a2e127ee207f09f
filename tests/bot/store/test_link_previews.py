"""Previews that can be redacted later, and deliveries that one of several processes takes."""

from datetime import timedelta

from sqlalchemy import Engine

from bot.store.deliveries import DeliveryStore
from bot.store.link_previews import LinkPreviewStore
from tests.bot.store.test_requests import Watch
from workflows.reporting.shared_links import PostedPreview
from workflows.requests.mirrors import Message

FIRST, SECOND = (
    PostedPreview(Message("C0GENERAL", ts), f"https://jira.example/browse/DSRE-{ts}", "r1") for ts in ("1.1", "2.2")
)


def test_a_preview_is_remembered_once_until_it_is_forgotten(database: Engine) -> None:
    previews = LinkPreviewStore(database, Watch())

    previews.record([FIRST, SECOND])
    previews.record([FIRST])
    previews.record([])
    previews.forget(SECOND)

    assert previews.of_request("r1") == [FIRST]
    assert previews.of_request("r2") == []


def test_old_previews_are_pruned(database: Engine) -> None:
    previews = LinkPreviewStore(database, Watch())
    previews.record([FIRST])

    previews.prune(Watch().now())
    kept = previews.of_request("r1")
    previews.prune(Watch().now() + timedelta(seconds=1))

    assert (kept, previews.of_request("r1")) == ([FIRST], [])


def test_of_several_processes_one_takes_a_delivery(database: Engine) -> None:
    processes = [DeliveryStore(database, Watch()) for _ in range(3)]

    assert [one.claim("command:7") for one in processes] == [True, False, False]
    assert processes[1].claim("command:8")
