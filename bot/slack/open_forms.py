"""What this process knows about the forms that people have open, so that a redraw loses nothing."""

import threading
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field

KEPT_FORMS = 1_000
"""Forms that are remembered, those last used."""


@dataclass
class OpenForm:
    """One open form."""

    newest_press: str = ""
    """Slack's time of the newest press in it. These times are numbers of one length, so they sort as texts."""
    opened: set[tuple[str, str]] = field(default_factory=set)
    """Service and field, for each proposal that the person wants to change."""
    errors: frozenset[str] = frozenset()
    """The fields that were wrong when the form was last sent."""


@dataclass
class OpenForms:
    """Remembers open forms by the id of their view.

    A press carries the form as it was drawn before it. Of two quick presses, the second must win, and must not
    undo what the first one opened. Slack shows errors until the next redraw, and doesn't send them back.
    """

    _forms: OrderedDict[str, OpenForm] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note_press(self, view_id: str, pressed_at: str, opened: Iterable[tuple[str, str]] = ()) -> OpenForm:
        """Remember a press, and what it opens. Return the form."""
        with self._lock:
            form = self._find(view_id)
            form.newest_press = max(form.newest_press, pressed_at)
            form.opened |= set(opened)
            return form

    def note_errors(self, view_id: str, fields: Iterable[str]) -> None:
        """Remember which fields were wrong when the form was sent."""
        with self._lock:
            self._find(view_id).errors = frozenset(fields)

    def is_untouched(self, view_id: str) -> bool:
        """Whether no press in the form and no attempt to send it has come yet."""
        with self._lock:
            return view_id not in self._forms

    def _find(self, view_id: str) -> OpenForm:
        form = self._forms.setdefault(view_id, OpenForm())
        self._forms.move_to_end(view_id)
        while len(self._forms) > KEPT_FORMS:
            self._forms.popitem(last=False)
        return form
