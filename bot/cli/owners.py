"""`python -m bot owners`: list, export, import, and propose the owners of connections that weren't requested here."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from bot.bootstrap.core import Container
from bot.cli.questions import escape_formula
from bot.fivetran.connected_by import connected_by
from bot.slack.user_groups import SlackUserGroups
from bot.store.account_rows import AccountRows
from bot.store.named_connections import connections_named, names_of_group
from workflows.errors import Refused
from workflows.formatting import format_count
from workflows.ownership.importing import ImportPlan, ImportPorts, Outcome, OwnerLine, carry_out, plan_import
from workflows.ownership.model import owner_of
from workflows.permissions import check_member

COLUMNS = ("connection", "owner")
PrintLine = Callable[[str], object]


def import_owners(container: Container, file: Path, echo: PrintLine, *, is_dry_run: bool) -> int:
    """Import owners from a CSV file, print what is set, and return the number of mistakes."""
    ports = _import_ports(container)
    plan = plan_import(read_lines(file), container.clock.now(), ports)
    if plan.mistakes:
        for mistake in plan.mistakes:
            echo(f"{file}, {mistake}")
        echo(f"{format_count(len(plan.mistakes), 'mistake')} found. Nothing changed.")
        return len(plan.mistakes)
    done = [one for one in plan.owners if one.outcome is Outcome.SET] if is_dry_run else [*carry_out(plan, ports)]
    for one in done:
        former = f" (before: {one.before.owner_name})" if one.before.owner else ""
        echo(f"{one.connection.name}: {one.after.owner_name}{former}")
    echo(_summary(plan, len(done), is_dry_run=is_dry_run))
    return 0


def _summary(plan: ImportPlan, count: int, *, is_dry_run: bool) -> str:
    unchanged = f", {len(plan.owners) - count} unchanged" if len(plan.owners) > count else ""
    verb = "would be set" if is_dry_run else "set"
    return f"{format_count(count, 'owner')} {verb}{unchanged}."


def read_lines(file: Path) -> list[OwnerLine]:
    """Return the lines of a CSV file. Raises `Refused` if it can't be read, or lacks a column."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it isn't UTF-8"
        raise Refused(f"{file} can't be read: {reason}.") from None
    rows = csv.DictReader(io.StringIO(text), strict=True)
    try:
        missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
        if missing:
            raise Refused(f"{file}, line 1: the header must be {','.join(COLUMNS)}. Missing: {', '.join(missing)}.")
        return [OwnerLine(rows.line_num, *(_cell(row.get(name)) for name in COLUMNS)) for row in rows]
    except csv.Error as error:
        raise Refused(f"{file}, line {rows.line_num}: {error}. Nothing changed.") from None


def _cell(value: str | None) -> str:
    """Return a cell without spaces, and without the quotation mark that an export puts before a formula."""
    text = (value or "").strip()
    return text[1:] if text.startswith("'") and escape_formula(text[1:]) == text else text


def export_owners(container: Container) -> str:
    """Return the owners as CSV, which `import` reads again."""
    return _as_csv(_exported(container))


def _exported(container: Container) -> Iterator[tuple[str, str]]:
    return ((one.connection_id, one.owner) for one in container.stores.owners.all() if one.owner)


def propose_owners(container: Container, echo: PrintLine) -> str:
    """Return as CSV who connected each connection without an owner in Fivetran. Others are counted with `echo`."""
    proposals, unknown = [], 0
    directory = container.slack.directory
    for connection_id, email in connected_by(container.fivetran.client, container.settings.groups):
        request = container.stores.requests.find_by_connection(connection_id)
        if owner_of(request, container.stores.owners.get(connection_id)):
            continue
        with suppress(Refused):
            check_member(directory.find_by_email(email), directory.home())
            proposals.append((connection_id, email))
            continue
        unknown += 1
    if unknown:
        echo(f"{format_count(unknown, 'connection')} left out: Slack has no member with the email address.")
    return _as_csv(proposals)


def list_owners(container: Container) -> Iterator[str]:
    """Yield a line for each polled connection: its environment, its name, its id, and its owner."""
    for group, environment in container.settings.groups.items():
        for page in names_of_group(container.database, group):
            owners = container.stores.owners.of([one.id for one in page])
            for one in page:
                owner = owner_of(container.stores.requests.find_by_connection(one.id), owners.get(one.id))
                yield f"{environment}  {one.name}  {one.id}  {owner.name or owner.id if owner else '–'}"


def _as_csv(rows: Sequence[tuple[str, str]] | Iterator[tuple[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([escape_formula(value) for value in row] for row in rows)
    return out.getvalue()


def _import_ports(container: Container) -> ImportPorts:
    directory, settings = container.slack.directory, container.settings
    rows = AccountRows(container.database, settings.fivetran_prod_group)
    return ImportPorts(
        directory=directory,
        requests=container.stores.requests,
        owners=container.stores.owners,
        groups=SlackUserGroups(directory),
        find=lambda name: rows.connections(connections_named(container.database, name)),
        environments=settings.groups,
    )
