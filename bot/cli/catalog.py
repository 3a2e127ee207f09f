"""`python -m bot catalog …`."""

from collections.abc import Callable, Sequence

from bot.catalog.catalog import Catalog
from bot.catalog.ports import CatalogDownload
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


def _print_changes(changes: Sequence[str], echo: Echo) -> None:
    for line in changes or ["no changes"]:
        echo(f"  {line}")
