"""The fields of tickets: those that the bot always sets, and those of `JIRA_FIELDS` and `JIRA_ACCESS_FIELDS`."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bot.config.placeholders import PlaceholderValues
from bot.jira.client import JiraClient
from bot.jira.create_fields import CreateScreen, has_placeholder, read_create_screen
from bot.jira.ticket_text import TicketDraft
from workflows.errors import DeskError


@dataclass(eq=False)
class TicketFields:
    """Fills the create screen of one issue type in one project."""

    client: JiraClient
    project: str
    issue_type: str
    templates: Mapping[str, Any]
    """Field id → template."""
    settings: str = "JIRA"
    """How the names of its settings begin."""
    _screen: CreateScreen | None = None

    def of_new_ticket(self, draft: TicketDraft) -> dict[str, Any]:
        """Return every field of a new ticket."""
        screen = self._screen = self._screen or self._read_screen()
        try:
            extra = screen.fill(self.templates, asdict(draft.placeholder_values))
        except DeskError:
            self.forget_screen()
            raise
        return {
            "project": {"key": self.project},
            "issuetype": {"id": screen.issue_type},
            "summary": draft.summary,
            "description": draft.description,
            "labels": list(draft.labels),
            **extra,
        }

    def problems(self) -> list[str]:
        """Return what keeps the bot from filling the screen. Raises `DeskError` if it can't be read."""
        return self._read_screen().errors(self.templates)

    def _read_screen(self) -> CreateScreen:
        return read_create_screen(self.client, self.project, self.issue_type, self.settings)

    def forget_screen(self) -> None:
        """Read the screen again next time: an operator might fix it."""
        self._screen = None

    def of_answers(self, values: PlaceholderValues) -> dict[str, Any]:
        """Return the fields whose value depends on the answers. A choice that Jira doesn't offer is cleared."""
        templates = {name: template for name, template in self.templates.items() if has_placeholder(template)}
        if not templates:
            return {}
        screen = self._read_screen()
        filled = screen.fill(self.templates, asdict(values))
        return {name: filled.get(name) for name in templates}
