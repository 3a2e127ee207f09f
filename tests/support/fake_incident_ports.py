"""Slack and the incident store in memory: one object that records what happened."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from tests.support.fake_request_ports import World
from workflows.connections.model import ConnectionTab
from workflows.errors import IllegalTransition
from workflows.incidents.model import ActivityEntry, Incident
from workflows.notifications.ports import Delivery, NotificationPorts, Subject
from workflows.notifications.recipients import Recipients
from workflows.ports import RenderedMessage
from workflows.requests.mirrors import Message
from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import PendingNotification


@dataclass
class IncidentWorld(World):
    """A world with incidents and the messages about them."""

    subjects: dict[str, Subject] = field(default_factory=dict)
    off: dict[str, datetime] = field(default_factory=dict)
    waits_for: datetime | None = None
    renders: int = 0

    def with_subjects(self, *subjects: Subject) -> NotificationPorts:
        self.subjects = {one.id: one for one in subjects}
        return NotificationPorts(*[self] * 9)  # type: ignore[arg-type]  # one object plays all nine parts

    def get(self, some_id: str) -> Subject:  # type: ignore[override]
        return self.subjects[some_id]

    def update(self, some_id: str | ConnectorRequest, **facts: object) -> Subject:  # type: ignore[override]
        if isinstance(some_id, ConnectorRequest):
            return World.update(self, some_id, **facts)  # type: ignore[return-value]
        now = self.subjects[some_id]
        self.subjects[some_id] = replace(now, version=now.version + 1, **facts)  # type: ignore[arg-type]
        return self.subjects[some_id]

    def record_delivery(self, some_id: str, telling: Delivery) -> Subject:
        now = self.subjects[some_id]
        return self.update(
            some_id,
            messages={**now.messages, telling.recipient: telling.message},
            fingerprints={**now.fingerprints, telling.recipient: telling.fingerprint},
            thread_keys_sent=now.thread_keys_sent | telling.thread_keys_sent,
            last_delivered_at=telling.at,
        )

    def reschedule(self, some_id: str, until: datetime) -> None:
        self.off[some_id] = until

    def older_pending_until(self, subject: Subject) -> datetime | None:
        return self.waits_for

    def out_of_sync(self) -> list[PendingNotification]:  # type: ignore[override]
        return [PendingNotification(one.id, one.version) for one in self.subjects.values()]

    def acknowledge(self, some_id: str, deed: ActivityEntry) -> Incident:
        if self.subjects[some_id].acknowledged_by:
            raise IllegalTransition("Bo Lindqvist is on it already.")
        return self.record_activity(some_id, deed, acknowledged_by=deed.user_id)

    def record_activity(self, some_id: str, deed: ActivityEntry, **facts: object) -> Incident:
        self.happened.append(f"did: {deed.name} {deed.action}")
        activity = (*self.subjects[some_id].activity, deed)
        return self.update(some_id, activity=activity, **facts)  # type: ignore[return-value]

    def hand_back(self, some_id: str, deed: ActivityEntry, holder: str | None) -> Incident:
        return self.record_activity(some_id, deed, acknowledged_by=None)

    def send_page_link(self, channel: str, user_id: str, incident: Incident, tab: ConnectionTab) -> None:
        self.happened.append(f"link {user_id} to {tab} of {incident.name}")

    def record_pause(self, connection_id: str, by: str) -> None:
        self.happened.append(f"paused by {by}")

    def recipients_for(self, _subject: Subject) -> Recipients:
        return Recipients("C1", frozenset({"U0BO"}))

    def render(self, subject: Subject, message: Message | None) -> RenderedMessage:
        """Count every rendering; the text stands for everything that a message shows."""
        self.renders += 1
        activity = getattr(subject, "activity", ())
        return RenderedMessage(f"{subject.id} {subject.is_over} {subject.severity} {activity}", [])

    def post(self, subject: Subject, recipient: str, rendered: RenderedMessage) -> Message:
        self.did_in_slack("post", subject.id, recipient)
        return Message(recipient, "1.0")

    def edit(self, message: Message, rendered: RenderedMessage) -> bool:
        self.did_in_slack("edit", rendered.text.split()[0], message.channel)
        return True

    def post_thread_update(self, subject: Subject, message: Message, key: str) -> None:
        self.did_in_slack("say", key.split(" ")[0])

    def did_in_slack(self, *words: str) -> None:
        if "slack" in self.trouble:
            raise self.trouble["slack"]
        self.happened.append(" ".join(words))
