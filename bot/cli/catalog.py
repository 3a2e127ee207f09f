"""`python -m bot catalog …`."""

from collections.abc import Callable, Sequence
from typing import Protocol

from bot.catalog.catalog import Catalogue
from workflows.errors import Failure

Say = Callable[[str], object]


class Kept(Protocol):
    """A download of the past."""

    @property
    def line(self) -> str:
        """When it was, and how many services there were."""
        ...

    @property
    def changes(self) -> Sequence[str]:
        """What was new."""
        ...


def refresh(catalogue: Catalogue, say: Say, *, details: bool) -> int:
    """Download the list, and every page if wanted; the exit status."""
    try:
        _told(catalogue.refresh(), say)
        say(f"{len(catalogue)} services.")
        if details:
            say(f"{catalogue.read_every_page()} pages are at hand.")
    except Failure as failure:
        say(f"Nothing has changed: {failure.words}")
        return 1
    return 0


def diff(catalogue: Catalogue, downloads: Sequence[Kept], say: Say) -> int:
    """What Fivetran's list of now would change, then what the downloads changed; the exit status."""
    status = 0
    try:
        say("Fivetran's list of now, against ours:")
        _told(catalogue.difference(), say)
    except Failure as failure:
        say(f"  {failure.words}")
        status = 1
    for download in downloads:
        if download.changes:
            say(f"{download.line}:")
            _told(download.changes, say)
    return status


def _told(changes: Sequence[str], say: Say) -> None:
    for line in changes or ["nothing has changed"]:
        say(f"  {line}")
