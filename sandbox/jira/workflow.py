"""The workflow of DSRE: statuses and transitions."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Status:
    """A status. Boards and reports use its category."""

    id: str
    name: str
    category: str
    """`new`, `indeterminate`, or `done`."""

    def as_json(self, base: str) -> dict[str, Any]:
        """Return the status as Jira shows it."""
        number, name, color = CATEGORIES[self.category]
        return {
            "self": f"{base}/rest/api/3/status/{self.id}",
            "id": self.id,
            "name": self.name,
            "description": "",
            "iconUrl": f"{base}/images/icons/status_generic.gif",
            "statusCategory": {
                "self": f"{base}/rest/api/3/statuscategory/{number}",
                "id": number,
                "key": self.category,
                "name": name,
                "colorName": color,
            },
        }


CATEGORIES: dict[str, tuple[int, str, str]] = {
    "new": (2, "To Do", "blue-gray"),
    "indeterminate": (4, "In Progress", "yellow"),
    "done": (3, "Done", "green"),
}

STATUSES: dict[str, Status] = {
    status.name: status
    for status in (
        Status("10100", "Open", "new"),
        Status("10101", "Approved", "indeterminate"),
        Status("10102", "In Progress", "indeterminate"),
        Status("10103", "Done", "done"),
        Status("10104", "Declined", "done"),
        Status("10105", "Withdrawn", "done"),
    )
}

RESOLUTIONS: dict[str, tuple[str, str]] = {
    "Done": ("10000", "Done"),
    "Declined": ("10001", "Won't Do"),
    "Withdrawn": ("10002", "Withdrawn"),
}
"""Status name → the resolution that the workflow sets."""


@dataclass(frozen=True)
class Transition:
    """A transition from one of several statuses to another."""

    id: str
    name: str
    sources: tuple[str, ...]
    target: str
    needs: tuple[str, ...] = ()
    """Fields that its screen requires."""


def _default_transitions() -> list[Transition]:
    return [
        Transition("11", "Approve", ("Open",), "Approved"),
        Transition("21", "Decline", ("Open",), "Declined"),
        Transition("31", "Start work", ("Approved",), "In Progress"),
        Transition("41", "Resolve", ("In Progress",), "Done"),
        Transition("51", "Withdraw", ("Open", "Approved"), "Withdrawn"),
    ]


@dataclass
class Workflow:
    """The current transitions. Administrators can change them at any time."""

    transitions: list[Transition] = field(default_factory=_default_transitions)

    def from_status(self, status: str) -> list[Transition]:
        """Return the transitions available in `status`."""
        return [transition for transition in self.transitions if status in transition.sources]

    def remove(self, name: str) -> None:
        """Remove every transition with this name."""
        self.transitions = [transition for transition in self.transitions if transition.name != name]

    def add(self, name: str, sources: tuple[str, ...], target: str, needs: tuple[str, ...] = ()) -> Transition:
        """Add a transition. Two transitions can lead to the same status."""
        number = max((int(transition.id) for transition in self.transitions), default=1) + 10
        transition = Transition(str(number), name, sources, STATUSES[target].name, needs)
        self.transitions.append(transition)
        return transition
