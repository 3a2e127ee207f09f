"""Setup tests: run over the API, by a Connect Card, or because something was changed."""

from typing import TYPE_CHECKING

from sandbox.fivetran.connection import Connection
from sandbox.fivetran.credentials import passed, setup_tests
from sandbox.fivetran.trouble import accept, reject

if TYPE_CHECKING:
    from sandbox.world import World


def run_tests(world: "World", connection: Connection) -> list[dict[str, str]]:
    """Run the setup tests and let their result happen to the connection; raises 429 when too many ran."""
    account, now = world.fivetran, world.clock.now()
    account.quota.count_setup_test()
    tests = setup_tests(connection)
    was_broken = connection.setup_state == "broken"
    if passed(tests):
        account.tell(connection, accept(connection, now))
    elif not was_broken:
        account.tell(connection, reject(connection, now))
    return tests
