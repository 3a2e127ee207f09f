"""What the mirrors of a request already have: each event, and each removal of a text, leaves a mark in the row."""

from collections.abc import Iterator

from workflows.requests.model import ConnectorRequest
from workflows.requests.ports import RequestPorts
from workflows.requests.timeline import TimelineEvent, timeline_events


def unmirrored_events(request: ConnectorRequest, target: str) -> Iterator[tuple[str, TimelineEvent]]:
    """Yield the mark and the event for each event that `target` lacks."""
    for event in timeline_events(request):
        mark = f"{target}:{event.key}"
        if target in event.targets and mark not in request.mirrored_events:
            yield mark, event


def due_erasure(request: ConnectorRequest, place: str) -> str | None:
    """Return the mark of the newest removal of a text; None if there is none, or `place` doesn't have it anymore."""
    mark = f"{place} without {request.removals}"
    return mark if request.removals and mark not in request.mirrored_events else None


def mark_mirrored(request: ConnectorRequest, marks: set[str], ports: RequestPorts) -> ConnectorRequest:
    """Save that a mirror has what `marks` stand for, if there are any."""

    def add(current: ConnectorRequest) -> ConnectorRequest:
        return current.evolve(mirrored_events=current.mirrored_events | marks)

    return ports.requests.apply(request, add) if marks else request
