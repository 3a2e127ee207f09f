"""Setup tests, run by the API, a Connect Card, or a change."""

from sandbox.fivetran.account import Account
from sandbox.fivetran.connection import Connection
from sandbox.fivetran.credentials import all_passed, test_results
from sandbox.fivetran.failure_modes import mark_connected, mark_failed


def run_tests(account: Account, connection: Connection) -> list[dict[str, str]]:
    """Run the setup tests and apply the result. Raises 429 above the quota."""
    now = account.clock.now()
    account.quota.count_setup_test()
    tests = test_results(connection)
    was_broken = connection.setup_state == "broken"
    if all_passed(tests):
        account.notify_webhooks(connection, mark_connected(connection, now))
    elif not was_broken:
        account.notify_webhooks(connection, mark_failed(connection, now))
    return tests
