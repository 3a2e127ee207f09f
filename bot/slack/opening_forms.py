"""The forms that are being opened, so that a double click opens one form."""

from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass, field

PATIENCE_SECONDS = 2.0
"""How long a second press waits for the first one's form. It leaves a second of the three that its trigger lives."""

PressKey = tuple[str, ...]
"""Who pressed which button for what."""


@dataclass(frozen=True)
class OpeningForms:
    """The presses whose forms this process is opening.

    A second form would replace the first, which Slack then refuses to fill in, or would lie on top of it.
    """

    patience: float = PATIENCE_SECONDS
    _opening: dict[PressKey, Future[bool]] = field(default_factory=dict)

    def open_once(self, press: PressKey, show: Callable[[], bool]) -> None:
        """Call `show`, unless the same press is being shown and that succeeds in time. Raises what `show` raises.

        `show` returns whether the person has the form, rather than a message that says why not.
        """
        own = Future[bool]()
        first = self._opening.setdefault(press, own)
        if first is own:
            self._show(press, own, show)
        elif not self._is_shown(first):
            show()

    def _show(self, press: PressKey, own: Future[bool], show: Callable[[], bool]) -> None:
        try:
            own.set_result(show())
        except BaseException:
            own.set_result(False)
            raise
        finally:
            del self._opening[press]

    def _is_shown(self, first: Future[bool]) -> bool:
        return first in wait([first], self.patience).done and first.result()
