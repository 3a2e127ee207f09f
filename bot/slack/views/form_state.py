"""Everything that the request form shows, gathered."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from workflows.catalog.service import Service
from workflows.reporting.duplicates import Duplicates


@dataclass(frozen=True)
class FormState:
    """Everything that the form shows."""

    form_id: str
    """The id of this form: a request, a draft and every step of it carry the same."""
    channel: str
    today: date
    service: Service | None = None
    values: Mapping[str, str | None] = field(default_factory=dict)
    duplicates: Duplicates = field(default_factory=Duplicates)
    """What exists already of the service."""
    name_problem: str | None = None
    page: int = 0
    request_id: str = ""
    """The request that is being edited, if it is one."""
    is_resumed: bool = False
    viewer_id: str = ""
    """Who has it open, once that matters."""

    @property
    def private_metadata(self) -> str:
        """What comes back with the form; it holds nothing that anybody typed."""
        known = {"form": self.form_id, "channel": self.channel, "step": self.page, "request": self.request_id}
        return json.dumps({**known, "service": self.service.form_key if self.service else ""})

    def at_page(self, page: int) -> "FormState":
        """The same form, at another step."""
        return replace(self, page=page)
