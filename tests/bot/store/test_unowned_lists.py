"""Which connections the weekly list names, and when it's drawn again."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from sqlalchemy import Engine

from bot.queries.answerer import Answerer, build_environments
from bot.store.account_rows import AccountRows
from bot.store.connection_owners import OwnerStore
from bot.store.unowned_lists import UnownedListStore
from bot.store.unowned_rows import UnownedRows
from tests.bot.queries.test_listings import Pages
from tests.bot.store.test_requests import Watch
from tests.support.random_account import Account, random_account
from tests.support.sample_account import SERVICES, NoUsageLog, Window
from tests.support.sample_data import MONDAY, a_connection
from workflows.connections.model import Connection, Health
from workflows.digests.unowned_model import FoundUnowned, UnownedList
from workflows.ownership.model import OwnerChange
from workflows.reporting.snapshot import Snapshot
from workflows.requests.confidentiality import PUBLIC
from workflows.requests.mirrors import Message

ACCOUNTS = 60
SENSITIVE = frozenset(name for name, service in SERVICES.items() if service.is_sensitive)
LIST = UnownedList("digest:C0:1:unowned", "C0", ("bright_fox",), message=Message("C0", "2.0"))


def find(database: Engine, limit: int = 5, internal: frozenset[str] = frozenset()) -> FoundUnowned:
    return UnownedRows(database, ["prod", "dev"], SENSITIVE, internal).find(limit)


def test_it_names_and_counts_what_everyone_sees_in_the_whole_account(database: Engine) -> None:
    for seed in range(ACCOUNTS):
        account = random_account(Random(seed))
        account.save(database)
        unowned = [one for one in _public(database, account) if _is_unowned(one, account)]

        found = find(database)

        assert (seed, found.count) == (seed, len(unowned))
        assert len(found.first) == min(5, len(unowned))
        ranks = [_rank(one) for one in unowned]
        first = [_rank(one) for wanted in found.first for one in unowned if one.id == wanted]
        assert (seed, first) == (seed, sorted(ranks)[:5])


def _public(database: Engine, account: Account) -> tuple[Connection, ...]:
    environments = build_environments("dev", "prod")
    answerer = Answerer(
        Pages(), AccountRows(database, "prod"), SERVICES, Window(answers=False), Watch(), environments, NoUsageLog()
    )
    snapshot: Snapshot = account.snapshot(answerer.bare_snapshot())
    return snapshot.visible_to(PUBLIC).connections


def _is_unowned(one: Connection, account: Account) -> bool:
    requested = any(request.connection_id == one.id and not request.is_closed for request in account.requests)
    claimed = any(owner.connection_id == one.id and owner.owner for owner in account.owners)
    return not requested and not claimed and one.group_id in {"dev", "prod"}


def _rank(one: Connection) -> tuple[bool, bool]:
    return one.group_id != "prod", one.health is not Health.BROKEN


def test_what_syncs_most_often_comes_first_and_internal_services_do_not_come(database: Engine) -> None:
    slow = a_connection(id="slow", name="a", service="zoom", group_id="prod", sync_frequency=1440, paused=False)
    rows = [
        slow,
        replace(slow, id="fast", name="b", sync_frequency=60),
        replace(slow, id="paused", name="c", sync_frequency=5, paused=True),
        replace(slow, id="internal", name="d", service="stripe"),
    ]
    Account(rows, (), ()).save(database)

    assert find(database, internal=frozenset({"stripe"})) == FoundUnowned(["fast", "slow", "paused"], 3)
    assert find(database, limit=1, internal=frozenset({"stripe"})) == FoundUnowned(["fast"], 3)


def test_a_list_is_drawn_again_after_each_change_of_an_owner(database: Engine) -> None:
    lists, owners = UnownedListStore(database), OwnerStore(database, Watch())
    assert lists.add(LIST, MONDAY) == lists.get(LIST.id) == LIST
    assert lists.lagging(MONDAY) == []

    claim(owners, "bright_fox")
    (lagging,) = lists.lagging(MONDAY)
    lists.save(lagging.evolve(fingerprint="1"))

    assert lists.lagging(MONDAY) == []
    stored = lists.get(LIST.id)
    assert stored
    assert (stored.fingerprint, stored.message) == ("1", LIST.message)


def test_a_change_during_a_redraw_is_drawn_too(database: Engine) -> None:
    lists, owners = UnownedListStore(database), OwnerStore(database, Watch())
    drawn = lists.add(LIST, MONDAY)

    claim(owners, "bright_fox")
    lists.save(drawn.evolve(fingerprint="old"))

    assert [one.fingerprint for one in lists.lagging(MONDAY)] == ["old"]


def test_a_redraw_is_delayed_and_old_lists_are_forgotten(database: Engine) -> None:
    lists, owners = UnownedListStore(database), OwnerStore(database, Watch())
    lists.add(LIST, MONDAY)
    assert lists.add(LIST.evolve(connection_ids=("calm_owl",)), MONDAY) == LIST
    claim(owners, "bright_fox")

    lists.postpone(LIST.id, MONDAY + timedelta(minutes=1))

    assert lists.lagging(MONDAY) == []
    assert len(lists.lagging(MONDAY + timedelta(minutes=1))) == 1
    lists.prune(MONDAY + timedelta(seconds=1))
    assert lists.get(LIST.id) is None


def claim(owners: OwnerStore, connection_id: str) -> None:
    before = owners.get(connection_id)
    assert owners.change(before, before.give_to("U0ADA", "Ada Okafor", "U0ADA", MONDAY), OwnerChange.CLAIMED, "U0ADA")
