"""`python -m bot catalog …`."""

from collections.abc import Callable, Sequence

from bot.catalog.catalog import Catalog
from bot.catalog.ports import CatalogChange, CatalogDownload, ChangeKind
from workflows.errors import DeskError
from workflows.formatting import format_count

Echo = Callable[[str], object]


def refresh_catalog_command(catalog: Catalog, echo: Echo, *, details: bool) -> int:
    """Download the list, with `details` every config page too, and return the exit code."""
    try:
        _print_changes(catalog.refresh(), echo)
        echo(f"{len(catalog)} services.")
        if details:
            echo(f"Metadata of {format_count(catalog.refresh_all_configs(), 'service')} stored.")
    except DeskError as failure:
        echo(f"Nothing changed: {failure.message}")
        return 1
    return 0


def diff_catalog_command(catalog: Catalog, downloads: Sequence[CatalogDownload], echo: Echo) -> int:
    """Print what a refresh would change, then the changes of past downloads, and return the exit code."""
    status = 0
    try:
        echo("A refresh would change:")
        _print_changes(catalog.preview_refresh(), echo)
    except DeskError as failure:
        echo(f"  {failure.message}")
        status = 1
    for download in downloads:
        if download.changes:
            echo(f"{download.line}:")
            _print_changes(download.changes, echo)
    return status


def _print_changes(changes: Sequence[CatalogChange], echo: Echo) -> None:
    for line in map(change_line, changes) if changes else ["no changes"]:
        echo(f"  {line}")


def change_line(change: CatalogChange) -> str:
    """Return a change in a line."""
    if change.kind is ChangeKind.ADDED:
        return f"+ {change.service} added ({_status(change.after)})"
    if change.kind is ChangeKind.REMOVED:
        return f"- {change.service} removed"
    if change.kind is ChangeKind.RENAMED:
        return f"~ {change.service} renamed to {change.after}"
    return f"~ {change.service}: {_status(change.before)} → {_status(change.after)}"


def _status(status: str) -> str:
    return status.replace("_", " ") or "unknown status"
