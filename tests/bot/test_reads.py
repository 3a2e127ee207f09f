"""What a click reads doesn't grow with the account, and no statement reads a whole table."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import timedelta

import pytest
from rapidfuzz import fuzz
from sqlalchemy import Engine, text

from bot.bootstrap.digests import build_stored_digest
from bot.queries.answerer import Answerer, build_environments
from bot.queries.connection_status import StatusQueries
from bot.queries.recipients import RecipientQueries
from bot.store.access_questions import AccessQuestionStore
from bot.store.account_rows import AccountRows
from bot.store.connection_owners import OwnerStore
from bot.store.database import connect
from bot.store.digest_rows import DigestRows
from bot.store.drafts import DraftStore
from bot.store.existing_connections import PAGE_SIZE, ExistingConnectionStore
from bot.store.form_facts import FormFactsStore
from bot.store.incident_queries import IncidentQueries
from bot.store.preferences import PreferencesStore
from bot.store.request_queries import RequestQueries
from bot.store.requests import RequestStore
from bot.store.sync_runs import SyncRunStore
from bot.store.unowned_rows import UnownedRows
from bot.store.waits import WaitRows
from tests.bot.store.test_requests import Watch
from tests.support.fake_request_ports import PEOPLE
from tests.support.large_account import seed_account
from tests.support.migrated_databases import MigratedDatabases
from tests.support.sample_account import SERVICES, NoUsageLog, OnePage, Window
from tests.support.sample_data import MONDAY, an_incident
from tests.support.statement_log import StatementLog, log_statements
from workflows.catalog.service import Service, propose_destination
from workflows.digests.schedule import parse_recurrence
from workflows.errors import Refused
from workflows.monitoring.sync_runs import SyncRun
from workflows.notifications.recipients import choose_recipients
from workflows.permissions import Actor
from workflows.ports import HomeWorkspace, Person
from workflows.reporting.connection_status import ConnectionStatus
from workflows.reporting.duplicates import MAX_TURNED_PAGES
from workflows.reporting.list_filter import ListedState, ListFilter
from workflows.requests.confidentiality import Viewer
from workflows.requests.taken_names import TakenNames
from workflows.subscriptions.commands import subscribe
from workflows.subscriptions.mutes import propose_mutes
from workflows.subscriptions.overview import subscription_overviews
from workflows.subscriptions.ports import SubscriptionConfig, SubscriptionPorts

DAILY = parse_recurrence("daily 09:00 UTC")
CLEO = Actor("U0CLEO", "T0DESK", "C0FIVETRAN")


class Desk:
    """Slack and Fivetran, which know nothing of the account."""

    def look_up(self, user_id: str, *, fresh: bool = False) -> Person:
        return PEOPLE[user_id]

    def home(self) -> HomeWorkspace:
        return HomeWorkspace("T0DESK")

    def approvers(self, *, fresh: bool = False) -> frozenset[str]:
        return frozenset()

    sensitive_approvers = approvers

    def is_shared(self, _channel: str) -> bool:
        return False

    def require_postable(self, _channel: str) -> None: ...

    def is_superuser(self, _user_id: str, *, fresh: bool = False) -> bool:
        return False

    def for_connection(self, _connection_id: str, _now: object) -> Sequence[SyncRun]:
        return []


class Pages(OnePage):
    """A knowledge of one page."""

    def page(self, name: str) -> None:
        return None


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def accounts(
    request: pytest.FixtureRequest, databases: MigratedDatabases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Engine, Engine]]:
    """A small and a large account. The tests only read."""
    with ExitStack() as stack:
        directory = tmp_path_factory.mktemp("accounts")
        engines = []
        for size in (20, 2_000):
            is_sqlite = request.param == "sqlite"
            file = directory / f"{size}.sqlite3"
            url = databases.sqlite(file) if is_sqlite else stack.enter_context(databases.postgres())
            engines.append(_account(url, size))
            stack.callback(engines[-1].dispose)
        yield engines[0], engines[1]


def _account(url: str, size: int) -> Engine:
    engine = connect(url)
    seed_account(engine, size)
    if engine.dialect.name == "postgresql":  # without statistics, its planner guesses that the tables are small
        with engine.connect() as connection:
            connection.execute(text("ANALYZE"))
    return engine


def test_a_form_asks_only_for_the_names_it_needs_and_once(accounts: tuple[Engine, Engine]) -> None:
    logs = []
    for engine in accounts:
        with log_statements(engine) as log:
            taken = TakenNames(RequestStore(engine, Watch()).taken_names)
            assert propose_destination(Service("service_1", "One"), taken) == {"schema": "service_1"}
            assert len(log.reads) == 1
            assert taken(["service_1", "service_1_10"]) == {"service_1_10"}
            assert taken(["service_1", "service_1_10"]) == {"service_1_10"}
        logs.append(log)

    _read_the_same(logs, statements=2)


def test_a_form_reads_only_the_connections_of_its_service(accounts: tuple[Engine, Engine]) -> None:
    logs = []
    for engine in accounts:
        with log_statements(engine) as log:
            status = _status_queries(engine)
            facts = FormFactsStore(status.existing_connections).read("U0CLEO", "zoom", ["zoom_10", "zoom_free"])
            found = status.existing_for_form(Viewer("U0CLEO"), facts.found)
            assert (len(found.connections), found.total) == (4, 5)  # one is confidential
            assert facts.is_taken["zoom_free"] is False
        logs.append(log)

    _read_the_same(logs, statements=1)


def test_a_request_is_found_by_its_ticket(accounts: tuple[Engine, Engine]) -> None:
    logs = []
    for engine in accounts:
        with log_statements(engine) as log:
            assert _status_queries(engine).request("dsre-1014", CLEO).id == "r14"
        logs.append(log)

    _read_the_same(logs, statements=1)


def test_a_list_reads_what_it_shows(accounts: tuple[Engine, Engine]) -> None:
    logs = []
    for engine in accounts:
        with log_statements(engine) as log:
            found = _status_queries(engine).list_all(CLEO)
        logs.append(log)

    assert (len(found.connections), found.total, found.has_more) == (20, 2_000, True)
    assert logs[1].row_count() <= 8 * PAGE_SIZE
    assert len(logs[1].reads) <= 12
    assert [scan for scan in logs[1].scans() if "count(*)" not in scan] == []


@pytest.mark.parametrize(
    "wanted",
    [
        ListFilter(services=("zoom",)),
        ListFilter(name_prefix="zoom_1"),
        ListFilter(state=ListedState.FAILING),
        ListFilter(state=ListedState.PAUSED, is_production=False),
    ],
    ids=["services", "name", "failing", "paused"],
)
def test_a_narrowed_list_finds_its_rows_by_an_index(accounts: tuple[Engine, Engine], wanted: ListFilter) -> None:
    for engine in accounts:
        with log_statements(engine) as log:
            _status_queries(engine).list_all(CLEO, wanted)
        assert log.scans() == []


def test_a_list_of_what_has_no_owner_reads_what_it_shows(accounts: tuple[Engine, Engine]) -> None:
    logs = []
    for engine, size in zip(accounts, (20, 2_000), strict=True):
        with log_statements(engine) as log:
            found = _status_queries(engine).list_all(CLEO, ListFilter(is_unowned=True))
        assert found.total == size // 2  # the others were requested
        assert {one.owner for one in found.connections} == {None}
        logs.append(log)

    assert logs[1].row_count() <= 4 * PAGE_SIZE
    assert len(logs[1].reads) <= 7
    assert [scan for scan in _uncounted_scans(logs[1]) if "count(*)" not in scan] == []


def test_turning_a_page_shows_what_follows_and_ends(accounts: tuple[Engine, Engine]) -> None:
    queries = _status_queries(accounts[1])

    pages = [queries.list_all(CLEO, page=number) for number in range(3)]

    shown = [one.connection_id for page in pages for one in page.connections]
    assert len(shown) == len({*shown}) == 60
    with pytest.raises(Refused, match="as far as I list"):
        queries.list_all(CLEO, page=MAX_TURNED_PAGES)


@pytest.mark.parametrize(
    ("question", "statements"),
    [
        ("is zoom_1 fresh?", 4),
        ("who owns zoom 1", 4),
        ("do we have zoom?", 4),
        ("how do I get access to bigquery?", 2),
        ("where is DSRE-1014?", 5),
    ],
)
def test_a_question_reads_what_it_is_about(accounts: tuple[Engine, Engine], question: str, statements: int) -> None:
    logs = []
    for engine in accounts:
        answerer = _answerer(engine)
        answerer.answer("is zoom_1 fresh?", Viewer("U0CLEO"))  # reads all names, once for each poll
        with log_statements(engine) as log:
            answerer.answer(question, Viewer("U0CLEO"))
        logs.append(log)

    _read_the_same(logs, statements)


@pytest.mark.parametrize(
    ("question", "answer", "statements"),
    [
        ("what is broken?", "2 connections are broken now", 10),
        ("which connectors are paused?", "2 connections are paused", 6),
        ("which connectors expire soon?", "2 connections are due for deletion", 6),
    ],
)
def test_a_listing_reads_what_it_lists(
    accounts: tuple[Engine, Engine], question: str, answer: str, statements: int
) -> None:
    logs = []
    for engine in accounts:
        answerer = _answerer(engine)
        answerer.answer("is zoom_1 fresh?", Viewer("U0CLEO"))  # reads all names, once for each poll
        with log_statements(engine) as log:
            assert answer in answerer.answer(question, Viewer("U0CLEO")).answer.text
        logs.append(log)

    _read_the_same(logs, statements)


def test_what_is_in_development_is_counted_and_its_first_lines_are_read(accounts: tuple[Engine, Engine]) -> None:
    logs = []
    for engine, count in zip(accounts, (9, 950), strict=True):  # without the confidential ones
        with log_statements(engine) as log:
            told = _answerer(engine).answer("what is in development?", Viewer("U0CLEO")).answer.text
            assert f"{count} connections are in development" in told
        logs.append(log)

    assert [len(log.reads) for log in logs] == [7] * 2
    assert logs[1].row_count() <= 8 * PAGE_SIZE
    assert _uncounted_scans(logs[1]) == []


def test_connections_are_counted_without_reading_them(accounts: tuple[Engine, Engine]) -> None:
    for engine in accounts:
        with log_statements(engine) as log:
            counts = RequestQueries(engine, Watch()).connections_per_service()
        assert counts["zoom"] == 4  # one is confidential
        assert _uncounted_scans(log) == []


def test_a_question_reads_no_names_that_the_timetable_has_read(accounts: tuple[Engine, Engine]) -> None:
    logs = []
    for engine in accounts:
        answerer = _answerer(engine)
        answerer.read_names()
        with log_statements(engine) as log:
            answerer.answer("is zoom_1 fresh?", Viewer("U0CLEO"))
        logs.append(log)

    _read_the_same(logs, statements=4)


def test_mutes_are_proposed_without_a_read_for_each_channel(accounts: tuple[Engine, Engine]) -> None:
    logs = []
    for engine in accounts:
        with log_statements(engine) as log:
            propose_mutes(_subscription_ports(engine), SubscriptionConfig("C0HOME", 30, fuzz.ratio))
        logs.append(log)

    assert [len(log.reads) for log in logs] == [3, 3]
    assert _uncounted_scans(logs[1]) == []


def test_a_digest_reads_what_it_names_and_counts_the_rest(accounts: tuple[Engine, Engine]) -> None:
    logs = []
    for engine, size in zip(accounts, (20, 2_000), strict=True):
        stores = DigestRows(engine), SyncRunStore(engine), IncidentQueries(engine), WaitRows(engine)
        with log_statements(engine) as log:
            digest = build_stored_digest(_answerer(engine), *stores, DAILY, MONDAY - timedelta(days=1))
        assert sum(tally.total for tally in digest.tallies) == size
        assert len(digest.incidents) == 3
        logs.append(log)

    assert [len(log.reads) for log in logs] == [17, 17]
    assert logs[0].row_count() == logs[1].row_count()
    assert _uncounted_scans(logs[1]) == []


def test_the_list_of_what_has_no_owner_reads_what_it_names_and_counts_the_rest(
    accounts: tuple[Engine, Engine],
) -> None:
    logs = []
    for engine, size in zip(accounts, (20, 2_000), strict=True):
        with log_statements(engine) as log:
            found = UnownedRows(engine, ["prod", "dev"], frozenset({"salesforce"}), frozenset()).find(5)
            assert found.count == size // 2
            assert len(_answerer(engine).snapshot_of(found.first).connections) == 5
        logs.append(log)

    assert [len(log.reads) for log in logs] == [7, 7]
    assert logs[0].row_count() == logs[1].row_count()
    assert [scan for scan in _uncounted_scans(logs[1]) if "count(*)" not in scan] == []


def test_a_status_reads_one_connection(accounts: tuple[Engine, Engine]) -> None:
    logs = []
    for engine in accounts:
        status = _status_queries(engine)
        status.find("zoom_1", CLEO)  # reads all names, once for each poll
        with log_statements(engine) as log:
            found = status.find("zoom_1", CLEO)
            assert isinstance(found, ConnectionStatus)
            assert status.show("otter_1", CLEO).connection == found.connection
        logs.append(log)

    _read_the_same(logs, statements=12)


def test_a_notification_reads_the_preferences_of_its_recipients(accounts: tuple[Engine, Engine]) -> None:
    logs = []
    for engine in accounts:
        with log_statements(engine) as log:
            subject, queries = an_incident(connection_id="otter_10"), _recipient_queries(engine)
            chosen = choose_recipients(subject, queries.recipients_for(subject))
            assert chosen == ["C000000", "C000001", "C0HOME", "C1000001"]
            assert not PreferencesStore(engine).unnotified_unreachable()
        logs.append(log)

    _read_the_same(logs, statements=2)


def test_subscription_commands_read_what_they_are_about(accounts: tuple[Engine, Engine]) -> None:
    logs = []
    for engine in accounts:
        ports, config = _subscription_ports(engine), SubscriptionConfig("C0HOME", 30, fuzz.ratio)
        actor = Actor("U0CLEO", "T0DESK", "C1000001")
        ports.snapshots.snapshot_about(["zoom_1"])  # reads all names, once for each poll
        with log_statements(engine) as log:
            overview = subscription_overviews(actor, ports, config)[0]
            assert [one.target for one in overview.subscriptions] == ["otter_10"]
            assert subscribe("service_1_10", actor, ports, config).startswith("This channel is already subscribed")
        logs.append(log)

    _read_the_same(logs, statements=13)


def test_home_and_clicks_find_their_rows_by_an_index(accounts: tuple[Engine, Engine]) -> None:
    logs = []
    for engine in accounts:
        with log_statements(engine) as log:
            queries, store = RequestQueries(engine, Watch()), RequestStore(engine, Watch())
            assert [one.id for one in queries.requests_of("U000014")] == ["r14"]
            assert not queries.undecided()
            assert not ExistingConnectionStore(engine, {}).owned_by("U000014")
            assert not ExistingConnectionStore(engine, {}).owned_by_groups(["S0DATAENG"]).existing
            assert not OwnerStore(engine, Watch()).owning_groups()
            assert [*queries.connections_of([store.get("r14")])] == ["otter_14"]
            assert not AccessQuestionStore(engine).waiting_around("U000014", ["approvers"])
            assert DraftStore(engine, Watch()).for_user("U000014") is None
            assert store.get("r14") == store.find_by_connection("otter_14") == store.find_by_ticket("20014")
            assert (store.has_ticket("20014"), store.has_ticket("9000001")) == (True, False)
            assert not IncidentQueries(engine).open_for(["otter_14"])
        logs.append(log)

    _read_the_same(logs, statements=15)


def _recipient_queries(engine: Engine) -> RecipientQueries:
    desk, store = Desk(), RequestStore(engine, Watch())
    rest = PreferencesStore(engine), store, Watch(), OwnerStore(engine, Watch())
    return RecipientQueries("C0HOME", frozenset(), desk, desk.is_shared, *rest)  # type: ignore[arg-type]  # Slack is played


def _subscription_ports(engine: Engine) -> SubscriptionPorts:
    desk = Desk()
    shared = Watch(), desk, desk, PreferencesStore(engine), _answerer(engine), desk
    return SubscriptionPorts(*shared, budget_messages=desk, messenger=desk, changes=desk, change_posts=desk)  # type: ignore[arg-type]  # Slack is played


def _status_queries(engine: Engine) -> StatusQueries:
    desk, existing = Desk(), ExistingConnectionStore(engine, {"dev": "Fivetran_Dev", "prod": "Fivetran_Prod"})
    history = SyncRunStore(engine), IncidentQueries(engine), desk
    store = RequestStore(engine, Watch())
    return StatusQueries(_answerer(engine), existing, store, *history, desk, desk, Watch())  # type: ignore[arg-type]  # Slack is played


def _answerer(engine: Engine) -> Answerer:
    rows, fivetran = AccountRows(engine, "prod"), Window(answers=False)
    environments = build_environments("dev", "prod")
    return Answerer(Pages(), rows, SERVICES, fivetran, Watch(), environments, NoUsageLog())


def _uncounted_scans(log: StatementLog) -> list[str]:
    """Return the scans of a log that counts, but for those of an index. PostgreSQL counts 2,000 rows without one."""
    is_sqlite = log.engine.dialect.name == "sqlite"
    return [scan for scan in log.scans() if "COVERING INDEX" not in scan] if is_sqlite else []


def _read_the_same(logs: list[StatementLog], statements: int) -> None:
    assert [len(log.reads) for log in logs] == [statements] * 2
    assert logs[0].row_count() == logs[1].row_count()
    assert logs[1].scans() == []
