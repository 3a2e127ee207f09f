"""What everyone can see of the list of connections, as the canvas shows it."""

from collections import Counter

from sqlalchemy import Engine

from bot.queries.answerer import Answerer, build_environments
from bot.queries.connection_status import StatusQueries
from bot.store.account_rows import AccountRows
from bot.store.requests import RequestStore
from tests.bot.queries.test_listings import Pages
from tests.bot.store.test_existing_connections import a_row, save
from tests.bot.store.test_requests import Watch
from tests.support.sample_account import NoUsageLog, Window
from tests.support.sample_data import a_request_with_ticket
from workflows.canvas import model


def test_a_large_account_is_cut_with_a_share_for_each_environment(database: Engine) -> None:
    rows = [a_row(f"dev{number:03}") for number in range(230)] + [a_row(f"prod{number}", "prod") for number in range(9)]
    existing, requests = save(database, *rows), RequestStore(database, Watch())
    for number in range(55):
        requests.add(a_request_with_ticket(id=f"request {number}"), f"V{number}")
    environments = build_environments("dev", "prod")
    account = AccountRows(database, "prod")
    answerer = Answerer(Pages(), account, {}, Window(answers=False), Watch(), environments, NoUsageLog())

    listed = StatusQueries(answerer, existing, *[answerer] * 7).list_public()  # type: ignore[arg-type]  # unused parts

    shares = Counter(one.environment for one in listed.connections)
    assert sum(shares.values()) == model.MAX_CANVAS_CONNECTIONS == 200
    assert sorted(shares.values()) == [9, 191]
    assert len(listed.requests) == model.MAX_CANVAS_REQUESTS == 50
    assert (listed.total, listed.more) == (294, 44)
