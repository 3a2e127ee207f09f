"""Slack and the rows of incidents, played by one object that notes what happened."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from tests.support.fake_request_ports import World
from workflows.errors import IllegalMove
from workflows.incidents.model import Deed, Incident
from workflows.notifications.ports import IncidentDesk, Subject, Telling
from workflows.notifications.recipients import Hearers
from workflows.requests.model import Message
from workflows.requests.ports import Untold


@dataclass
class Stand(World):
    """A world that knows incidents, and what Slack was told of them."""

    subjects: dict[str, Subject] = field(default_factory=dict)
    off: dict[str, datetime] = field(default_factory=dict)
    waits_for: datetime | None = None

    def of(self, *subjects: Subject) -> IncidentDesk:
        self.subjects = {one.id: one for one in subjects}
        return IncidentDesk(*[self] * 9)  # type: ignore[arg-type]  # one object plays all nine parts

    def get(self, some_id: str) -> Subject:  # type: ignore[override]
        return self.subjects[some_id]

    def note(self, some_id: str, **facts: object) -> Subject:  # type: ignore[override]
        if some_id in self.requests_:
            return World.note(self, some_id, **facts)  # type: ignore[return-value]
        now = self.subjects[some_id]
        self.subjects[some_id] = replace(now, version=now.version + 1, **facts)  # type: ignore[arg-type]
        return self.subjects[some_id]

    def told(self, some_id: str, telling: Telling) -> Subject:
        now = self.subjects[some_id]
        return self.note(
            some_id,
            messages={**now.messages, telling.audience: telling.message},
            shown={**now.shown, telling.audience: telling.digest},
            said=now.said | telling.said,
            shown_at=telling.at,
        )

    def put_off(self, some_id: str, until: datetime) -> None:
        self.off[some_id] = until

    def behind(self, subject: Subject) -> datetime | None:
        return self.waits_for

    def lagging(self) -> list[Untold]:  # type: ignore[override]
        return [Untold(one.id, one.version) for one in self.subjects.values()]

    def take(self, some_id: str, deed: Deed) -> Incident:
        if self.subjects[some_id].taken_by:  # type: ignore[union-attr]
            raise IllegalMove("Bo Lindqvist is on it already.")
        return self.record(some_id, deed, taken_by=deed.by)

    def record(self, some_id: str, deed: Deed, **facts: object) -> Incident:
        self.happened.append(f"did: {deed.name} {deed.what}")
        return self.note(some_id, deeds=(deed,), **facts)  # type: ignore[return-value]

    def paused(self, connection_id: str, by: str) -> None:
        self.happened.append(f"paused by {by}")

    def hearers(self, _subject: Subject) -> Hearers:
        return Hearers("C1", frozenset({"U0BO"}))

    def post(self, subject: Subject, audience: str) -> Message:
        self.did_in_slack("post", subject.id, audience)
        return Message(audience, "1.0")

    def edit(self, subject: Subject, message: Message) -> bool:
        self.did_in_slack("edit", subject.id, message.channel)
        return True

    def say(self, subject: Subject, message: Message, key: str) -> None:
        self.did_in_slack("say", key.split(" ")[0])

    def digest(self, subject: Subject, _message: Message | None) -> str:  # type: ignore[override]
        over = subject.is_over
        return f"{over} {subject.severity} {getattr(subject, 'deeds', ())}"

    def did_in_slack(self, *words: str) -> None:
        if "slack" in self.trouble:
            raise self.trouble["slack"]
        self.happened.append(" ".join(words))
