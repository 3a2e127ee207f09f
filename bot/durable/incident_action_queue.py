"""Queue what people press under incidents."""

from dataclasses import dataclass

from bot.durable import engine
from workflows.incidents.actions import IncidentAction
from workflows.permissions import Actor


@dataclass(frozen=True)
class IncidentActionQueue:
    """Queue the actions of the buttons under incidents."""

    def perform_action(self, click_id: str, incident_id: str, action: IncidentAction, actor: Actor) -> None:
        """Queue an action, once for each `click_id`, however often Slack delivers the click."""
        workflow_id = f"incident-action:{click_id}"
        engine.enqueue(engine.CLICK_QUEUE, workflow_id, "perform_action", incident_id, action, actor)
