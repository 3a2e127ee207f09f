"""Everything that the request form shows, gathered."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from workflows.catalog.service import Service
from workflows.reporting.duplicates import Found


@dataclass(frozen=True)
class Sheet:
    """Everything that the form shows."""

    form: str
    """The id of this form: a request, a draft and every step of it carry the same."""
    channel: str
    today: date
    service: Service | None = None
    filled: Mapping[str, str | None] = field(default_factory=dict)
    there: Found = field(default_factory=Found)
    """What exists already of the service."""
    name_problem: str | None = None
    step: int = 0
    request: str = ""
    """The request that is being edited, if it is one."""
    is_resumed: bool = False
    user: str = ""
    """Who has it open, once that matters."""

    @property
    def metadata(self) -> str:
        """What comes back with the form; it holds nothing that anybody typed."""
        known = {"form": self.form, "channel": self.channel, "step": self.step, "request": self.request}
        return json.dumps({**known, "service": self.service.key if self.service else ""})

    def at(self, step: int) -> "Sheet":
        """The same form, at another step."""
        return replace(self, step=step)
