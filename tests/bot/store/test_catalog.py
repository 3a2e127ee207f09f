"""What Fivetran's pages say is remembered, whoever read them."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Engine

from bot.store.catalog import CatalogStore
from tests.bot.store.test_requests import Watch
from tests.support.sample_data import MONDAY


def test_a_page_that_many_read_at_once_is_kept(database: Engine) -> None:
    shelf = CatalogStore(database, Watch())

    with ThreadPoolExecutor(8) as many:
        list(many.map(lambda number: shelf.save_config("salesforce", {"number": number % 2}), range(40)))

    kept = shelf.get_config("salesforce")
    assert kept
    assert (kept[0]["number"] in (0, 1), kept[1]) == (True, MONDAY)


def test_what_a_page_says_now_takes_the_place_of_what_it_said(database: Engine) -> None:
    shelf = CatalogStore(database, Watch())

    shelf.save_config("salesforce", {"old": {}})
    shelf.save_config("salesforce", {"new": {}})

    assert shelf.get_config("salesforce") == ({"new": {}}, MONDAY)
