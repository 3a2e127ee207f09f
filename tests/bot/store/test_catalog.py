"""Configs of services are stored, even when several processes read them at once."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Engine

from bot.store.catalog import CatalogStore
from tests.bot.store.test_requests import Watch
from tests.support.sample_data import MONDAY


def test_concurrent_reads_of_a_config_are_stored(database: Engine) -> None:
    store = CatalogStore(database, Watch())

    with ThreadPoolExecutor(8) as many:
        list(many.map(lambda number: store.save_config("salesforce", {"number": number % 2}), range(40)))

    stored = store.get_config("salesforce")
    assert stored
    assert (stored[0]["number"] in (0, 1), stored[1]) == (True, MONDAY)


def test_a_config_replaces_the_previous_one(database: Engine) -> None:
    store = CatalogStore(database, Watch())

    store.save_config("salesforce", {"old": {}})
    store.save_config("salesforce", {"new": {}})

    assert store.get_config("salesforce") == ({"new": {}}, MONDAY)
