"""`python -m bot check`: ask everybody we depend on, and say in words what is wrong and what to do."""

from collections.abc import Callable, Iterable, Iterator

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.app import Parts
from bot.jira.check import check as check_jira
from bot.slack.check import check as check_slack


def run(parts: Parts, say: Callable[[str], object]) -> int:
    """Check everything, telling as it goes; how many problems there are."""
    checks: dict[str, Callable[[Parts], Iterable[str]]] = {
        "Database": _database,
        "Slack": _slack,
        "Jira": _jira,
        "Fivetran": _fivetran,
    }
    found = 0
    for name, check in checks.items():
        problems = list(check(parts))
        say(f"{'✗' if problems else '✓'} {name}")
        for problem in problems:
            say(f"    {problem}")
        found += len(problems)
    say("Everything is in place." if not found else f"To mend: {found}.")
    return found


def _database(parts: Parts) -> Iterator[str]:
    try:
        with parts.database.connect() as connection:
            connection.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        reason = str(error.__cause__ or error).splitlines()[0]
        yield f"The database does not answer ({reason}). Check DATABASE_URL, and that the server runs."


def _slack(parts: Parts) -> Iterable[str]:
    settings = parts.settings
    token = settings.slack_app_token.get_secret_value()
    return check_slack(parts.slack, settings.slack_channel, settings.approver_group, token)


def _jira(parts: Parts) -> Iterable[str]:
    settings = parts.settings
    fields, statuses = settings.jira_field_values, settings.jira_status_names
    return check_jira(parts.jira, settings.jira_project, settings.jira_issue_type, fields, statuses)


def _fivetran(parts: Parts) -> Iterable[str]:
    return parts.connectors.check(parts.settings.fivetran_prod_group)
