"""`python -m bot catalog …`."""

from collections.abc import Callable, Sequence
from typing import Protocol

from bot.catalog.catalog import Catalog
from workflows.errors import DeskError

Echo = Callable[[str], object]


class DownloadSummary(Protocol):
    """A download of the past."""

    @property
    def line(self) -> str:
        """When it was, and how many services there were."""
        ...

    @property
    def changes(self) -> Sequence[str]:
        """What was new."""
        ...


def refresh_catalog_command(catalog: Catalog, echo: Echo, *, details: bool) -> int:
    """Download the list, and every page if wanted; the exit status."""
    try:
        _print_changes(catalog.refresh(), echo)
        echo(f"{len(catalog)} services.")
        if details:
            echo(f"{catalog.refresh_all_configs()} pages are at hand.")
    except DeskError as failure:
        echo(f"Nothing has changed: {failure.message}")
        return 1
    return 0


def diff_catalog_command(catalog: Catalog, downloads: Sequence[DownloadSummary], echo: Echo) -> int:
    """What Fivetran's list of now would change, then what the downloads changed; the exit status."""
    status = 0
    try:
        echo("Fivetran's list of now, against ours:")
        _print_changes(catalog.preview_refresh(), echo)
    except DeskError as failure:
        echo(f"  {failure.message}")
        status = 1
    for download in downloads:
        if download.changes:
            echo(f"{download.line}:")
            _print_changes(download.changes, echo)
    return status


def _print_changes(changes: Sequence[str], say: Echo) -> None:
    for line in changes or ["nothing has changed"]:
        say(f"  {line}")
